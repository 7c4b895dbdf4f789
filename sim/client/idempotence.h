// What makes a producer idempotent: its id and epoch, and the sequence numbers of its batches,
// partition by partition (Kafka's TransactionManager without transactions, and TxnPartitionMap;
// rules PR-21 to PR-26).
//
// A batch gets its sequence when it is drained for the first time and keeps it, whatever happens to
// it, until it ends. The one exception: when a gap can no longer be closed, the producer raises its
// epoch by itself, and what is in flight in the partitions that asked for it is numbered anew from
// 0. A batch is known here by its partition and the number of its first record.
//
// It decides; it neither sends nor keeps batches. One round of the sender is: begin_round(), then
// may_drain() and stamp() for each batch that leaves.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "sim/base/ids.h"
#include "sim/kafka/errors.h"
#include "sim/log/record_batch.h"

namespace brokerscope::client {

using base::PartitionId;

/// What the brokers know a producer by.
struct ProducerIdentity {
    base::ProducerId id{base::no_producer_id};
    std::int16_t epoch = log::no_producer_epoch;
    friend bool operator==(const ProducerIdentity&, const ProducerIdentity&) = default;
};

/// What a batch carries so that its partition's leader can tell it from others.
struct SequenceStamp {
    ProducerIdentity producer;
    std::int32_t base_sequence = log::no_sequence;

    friend bool operator==(const SequenceStamp&, const SequenceStamp&) = default;
};

/// A batch as it is known here.
struct BatchKey {
    PartitionId partition;
    std::int64_t first_number = 0;
    std::int32_t records = 0;
};

class Idempotence {
  public:
    const ProducerIdentity& producer() const { return producer_; }
    /// False until there is an id, and again when its last epoch is used up.
    bool has_producer_id() const { return producer_.id != base::no_producer_id && !id_is_used_up_; }
    /// An INIT_PRODUCER_ID was answered.
    void take_producer_id(const ProducerIdentity& producer);

    /// Forgets gaps that later batches have closed, and raises the epoch where one is left: then
    /// this is true.
    bool begin_round();

    /// A batch that was drained before may only leave when nothing older of its partition is in
    /// flight, and a new one must wait while the outcome of older ones is unknown (PR-23).
    bool may_drain(const BatchKey& batch) const;
    /// What the batch must carry when it leaves now; from now on it is in flight.
    SequenceStamp stamp(const BatchKey& batch);
    /// What a batch in flight would carry now; `otherwise` when it is not in flight any more.
    SequenceStamp stamp_of(const BatchKey& batch, const SequenceStamp& otherwise) const;
    bool is_in_flight(const BatchKey& batch) const;

    // How a batch ended. `stamp` is what it carried last, for one that had ended before.
    void on_acknowledged(const BatchKey& batch, const SequenceStamp& stamp,
                         base::Offset base_offset);
    /// The brokers refused it for good. `outcome_known`: they surely did not append it.
    void on_failed(const BatchKey& batch, kafka::ErrorCode error, bool outcome_known);
    /// It grew too old; `retried`: after it was sent and put back, so that nobody knows whether a
    /// broker has it.
    void on_expired(const BatchKey& batch, bool retried);
    /// It was refused as too large; its records go on in these pieces, with the same sequences.
    void on_split(const BatchKey& batch, const std::vector<BatchKey>& pieces);

    /// Whether a refused batch may be sent again as far as its sequence goes (PR-24). May find that
    /// there is a gap: the next round raises the epoch.
    bool can_retry(const BatchKey& batch, kafka::ErrorCode error, base::Offset log_start_offset);

  private:
    struct InFlight {
        std::int32_t records = 0;
        std::int32_t base_sequence = log::no_sequence;
        bool renumbered = false;  // since it was sent last (Kafka: sequenceHasBeenReset)
    };
    struct Sequences {
        ProducerIdentity producer;  // of everything in flight
        std::int32_t next = 0;
        std::int32_t last_acknowledged = log::no_sequence;
        base::Offset last_acknowledged_offset{base::no_offset};
        std::map<std::int64_t, InFlight> in_flight;  // by number, which is the order of sequences
    };

    const Sequences* find(PartitionId partition) const;
    const InFlight* find(const BatchKey& batch) const;
    void remove(const BatchKey& batch);
    void resolve_gaps();
    bool raise_epoch();
    void number_anew(Sequences& sequences) const;
    void want_new_epoch(PartitionId partition);
    void check_gap_before(const BatchKey& batch, const InFlight& in_flight);

    ProducerIdentity producer_;
    std::map<PartitionId, Sequences> partitions_;
    /// Partitions in which a batch ended without an answer, with the sequence after it.
    std::map<PartitionId, std::int32_t> unresolved_;
    bool wants_new_epoch_ = false;  // the next round begins with it
    bool id_is_used_up_ = false;    // its last epoch was wanted to be raised
    std::set<PartitionId> to_number_anew_;
};

/// The sequence that is `by` after this one: 0 comes after the greatest (PR-22).
std::int32_t sequence_after(std::int32_t sequence, std::int32_t by);

}  // namespace brokerscope::client
