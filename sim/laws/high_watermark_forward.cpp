#include "sim/laws/high_watermark_forward.h"

namespace brokerscope::laws {

void HighWatermarkForward::look(const Moment& moment) {
    const base::NodeId node = moment.fact.node;
    if (const auto* opened = moment.as<journal::ReplicaOpened>()) {
        leading_.erase({node, opened->partition});
    } else if (const auto* taken = moment.as<journal::ReplicaRoleTaken>()) {
        leading_.erase({node, taken->partition});
        if (taken->role == journal::ReplicaRole::leader) {
            leading_.emplace(ReplicaId{node, taken->partition}, base::Offset{});
        }
    } else if (const auto* moved = moment.as<journal::HighWatermarkMoved>()) {
        const auto known = leading_.find({node, moved->partition});
        if (known == leading_.end()) return;
        if (moved->to < known->second) {
            const std::string where = moment.partition(moved->partition);
            const std::string from = std::to_string(known->second.value);
            const std::string to = std::to_string(moved->to.value);
            const std::string who = moment.broker(node);
            keeper_.violated(moment,
                             {"The high watermark of " + where + " on " + who + " went back from " +
                                  from + " to " + to + " while it leads",
                              "O high watermark de " + where + " em " + who + " recuou de " + from +
                                  " para " + to + " enquanto lidera"});
        }
        known->second = moved->to;
    }
}

}  // namespace brokerscope::laws
