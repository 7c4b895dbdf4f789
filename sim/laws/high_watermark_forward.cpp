#include "sim/laws/high_watermark_forward.h"

namespace brokerscope::laws {

void HighWatermarkForward::look(const Moment& moment) {
    if (const auto* opened = moment.as<journal::ReplicaOpened>()) {
        leading_.erase({moment.fact.node, opened->partition});
    } else if (const auto* taken = moment.as<journal::ReplicaRoleTaken>()) {
        look_at_role(moment, *taken);
    } else if (const auto* moved = moment.as<journal::HighWatermarkMoved>()) {
        look_at_move(moment, *moved);
    }
}

void HighWatermarkForward::look_at_role(const Moment& moment,
                                        const journal::ReplicaRoleTaken& taken) {
    const ReplicaId replica{moment.fact.node, taken.partition};
    if (taken.role == journal::ReplicaRole::follower) {
        leading_.erase(replica);
        return;
    }
    Leading& leading = leading_[replica];
    if (leading.epoch != taken.leader_epoch) leading = {taken.leader_epoch, {}};
}

void HighWatermarkForward::look_at_move(const Moment& moment,
                                        const journal::HighWatermarkMoved& moved) {
    const auto leading = leading_.find({moment.fact.node, moved.partition});
    if (leading == leading_.end()) return;
    if (moved.to >= leading->second.high_watermark) {
        leading->second.high_watermark = moved.to;
        return;
    }
    const std::string where = moment.partition(moved.partition);
    const std::string from = std::to_string(leading->second.high_watermark.value);
    const std::string to = std::to_string(moved.to.value);
    const std::string who = moment.broker(moment.fact.node);
    keeper_.violated(moment, {"The high watermark of " + where + " on " + who + " went back from " +
                                  from + " to " + to + " while it leads",
                              "O high watermark de " + where + " em " + who + " recuou de " + from +
                                  " para " + to + " enquanto lidera"});
}

}  // namespace brokerscope::laws
