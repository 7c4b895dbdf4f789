#include "sim/laws/fenced_leads_nothing.h"

namespace brokerscope::laws {

void FencedLeadsNothing::look(const Moment& moment) {
    if (moment.fact.at > instant_ || moment.as<journal::RunEnded>() != nullptr) look_back(moment);
    instant_ = moment.fact.at;
    if (const auto* changed = moment.as<journal::PartitionChanged>()) {
        leaders_[changed->partition] = changed->leader;
        changed_ = true;
    } else if (const auto* registered = moment.as<journal::BrokerRegistered>()) {
        // A new incarnation is fenced until it has caught up with the metadata.
        fenced_.insert(registered->broker);
        changed_ = true;
    } else if (const auto* fencing = moment.as<journal::BrokerFencing>()) {
        if (fencing->state == journal::FencingState::fenced) {
            fenced_.insert(fencing->broker);
        } else {
            fenced_.erase(fencing->broker);
        }
        changed_ = true;
    }
}

void FencedLeadsNothing::look_back(const Moment& moment) {
    if (!changed_) return;
    changed_ = false;
    if (fenced_.empty() || keeper_.is_broken()) return;
    for (const auto& [partition, leader] : leaders_) {
        if (fenced_.count(leader) == 0) continue;
        const std::string who = moment.broker_first(leader);
        const std::string where = moment.partition(partition);
        keeper_.violated(moment, {who + " is fenced but leads " + where,
                                  who + " está isolado (fenced) mas lidera " + where});
        return;
    }
}

}  // namespace brokerscope::laws
