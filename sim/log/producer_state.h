// What a log remembers of the producers that wrote to it, to recognise their batches and to know
// their open transactions (rules ST-40 to ST-43, PR-27 to PR-31, TX-22; Kafka's
// ProducerStateManager, ProducerStateEntry and ProducerAppendInfo). Every replica keeps it, fed by
// the batches of its log.
//
// An append is judged first (decide_append, which changes nothing) and then taken over
// (apply_append). Snapshots are files: they outlive the process, the rest is memory. A snapshot
// holds only the last batch of each producer, so a restart forgets the earlier ones (ST-41).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "sim/base/ids.h"
#include "sim/kafka/errors.h"
#include "sim/log/record_batch.h"
#include "sim/log/transaction_index.h"

namespace brokerscope::log {

/// Who writes: clients are checked fully, coordinators' markers by their epochs, and what a leader
/// has accepted (or the log itself holds) is believed.
enum class AppendOrigin : std::uint8_t { client, coordinator, replication };

inline constexpr std::int32_t no_coordinator_epoch = -1;

/// The sequence number `count` behind `sequence`; after 2^31-1 comes 0.
std::int32_t advance_sequence(std::int32_t sequence, std::int32_t count);
/// Sequence number of a batch's last record.
std::int32_t last_sequence(const RecordBatch& batch);

/// A batch that a producer wrote, as far as a repetition is recognised by it.
struct BatchMetadata {
    std::int32_t last_sequence = no_sequence;
    base::Offset last_offset;
    std::int32_t offset_delta = 0;
    std::int64_t timestamp_ms = no_timestamp_ms;

    std::int32_t first_sequence() const;
    base::Offset first_offset() const { return last_offset - offset_delta; }
    friend bool operator==(const BatchMetadata&, const BatchMetadata&) = default;
};

struct ProducerStateEntry {
    static constexpr std::size_t batches_kept = 5;

    std::int16_t producer_epoch = no_producer_epoch;
    std::int32_t coordinator_epoch = no_coordinator_epoch;
    std::int64_t last_timestamp_ms = no_timestamp_ms;
    std::optional<base::Offset> current_txn_first_offset;
    std::array<BatchMetadata, batches_kept> batches;  // oldest first
    std::uint8_t batch_count = 0;

    const BatchMetadata* last_batch() const {
        return batch_count == 0 ? nullptr : &batches[batch_count - 1U];
    }
    std::int32_t last_sequence() const {
        return batch_count == 0 ? no_sequence : last_batch()->last_sequence;
    }
    /// Another epoch makes its batches a new series.
    void set_epoch(std::int16_t epoch);
    void add_batch(const BatchMetadata& batch);
    /// The batch with exactly these sequence numbers, if it is one of the last five.
    const BatchMetadata* find_duplicate(const RecordBatch& batch) const;
    friend bool operator==(const ProducerStateEntry&, const ProducerStateEntry&) = default;
};

struct CompletedTransaction {
    base::ProducerId producer_id;
    base::Offset first_offset;
    base::Offset last_offset;  // of the marker
    bool is_aborted = false;
};

/// What an append will change.
struct ProducerUpdate {
    base::ProducerId producer_id;
    ProducerStateEntry entry;
    std::optional<base::Offset> started_transaction;
    std::optional<CompletedTransaction> completed;
};

struct ProducerDecision {
    kafka::ErrorCode error = kafka::ErrorCode::none;
    std::optional<BatchMetadata> duplicate;  // recognised: nothing is to be written
    ProducerUpdate update;
};

class ProducerStates {
  public:
    using Snapshot = std::map<base::ProducerId, ProducerStateEntry>;

    explicit ProducerStates(base::Offset start)
        : map_end_offset_(start), last_snapshot_offset_(start) {}

    // --- what is known
    const Snapshot& producers() const { return producers_; }
    const ProducerStateEntry* find(base::ProducerId id) const;
    bool is_empty() const { return producers_.empty() && unreplicated_.empty(); }
    bool has_ongoing_transaction(base::ProducerId id) const;
    const std::map<base::Offset, Snapshot>& snapshots() const { return snapshots_; }
    /// Up to here the log has been taken into account.
    base::Offset map_end_offset() const { return map_end_offset_; }
    /// Where the oldest transaction began that has no marker, or none below the high watermark.
    std::optional<base::Offset> first_unstable_offset() const;

    // --- appending
    /// `transaction_version` 2 refuses a marker in the epoch that the open transaction has (TX-22).
    ProducerDecision decide_append(const RecordBatch& stamped, AppendOrigin origin,
                                   std::int16_t transaction_version) const;
    /// Returns the entry of the transaction index when the append aborted a transaction.
    std::optional<AbortedTransaction> apply_append(const ProducerUpdate& update);
    void set_map_end_offset(base::Offset offset) { map_end_offset_ = offset; }

    // --- what moves with the log
    void on_high_watermark(base::Offset high_watermark);
    void on_log_start(base::Offset log_start_offset);
    /// Forgets producers whose last record is too old and who have no open transaction (ST-42).
    /// Returns how many.
    std::int64_t remove_expired(std::int64_t now_ms, std::int64_t expiration_ms);
    /// Goes back to the newest snapshot that the log still covers. False when what is known already
    /// ends at the log's end. The caller replays the rest of the log.
    bool truncate_and_reload(base::Offset log_start, base::Offset log_end, std::int64_t now_ms,
                             std::int64_t expiration_ms);
    void truncate_fully_and_start_at(base::Offset offset);
    /// The process died: only the snapshots are left.
    void lose_memory();

    // --- snapshots
    /// Writes one at the map's end, if something came since the last one.
    bool take_snapshot();
    void delete_snapshot(base::Offset offset) { snapshots_.erase(offset); }
    void delete_snapshots_above(base::Offset offset);
    /// The files as another view of the same directory left them.
    void adopt_snapshots(const ProducerStates& other) { snapshots_ = other.snapshots_; }
    /// At start: snapshots that belong to no segment go, but for the newest one (Kafka's
    /// removeStraySnapshots).
    void remove_stray_snapshots(const std::vector<base::Offset>& segment_base_offsets);

    friend bool operator==(const ProducerStates&, const ProducerStates&) = default;

  private:
    struct Unreplicated {
        base::ProducerId producer_id;
        base::Offset last_offset;
        friend bool operator==(const Unreplicated&, const Unreplicated&) = default;
    };

    void load(const Snapshot& snapshot, std::int64_t now_ms, std::int64_t expiration_ms);
    void clear();

    Snapshot producers_;
    std::map<base::Offset, base::ProducerId> ongoing_;  // by first offset
    /// Decided, but the marker is not below the high watermark yet; by first offset.
    std::map<base::Offset, Unreplicated> unreplicated_;
    std::map<base::Offset, Snapshot> snapshots_;
    base::Offset map_end_offset_;
    base::Offset last_snapshot_offset_;
};

}  // namespace brokerscope::log
