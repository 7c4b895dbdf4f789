#include "sim/laws/replicated_records.h"

namespace brokerscope::laws {

namespace {

// The partition that a fact about an excuse is about.
base::PartitionId partition_of(const Moment& moment) {
    if (const auto* changed = moment.as<journal::PartitionChanged>()) return changed->partition;
    return moment.as<journal::LogTruncated>()->partition;
}

}  // namespace

void LeadersAreComplete::look(const Moment& moment) {
    if (excuses_.look(moment))
        keeper_.not_promised(moment, excuses_.why(moment, partition_of(moment)));
    for (const Divergence& one : moment.ledger.news().diverged) {
        if (excuses_.has(one.partition)) continue;
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
    if (excuses_.look(moment))
        keeper_.not_promised(moment, excuses_.why(moment, partition_of(moment)));
    for (const Divergence& one : moment.ledger.news().rewritten) {
        if (excuses_.has(one.partition)) continue;
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
