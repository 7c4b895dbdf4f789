#include "sim/laws/one_owner.h"

#include <algorithm>

namespace brokerscope::laws {

namespace {

base::Text both_own(const Moment& moment, const std::string& one, const std::string& other,
                    base::PartitionId partition, base::GenerationId generation) {
    const std::string where = moment.partition(partition);
    const std::string number = std::to_string(generation.value);
    return {one + " and " + other + " both own " + where + " in generation " + number,
            one + " e " + other + " são donos de " + where + " na geração " + number};
}

std::string name_of_consumer(const Moment& moment, base::NodeId id) {
    const auto found = moment.view.processes.find(id);
    return found == moment.view.processes.end() ? std::to_string(id.value) : found->second.name;
}

}  // namespace

void OneOwner::look(const Moment& moment) {
    if (const auto* assigned = moment.as<journal::GroupAssigned>()) {
        look_at_assignment(moment, *assigned);
    } else if (const auto* owned = moment.as<journal::OwnershipChanged>()) {
        look_at_ownership(moment, *owned);
    } else if (const auto* ended = moment.as<journal::ProcessEnded>()) {
        owned_.erase(ended->process);
    }
}

void OneOwner::look_at_assignment(const Moment& moment, const journal::GroupAssigned& assigned) {
    std::map<base::PartitionId, std::string> owners;
    for (const journal::MemberPartitions& member : assigned.members) {
        for (const base::PartitionId partition : member.partitions) {
            const auto [known, fresh] = owners.try_emplace(partition, member.member);
            if (fresh || known->second == member.member) continue;
            keeper_.violated(moment, both_own(moment, known->second, member.member, partition,
                                              assigned.generation));
        }
    }
}

void OneOwner::look_at_ownership(const Moment& moment, const journal::OwnershipChanged& owned) {
    owned_[moment.fact.node] = owned;
    if (owned.generation == base::no_generation) return;
    for (const auto& [id, other] : owned_) {
        if (id == moment.fact.node || other.group != owned.group) continue;
        if (other.generation != owned.generation) continue;
        for (const base::PartitionId partition : owned.partitions) {
            if (std::count(other.partitions.begin(), other.partitions.end(), partition) == 0)
                continue;
            keeper_.violated(moment, both_own(moment, name_of_consumer(moment, id),
                                              name_of_consumer(moment, moment.fact.node), partition,
                                              owned.generation));
        }
    }
}

}  // namespace brokerscope::laws
