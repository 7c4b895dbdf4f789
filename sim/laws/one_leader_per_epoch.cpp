#include "sim/laws/one_leader_per_epoch.h"

namespace brokerscope::laws {

void OneLeaderPerEpoch::look(const Moment& moment) {
    if (const auto* taken = moment.as<journal::ReplicaRoleTaken>()) {
        if (taken->role != journal::ReplicaRole::leader) return;
        leads(moment, taken->partition, taken->leader_epoch);
    } else if (const auto* appended = moment.as<journal::LeaderAppended>()) {
        leads(moment, appended->partition, appended->batch.leader_epoch);
    }
}

void OneLeaderPerEpoch::leads(const Moment& moment, base::PartitionId partition,
                              base::LeaderEpoch epoch) {
    const auto [known, fresh] = leaders_[partition].try_emplace(epoch, moment.fact.node);
    if (fresh || known->second == moment.fact.node) return;
    const std::string where = moment.partition(partition);
    const std::string number = std::to_string(epoch.value);
    const std::string one = moment.broker_first(known->second);
    const std::string other = moment.broker(moment.fact.node);
    keeper_.violated(moment, {one + " and " + other + " both lead " + where + " in epoch " + number,
                              one + " e " + other + " lideram " + where + " no epoch " + number});
}

}  // namespace brokerscope::laws
