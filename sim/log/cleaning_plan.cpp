// Which part of a log the cleaner would take, and whether it is worth it (ST-24, ST-25; Kafka's
// LogCleanerManager).
#include <algorithm>

#include "sim/log/log_cleaner.h"

namespace brokerscope::log {
namespace {

constexpr std::int64_t millionths = 1'000'000;

// The first segment that [from, ...) touches: the one that `from` lies in.
std::size_t first_touched(const std::vector<LogSegment>& segments, base::Offset from) {
    std::size_t at = segments.size() - 1;
    while (at > 0 && segments[at].base_offset() > from)
        --at;
    return at;
}

std::int64_t ratio_millionths(const CleaningPlan& plan) {
    const std::int64_t total_bytes = plan.clean_bytes + plan.cleanable_bytes;
    return total_bytes == 0 ? 0 : plan.cleanable_bytes * millionths / total_bytes;
}

// Not the active segment, nothing undecided, nothing younger than the lag.
base::Offset first_uncleanable_dirty(const PartitionLog& log, base::Offset first_dirty,
                                     std::int64_t now_ms) {
    const std::vector<LogSegment>& segments = log.segments();
    const base::Offset active = segments.back().base_offset();
    base::Offset first = std::min(log.last_stable_offset(), active);
    const std::int64_t lag_ms = log.config().min_compaction_lag_ms;
    if (lag_ms > 0 && first_dirty < active) {
        for (std::size_t i = first_touched(segments, first_dirty); i + 1 < segments.size(); ++i) {
            if (segments[i].age_timestamp_ms() <= now_ms - lag_ms) continue;
            first = std::min(first, segments[i].base_offset());
            break;
        }
    }
    return std::max(first, first_dirty);
}

bool is_overdue(const PartitionLog& log, base::Offset first_dirty, std::int64_t now_ms) {
    const std::vector<LogSegment>& segments = log.segments();
    if (first_dirty >= segments.back().base_offset()) return false;
    const std::int64_t lag_ms = std::max<std::int64_t>(log.config().max_compaction_lag_ms, 0);
    for (std::size_t i = first_touched(segments, first_dirty); i + 1 < segments.size(); ++i) {
        const std::int64_t first_ms = segments[i].first_batch_timestamp_ms();
        if (first_ms > 0 && first_ms < now_ms - lag_ms) return true;
    }
    return false;
}

// A damaged log is left alone: Kafka's cleaner fails on it and marks it uncleanable.
bool is_damaged(const LogSegment& segment) {
    return segment.count_valid_batches() < segment.batches().size();
}

}  // namespace

bool is_filthier(const CleaningPlan& a, const CleaningPlan& b) {
    return ratio_millionths(a) > ratio_millionths(b);
}

CleaningPlan PartitionLog::plan_cleaning(std::int64_t now_ms) const {
    CleaningPlan plan;
    plan.first_dirty = cleaner_checkpoint_.value_or(log_start_offset_);
    if (plan.first_dirty < log_start_offset_ || plan.first_dirty > log_end_offset_) {
        plan.first_dirty = log_start_offset_;
        plan.checkpoint_was_invalid = true;
    }
    const base::Offset limit = first_uncleanable_dirty(*this, plan.first_dirty, now_ms);
    plan.first_uncleanable = segments_[first_touched(segments_, limit)].base_offset();
    const std::size_t dirty =
        first_touched(segments_, std::min(plan.first_dirty, plan.first_uncleanable));
    bool damaged = false;
    for (std::size_t i = 0; i < segments_.size(); ++i) {
        const LogSegment& segment = segments_[i];
        if (segment.base_offset() < plan.first_dirty) plan.clean_bytes += segment.size_bytes();
        if (segment.base_offset() >= plan.first_uncleanable) continue;
        if (i >= dirty) plan.cleanable_bytes += segment.size_bytes();
        damaged = damaged || is_damaged(segment);
    }
    plan.is_overdue = log::is_overdue(*this, plan.first_dirty, now_ms);
    const std::int64_t total_bytes = plan.clean_bytes + plan.cleanable_bytes;
    const bool is_dirty_enough = plan.cleanable_bytes * millionths >
                                 config_.min_cleanable_dirty_ratio_millionths * total_bytes;
    plan.is_due = config_.is_compacted && !damaged && plan.cleanable_bytes > 0 &&
                  (plan.is_overdue || is_dirty_enough);
    return plan;
}

}  // namespace brokerscope::log
