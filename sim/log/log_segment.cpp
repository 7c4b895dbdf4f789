#include "sim/log/log_segment.h"

#include <algorithm>

#include "sim/base/check.h"

namespace brokerscope::log {

LogSegment::LogSegment(base::Offset base_offset, const LogConfig& config, std::int64_t created_ms,
                       std::int64_t roll_jitter_ms)
    : base_offset_(base_offset),
      index_interval_bytes_(config.index_interval_bytes),
      roll_jitter_ms_(roll_jitter_ms),
      created_ms_(created_ms),
      last_modified_ms_(created_ms),
      largest_timestamp_{no_timestamp_ms, base_offset},
      offset_index_(base_offset, config.segment_index_bytes),
      time_index_(base_offset, config.segment_index_bytes) {}

bool LogSegment::should_roll(const RollParams& params) const {
    if (size_bytes_ > params.max_segment_bytes - params.messages_size_bytes) return true;
    const std::int64_t waited_ms =
        time_waited_for_roll_ms(params.now_ms, params.max_timestamp_in_messages_ms);
    if (size_bytes_ > 0 && waited_ms > params.max_segment_ms - roll_jitter_ms_) return true;
    if (offset_index_.is_full() || time_index_.is_full()) return true;
    return !fits_relative_offset(base_offset_, params.max_offset_in_messages);
}

std::int64_t LogSegment::time_waited_for_roll_ms(std::int64_t now_ms,
                                                 std::int64_t timestamp_ms) const {
    if (rolling_timestamp_ms_ >= 0) return timestamp_ms - rolling_timestamp_ms_;
    const bool has_clock = created_ms_ != no_timestamp_ms && now_ms != no_timestamp_ms;
    return has_clock ? now_ms - created_ms_ : 0;
}

void LogSegment::note_timestamp(const TimestampOffsetEntry& entry) {
    if (entry.timestamp_ms > largest_timestamp_.timestamp_ms) largest_timestamp_ = entry;
}

void LogSegment::append(const RecordBatch& batch, std::int64_t now_ms) {
    append_chunk({{&batch, 1}, batch.last_offset(), {batch.max_timestamp_ms, batch.last_offset()}},
                 now_ms);
}

void LogSegment::append_chunk(const SegmentChunk& chunk, std::int64_t now_ms) {
    const std::int64_t position = size_bytes_;
    if (position == 0) rolling_timestamp_ms_ = chunk.largest_timestamp.timestamp_ms;
    note_timestamp(chunk.largest_timestamp);
    if (bytes_since_index_entry_ > index_interval_bytes_) {
        offset_index_.append(chunk.largest_offset, position);
        time_index_.maybe_append(largest_timestamp_);
        bytes_since_index_entry_ = 0;
    }
    for (const RecordBatch& batch : chunk.batches) {
        CHECK(batch.base_offset >= base_offset_, "a segment holds no offset below its base");
        CHECK(batches_.empty() || batches_.back().last_offset() < batch.base_offset,
              "offsets in a segment only rise");
        batches_.push_back(batch);
        positions_.push_back(size_bytes_);
        size_bytes_ += batch.size_bytes;
    }
    read_over_tear();
    bytes_since_index_entry_ += size_bytes_ - position;
    last_modified_ms_ = now_ms;
}

void LogSegment::become_inactive() {
    time_index_.maybe_append(largest_timestamp_, true);
}

std::int64_t LogSegment::truncate_to(base::Offset offset, std::int64_t now_ms) {
    const std::size_t kept = find(offset);
    const bool found = kept < readable_batches();
    const std::int64_t size_before = size_bytes_;
    offset_index_.truncate_to(offset);
    time_index_.truncate_to(offset);
    transaction_index_.truncate_to(offset);
    if (found) cut_file(positions_[kept]);
    if (size_bytes_ == 0) {
        created_ms_ = now_ms;
        rolling_timestamp_ms_ = no_timestamp_ms;
    }
    bytes_since_index_entry_ = 0;
    if (found) last_modified_ms_ = now_ms;
    if (largest_timestamp_ms() >= 0) find_largest_timestamp();
    return size_before - size_bytes_;
}

// The last entry of the time index, or what comes after it in the file (readLargestTimestamp).
void LogSegment::find_largest_timestamp() {
    largest_timestamp_ = time_index_.last_entry();
    const std::int64_t from = offset_index_.lookup(largest_timestamp_.offset).position;
    for (std::size_t i = find_position(from); i < readable_batches(); ++i)
        note_timestamp({batches_[i].max_timestamp_ms, batches_[i].last_offset()});
}

void LogSegment::set_index_size_bytes(std::int64_t bytes) {
    offset_index_.set_max_size_bytes(bytes);
    time_index_.set_max_size_bytes(bytes);
}

std::size_t LogSegment::find(base::Offset offset) const {
    const auto end = batches_.begin() + static_cast<std::ptrdiff_t>(readable_batches());
    const auto found = std::lower_bound(
        batches_.begin(), end, offset,
        [](const RecordBatch& batch, base::Offset at) { return batch.last_offset() < at; });
    return static_cast<std::size_t>(found - batches_.begin());
}

std::size_t LogSegment::find_position(std::int64_t position) const {
    const auto end = positions_.begin() + static_cast<std::ptrdiff_t>(readable_batches());
    return static_cast<std::size_t>(std::lower_bound(positions_.begin(), end, position) -
                                    positions_.begin());
}

std::optional<BatchPosition> LogSegment::translate(base::Offset offset) const {
    const std::size_t found = find(offset);
    if (found == readable_batches()) return std::nullopt;
    return BatchPosition{batches_[found].last_offset(), positions_[found],
                         batches_[found].size_bytes};
}

base::Offset LogSegment::next_offset() const {
    const std::size_t count = readable_batches();
    return count == 0 ? base_offset_ : batches_[count - 1].next_offset();
}

std::string segment_file_stem(base::Offset base_offset) {
    const std::string digits = std::to_string(base_offset.value);
    return std::string(20 - std::min<std::size_t>(digits.size(), 20), '0') + digits;
}

}  // namespace brokerscope::log
