// What damage does to a segment, and how recovery reads it again (ST-33; Kafka's
// LogSegment.recover).
#include <algorithm>

#include "sim/base/check.h"
#include "sim/log/log_segment.h"

namespace brokerscope::log {

void LogSegment::cut_file(std::int64_t size_bytes) {
    CHECK(size_bytes >= 0 && size_bytes <= size_bytes_, "a file is cut inside itself");
    const std::size_t readable = readable_batches();
    std::size_t whole = 0;
    while (whole < batches_.size() && positions_[whole] + batches_[whole].size_bytes <= size_bytes)
        ++whole;
    const bool tear_stays = torn_ && whole >= readable;
    const std::int64_t end =
        whole == 0 ? 0 : positions_[whole - 1] + batches_[whole - 1].size_bytes;
    if (!tear_stays) torn_.reset();
    batches_.erase(batches_.begin() + static_cast<std::ptrdiff_t>(whole), batches_.end());
    positions_.resize(whole);
    size_bytes_ = size_bytes;
    // The first bytes that are no batch decide: what comes after them is lost to readers anyway.
    if (!tear_stays && size_bytes > end) torn_ = TornBytes{whole, size_bytes - end};
    if (tear_stays && whole == readable) torn_->bytes = size_bytes - end;
    if (torn_ && torn_->bytes == 0) torn_.reset();
}

bool LogSegment::corrupt_at(std::int64_t position) {
    for (std::size_t i = 0; i < readable_batches(); ++i) {
        if (position < positions_[i] || position >= positions_[i] + batches_[i].size_bytes)
            continue;
        batches_[i].is_corrupt = true;
        return true;
    }
    return false;
}

std::size_t LogSegment::count_valid_batches() const {
    std::size_t valid = 0;
    while (valid < readable_batches() && !batches_[valid].is_corrupt &&
           fits_relative_offset(base_offset_, batches_[valid].last_offset()))
        ++valid;
    return valid;
}

std::int64_t LogSegment::begin_recovery(std::size_t batches) {
    const std::int64_t before = size_bytes_;
    const std::int64_t valid_bytes =
        batches == 0 ? 0 : positions_[batches - 1] + batches_[batches - 1].size_bytes;
    cut_file(valid_bytes);
    offset_index_.clear();
    time_index_.clear();
    transaction_index_.clear();
    largest_timestamp_ = {no_timestamp_ms, base_offset_};
    bytes_since_index_entry_ = 0;
    return before - size_bytes_;
}

void LogSegment::index_batch(std::size_t batch, std::int64_t& position_of_last_entry) {
    const RecordBatch& read = batches_[batch];
    note_timestamp({read.max_timestamp_ms, read.last_offset()});
    if (positions_[batch] - position_of_last_entry <= index_interval_bytes_) return;
    offset_index_.append(read.last_offset(), positions_[batch]);
    time_index_.maybe_append(largest_timestamp_);
    position_of_last_entry = positions_[batch];
}

void LogSegment::end_recovery() {
    time_index_.maybe_append(largest_timestamp_, true);
    rolling_timestamp_ms_ = batches_.empty() ? no_timestamp_ms : batches_.front().max_timestamp_ms;
}

void LogSegment::reload(std::int64_t now_ms) {
    created_ms_ = now_ms;
    largest_timestamp_ = time_index_.last_entry();
    bytes_since_index_entry_ = 0;
    rolling_timestamp_ms_ =
        readable_batches() == 0 ? no_timestamp_ms : batches_.front().max_timestamp_ms;
}

void LogSegment::lose_time_index() {
    time_index_.clear();
    largest_timestamp_ = time_index_.last_entry();
}

}  // namespace brokerscope::log
