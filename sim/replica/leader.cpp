#include "sim/replica/leader.h"

#include <algorithm>

namespace brokerscope::replica {

void apply_fetch(FollowerProgress& follower, const FollowerFetch& fetch) {
    std::optional<LocalTime> caught_up;
    if (fetch.offset >= fetch.leader_end) {
        caught_up = fetch.at;
    } else if (follower.last_fetch && fetch.offset >= follower.leader_end_at_last_fetch) {
        // It now has what the leader had at the fetch before.
        caught_up = follower.last_fetch;
    }
    if (caught_up && (!follower.last_caught_up || *follower.last_caught_up < *caught_up)) {
        follower.last_caught_up = caught_up;
    }
    follower.log_end_offset = fetch.offset;
    follower.log_start_offset = fetch.log_start;
    follower.leader_end_at_last_fetch = fetch.leader_end;
    follower.last_fetch = fetch.at;
    follower.broker_epoch = fetch.broker_epoch;
}

bool is_caught_up(const FollowerProgress& follower, const LeaderOutlook& outlook) {
    if (follower.log_end_offset == outlook.log_end) return true;
    return follower.last_caught_up && outlook.now - *follower.last_caught_up <= outlook.max_lag;
}

bool is_isr_eligible(NodeId node, const FollowerProgress& follower,
                     const node::MetadataImage& image) {
    const node::BrokerImage* broker = image.broker(node);
    if (broker == nullptr || !broker->active() || !follower.broker_epoch) return false;
    return *follower.broker_epoch == base::no_broker_epoch ||
           *follower.broker_epoch == broker->epoch;
}

Offset decide_high_watermark(const Partition& partition, const Leading& leading,
                             const LeaderOutlook& outlook) {
    if (leading.isr.committed.size() < partition.effective_min_isr()) return outlook.high_watermark;
    Offset lowest = outlook.log_end;
    for (const auto& [node, follower] : leading.followers) {
        const bool counts =
            leading.isr.maximal_contains(node) ||
            (is_caught_up(follower, outlook) && is_isr_eligible(node, follower, outlook.image));
        if (counts) lowest = std::min(lowest, follower.log_end_offset);
    }
    return std::max(lowest, outlook.high_watermark);
}

std::vector<NodeId> decide_shrink(const Leading& leading, const LeaderOutlook& outlook) {
    std::vector<NodeId> out_of_sync;
    if (!leading.isr.is_settled()) return out_of_sync;
    for (const NodeId node : leading.isr.committed) {
        const auto follower = leading.followers.find(node);
        if (follower == leading.followers.end()) continue;
        if (!is_caught_up(follower->second, outlook)) out_of_sync.push_back(node);
    }
    return out_of_sync;
}

bool decide_expand(const Leading& leading, NodeId follower, const LeaderOutlook& outlook) {
    if (!leading.isr.is_settled() || contains(leading.isr.committed, follower)) return false;
    const FollowerProgress& progress = leading.followers.at(follower);
    if (!is_isr_eligible(follower, progress, outlook.image)) return false;
    return progress.log_end_offset >= outlook.high_watermark &&
           progress.log_end_offset >= leading.epoch_start;
}

}  // namespace brokerscope::replica
