// What kafka-dump-log --files prints about each segment of a replica.
#include <cstdint>
#include <limits>

#include "sim/view/tables_parts.h"

namespace brokerscope::view {
namespace {

std::string file_name(Offset base_offset) {
    const std::string digits = std::to_string(base_offset.value);
    return std::string(20 - digits.size(), '0') + digits + ".log";
}

// Sequence numbers begin at 0 again behind the largest one (PR-24).
std::int64_t last_sequence(const BatchStamp& stamp) {
    if (stamp.base_sequence < 0) return -1;
    constexpr std::int64_t count = std::int64_t{std::numeric_limits<std::int32_t>::max()} + 1;
    return (stamp.base_sequence + (stamp.last_offset - stamp.base_offset)) % count;
}

std::string batch_line(const TapeBatch& batch, std::int64_t position) {
    const BatchStamp& stamp = batch.stamp;
    std::string line;
    const auto number = [&](const char* name, std::int64_t value) {
        line += std::string(name) + ": " + std::to_string(value) + " ";
    };
    const auto flag = [&](const char* name, bool value) {
        line += std::string(name) + (value ? ": true " : ": false ");
    };
    number("baseOffset", stamp.base_offset.value);
    number("lastOffset", stamp.last_offset.value);
    number("count", stamp.record_count);
    number("baseSequence", stamp.base_sequence);
    number("lastSequence", last_sequence(stamp));
    number("producerId", stamp.producer_id.value);
    number("producerEpoch", stamp.producer_epoch);
    number("partitionLeaderEpoch", stamp.leader_epoch.value);
    flag("isTransactional", stamp.is_transactional);
    flag("isControl", stamp.is_control);
    line +=
        "deleteHorizonMs: " +
        (stamp.delete_horizon_ms ? "OptionalLong[" + std::to_string(*stamp.delete_horizon_ms) + "] "
                                 : std::string("OptionalLong.empty "));
    number("position", position);
    number(stamp.is_log_append_time ? "LogAppendTime" : "CreateTime", stamp.max_timestamp_ms);
    number("size", stamp.bytes);
    line += "magic: 2 compresscodec: none ";
    number("crc", stamp.crc);
    flag("isvalid", !batch.is_corrupt);
    line.back() = '\n';
    return line;
}

std::string segment_text(const SegmentView& segment, Offset end, const TapeBatches& batches) {
    std::int64_t known_bytes = 0;
    const auto is_in = [&](const TapeBatchPtr& batch) {
        return batch->stamp.base_offset >= segment.base_offset && batch->stamp.base_offset < end;
    };
    for (const TapeBatchPtr& batch : batches)
        known_bytes += is_in(batch) ? batch->stamp.bytes : 0;
    // Positions are counted from the file's end: the oldest batches may be forgotten.
    std::int64_t position = segment.bytes - known_bytes;
    std::string text;
    if (position > 0)
        text += "(" + std::to_string(position) + " bytes of older batches are not remembered)\n";
    for (const TapeBatchPtr& batch : batches) {
        if (!is_in(batch)) continue;
        text += batch_line(*batch, position);
        position += batch->stamp.bytes;
    }
    return text;
}

}  // namespace

std::string log_table(const View& view, NodeId broker, PartitionId partition,
                      const ReplicaView& replica) {
    std::vector<SegmentView> segments = replica.segments;
    if (segments.empty()) segments.push_back({replica.log_start, 0, {}});
    const std::string directory =
        kafka::first_log_directory(configs_of_broker(view, broker), broker.value) + "/" +
        view.partition_name(partition) + "/";
    std::string text;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const Offset end =
            i + 1 < segments.size() ? segments[i + 1].base_offset : replica.log_end + 1;
        text += "Dumping " + directory + file_name(segments[i].base_offset) + "\n" +
                "Log starting offset: " + std::to_string(segments[i].base_offset.value) + "\n" +
                segment_text(segments[i], end, replica.tape.batches());
    }
    return text;
}

}  // namespace brokerscope::view
