#include "sim/client/idempotence.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "sim/base/check.h"

namespace brokerscope::client {

using kafka::ErrorCode;

std::int32_t sequence_after(std::int32_t sequence, std::int32_t by) {
    constexpr std::int32_t greatest = std::numeric_limits<std::int32_t>::max();
    if (sequence > greatest - by) return by - (greatest - sequence) - 1;
    return sequence + by;
}

const Idempotence::Sequences* Idempotence::find(PartitionId partition) const {
    const auto found = partitions_.find(partition);
    return found == partitions_.end() ? nullptr : &found->second;
}

const Idempotence::InFlight* Idempotence::find(const BatchKey& batch) const {
    const Sequences* sequences = find(batch.partition);
    if (sequences == nullptr) return nullptr;
    const auto found = sequences->in_flight.find(batch.first_number);
    return found == sequences->in_flight.end() ? nullptr : &found->second;
}

bool Idempotence::is_in_flight(const BatchKey& batch) const {
    return find(batch) != nullptr;
}

void Idempotence::remove(const BatchKey& batch) {
    const auto found = partitions_.find(batch.partition);
    if (found != partitions_.end()) found->second.in_flight.erase(batch.first_number);
}

// --- id and epoch --------------------------------------------------------------------------------

void Idempotence::take_producer_id(const ProducerIdentity& producer) {
    CHECK(producer.id != base::no_producer_id, "a producer's id is a number");
    producer_ = producer;
    id_is_used_up_ = false;
    for (const PartitionId partition : std::exchange(to_number_anew_, {}))
        number_anew(partitions_[partition]);
}

bool Idempotence::begin_round() {
    resolve_gaps();
    if (!std::exchange(wants_new_epoch_, false)) return false;
    return raise_epoch();
}

// Where batches ended without an answer, those after them may have been accepted: then there is no
// gap. Only when nothing is in flight any more can that be told.
void Idempotence::resolve_gaps() {
    for (auto it = unresolved_.begin(); it != unresolved_.end();) {
        const Sequences& sequences = partitions_[it->first];
        if (!sequences.in_flight.empty()) {
            ++it;
            continue;
        }
        if (sequences.next - sequences.last_acknowledged != 1) want_new_epoch(it->first);
        it = unresolved_.erase(it);
    }
}

void Idempotence::want_new_epoch(PartitionId partition) {
    wants_new_epoch_ = true;
    to_number_anew_.insert(partition);
}

bool Idempotence::raise_epoch() {
    for (const PartitionId partition : to_number_anew_)
        unresolved_.erase(partition);
    if (producer_.epoch == std::numeric_limits<std::int16_t>::max()) {
        id_is_used_up_ = true;  // the sender asks for another one
        return false;
    }
    ++producer_.epoch;
    for (const PartitionId partition : std::exchange(to_number_anew_, {}))
        number_anew(partitions_[partition]);
    return true;
}

void Idempotence::number_anew(Sequences& sequences) const {
    sequences.producer = producer_;
    sequences.next = 0;
    sequences.last_acknowledged = log::no_sequence;
    for (auto& [first_number, batch] : sequences.in_flight) {
        batch.base_sequence = sequences.next;
        batch.renumbered = true;
        sequences.next = sequence_after(sequences.next, batch.records);
    }
}

// --- batches that leave --------------------------------------------------------------------------

bool Idempotence::may_drain(const BatchKey& batch) const {
    if (!has_producer_id()) return false;
    const Sequences* sequences = find(batch.partition);
    if (sequences == nullptr) return true;
    const auto& in_flight = sequences->in_flight;
    if (is_in_flight(batch)) return in_flight.begin()->first == batch.first_number;
    // Sequence 0 of a new epoch could overtake what is under way in the old one.
    if (!in_flight.empty() && sequences->producer != producer_) return false;
    return !unresolved_.contains(batch.partition);
}

SequenceStamp Idempotence::stamp(const BatchKey& batch) {
    CHECK(may_drain(batch), "a batch leaves in the order of sequences");
    Sequences& sequences = partitions_[batch.partition];
    const auto known = sequences.in_flight.find(batch.first_number);
    if (known != sequences.in_flight.end()) {
        known->second.renumbered = false;
        return {sequences.producer, known->second.base_sequence};
    }
    if (sequences.producer != producer_) number_anew(sequences);
    const SequenceStamp stamp{producer_, sequences.next};
    sequences.in_flight[batch.first_number] = {batch.records, stamp.base_sequence, false};
    sequences.next = sequence_after(sequences.next, batch.records);
    return stamp;
}

SequenceStamp Idempotence::stamp_of(const BatchKey& batch, const SequenceStamp& otherwise) const {
    const InFlight* in_flight = find(batch);
    if (in_flight == nullptr) return otherwise;
    return {find(batch.partition)->producer, in_flight->base_sequence};
}

// --- batches that end ----------------------------------------------------------------------------

void Idempotence::on_acknowledged(const BatchKey& batch, const SequenceStamp& stamp,
                                  base::Offset base_offset) {
    Sequences& sequences = partitions_[batch.partition];
    const std::int32_t last = stamp_of(batch, stamp).base_sequence + batch.records - 1;
    sequences.last_acknowledged = std::max(sequences.last_acknowledged, last);
    if (base_offset != base::no_offset) {
        sequences.last_acknowledged_offset =
            std::max(sequences.last_acknowledged_offset, base_offset + (batch.records - 1));
    }
    remove(batch);
}

void Idempotence::on_failed(const BatchKey& batch, ErrorCode error, bool outcome_known) {
    remove(batch);
    if (error == ErrorCode::unknown_producer_id) {
        // The leader knows nothing of this producer any more, and will accept sequence 0.
        partitions_.erase(batch.partition);
        unresolved_.erase(batch.partition);
    } else if (outcome_known || error == ErrorCode::out_of_order_sequence_number) {
        want_new_epoch(batch.partition);
    }
}

void Idempotence::on_expired(const BatchKey& batch, bool retried) {
    const InFlight* in_flight = find(batch);
    if (in_flight == nullptr) return;  // never sent: no sequence was used (PR-26)
    const std::int32_t after = in_flight->base_sequence + batch.records;
    remove(batch);
    if (!retried) return;
    std::int32_t& next = unresolved_.try_emplace(batch.partition, after).first->second;
    next = std::max(next, after);
}

void Idempotence::on_split(const BatchKey& batch, const std::vector<BatchKey>& pieces) {
    const InFlight* in_flight = find(batch);
    if (in_flight == nullptr) return;
    std::int32_t sequence = in_flight->base_sequence;
    remove(batch);
    Sequences& sequences = partitions_[batch.partition];
    for (const BatchKey& piece : pieces) {
        sequences.in_flight[piece.first_number] = {piece.records, sequence, false};
        sequence = sequence_after(sequence, piece.records);
    }
}

bool Idempotence::can_retry(const BatchKey& batch, ErrorCode error, base::Offset log_start_offset) {
    const InFlight* in_flight = find(batch);
    if (in_flight == nullptr) return kafka::is_retriable(error);
    if (error == ErrorCode::unknown_producer_id) {
        // A leader that just lost the partition may not know the log start offset; and what was
        // numbered anew while it was under way is sent again as it is.
        const bool tells = log_start_offset != base::no_offset;
        if (tells && !in_flight->renumbered) want_new_epoch(batch.partition);
        return true;
    }
    if (error == ErrorCode::out_of_order_sequence_number) {
        check_gap_before(batch, *in_flight);
        return true;
    }
    return kafka::is_retriable(error);
}

// The batch's sequence is not the one that the leader expects. When something older is under way,
// that is no wonder, and it is sent again; when it is the next after the last that was acknowledged
// or given up, there is a gap in the log that nothing will close.
void Idempotence::check_gap_before(const BatchKey& batch, const InFlight& in_flight) {
    const auto unresolved = unresolved_.find(batch.partition);
    if (unresolved != unresolved_.end()) {
        if (in_flight.base_sequence == unresolved->second) want_new_epoch(batch.partition);
        return;
    }
    const std::int32_t last = partitions_.at(batch.partition).last_acknowledged;
    const bool is_next = in_flight.base_sequence - last == 1;
    if (!in_flight.renumbered && is_next) want_new_epoch(batch.partition);
}

}  // namespace brokerscope::client
