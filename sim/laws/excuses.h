// Excuses: partitions to which something happened after which Kafka promises nothing any more: an
// unclean election (RE-29), or a power loss that took what had not reached a disk (ST-32). Laws
// about records ask it before they call something broken.
#pragma once

#include <map>

#include "sim/laws/law.h"

namespace brokerscope::laws {

class Excuses {
  public:
    /// True when this fact is the first excuse of its partition.
    bool look(const Moment& moment);
    bool has(base::PartitionId partition) const { return partitions_.count(partition) != 0; }
    /// Of a partition that has one: what it was.
    base::Text why(const Moment& moment, base::PartitionId partition) const;

  private:
    enum class Excuse { unclean_election, power_loss };
    std::map<base::PartitionId, Excuse> partitions_;
};

}  // namespace brokerscope::laws
