// How an append is judged by what is known of its producer (PR-27 to PR-31, TX-22).
#include <limits>

#include "sim/log/control_record.h"
#include "sim/log/producer_state.h"

namespace brokerscope::log {
namespace {

using kafka::ErrorCode;

// In sequence, or nothing is known that it could follow.
ErrorCode check_sequence(const ProducerStateEntry& known, const RecordBatch& batch) {
    if (known.producer_epoch == no_producer_epoch) return ErrorCode::none;
    const std::int32_t last =
        batch.producer_epoch == known.producer_epoch ? known.last_sequence() : no_sequence;
    const bool follows =
        batch.base_sequence == 0
            ? last == no_sequence || last == std::numeric_limits<std::int32_t>::max()
            : batch.base_sequence == std::int64_t{last} + 1;
    return follows ? ErrorCode::none : ErrorCode::out_of_order_sequence_number;
}

ProducerDecision decide_data(const RecordBatch& batch, AppendOrigin origin,
                             const ProducerStateEntry& known) {
    ProducerDecision decision;
    ProducerStateEntry& entry = decision.update.entry;
    entry = known;
    entry.set_epoch(batch.producer_epoch);
    entry.add_batch({last_sequence(batch), batch.last_offset(), batch.last_offset_delta,
                     batch.max_timestamp_ms});
    entry.last_timestamp_ms = batch.max_timestamp_ms;
    if (known.current_txn_first_offset && !batch.is_transactional()) {
        if (origin != AppendOrigin::replication) decision.error = ErrorCode::invalid_txn_state;
    } else if (!known.current_txn_first_offset && batch.is_transactional()) {
        entry.current_txn_first_offset = batch.base_offset;
        decision.update.started_transaction = batch.base_offset;
    }
    return decision;
}

ProducerDecision decide_marker(const RecordBatch& marker, AppendOrigin origin,
                               const ProducerStateEntry& known) {
    ProducerDecision decision;
    ProducerStateEntry& entry = decision.update.entry;
    entry = known;
    const std::optional<ControlRecordType> type = control_record_type(marker);
    if (!type) return decision;
    const std::int32_t coordinator_epoch = marker_coordinator_epoch(marker);
    if (coordinator_epoch < known.coordinator_epoch && origin != AppendOrigin::replication) {
        decision.error = ErrorCode::transaction_coordinator_fenced;
        return decision;
    }
    if (known.current_txn_first_offset) {
        decision.update.completed =
            CompletedTransaction{marker.producer_id, *known.current_txn_first_offset,
                                 marker.base_offset, *type == ControlRecordType::abort};
    }
    entry.set_epoch(marker.producer_epoch);
    entry.coordinator_epoch = coordinator_epoch;
    entry.current_txn_first_offset.reset();
    entry.last_timestamp_ms = record_timestamp_ms(marker, 0);
    return decision;
}

bool is_epoch_over(const RecordBatch& batch, const ProducerStateEntry& known,
                   std::int16_t transaction_version) {
    const bool must_rise = batch.is_control() && transaction_version >= 2 &&
                           known.current_txn_first_offset.has_value();
    return must_rise ? batch.producer_epoch <= known.producer_epoch
                     : batch.producer_epoch < known.producer_epoch;
}

}  // namespace

ProducerDecision ProducerStates::decide_append(const RecordBatch& stamped, AppendOrigin origin,
                                               std::int16_t transaction_version) const {
    const ProducerStateEntry unknown;
    const ProducerStateEntry* found = find(stamped.producer_id);
    const ProducerStateEntry& known = found == nullptr ? unknown : *found;
    if (origin == AppendOrigin::client) {
        if (const BatchMetadata* duplicate = known.find_duplicate(stamped)) {
            return {.error = ErrorCode::none, .duplicate = *duplicate, .update = {}};
        }
    }
    if (origin != AppendOrigin::replication && is_epoch_over(stamped, known, transaction_version)) {
        return {.error = ErrorCode::invalid_producer_epoch, .duplicate = {}, .update = {}};
    }
    if (origin == AppendOrigin::client && !stamped.is_control()) {
        const ErrorCode error = check_sequence(known, stamped);
        if (error != ErrorCode::none) return {.error = error, .duplicate = {}, .update = {}};
    }
    ProducerDecision decision = stamped.is_control() ? decide_marker(stamped, origin, known)
                                                     : decide_data(stamped, origin, known);
    decision.update.producer_id = stamped.producer_id;
    return decision;
}

}  // namespace brokerscope::log
