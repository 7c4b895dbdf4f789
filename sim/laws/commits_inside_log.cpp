#include "sim/laws/commits_inside_log.h"

#include <algorithm>

namespace brokerscope::laws {

void CommitsInsideLog::look(const Moment& moment) {
    excuses_.look(moment);
    const auto* committed = moment.as<journal::OffsetCommitted>();
    if (committed == nullptr) return;
    const auto& consumers = moment.view.consumers;
    const bool by_consumer = std::any_of(consumers.begin(), consumers.end(), [&](const auto& one) {
        return one.second.group == committed->group && one.second.member == committed->member;
    });
    const PartitionLedger* partition = moment.ledger.partition(committed->partition);
    const base::Offset end = partition == nullptr ? base::Offset{} : partition->leading_log().end();
    if (!by_consumer || committed->offset <= end) return;
    const std::string where = moment.partition(committed->partition);
    const std::string offset = std::to_string(committed->offset.value);
    const std::string log_end = std::to_string(end.value);
    base::Text detail{"Group " + committed->group + " committed offset " + offset + " of " + where +
                          ", whose log ends at " + log_end,
                      "O grupo " + committed->group + " confirmou o offset " + offset + " de " +
                          where + ", cujo log termina em " + log_end};
    if (!excuses_.has(committed->partition)) {
        keeper_.violated(moment, std::move(detail));
        return;
    }
    const base::Text why = excuses_.why(moment, committed->partition);
    keeper_.not_promised(moment, {detail.en + ": " + why.en, detail.pt + ": " + why.pt});
}

}  // namespace brokerscope::laws
