// The producer's accumulator: batches per partition, oldest first, within buffer.memory. The newest
// batch of a partition may still be open for records; the others wait to be drained (rules PR-8 to
// PR-11, RecordAccumulator in Kafka).
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/log/record_batch_builder.h"

namespace brokerscope::client {

using base::Duration;
using base::LocalTime;
using base::PartitionId;

/// A batch that was drained: sent, or waiting to be sent again.
struct SendingBatch {
    PartitionId partition;
    log::RecordBatch batch;
    std::int64_t first_number = 0;
    std::int64_t buffer_bytes = 0;
    LocalTime created;
    std::int32_t attempts = 0;
    LocalTime not_before;  // of the next attempt
};

struct AccumulatorSettings {
    std::int64_t batch_size = 16'384;
    std::int64_t buffer_memory = 33'554'432;
    Duration linger;
    Duration delivery_timeout;
};

class Accumulator {
  public:
    struct OpenBatch {
        log::RecordBatchBuilder builder;
        std::int64_t first_number = 0;
        LocalTime created;
    };
    struct Queue {
        std::deque<SendingBatch> retries;  // drained before, in order
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

    /// A batch of this partition may leave: full, lingered, retried, or everything must (`flush`).
    bool is_ready(PartitionId partition, LocalTime now, bool flush) const;
    /// When is_ready() will become true by itself.
    std::optional<LocalTime> ready_at(PartitionId partition) const;
    /// Takes the oldest batch and mutes the partition.
    SendingBatch drain(PartitionId partition, base::NodeId client);
    void put_back(SendingBatch batch);
    /// The drained batch has reached its end: its memory is free.
    void release(const SendingBatch& batch) { used_bytes_ -= batch.buffer_bytes; }
    void unmute(PartitionId partition) { partitions_[partition].muted = false; }

    /// Takes every waiting batch that is older than delivery.timeout.ms.
    std::vector<SendingBatch> expire(LocalTime now, base::NodeId client);
    std::optional<LocalTime> next_expiry() const;

    std::vector<PartitionId> waiting() const;
    bool empty() const;
    /// Batches that wait, per partition of this topic.
    std::int64_t queue_size(PartitionId partition) const;

    const std::map<PartitionId, Queue>& partitions() const { return partitions_; }

  private:
    const Queue* find(PartitionId partition) const;
    SendingBatch seal(PartitionId partition, OpenBatch batch, base::NodeId client) const;

    AccumulatorSettings settings_;
    std::map<PartitionId, Queue> partitions_;
    std::int64_t used_bytes_ = 0;
};

}  // namespace brokerscope::client
