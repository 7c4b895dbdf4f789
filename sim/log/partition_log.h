// One replica's log of one partition (Kafka's UnifiedLog): segments of batches with their indexes,
// the offsets that everything is about, the leader-epoch cache and what is known of producers. Pure
// state: it reads no clock, does no I/O and states no facts; who owns it decides, gives it the time
// (the broker's wall clock in milliseconds; -1 where there is none) and says what happened.
//
// Promises, always: log_start_offset <= high_watermark <= log_end_offset; batches in offset order;
// epochs in the cache begin inside the log or at its end. Files are structure, not bytes: log_files
// names them and damages them, recover() reads them again after a stop.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "sim/base/ids.h"
#include "sim/kafka/errors.h"
#include "sim/log/leader_epoch_cache.h"
#include "sim/log/log_config.h"
#include "sim/log/log_segment.h"
#include "sim/log/producer_state.h"
#include "sim/log/record_batch.h"

namespace brokerscope::log {

struct CleaningPlan;
struct CleaningReport;
struct RecoveryOptions;
struct RecoveryReport;

struct Appended {
    base::Offset first_offset;
    base::Offset last_offset;
    /// A new segment was begun for it; the closed one should be flushed (ST-13).
    bool rolled = false;

    friend bool operator==(const Appended&, const Appended&) = default;
};

/// What a leader's log needs to know about an append.
struct AppendContext {
    AppendOrigin origin = AppendOrigin::coordinator;
    std::int64_t now_ms = no_timestamp_ms;
    std::int16_t transaction_version = 1;
    /// The coordinator knows of this transaction, or nobody asks it to (TX-24).
    bool transaction_is_verified = true;
    /// How much earlier than segment.ms a segment that begins here may be closed.
    std::int64_t roll_jitter_ms = 0;
};

/// What became of an append. A segment may have been begun even when the batch was not stored: the
/// log rolls before it looks at the producer.
struct LeaderAppend {
    kafka::ErrorCode error = kafka::ErrorCode::none;
    /// Recognised by its sequence numbers: nothing was written, the offsets are those of the first
    /// copy and max_timestamp_ms is its largest timestamp (PR-27).
    bool is_duplicate = false;
    std::int64_t max_timestamp_ms = no_timestamp_ms;
    Appended appended;

    bool is_accepted() const { return error == kafka::ErrorCode::none; }
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

/// Why segments were deleted, in the order in which a retention run looks.
enum class DeletionReason : std::uint8_t { log_start_offset, retention_bytes, retention_ms };

/// Segments that one reason took away, the oldest first.
struct DeletedSegments {
    DeletionReason reason = DeletionReason::retention_ms;
    std::vector<base::Offset> base_offsets;
    /// Every segment went: an empty one was begun at the log's end (ST-20).
    bool rolled = false;

    friend bool operator==(const DeletedSegments&, const DeletedSegments&) = default;
};

/// A file of the partition's directory.
struct LogFile {
    std::string name;
    std::int64_t size_bytes = 0;

    friend bool operator==(const LogFile&, const LogFile&) = default;
};

class PartitionLog {
  public:
    explicit PartitionLog(LogConfig config = {}, base::Offset start_offset = {0},
                          std::int64_t now_ms = no_timestamp_ms);

    // --- what is here
    base::Offset log_start_offset() const { return log_start_offset_; }
    base::Offset log_end_offset() const { return log_end_offset_; }
    base::Offset high_watermark() const { return high_watermark_; }
    /// The oldest transaction that is undecided, or decided above the high watermark (ST-43).
    std::optional<base::Offset> first_unstable_offset() const { return first_unstable_offset_; }
    /// Readers of committed data end here: the first unstable offset if it lies below the high
    /// watermark, else that.
    base::Offset last_stable_offset() const;
    const LeaderEpochCache& leader_epochs() const { return leader_epochs_; }
    const std::vector<LogSegment>& segments() const { return segments_; }
    const ProducerStates& producers() const { return producers_; }
    const LogConfig& config() const { return config_; }
    std::int64_t size_bytes() const;
    base::LeaderEpoch latest_epoch() const;

