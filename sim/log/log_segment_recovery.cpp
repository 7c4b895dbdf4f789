// What damage does to a segment, and how recovery reads it again (ST-33; Kafka's
// LogSegment.recover).
#include <algorithm>

#include "sim/base/check.h"
#include "sim/log/log_segment.h"
#include "sim/log/record_batch_codec.h"

namespace brokerscope::log {
namespace {

// Offset, length and magic: without them a reader does not take bytes for a batch.
constexpr std::int64_t bytes_up_to_magic = 17;

// The batch that a reader makes of a torn one and the bytes that were written behind it: its header
// may already go on in theirs. Nothing when it no longer says where the batch ends.
std::optional<RecordBatch> batch_over_tear(const TornBytes& torn, const RecordBatch& behind) {
    if (torn.bytes < bytes_up_to_magic) return std::nullopt;
    std::string bytes = encode_batch(*torn.begun).substr(0, static_cast<std::size_t>(torn.bytes)) +
                        encode_batch(behind);
    const RecordBatch header = decode_header(bytes);
    if (header.last_offset_delta != torn.begun->last_offset_delta) return std::nullopt;
    RecordBatch seen = *torn.begun;
    seen.max_timestamp_ms = header.max_timestamp_ms;
    seen.producer_id = header.producer_id;
    seen.producer_epoch = header.producer_epoch;
    seen.base_sequence = header.base_sequence;
    seen.record_count = header.record_count;
    seen.is_corrupt = true;
    return seen;
}

}  // namespace

std::int64_t LogSegment::readable_bytes() const {
    const std::size_t count = readable_batches();
    return count == 0 ? 0 : positions_[count - 1] + batches_[count - 1].size_bytes;
}

// A clean stop, a torn tail, and appends behind it: nobody has looked (ST-33).
void LogSegment::read_over_tear() {
    if (!torn_ || !torn_->begun) return;
    const std::int64_t torn_at = readable_bytes();
    const std::int64_t behind_it = size_bytes_ - torn_at - torn_->begun->size_bytes;
    if (behind_it < 0) return;
    const std::size_t at = torn_->batches_before;
    const std::optional<RecordBatch> seen = batch_over_tear(*torn_, batches_[at]);
    torn_->begun.reset();
    if (!seen) return;
    batches_.insert(batches_.begin() + static_cast<std::ptrdiff_t>(at), *seen);
    positions_.insert(positions_.begin() + static_cast<std::ptrdiff_t>(at), torn_at);
    torn_ = TornBytes{at + 1, behind_it, std::nullopt};
}

void LogSegment::cut_file(std::int64_t size_bytes) {
    CHECK(size_bytes >= 0 && size_bytes <= size_bytes_, "a file is cut inside itself");
    const std::size_t readable = readable_batches();
    std::size_t whole = 0;
    while (whole < batches_.size() && positions_[whole] + batches_[whole].size_bytes <= size_bytes)
        ++whole;
    const bool tear_stays = torn_ && whole >= readable;
    std::optional<RecordBatch> begun;
    if (whole < batches_.size()) begun = batches_[whole];
    const std::int64_t end =
        whole == 0 ? 0 : positions_[whole - 1] + batches_[whole - 1].size_bytes;
    if (!tear_stays) torn_.reset();
    batches_.erase(batches_.begin() + static_cast<std::ptrdiff_t>(whole), batches_.end());
    positions_.resize(whole);
    size_bytes_ = size_bytes;
    // The first bytes that are no batch decide: what comes after them is lost to readers anyway.
    if (!tear_stays && size_bytes > end) torn_ = TornBytes{whole, size_bytes - end, begun};
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
