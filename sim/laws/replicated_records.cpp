#include "sim/laws/replicated_records.h"

namespace brokerscope::laws {

bool UncleanElections::look(const Moment& moment) {
    const auto* changed = moment.as<journal::PartitionChanged>();
    if (changed == nullptr) return false;
    if (changed->reason != journal::PartitionChangeReason::unclean_election) return false;
    return partitions_.insert(changed->partition).second;
}

base::Text UncleanElections::why(const Moment& moment, base::PartitionId partition) {
    const std::string where = moment.partition(partition);
    return {where + " had an unclean election", where + " teve uma eleição unclean"};
}

void LeadersAreComplete::look(const Moment& moment) {
    if (unclean_.look(moment)) {
        const auto* changed = moment.as<journal::PartitionChanged>();
        keeper_.not_promised(moment, UncleanElections::why(moment, changed->partition));
    }
    for (const Divergence& one : moment.ledger.news().diverged) {
        if (unclean_.had(one.partition)) continue;
        const std::string where = moment.partition(one.partition);
        const std::string who = moment.broker_first(one.leader);
        const std::string from = std::to_string(one.same_to.value);
        const std::string to = std::to_string(one.readable_to.value);
        keeper_.violated(
            moment, {who + " leads " + where + " without the records from offset " + from +
                         " on, which were readable up to " + to,
                     who + " lidera " + where + " sem os registros a partir do offset " + from +
                         ", que podiam ser lidos até " + to});
    }
}

void ReplicatedRecordsStay::look(const Moment& moment) {
    if (unclean_.look(moment)) {
        const auto* changed = moment.as<journal::PartitionChanged>();
        keeper_.not_promised(moment, UncleanElections::why(moment, changed->partition));
    }
    for (const Divergence& one : moment.ledger.news().rewritten) {
        if (unclean_.had(one.partition)) continue;
        const std::string where = moment.partition(one.partition);
        const std::string offset = std::to_string(one.same_to.value);
        keeper_.violated(moment,
                         {"Offset " + offset + " of " + where +
                              " was below the high watermark and now holds another record",
                          "O offset " + offset + " de " + where +
                              " estava abaixo do high watermark e agora guarda outro registro"});
    }
}

}  // namespace brokerscope::laws
