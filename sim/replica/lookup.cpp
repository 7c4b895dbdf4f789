#include "sim/replica/lookup.h"

namespace brokerscope::replica {
namespace {

using kafka::ErrorCode;
using log::TimestampedOffset;
using protocol::ListOffsetsPartition;
using protocol::ListOffsetsPartitionResponse;

constexpr std::int64_t latest = -1;
constexpr std::int64_t earliest = -2;
constexpr std::int64_t max_timestamp = -3;
constexpr std::int64_t earliest_local = -4;
constexpr std::int64_t latest_tiered = -5;
constexpr std::int64_t earliest_pending_upload = -6;

// Version 0 asked for something else and is gone; -1 stands for the newest.
bool knows_question(std::int64_t timestamp_ms, std::int16_t version) {
    const auto since = [&](std::int16_t first) { return version < 0 || version >= first; };
    switch (timestamp_ms) {
        case latest:
        case earliest: return true;
        case max_timestamp: return since(7);
        case earliest_local: return since(8);
        case latest_tiered: return since(9);
        case earliest_pending_upload: return since(11);
        default: return timestamp_ms >= 0;
    }
}

struct ListReader {
    bool is_client = true;
    bool read_committed = false;

    Offset visible_end(const log::PartitionLog& log) const {
        if (!is_client) return log.log_end_offset();
        return read_committed ? log.last_stable_offset() : log.high_watermark();
    }
};

// RE-24: a new leader does not know yet how far its predecessor had come.
bool knows_its_high_watermark(const Partition& partition, const log::PartitionLog& log) {
    return log.high_watermark() >= partition.leading()->epoch_start;
}

std::optional<TimestampedOffset> search(const log::PartitionLog& log, std::int64_t timestamp_ms,
                                        Offset visible_end) {
    switch (timestamp_ms) {
        case latest: return log.latest_offset(visible_end);
        case earliest:
        case earliest_local: return log.earliest_offset();
        case max_timestamp: return log.max_timestamp_offset();
        // Nothing lies in another tier.
        case latest_tiered:
        case earliest_pending_upload: return std::nullopt;
        default: return log.offset_for_timestamp(timestamp_ms);
    }
}

bool names_a_border(std::int64_t timestamp_ms) {
    return timestamp_ms == latest || timestamp_ms == earliest || timestamp_ms == earliest_local;
}

void answer_from_log(ListOffsetsPartitionResponse& response, const ListOffsetsPartition& asked,
                     const Partition& partition, const log::PartitionLog& log,
                     const ListReader& reader) {
    const bool is_client = reader.is_client;
    const Offset visible_end = reader.visible_end(log);
    const bool is_sure = !is_client || knows_its_high_watermark(partition, log);
    const std::optional<TimestampedOffset> found = search(log, asked.timestamp_ms, visible_end);
    const bool hidden =
        found && !names_a_border(asked.timestamp_ms) && found->offset >= visible_end;
    if (!is_sure && (asked.timestamp_ms == latest || hidden)) {
        response.error = ErrorCode::offset_not_available;
        return;
    }
    if (!found || hidden) return;
    response.offset = found->offset;
    response.timestamp_ms = found->timestamp_ms;
    response.leader_epoch = found->leader_epoch;
}

}  // namespace

protocol::ListOffsetsResponse list_offsets(const protocol::ListOffsetsRequest& request,
                                           std::int16_t version, Context& context) {
    protocol::ListOffsetsResponse response;
    const ListReader reader{request.replica_id == base::no_node, request.isolation_level == 1};
    for (const ListOffsetsPartition& asked : request.partitions) {
        ListOffsetsPartitionResponse& answer = response.partitions.emplace_back(
            answer_about<ListOffsetsPartitionResponse>(asked.id()));
        if (!knows_question(asked.timestamp_ms, version)) {
            answer.error = ErrorCode::unsupported_version;
            continue;
        }
        const Access access =
            find_for(asked.id(), asked.current_leader_epoch, Needs::leader, context);
        answer.error = access.error;
        if (access.partition == nullptr) continue;
        answer_from_log(answer, asked, *access.partition, context.log_of(asked.id()), reader);
    }
    return response;
}

protocol::OffsetForLeaderEpochResponse offsets_for_leader_epochs(
    const protocol::OffsetForLeaderEpochRequest& request, Context& context) {
    protocol::OffsetForLeaderEpochResponse response;
    for (const protocol::OffsetForLeaderEpochPartition& asked : request.partitions) {
        auto& answer = response.partitions.emplace_back(
            answer_about<protocol::OffsetForLeaderEpochPartitionResponse>(asked.id()));
        const Access access =
            find_for(asked.id(), asked.current_leader_epoch, Needs::leader, context);
        answer.error = access.error;
        if (access.partition == nullptr) continue;
        const log::EpochEndOffset end =
            context.log_of(asked.id()).end_offset_for_epoch(asked.leader_epoch);
        answer.leader_epoch = end.epoch;
        answer.end_offset = end.end_offset;
    }
    return response;
}

}  // namespace brokerscope::replica
