// One replica's log of one partition: segments of batches, the three offsets that everything is
// about, and the leader-epoch cache. Pure state: it reads no clock, does no I/O and states no
// facts; who owns it decides, and says so.
//
// Promises, always: log_start_offset <= high_watermark <= log_end_offset; batches in offset order;
// epochs in the cache begin inside the log or at its end. Not here: indexes, compaction, producer
// state and transactions.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "sim/base/ids.h"
#include "sim/log/leader_epoch_cache.h"
#include "sim/log/log_segment.h"
#include "sim/log/record_batch.h"

namespace brokerscope::log {

/// The topic's settings that the log itself obeys, with Kafka's defaults.
struct LogConfig {
    std::int64_t segment_bytes = 1'073'741'824;
    std::int64_t segment_ms = 604'800'000;
    std::int64_t retention_bytes = -1;        // negative: no limit
    std::int64_t retention_ms = 604'800'000;  // negative: no limit
    bool deletes_old_segments = true;         // cleanup.policy contains `delete`

    friend bool operator==(const LogConfig&, const LogConfig&) = default;
};

struct Appended {
    base::Offset first_offset;
    base::Offset last_offset;
    /// A new segment was begun for it; the closed one should be flushed (ST-13).
    bool rolled = false;

    friend bool operator==(const Appended&, const Appended&) = default;
};

struct ReadResult {
    std::vector<RecordBatch> batches;
    /// Bytes that the answer takes. More than the batches when a further batch was cut off at the
    /// limit: its head travels too, and the reader ignores it (ST-15).
    std::int64_t size_bytes = 0;
};

/// How a reader limits what it gets.
struct ReadLimit {
    base::Offset up_to;  // only batches that end below it: the high watermark, or the log end
    std::int64_t max_bytes = std::numeric_limits<std::int64_t>::max();
    bool min_one_message = true;  // the first batch comes whole even if it is larger than max_bytes
};

/// A found place in the log, as ListOffsets answers it.
struct TimestampedOffset {
    base::Offset offset = base::no_offset;
    std::int64_t timestamp_ms = no_timestamp_ms;
    base::LeaderEpoch leader_epoch = base::no_leader_epoch;

    friend bool operator==(const TimestampedOffset&, const TimestampedOffset&) = default;
    static constexpr auto fields() {
        return std::tuple{base::field("offset", &TimestampedOffset::offset),
                          base::field("timestamp", &TimestampedOffset::timestamp_ms),
                          base::field("leaderEpoch", &TimestampedOffset::leader_epoch)};
    }
};

class PartitionLog {
  public:
    explicit PartitionLog(LogConfig config = {}, base::Offset start_offset = {0});

    // --- what is here
    base::Offset log_start_offset() const { return log_start_offset_; }
    base::Offset log_end_offset() const { return log_end_offset_; }
    base::Offset high_watermark() const { return high_watermark_; }
    const LeaderEpochCache& leader_epochs() const { return leader_epochs_; }
    const std::vector<LogSegment>& segments() const { return segments_; }
    const LogConfig& config() const { return config_; }
    std::int64_t size_bytes() const;
    base::LeaderEpoch latest_epoch() const;

    /// Takes effect at the next append or retention run, as a changed topic config does.
    void set_config(const LogConfig& config) { config_ = config; }

    // --- appending
    /// Stamps the batch with the next offsets and with `epoch`, and appends it (ST-8.11). Absent
    /// when it is larger than a segment, RECORD_LIST_TOO_LARGE; the epoch is noted even then.
    std::optional<Appended> append_as_leader(const RecordBatch& batch, base::LeaderEpoch epoch);
    /// Appends a batch as the leader stored it. Absent, and nothing done, when it begins below the
    /// log's end: that fetch has failed (ST-11). A gap in front of it is normal (ST-4).
    std::optional<Appended> append_as_follower(const RecordBatch& batch);
    /// A leader takes office: its epoch begins at the log's end, even before any write (ST-36).
    void assign_epoch_at_end(base::LeaderEpoch epoch);

    // --- reading
    /// Batches from the one that holds `from` on, never across the end of that segment (ST-15).
    /// `from` lies in [log_start_offset, log_end_offset]; outside, the answer is
    /// OFFSET_OUT_OF_RANGE.
    ReadResult read(base::Offset from, const ReadLimit& limit) const;
    /// Every batch from the log start to the log end, across segments: for who replays a log.
    std::vector<RecordBatch> read_all() const;
    EpochEndOffset end_offset_for_epoch(base::LeaderEpoch asked) const;
    /// ListOffsets -2.
    TimestampedOffset earliest_offset() const;
    /// ListOffsets -1, where `end` is what the reader may see: high watermark or log end.
    TimestampedOffset latest_offset(base::Offset end) const;
    /// ListOffsets -3: the first record with the largest timestamp; absent in an empty log.
    std::optional<TimestampedOffset> max_timestamp_offset() const;
    /// ListOffsets for a time: searches only the first segment that has a timestamp as large;
    /// absent when there is no such record (ST-16). The caller compares it with what may be seen.
    std::optional<TimestampedOffset> offset_for_timestamp(std::int64_t timestamp_ms) const;

    // --- moving the offsets
    /// Raises the high watermark to `offset`, at most to the log's end. False when it did not move:
    /// it never falls but by truncation.
    bool advance_high_watermark(base::Offset offset);
    /// Sets it to what a checkpoint said, clamped into the log (ST-34).
    void restore_high_watermark(base::Offset offset);
    /// Raises the log's start to `offset`; epochs below it collapse (ST-22, ST-39). False when it
    /// is no rise or lies above the high watermark. Segments go with the next retention run.
    bool advance_log_start_offset(base::Offset offset);
    /// Drops records at or after `offset`, whole batches at a time, and the epochs that begin
    /// there; the high watermark and the flushed offset fall with the end (ST-38). True when data
    /// went.
    bool truncate_to(base::Offset offset);
    /// Drops everything; the log goes on at `offset` (a follower below its leader's start).
    void truncate_fully_and_start_at(base::Offset offset);
    /// Deletes whole segments from the oldest on, by log start, size and age, stopping at the first
    /// that does not qualify (ST-17 to ST-20). Returns how many went.
    std::int64_t delete_old_segments(std::int64_t now_ms);

    // --- durability (ST-31, ST-32)
    /// Below it everything is on the disk; above it a power loss may take it.
    base::Offset flushed_offset() const { return flushed_offset_; }
    std::int64_t dirty_bytes() const { return dirty_bytes_; }
    /// Everything below `up_to` reached the disk (at most the log's end; never moves backwards).
    void mark_flushed(base::Offset up_to);

    friend bool operator==(const PartitionLog&, const PartitionLog&) = default;

  private:
    LogSegment& active() { return segments_.back(); }
    bool decide_roll(const RecordBatch& batch) const;
    Appended append_stamped(const RecordBatch& batch);
    void count_dirty_bytes();
    std::size_t segment_index_of(base::Offset offset) const;
    void drop_oldest_segments(std::size_t count);

    LogConfig config_;
    std::vector<LogSegment> segments_;  // never empty
    LeaderEpochCache leader_epochs_;
    base::Offset log_start_offset_;
    base::Offset log_end_offset_;
    base::Offset high_watermark_;
    base::Offset flushed_offset_;
    std::int64_t dirty_bytes_ = 0;
};

}  // namespace brokerscope::log
