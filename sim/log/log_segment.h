// One segment of a partition's log: batches in offset order, from a base offset on, and its three
// indexes (rules ST-12 to ST-14; Kafka's LogSegment). Only the last segment of a log, the active
// one, grows. Retention, rolling, cleaning and reads go by segment, which is why a learner should
// see its borders.
//
// Positions are bytes in the .log file. Damage is kept as structure: a batch may be marked corrupt,
// and bytes that are no whole batch may stand behind a number of batches (torn_bytes); what was
// appended behind such bytes cannot be read any more, but it may make up the length that the torn
// batch claims: readers then find that one, with a wrong checksum.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/log/log_config.h"
#include "sim/log/offset_index.h"
#include "sim/log/record_batch.h"
#include "sim/log/time_index.h"
#include "sim/log/transaction_index.h"

namespace brokerscope::log {

/// What decides whether the active segment is closed before an append (Kafka's RollParams).
struct RollParams {
    std::int64_t max_segment_ms = 0;
    std::int64_t max_segment_bytes = 0;
    std::int64_t max_timestamp_in_messages_ms = no_timestamp_ms;
    base::Offset max_offset_in_messages;
    std::int64_t messages_size_bytes = 0;
    std::int64_t now_ms = no_timestamp_ms;
};

/// Where a batch stands in the file.
struct BatchPosition {
    base::Offset last_offset;
    std::int64_t position = 0;
    std::int64_t size_bytes = 0;

    friend bool operator==(const BatchPosition&, const BatchPosition&) = default;
};

/// Bytes that are no whole batch, behind the first `batches_before` batches.
struct TornBytes {
    std::size_t batches_before = 0;
    std::int64_t bytes = 0;
    /// The batch whose beginning they are; absent where they are the end of something.
    std::optional<RecordBatch> begun;

    friend bool operator==(const TornBytes&, const TornBytes&) = default;
};

/// What is appended to a segment at once; one index entry at most comes with it.
struct SegmentChunk {
    std::span<const RecordBatch> batches;
    base::Offset largest_offset;
    TimestampOffsetEntry largest_timestamp;
};

class LogSegment {
  public:
    /// `created_ms` is -1 where nobody has a clock: then the segment never rolls or expires by it.
    LogSegment(base::Offset base_offset, const LogConfig& config,
               std::int64_t created_ms = no_timestamp_ms, std::int64_t roll_jitter_ms = 0);

    base::Offset base_offset() const { return base_offset_; }
    /// Of the .log file, torn bytes included.
    std::int64_t size_bytes() const { return size_bytes_; }
    bool empty() const { return batches_.empty(); }
    /// All that was appended, in order. Those behind torn bytes cannot be read.
    const std::vector<RecordBatch>& batches() const { return batches_; }
    /// How many of them a reader finds from the file's beginning on.
    std::size_t readable_batches() const { return torn_ ? torn_->batches_before : batches_.size(); }
    std::int64_t position_of(std::size_t batch) const { return positions_[batch]; }
    /// Where the last readable batch ends; torn bytes begin there.
    std::int64_t readable_bytes() const;
    const std::optional<TornBytes>& torn_bytes() const { return torn_; }

    const OffsetIndex& offset_index() const { return offset_index_; }
    const TimeIndex& time_index() const { return time_index_; }
    const TransactionIndex& transaction_index() const { return transaction_index_; }
    TransactionIndex& transaction_index() { return transaction_index_; }

    /// Largest record timestamp, as far as it is known; no_timestamp_ms when no record has one.
    std::int64_t largest_timestamp_ms() const { return largest_timestamp_.timestamp_ms; }
    const TimestampOffsetEntry& largest_timestamp() const { return largest_timestamp_; }
    /// The largest record timestamp, and otherwise the file's time: retention and the cleaner
    /// date a segment by it (ST-18). -1 when there is neither.
    std::int64_t age_timestamp_ms() const {
        return largest_timestamp_ms() >= 0 ? largest_timestamp_ms() : last_modified_ms_;
    }
    std::int64_t last_modified_ms() const { return last_modified_ms_; }
    /// Largest record timestamp of the first batch: rolling by time counts from it (ST-12).
    std::int64_t first_batch_timestamp_ms() const { return rolling_timestamp_ms_; }

    /// Must the segment be closed before this is appended?
    bool should_roll(const RollParams& params) const;
    std::int64_t time_waited_for_roll_ms(std::int64_t now_ms, std::int64_t timestamp_ms) const;

    void append(const RecordBatch& batch, std::int64_t now_ms = no_timestamp_ms);
    void append_chunk(const SegmentChunk& chunk, std::int64_t now_ms);
    /// The next segment begins: the time index gets its last entry.
    void become_inactive();
    /// Drops every batch that holds an offset at or after `offset`, and what the indexes say of
    /// it. Returns the bytes that went.
    std::int64_t truncate_to(base::Offset offset, std::int64_t now_ms = no_timestamp_ms);
    void set_last_modified_ms(std::int64_t ms) { last_modified_ms_ = ms; }
    void set_index_size_bytes(std::int64_t bytes);

    /// Position of the first readable batch that ends at or after `offset`; readable_batches()
    /// when none does.
    std::size_t find(base::Offset offset) const;
    /// The first readable batch that begins at or behind this place in the file.
    std::size_t find_position(std::int64_t position) const;
    /// What find() says, as a place in the file (Kafka's translateOffset).
    std::optional<BatchPosition> translate(base::Offset offset) const;
    /// The offset after the last batch that can be read; the base offset in an empty segment.
    base::Offset next_offset() const;

    // --- damage and recovery
    void cut_file(std::int64_t size_bytes);
    /// False when no batch stands at `position`.
    bool corrupt_at(std::int64_t position);
    /// Batches at the front that are whole and undamaged.
    std::size_t count_valid_batches() const;
    /// Cuts the file behind the first `batches` batches and empties the indexes: recovery fills
    /// them again by index_batch. Returns the bytes that went.
    std::int64_t begin_recovery(std::size_t batches);
    void index_batch(std::size_t batch, std::int64_t& position_of_last_entry);
    void end_recovery();
    /// As the files are after a start that read nothing again: the time index is all that is known
    /// of timestamps, the first batch is read for rolling.
    void reload(std::int64_t now_ms);
    void lose_time_index();

    friend bool operator==(const LogSegment&, const LogSegment&) = default;

  private:
    void note_timestamp(const TimestampOffsetEntry& entry);
    void find_largest_timestamp();
    void read_over_tear();

    base::Offset base_offset_;
    std::int64_t index_interval_bytes_;
    std::int64_t roll_jitter_ms_;
    std::int64_t created_ms_;
    std::int64_t last_modified_ms_;
    std::int64_t size_bytes_ = 0;
    std::int64_t bytes_since_index_entry_ = 0;
    std::int64_t rolling_timestamp_ms_ = no_timestamp_ms;
    TimestampOffsetEntry largest_timestamp_;
    OffsetIndex offset_index_;
    TimeIndex time_index_;
    TransactionIndex transaction_index_;
    std::vector<RecordBatch> batches_;
    std::vector<std::int64_t> positions_;
    std::optional<TornBytes> torn_;
};

/// "00000000000000000042": the name that a segment's files share.
std::string segment_file_stem(base::Offset base_offset);

}  // namespace brokerscope::log
