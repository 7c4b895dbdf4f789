#include "sim/replica/isr.h"

#include <algorithm>

namespace brokerscope::replica {
namespace {

using kafka::ErrorCode;

protocol::BrokerIdAndEpoch member_of(NodeId node, const Leading& leading, const Context& context) {
    if (node == context.turn.self) return {node, context.broker_epoch};
    const auto follower = leading.followers.find(node);
    const bool unknown = follower == leading.followers.end() || !follower->second.broker_epoch;
    return {node, unknown ? base::no_broker_epoch : *follower->second.broker_epoch};
}

// True when the request is on its way; false when an older one of this partition still is.
bool ask_for(const Partition& partition, std::vector<NodeId> isr, Context& context) {
    if (context.settings.isr_in_id_order) std::sort(isr.begin(), isr.end());
    protocol::AlterPartitionPartition change;
    change.topic = partition.id.topic;
    change.partition = partition.id.partition;
    change.leader_epoch = partition.leader_epoch;
    change.partition_epoch = partition.partition_epoch;
    for (const NodeId node : isr)
        change.new_isr.push_back(member_of(node, *partition.leading(), context));
    return context.isr_changes.submit(change, context.turn, context.effects);
}

void let_join(Partition& partition, NodeId follower, Context& context) {
    InSyncReplicas& isr = partition.leading()->isr;
    std::vector<NodeId> asked = isr.committed;
    asked.push_back(follower);
    if (ask_for(partition, asked, context)) isr.change = Joining{follower};
}

}  // namespace

void on_follower_fetch(Partition& partition, NodeId follower, const FollowerFetch& fetch,
                       Context& context) {
    Leading& leading = *partition.leading();
    FollowerProgress& progress = leading.followers.at(follower);
    const Offset before = progress.log_end_offset;
    // Whoever deletes records may wait for this.
    if (fetch.log_start > progress.log_start_offset) context.moved.try_emplace(partition.id);
    apply_fetch(progress, fetch);
    const log::PartitionLog& log = context.log_of(partition.id);
    if (decide_expand(leading, follower, context.outlook(log)))
        let_join(partition, follower, context);
    if (progress.log_end_offset != before) advance_high_watermark(partition, context);
}

void shrink_isr_if_needed(Partition& partition, Context& context) {
    Leading* leading = partition.leading();
    if (leading == nullptr) return;
    const log::PartitionLog& log = context.log_of(partition.id);
    const std::vector<NodeId> leaving = decide_shrink(*leading, context.outlook(log));
    if (leaving.empty()) return;
    std::vector<NodeId> staying;
    for (const NodeId node : leading->isr.committed) {
        if (!contains(leaving, node)) staying.push_back(node);
    }
    if (ask_for(partition, staying, context)) leading->isr.change = Leaving{leaving};
}

void on_isr_answer(const protocol::AlterPartitionPartitionResponse& answer, Context& context) {
    Partition* partition = context.find(answer.id());
    Leading* leading = partition == nullptr ? nullptr : partition->leading();
    if (leading == nullptr || leading->isr.is_settled()) return;
    const bool refused = answer.error == ErrorCode::ineligible_replica ||
                         answer.error == ErrorCode::operation_not_attempted;
    if (refused) leading->isr.change = Settled{};
    // After any other error only the metadata can tell how it stands; until then it stays pending.
    if (answer.error != ErrorCode::none) return;
    if (answer.leader_epoch != partition->leader_epoch) return;
    if (answer.partition_epoch < partition->partition_epoch) return;
    leading->isr = {answer.isr, Settled{}};
    partition->partition_epoch = answer.partition_epoch;
    advance_high_watermark(*partition, context);
}

}  // namespace brokerscope::replica
