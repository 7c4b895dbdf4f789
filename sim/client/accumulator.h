// The producer's accumulator: batches per partition, oldest first, within buffer.memory. The newest
// batch of a partition may still be open for records; the others wait to be drained, those that
// were sent before and come back in front of all (rules PR-8 to PR-15, RecordAccumulator in Kafka).
//
// It does not know sequence numbers: what a batch is stamped with is told when it is drained.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/client/idempotence.h"
#include "sim/log/record_batch_builder.h"

namespace brokerscope::client {

using base::Duration;
using base::LocalTime;

/// A batch that was drained: sent, or waiting to be sent again.
struct SendingBatch {
    PartitionId partition;
    log::RecordBatch batch;
    std::int64_t first_number = 0;
    std::int64_t buffer_bytes = 0;
    LocalTime created;
    std::int32_t attempts = 0;
    bool retried = false;   // put back after it was sent
    bool is_piece = false;  // of a batch that was too large
    bool ended = false;     // it grew too old while its request was under way
    LocalTime not_before;   // of the next attempt
    base::LeaderEpoch leader_epoch{base::no_leader_epoch};  // known when it was sent

    BatchKey key() const { return {partition, first_number, batch.record_count}; }
    SequenceStamp stamp() const {
        return {{batch.producer_id, batch.producer_epoch}, batch.base_sequence};
    }
};

struct AccumulatorSettings {
    std::int64_t batch_size = 16'384;
    std::int64_t buffer_memory = 33'554'432;
    Duration linger;
    Duration delivery_timeout;
    /// One request in flight at a time: a partition with a batch under way is muted, so that
    /// retries cannot reorder it (PR-10).
    bool mutes_partitions = false;
    bool keeps_sequence_order = false;   // of batches that come back; idempotent producers (PR-23)
    bool splits_pieces_by_half = false;  // PR-15
};

/// What a partition is asked with whether its oldest batch may leave.
struct DrainMoment {
    LocalTime now;
    base::LeaderEpoch leader_epoch{base::no_leader_epoch};  // as the client knows it now
};

class Accumulator {
  public:
    struct OpenBatch {
        log::RecordBatchBuilder builder;
        std::int64_t first_number = 0;
        LocalTime created;
    };
    struct Queue {
        std::deque<SendingBatch> retries;  // drained before
        std::deque<OpenBatch> batches;
        std::int64_t next_number = 1;
        bool muted = false;
    };
    explicit Accumulator(const AccumulatorSettings& settings) : settings_(settings) {}

    /// False when the memory for another batch is missing.
    bool has_memory_for(PartitionId partition, const log::Record& record) const;
    /// Appends and returns the record's number in its partition, counted from 1.
    std::int64_t append(PartitionId partition, log::Record record, LocalTime now);
    /// True when the partition's newest batch takes no more records (or there is none).
    bool newest_is_full(PartitionId partition) const;

    /// The partition's oldest batch is a reason to send to its leader: full, lingered, retried, or
    /// everything must (`flush`).
    bool is_ready(PartitionId partition, const DrainMoment& moment, bool flush) const;
    /// When is_ready() will become true by itself.
    std::optional<LocalTime> ready_at(PartitionId partition) const;
    /// The batch that would leave with a request to the leader now, lingered or not (PR-9).
    std::optional<BatchKey> drainable(PartitionId partition, const DrainMoment& moment) const;
    /// Its exact size so far.
    std::int64_t drainable_bytes(PartitionId partition) const;
    /// Takes the oldest batch, stamped.
    SendingBatch drain(PartitionId partition, base::NodeId client, const SequenceStamp& stamp);
    void put_back(SendingBatch batch);
    /// Cuts a batch that was too large into pieces and puts them in front (PR-15).
    std::vector<BatchKey> split(const SendingBatch& batch);
    /// The drained batch has reached its end: its memory is free.
    void release(const SendingBatch& batch) { used_bytes_ -= batch.buffer_bytes; }
    void unmute(PartitionId partition) { partitions_[partition].muted = false; }

    bool is_too_old(LocalTime created, LocalTime now) const {
        return now - created >= settings_.delivery_timeout;
    }
    /// Takes every waiting batch that is older than delivery.timeout.ms.
    std::vector<SendingBatch> expire(LocalTime now, base::NodeId client);
    /// When the next one will be, of those in the queues.
    std::optional<LocalTime> next_expiry() const;

    std::vector<PartitionId> waiting() const;
    bool empty() const;
    /// Batches that wait, per partition of this topic.
    std::int64_t queue_size(PartitionId partition) const;

    const std::map<PartitionId, Queue>& partitions() const { return partitions_; }

  private:
    const Queue* find(PartitionId partition) const;
    SendingBatch seal(PartitionId partition, OpenBatch batch, base::NodeId client,
                      const SequenceStamp& stamp) const;
    std::int64_t split_size_bytes(const SendingBatch& batch) const;

    AccumulatorSettings settings_;
    std::map<PartitionId, Queue> partitions_;
    std::int64_t used_bytes_ = 0;
};

}  // namespace brokerscope::client
