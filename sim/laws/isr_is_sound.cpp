#include "sim/laws/isr_is_sound.h"

#include <algorithm>

namespace brokerscope::laws {

namespace {

std::int64_t occurrences(const std::vector<base::NodeId>& nodes, base::NodeId node) {
    return std::count(nodes.begin(), nodes.end(), node);
}

}  // namespace

void IsrIsSound::look(const Moment& moment) {
    const auto* changed = moment.as<journal::PartitionChanged>();
    if (changed == nullptr) return;
    const std::string where = moment.partition(changed->partition);
    for (const base::NodeId member : changed->isr) {
        const std::string who = moment.broker_first(member);
        if (occurrences(changed->replicas, member) == 0) {
            keeper_.violated(moment,
                             {who + " is in the ISR of " + where + " but is no replica of it",
                              who + " está no ISR de " + where + " mas não é réplica"});
        }
        if (occurrences(changed->isr, member) > 1) {
            keeper_.violated(moment, {who + " is twice in the ISR of " + where,
                                      who + " está duas vezes no ISR de " + where});
        }
    }
    if (changed->leader == base::no_node) return;
    if (occurrences(changed->isr, changed->leader) == 0) {
        const std::string who = moment.broker_first(changed->leader);
        keeper_.violated(moment, {who + " leads " + where + " but is not in its ISR",
                                  who + " lidera " + where + " mas não está no seu ISR"});
    }
}

}  // namespace brokerscope::laws