    /// Takes effect at the next append or retention run, as a changed topic config does.
    void set_config(const LogConfig& config) { config_ = config; }

    // --- appending
    /// Stamps the batch with the next offsets and with `epoch`, and appends it unless the log or
    /// what it knows of the producer refuses it (ST-8.11, ST-8.12): RECORD_LIST_TOO_LARGE,
    /// INVALID_TXN_STATE, INVALID_PRODUCER_EPOCH, OUT_OF_ORDER_SEQUENCE_NUMBER,
    /// TRANSACTION_COORDINATOR_FENCED. The epoch is noted even then.
    LeaderAppend append_as_leader(const RecordBatch& batch, base::LeaderEpoch epoch,
                                  const AppendContext& context = {});
    /// Appends a batch as the leader stored it. Absent, and nothing done, when it begins below the
    /// log's end or its CRC is wrong: that fetch has failed (ST-11). A gap in front of it is
    /// normal (ST-4).
    std::optional<Appended> append_as_follower(const RecordBatch& batch,
                                               std::int64_t now_ms = no_timestamp_ms,
                                               std::int64_t roll_jitter_ms = 0);
    /// A leader takes office: its epoch begins at the log's end, even before any write (ST-36).
    void assign_epoch_at_end(base::LeaderEpoch epoch);

    // --- reading
    /// Batches from the one that holds `from` on, never across the end of that segment (ST-15).
    /// `from` lies in [log_start_offset, log_end_offset]; outside, the answer is
    /// OFFSET_OUT_OF_RANGE.
    ReadResult read(base::Offset from, const ReadLimit& limit) const;
    /// Every batch from the log start to the log end, across segments: for who replays a log.
    std::vector<RecordBatch> read_all() const;
    /// The aborted transactions that a reader of committed data needs for the answer that `read`
    /// gave it for `from`: `size_bytes` decides how far it may reach (ST-44).
    std::vector<AbortedTransaction> aborted_transactions(base::Offset from,
                                                         std::int64_t size_bytes) const;
    EpochEndOffset end_offset_for_epoch(base::LeaderEpoch asked) const;
    /// ListOffsets -2.
    TimestampedOffset earliest_offset() const;
    /// ListOffsets -4: without tiered storage the same place.
    TimestampedOffset earliest_local_offset() const { return earliest_offset(); }
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
    /// there; the high watermark and the flushed offset fall with the end, and producers are known
    /// as the rest of the log tells (ST-38). True when data went.
    bool truncate_to(base::Offset offset, std::int64_t now_ms = no_timestamp_ms);
    /// Drops everything; the log goes on at `offset` (a follower below its leader's start).
    void truncate_fully_and_start_at(base::Offset offset, std::int64_t now_ms = no_timestamp_ms);
    /// Deletes whole segments from the oldest on, by log start, size and age, stopping at the first
    /// that does not qualify (ST-17 to ST-20). Their files stay as `.deleted` until
    /// remove_deleted_files().
    std::vector<DeletedSegments> delete_old_segments(std::int64_t now_ms);

    // --- producers
    /// Forgets producers that wrote nothing for producer.id.expiration.ms (ST-42); how many.
    std::int64_t remove_expired_producers(std::int64_t now_ms);

    // --- cleaning (log_cleaner.h)
    /// Up to here the cleaner has been: the entry of cleaner-offset-checkpoint.
    std::optional<base::Offset> cleaner_checkpoint() const { return cleaner_checkpoint_; }
    void set_cleaner_checkpoint(std::optional<base::Offset> offset) {
        cleaner_checkpoint_ = offset;
    }
    /// What a pass of the cleaner would look at now; whether one is due is in the plan (ST-25).
    CleaningPlan plan_cleaning(std::int64_t now_ms) const;
    /// One pass (ST-26 to ST-29). The plan is of this moment.
    CleaningReport clean(const CleaningPlan& plan, std::int64_t now_ms);

