#include "sim/log/partition_log.h"

#include <algorithm>

#include "sim/base/check.h"

namespace brokerscope::log {

PartitionLog::PartitionLog(LogConfig config, base::Offset start_offset)
    : config_(config),
      segments_{LogSegment(start_offset)},
      log_start_offset_(start_offset),
      log_end_offset_(start_offset),
      high_watermark_(start_offset),
      flushed_offset_(start_offset) {}

std::int64_t PartitionLog::size_bytes() const {
    std::int64_t size = 0;
    for (const LogSegment& segment : segments_)
        size += segment.size_bytes();
    return size;
}

base::LeaderEpoch PartitionLog::latest_epoch() const {
    return leader_epochs_.latest_epoch().value_or(base::no_leader_epoch);
}

// Only an append rolls, and only a segment that holds something (ST-12).
bool PartitionLog::decide_roll(const RecordBatch& batch) const {
    const LogSegment& segment = segments_.back();
    if (segment.empty()) return false;
    if (segment.size_bytes() > config_.segment_bytes - batch.size_bytes) return true;
    const std::int64_t largest_delta = std::numeric_limits<std::int32_t>::max();
    if (batch.last_offset() - segment.base_offset() > largest_delta) return true;
    const std::int64_t first_ms = segment.first_batch_timestamp_ms();
    return first_ms >= 0 && batch.max_timestamp_ms - first_ms > config_.segment_ms;
}

Appended PartitionLog::append_stamped(const RecordBatch& batch) {
    const bool rolls = decide_roll(batch);
    if (rolls) segments_.emplace_back(batch.base_offset);
    if (batch.partition_leader_epoch.value >= 0) {
        leader_epochs_.assign(batch.partition_leader_epoch, batch.base_offset);
    }
    active().append(batch);
    log_end_offset_ = batch.next_offset();
    dirty_bytes_ += batch.size_bytes;
    return {batch.base_offset, batch.last_offset(), rolls};
}

std::optional<Appended> PartitionLog::append_as_leader(const RecordBatch& batch,
                                                       base::LeaderEpoch epoch) {
    CHECK(epoch >= latest_epoch(), "a leader does not write in an epoch that is over");
    CHECK(epoch.value >= 0, "a leader has an epoch");
    leader_epochs_.assign(epoch, log_end_offset_);
    if (batch.size_bytes > config_.segment_bytes) return std::nullopt;
    return append_stamped(with_offsets(batch, log_end_offset_, epoch));
}

std::optional<Appended> PartitionLog::append_as_follower(const RecordBatch& batch) {
    if (batch.base_offset < log_end_offset_) return std::nullopt;
    return append_stamped(batch);
}

void PartitionLog::assign_epoch_at_end(base::LeaderEpoch epoch) {
    leader_epochs_.assign(epoch, log_end_offset_);
}

bool PartitionLog::advance_high_watermark(base::Offset offset) {
    const base::Offset target = std::min(offset, log_end_offset_);
    if (target <= high_watermark_) return false;
    high_watermark_ = target;
    return true;
}

void PartitionLog::restore_high_watermark(base::Offset offset) {
    high_watermark_ = std::clamp(offset, log_start_offset_, log_end_offset_);
}

bool PartitionLog::advance_log_start_offset(base::Offset offset) {
    if (offset <= log_start_offset_ || offset > high_watermark_) return false;
    log_start_offset_ = offset;
    leader_epochs_.truncate_from_start(offset);
    return true;
}

bool PartitionLog::truncate_to(base::Offset offset) {
    CHECK(offset.value >= 0, "a log is truncated to an offset");
    if (offset >= log_end_offset_) {
        leader_epochs_.truncate_from_end(log_end_offset_);
        return false;
    }
    if (offset < segments_.front().base_offset()) {
        truncate_fully_and_start_at(offset);
        return true;
    }
    while (segments_.back().base_offset() > offset)
        segments_.pop_back();
    active().truncate_to(offset);
    // The batch that held `offset` went whole, yet the log goes on at `offset`.
    log_end_offset_ = offset;
    log_start_offset_ = std::min(log_start_offset_, offset);
    high_watermark_ = std::min(high_watermark_, offset);
    flushed_offset_ = std::min(flushed_offset_, offset);
    leader_epochs_.truncate_from_end(offset);
    count_dirty_bytes();
    return true;
}

void PartitionLog::truncate_fully_and_start_at(base::Offset offset) {
    segments_.assign(1, LogSegment(offset));
    leader_epochs_.clear();
    log_start_offset_ = offset;
    log_end_offset_ = offset;
    high_watermark_ = offset;
    flushed_offset_ = offset;
    dirty_bytes_ = 0;
}

void PartitionLog::mark_flushed(base::Offset up_to) {
    flushed_offset_ = std::max(flushed_offset_, std::min(up_to, log_end_offset_));
    count_dirty_bytes();
}

void PartitionLog::count_dirty_bytes() {
    dirty_bytes_ = 0;
    for (auto segment = segments_.rbegin(); segment != segments_.rend(); ++segment) {
        const std::size_t first = segment->find(flushed_offset_);
        for (std::size_t i = first; i < segment->batches().size(); ++i)
            dirty_bytes_ += segment->batches()[i].size_bytes;
        if (first > 0) return;
    }
}

}  // namespace brokerscope::log
