// Retention: which of the oldest segments go (rules ST-17 to ST-20).
#include "sim/log/partition_log.h"

namespace brokerscope::log {
namespace {

// Number of oldest segments that qualify and may go: what they hold is below the high watermark,
// and an empty active segment has nothing to give.
template <class Qualifies>
std::size_t count_oldest(const PartitionLog& log, const Qualifies& qualifies) {
    const std::vector<LogSegment>& segments = log.segments();
    std::size_t count = 0;
    for (; count < segments.size(); ++count) {
        const bool is_active = count + 1 == segments.size();
        const base::Offset end =
            is_active ? log.log_end_offset() : segments[count + 1].base_offset();
        if (is_active && segments[count].size_bytes() == 0) break;
        if (log.high_watermark() < end || !qualifies(segments[count], end, is_active)) break;
    }
    return count;
}

std::size_t count_below_log_start(const PartitionLog& log) {
    return count_oldest(log, [&](const LogSegment&, base::Offset end, bool is_active) {
        return !is_active && end <= log.log_start_offset();
    });
}

std::size_t count_above_size(const PartitionLog& log) {
    const std::int64_t limit_bytes = log.config().retention_bytes;
    std::int64_t excess_bytes = log.size_bytes() - limit_bytes;
    if (limit_bytes < 0 || excess_bytes < 0) return 0;
    return count_oldest(log, [&](const LogSegment& segment, base::Offset, bool) {
        if (excess_bytes < segment.size_bytes()) return false;
        excess_bytes -= segment.size_bytes();
        return true;
    });
}

std::size_t count_too_old(const PartitionLog& log, std::int64_t now_ms) {
    const std::int64_t limit_ms = log.config().retention_ms;
    if (limit_ms < 0) return 0;
    return count_oldest(log, [&](const LogSegment& segment, base::Offset, bool) {
        const std::int64_t newest_ms = segment.age_timestamp_ms();
        return newest_ms != no_timestamp_ms && now_ms - newest_ms > limit_ms;
    });
}

}  // namespace

std::vector<DeletedSegments> PartitionLog::delete_old_segments(std::int64_t now_ms) {
    std::vector<DeletedSegments> deleted;
    const auto drop = [&](DeletionReason reason, std::size_t count) {
        if (count == 0) return;
        DeletedSegments& went = deleted.emplace_back();
        went.reason = reason;
        for (std::size_t i = 0; i < count; ++i)
            went.base_offsets.push_back(segments_[i].base_offset());
        went.rolled = drop_oldest_segments(count, now_ms);
    };
    drop(DeletionReason::log_start_offset, count_below_log_start(*this));
    if (config_.deletes_old_segments) {
        drop(DeletionReason::retention_bytes, count_above_size(*this));
        drop(DeletionReason::retention_ms, count_too_old(*this, now_ms));
    }
    return deleted;
}

// True when all of them went: a log is never without a segment, an empty one takes over (ST-20).
bool PartitionLog::drop_oldest_segments(std::size_t count, std::int64_t now_ms) {
    const bool all = count == segments_.size();
    if (all) roll(log_end_offset_, now_ms, 0);
    advance_log_start_offset(segments_[count].base_offset());
    for (std::size_t i = 0; i < count; ++i) {
        producers_.delete_snapshot(segments_[i].base_offset());
        mark_deleted(segments_[i]);
    }
    segments_.erase(segments_.begin(), segments_.begin() + static_cast<std::ptrdiff_t>(count));
    if (flushed_offset_ < log_start_offset_) flushed_offset_ = log_start_offset_;
    count_dirty_bytes();
    return all;
}

}  // namespace brokerscope::log
