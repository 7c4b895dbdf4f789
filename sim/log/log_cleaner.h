// The cleaner of compacted logs (rules ST-24 to ST-29; Kafka's LogCleaner, LogCleanerManager and
// Cleaner). A pass looks for the newest offset of every key in the dirty part of the log and then
// rewrites all segments up to its end, leaving out records that a newer one supersedes. It is a
// function of the log and the time: which log is cleaned when is the broker's business.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/log/partition_log.h"

namespace brokerscope::log {

/// What a pass would look at.
struct CleaningPlan {
    base::Offset first_dirty;
    base::Offset first_uncleanable;  // where a segment begins
    std::int64_t clean_bytes = 0;    // of the segments that begin below first_dirty
    std::int64_t cleanable_bytes = 0;
    /// The oldest dirty segment has waited for longer than max.compaction.lag.ms.
    bool is_overdue = false;
    /// The checkpoint lay outside the log: it is to be set to first_dirty (Kafka writes it).
    bool checkpoint_was_invalid = false;
    /// There is something to clean, and enough of it (ST-25).
    bool is_due = false;

    friend bool operator==(const CleaningPlan&, const CleaningPlan&) = default;
};

/// Is `a` more worth cleaning than `b`? The cleaner takes the filthiest log first.
bool is_filthier(const CleaningPlan& a, const CleaningPlan& b);

/// A segment that the pass wrote: batches with the offsets of the records that are left in them.
struct CleanedSegmentContent {
    base::Offset base_offset;
    std::vector<RecordBatch> batches;
};

struct CleaningReport {
    base::Offset from;   // the first dirty offset
    base::Offset up_to;  // the first offset that was not looked at: the new checkpoint
    std::vector<CleanedSegmentContent> segments;
    /// Segments that are no more: merged into the one before them.
    std::vector<base::Offset> merged_away;
    std::int64_t bytes_before = 0;  // of the rewritten segments
    std::int64_t bytes_after = 0;
};

}  // namespace brokerscope::log
