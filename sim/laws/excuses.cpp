#include "sim/laws/excuses.h"

namespace brokerscope::laws {

bool Excuses::look(const Moment& moment) {
    if (const auto* changed = moment.as<journal::PartitionChanged>()) {
        if (changed->reason != journal::PartitionChangeReason::unclean_election) return false;
        return partitions_.emplace(changed->partition, Excuse::unclean_election).second;
    }
    if (const auto* truncated = moment.as<journal::LogTruncated>()) {
        if (truncated->reason != journal::TruncationReason::power_loss) return false;
        return partitions_.emplace(truncated->partition, Excuse::power_loss).second;
    }
    return false;
}

base::Text Excuses::why(const Moment& moment, base::PartitionId partition) const {
    const std::string where = moment.partition(partition);
    if (partitions_.at(partition) == Excuse::power_loss) {
        return {"a power loss took what " + where + " had not on a disk",
                "uma queda de energia levou o que " + where + " não tinha em disco"};
    }
    return {where + " had an unclean election", where + " teve uma eleição unclean"};
}

}  // namespace brokerscope::laws
