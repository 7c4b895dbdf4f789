// Origin: what became of the records of one client in one partition, by that client's numbers. It
// knows what the application was told (acknowledged, failed) and which of the records the leading
// log holds, how often and in which order; it does not know logs (see partition_ledger.h).
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sim/base/bytes.h"
#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/laws/interval_set.h"
#include "sim/laws/losses.h"
#include "sim/laws/strand.h"

namespace brokerscope::laws {

/// Acknowledged without an offset (acks=0) and not seen in a log yet: nobody knows.
struct Unsettled {
    std::int64_t first_number = 0;
    std::int64_t count = 0;
    base::SimTime sent;
    base::NodeId to{base::no_node};  // who led the partition then

    std::int64_t end() const { return first_number + count; }
};

class Origin {
  public:
    // --- what the application was told
    std::int64_t accepted = 0;
    IntervalSet acknowledged;
    IntervalSet failed;
    Losses losses;
    std::vector<Unsettled> unsettled;          // ascending by number
    std::map<std::int64_t, base::Bytes> keys;  // of records sent with acks=0 and not yet in a log

    // --- what the leading log holds
    /// A batch was appended to the leading log.
    void log(const LoggedBatch& batch);
    /// A batch was cut off the leading log's end: the newest goes first.
    void unlog(const LoggedBatch& batch);
    const IntervalSet& logged() const { return logged_; }
    /// Records of the batch in offsets [from, to) that are the first copy of themselves in the log.
    std::int64_t first_copies(const LoggedBatch& batch, base::Offset from, base::Offset to) const;
    /// Copies beyond the first that the leading log holds.
    std::int64_t duplicated_in_log() const { return duplicated_; }
    /// Records that stand behind one with a higher number.
    std::int64_t reordered() const { return reordered_.size(); }

  private:
    bool is_repeat(std::int64_t number, base::Offset offset) const;

    IntervalSet logged_;     // numbers
    IntervalSet reordered_;  // offsets
    /// Offsets of second and further copies, ascending.
    std::map<std::int64_t, std::vector<base::Offset>> repeats_;
    std::int64_t duplicated_ = 0;
};

}  // namespace brokerscope::laws