    // --- durability (ST-31, ST-32)
    /// Below it everything is on the disk; above it a power loss may take it.
    base::Offset flushed_offset() const { return flushed_offset_; }
    std::int64_t dirty_bytes() const { return dirty_bytes_; }
    /// Everything below `up_to` reached the disk (at most the log's end; never moves backwards).
    void mark_flushed(base::Offset up_to);

    // --- stopping, damage and recovery (log_recovery.h)
    /// A clean stop: a snapshot of the producers, the last entries of the indexes (ST-33).
    void close();
    /// The power went: what was not flushed is gone. The last `torn_bytes` of it may have reached
    /// the disk and stand behind the last whole batch; the part of a batch at most.
    void lose_unflushed(std::int64_t torn_bytes);
    /// The broker starts again on these files (Kafka's LogLoader).
    RecoveryReport recover(const RecoveryOptions& options);
    /// Every file of the partition's directory, by name.
    std::vector<LogFile> files() const;
    bool has_deleted_files() const;
    /// The `.deleted` files vanish (file.delete.delay.ms is over). Names of those that went.
    std::vector<std::string> remove_deleted_files();
    // Faults of a file while the broker is down; false when there is no such file or place in it.
    bool damage_flip_bit(const std::string& file, std::int64_t position);
    bool damage_truncate(const std::string& file, std::int64_t cut_bytes);
    bool damage_delete(const std::string& file);
    bool create_file(const LogFile& file);
    bool rename_file(const std::string& file, const std::string& new_name);

    friend bool operator==(const PartitionLog&, const PartitionLog&) = default;

  private:
    friend class LogLoader;

    /// What is to be known of producers again, and from where.
    struct Rebuild {
        base::Offset log_start;
        base::Offset end;
        std::int64_t now_ms = no_timestamp_ms;
        std::size_t segments_known = 0;  // so many from the oldest on
        bool after_clean_stop = false;
    };

    LogSegment& active() { return segments_.back(); }
    bool maybe_roll(const RecordBatch& batch, std::int64_t now_ms, std::int64_t roll_jitter_ms);
    void roll(base::Offset base_offset, std::int64_t now_ms, std::int64_t roll_jitter_ms);
    void write(const RecordBatch& batch, std::int64_t now_ms);
    void append_of_producer(const RecordBatch& stamped, const AppendContext& context,
                            LeaderAppend& result);
    void note_producer(const ProducerUpdate& update);
    void note_first_unstable_offset();
    void set_high_watermark(base::Offset offset);
    void rebuild_producers(ProducerStates& producers, const Rebuild& rebuild) const;
    void replay_producers(ProducerStates& producers, const Rebuild& rebuild) const;
    void snapshot_after_clean_stop(ProducerStates& producers, const Rebuild& rebuild) const;
    void count_dirty_bytes();
    std::size_t segment_index_of(base::Offset offset) const;
    bool drop_oldest_segments(std::size_t count, std::int64_t now_ms);
    void mark_deleted(const LogSegment& segment);
    LogSegment* segment_of_file(const std::string& file);
    bool has_file(const std::string& file) const;

    LogConfig config_;
    std::vector<LogSegment> segments_;  // never empty
    LeaderEpochCache leader_epochs_;
    ProducerStates producers_;
    base::Offset log_start_offset_;
    base::Offset log_end_offset_;
    base::Offset high_watermark_;
    base::Offset flushed_offset_;
    std::int64_t dirty_bytes_ = 0;
    std::optional<base::Offset> first_unstable_offset_;
    std::optional<base::Offset> cleaner_checkpoint_;
    /// Files that belong to no segment: deleted ones, leftovers, and what somebody put there.
    std::vector<LogFile> other_files_;
    /// Files that should be there and are not: somebody deleted them while the broker was down.
    std::vector<std::string> missing_files_;
    /// Segments whose .log file has another suffix: taken over or thrown away at the next start.
    std::vector<LogSegment> swap_segments_;
    bool is_closed_ = false;  // by a clean stop: index files have their true sizes
};

}  // namespace brokerscope::log
