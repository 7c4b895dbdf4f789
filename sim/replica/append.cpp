#include "sim/replica/append.h"
#include "sim/replica/upkeep.h"

#include <algorithm>
#include <optional>
#include <utility>

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
        slices.push_back({slice_of(record.key), slice_of(record.value),
                          log::record_timestamp_ms(batch, slices.size())});
    return slices;
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

// ST-6: the topic decides whose time the records have.
log::RecordBatch with_timestamp_type(const log::RecordBatch& batch, log::TimestampType type,
                                     std::int64_t now_ms) {
    if (type == log::TimestampType::log_append_time)
        return log::with_log_append_time(batch, now_ms);
    return batch.timestamp_type() == type ? batch : log::with_create_time(batch);
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
    flush_if_needed(partition, context);
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
            .base_sequence = batch.base_sequence,
            .record_count = batch.record_count,
            .max_timestamp_ms = batch.max_timestamp_ms,
            .is_log_append_time = batch.timestamp_type() == log::TimestampType::log_append_time,
            .is_transactional = batch.is_transactional(),
            .delete_horizon_ms = batch.delete_horizon_ms()};
}

void flush_if_needed(const Partition& partition, Context& context) {
    const log::PartitionLog& log = context.log_of(partition.id);
    const Offset end = log.log_end_offset();
    const Offset recovery_point = recovery_point_of(partition, log);
    if (end - recovery_point < partition.topic.flush_messages) return;
    if (end > recovery_point) context.effects.flush(partition.id, end);
}

std::int64_t draw_roll_jitter(const log::LogConfig& config, base::Rng& random) {
    const std::int64_t longest_ms = std::min(config.segment_jitter_ms, config.segment_ms);
    if (longest_ms <= 0) return 0;
    return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(longest_ms)));
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
        const BatchTarget target{context.image.topic(id.topic)->name, id.partition, partition.topic,
                                 log_start};
        if (auto refused = refuse_batch(batch, target, context.turn.now.milliseconds()))
            return std::move(*refused);
    }
    const std::int64_t now_ms = context.turn.now.milliseconds();
    const log::LeaderAppend append = log.append_as_leader(
        with_timestamp_type(batch, partition.topic.timestamp_type, now_ms), partition.leader_epoch,
        {.origin = in_the_log(origin),
         .now_ms = now_ms,
         .roll_jitter_ms = draw_roll_jitter(log.config(), context.turn.random)});
    if (append.error == ErrorCode::record_list_too_large) return Refused{append.error};
    if (append.is_accepted() && !append.is_duplicate)
        return store(partition, append.appended, context);
    close_full_segment(id, append.appended, node::trigger, context);
    if (!append.is_accepted()) return Refused{append.error, log_start};
    return recognise(partition, batch, append, context);
}

}  // namespace brokerscope::replica
