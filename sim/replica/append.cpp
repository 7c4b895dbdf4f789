#include "sim/replica/append.h"

#include <optional>

namespace brokerscope::replica {
namespace {

using kafka::ErrorCode;

std::optional<base::Bytes> slice_of(const std::optional<base::Bytes>& bytes) {
    if (!bytes) return std::nullopt;
    return base::Bytes{bytes->data.substr(0, journal::longest_slice)};
}

std::vector<journal::RecordSlice> slices_of(const log::RecordBatch& batch) {
    std::vector<journal::RecordSlice> slices;
    slices.reserve(batch.records->size());
    for (const log::Record& record : *batch.records)
        slices.push_back({slice_of(record.key), slice_of(record.value)});
    return slices;
}

bool has_future_timestamp(const log::RecordBatch& batch, const TopicSettings& topic,
                          LocalTime now) {
    if (topic.timestamp_type == log::TimestampType::log_append_time) return false;
    if (topic.timestamp_after_max_ms < 0) return false;
    return batch.max_timestamp_ms > now.milliseconds() + topic.timestamp_after_max_ms;
}

bool lacks_a_key(const log::RecordBatch& batch) {
    for (const log::Record& record : *batch.records) {
        if (!record.key) return true;
    }
    return false;
}

// Steps 9 and 10 of ST-8: what the log looks at before it gives offsets to a client's batch.
std::optional<Refused> refuse_batch(const log::RecordBatch& batch, const TopicSettings& topic,
                                    Offset log_start, LocalTime now) {
    if (batch.base_offset != Offset{0}) return Refused{ErrorCode::invalid_record, log_start};
    if (batch.size_bytes > topic.max_message_bytes) return Refused{ErrorCode::message_too_large};
    if (batch.record_count != batch.last_offset_delta + 1 || batch.is_control())
        return Refused{ErrorCode::invalid_record, log_start};
    if (batch.producer_id != base::no_producer_id && batch.base_sequence < 0)
        return Refused{ErrorCode::invalid_record, log_start};
    const bool claims_broker_time = batch.timestamp_type() == log::TimestampType::log_append_time &&
                                    topic.timestamp_type == log::TimestampType::log_append_time;
    if (claims_broker_time || has_future_timestamp(batch, topic, now))
        return Refused{ErrorCode::invalid_timestamp, log_start};
    if (topic.is_compacted && lacks_a_key(batch))
        return Refused{ErrorCode::invalid_record, log_start};
    return std::nullopt;
}

bool needs_enough_replicas(Acks acks, AppendOrigin origin, const ReplicaSettings& settings) {
    if (acks != Acks::all) return false;
    return origin == AppendOrigin::client || settings.coordinator_needs_min_isr;
}

// A segment that is full is written to the disk when the next one begins (ST-13).
void close_full_segment(PartitionId id, const log::Appended& appended, node::FactRef fact,
                        Context& context) {
    if (!appended.rolled) return;
    const Offset base_offset = context.log_of(id).segments().back().base_offset();
    context.effects.state(journal::SegmentRolled{id, base_offset}, fact);
    context.effects.flush(id, base_offset);
}

// A batch that the log knows already is answered as it was the first time (PR-27).
Stored recognise(const Partition& partition, const log::RecordBatch& batch,
                 const log::LeaderAppend& append, Context& context) {
    const node::FactRef fact = context.effects.state(journal::DuplicateRecognised{
        partition.id, batch.producer_id, batch.base_sequence, append.appended.first_offset});
    return {.base_offset = append.appended.first_offset,
            .next_offset = append.appended.last_offset + 1,
            .log_start_offset = context.log_of(partition.id).log_start_offset(),
            .log_append_time_ms = append.max_timestamp_ms,
            .fact = fact};
}

log::AppendOrigin in_the_log(AppendOrigin origin) {
    return origin == AppendOrigin::client ? log::AppendOrigin::client
                                          : log::AppendOrigin::coordinator;
}

Stored store(Partition& partition, const log::Appended& appended, Context& context) {
    log::PartitionLog& log = context.log_of(partition.id);
    const log::RecordBatch& stored = log.segments().back().batches().back();
    const node::FactRef fact = context.effects.state(
        journal::LeaderAppended{partition.id, stamp_of(stored), slices_of(stored)});
    context.moved[partition.id] = fact;
    close_full_segment(partition.id, appended, fact, context);
    advance_high_watermark(partition, context, fact);
    return {.base_offset = appended.first_offset,
            .next_offset = appended.last_offset + 1,
            .log_start_offset = log.log_start_offset(),
            .log_append_time_ms = stored.timestamp_type() == log::TimestampType::log_append_time
                                      ? stored.max_timestamp_ms
                                      : log::no_timestamp_ms,
            .fact = fact};
}

}  // namespace

journal::BatchStamp stamp_of(const log::RecordBatch& batch) {
    return {.base_offset = batch.base_offset,
            .last_offset = batch.last_offset(),
            .leader_epoch = batch.partition_leader_epoch,
            .bytes = batch.size_bytes,
            .crc = batch.crc,
            .origin_client = batch.origin.client,
            .origin_first = batch.origin.first_number,
            .is_control = batch.is_control(),
            .producer_id = batch.producer_id,
            .producer_epoch = batch.producer_epoch,
            .base_sequence = batch.base_sequence};
}

std::vector<journal::SegmentStamp> segments_of(const log::PartitionLog& log) {
    std::vector<journal::SegmentStamp> stamps;
    for (const log::LogSegment& segment : log.segments())
        stamps.push_back({segment.base_offset(), segment.size_bytes()});
    return stamps;
}

AppendOutcome append_as_leader(PartitionId id, const log::RecordBatch& batch, Acks acks,
                               AppendOrigin origin, Context& context) {
    const Access access = find_for(id, base::no_leader_epoch, Needs::leader, context);
    if (access.partition == nullptr) return Refused{access.error};
    Partition& partition = *access.partition;
    log::PartitionLog& log = context.log_of(id);
    const Offset log_start = log.log_start_offset();
    if (needs_enough_replicas(acks, origin, context.settings) &&
        partition.leading()->isr.committed.size() < partition.effective_min_isr()) {
        return Refused{ErrorCode::not_enough_replicas, log_start};
    }
    if (origin == AppendOrigin::client) {
        if (const auto refused = refuse_batch(batch, partition.topic, log_start, context.turn.now))
            return *refused;
    }
    const bool broker_time = partition.topic.timestamp_type == log::TimestampType::log_append_time;
    const std::int64_t now_ms = context.turn.now.milliseconds();
    const log::LeaderAppend append = log.append_as_leader(
        broker_time ? log::with_log_append_time(batch, now_ms) : batch, partition.leader_epoch,
        {.origin = in_the_log(origin), .now_ms = now_ms});
    if (append.error == ErrorCode::record_list_too_large) return Refused{append.error};
    if (append.is_accepted() && !append.is_duplicate)
        return store(partition, append.appended, context);
    close_full_segment(id, append.appended, node::trigger, context);
    if (!append.is_accepted()) return Refused{append.error, log_start};
    return recognise(partition, batch, append, context);
}

}  // namespace brokerscope::replica
