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
        if (is_active && segments[count].empty()) break;
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
        const std::int64_t newest_ms = segment.largest_timestamp_ms();
        return newest_ms != no_timestamp_ms && now_ms - newest_ms > limit_ms;
    });
}

}  // namespace

std::int64_t PartitionLog::delete_old_segments(std::int64_t now_ms) {
    std::size_t deleted = 0;
    const auto drop = [&](std::size_t count) {
        drop_oldest_segments(count);
        deleted += count;
    };
    drop(count_below_log_start(*this));
    if (config_.deletes_old_segments) {
        drop(count_above_size(*this));
        drop(count_too_old(*this, now_ms));
    }
    return static_cast<std::int64_t>(deleted);
}

void PartitionLog::drop_oldest_segments(std::size_t count) {
    if (count == 0) return;
    // A log is never without a segment: an empty one takes over at the end (ST-20).
    if (count == segments_.size()) segments_.emplace_back(log_end_offset_);
    segments_.erase(segments_.begin(), segments_.begin() + static_cast<std::ptrdiff_t>(count));
    if (segments_.front().base_offset() > log_start_offset_) {
        advance_log_start_offset(segments_.front().base_offset());
    }
    if (flushed_offset_ < log_start_offset_) flushed_offset_ = log_start_offset_;
    count_dirty_bytes();
}

}  // namespace brokerscope::log
