// Deliveries: which records of one partition a group's members were given, and how often. Records
// are known by who sent them, so that a record which stands in the log twice, or was read again
// after a rebalance, counts as a duplicate however it came about.
//
// Skipped are the records that stand in the leading log between the lowest position that the group
// ever had in the partition and its present position, and that no member was ever given. Records
// below the lowest position were before the group's time (it began at the latest offset, say). The
// present position may go back; what is passed again then is looked at again.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "sim/base/ids.h"
#include "sim/laws/interval_set.h"
#include "sim/laws/partition_ledger.h"

namespace brokerscope::laws {

class Deliveries {
  public:
    /// A member will go on reading here.
    void set_position(base::Offset position);
    /// A member's poll() returned the records at [first, last].
    void deliver(const PartitionLedger& partition, base::Offset first, base::Offset last);
    /// The records from here on are others now, or none.
    void log_changed(base::Offset same_to);

    std::int64_t delivered() const { return delivered_; }
    /// Deliveries of a record that some member of the group had been given before.
    std::int64_t duplicated() const { return duplicated_; }
    std::int64_t skipped(const PartitionLedger& partition) const;

  private:
    /// Notes that these numbers of this client were delivered.
    void count(base::NodeId client, std::int64_t begin, std::int64_t end);

    std::int64_t delivered_ = 0;
    std::int64_t duplicated_ = 0;
    std::optional<base::Offset> lowest_position_;
    base::Offset position_;
    IntervalSet offsets_;  // delivered, of the leading log
    /// Numbers that were delivered, by client; for records of nobody (no_node) their offsets.
    std::map<base::NodeId, IntervalSet> numbers_;
};

}  // namespace brokerscope::laws
