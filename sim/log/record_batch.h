// The record batch: the unit of append, replication, fetch and checksum (rule ST-1). A batch is
// made once from records and never changed: the leader's stamping of offsets and epoch gives
// another header over the same records, so a copy costs a header, and all replicas share the
// content.
//
// Promises: size_bytes and crc are those of the real uncompressed version 2 encoding. It is not a
// store of bytes: record_batch_codec.h turns it into bytes and back. Compression is not modelled.
//
// The cleaner may take records out of a batch, even all of them: it keeps its first and last offset
// (rule ST-4), and offset_deltas says which records are left. A flipped bit on a disk is a mark on
// the batch (is_corrupt): whoever checks its CRC finds it wrong.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/base/fields.h"
#include "sim/base/ids.h"
#include "sim/log/record.h"

namespace brokerscope::log {

/// Bytes of a batch without records.
inline constexpr std::int64_t batch_overhead_bytes = 61;
inline constexpr std::int32_t no_sequence = -1;
inline constexpr std::int16_t no_producer_epoch = -1;

enum class TimestampType : std::uint8_t { create_time, log_append_time };

constexpr auto enum_names(TimestampType) {
    return std::array<base::EnumName<TimestampType>, 2>{{
        {TimestampType::create_time, "CreateTime"},
        {TimestampType::log_append_time, "LogAppendTime"},
    }};
}

/// Whose records these are: the sender's first record of this batch is its `first_number`-th record
/// for the partition. Kafka has no such thing and no bytes are spent on it; the delivery ledger
/// recognises records by it, also when the same batch is stored twice.
struct RecordOrigin {
    base::NodeId client = base::no_node;
    std::int64_t first_number = -1;  // -1: nobody counts these records

    friend bool operator==(const RecordOrigin&, const RecordOrigin&) = default;
    static constexpr auto fields() {
        return std::tuple{base::field("client", &RecordOrigin::client),
                          base::field("firstNumber", &RecordOrigin::first_number)};
    }
};

struct RecordBatch {
    base::Offset base_offset{0};
    base::LeaderEpoch partition_leader_epoch = base::no_leader_epoch;
    std::int16_t attributes = 0;
    std::int32_t last_offset_delta = 0;
    std::int64_t base_timestamp_ms = no_timestamp_ms;
    std::int64_t max_timestamp_ms = no_timestamp_ms;
    base::ProducerId producer_id = base::no_producer_id;
    std::int16_t producer_epoch = no_producer_epoch;
    std::int32_t base_sequence = no_sequence;
    std::int32_t record_count = 0;
    std::uint32_t crc = 0;
    std::int32_t size_bytes = 0;
    bool is_corrupt = false;
    std::shared_ptr<const std::vector<Record>> records;
    /// Of each record that is left; null while the records are all there, 0, 1, 2...
    std::shared_ptr<const std::vector<std::int32_t>> offset_deltas;
    RecordOrigin origin;

    base::Offset last_offset() const { return base_offset + last_offset_delta; }
    /// The offset after this batch: where a reader goes on (rule ST-4).
    base::Offset next_offset() const { return last_offset() + 1; }
    TimestampType timestamp_type() const;
    bool is_transactional() const;
    bool is_control() const;
    /// When the cleaner may remove this batch's tombstones, or the marker that it is (ST-27).
    std::optional<std::int64_t> delete_horizon_ms() const;

    /// The header as people see it; the records are not among the fields.
    static constexpr auto fields() {
        using base::field;
        return std::tuple{field("baseOffset", &RecordBatch::base_offset),
                          field("partitionLeaderEpoch", &RecordBatch::partition_leader_epoch),
                          field("crc", &RecordBatch::crc),
                          field("attributes", &RecordBatch::attributes),
                          field("lastOffsetDelta", &RecordBatch::last_offset_delta),
                          field("baseTimestamp", &RecordBatch::base_timestamp_ms),
                          field("maxTimestamp", &RecordBatch::max_timestamp_ms),
                          field("producerId", &RecordBatch::producer_id),
                          field("producerEpoch", &RecordBatch::producer_epoch),
                          field("baseSequence", &RecordBatch::base_sequence),
                          field("recordCount", &RecordBatch::record_count),
                          field("sizeInBytes", &RecordBatch::size_bytes)};
    }
    /// Equal headers, origins and records (not only the same shared records).
    friend bool operator==(const RecordBatch& a, const RecordBatch& b);
};

/// What a batch is besides its records.
struct BatchOptions {
    base::ProducerId producer_id = base::no_producer_id;
    std::int16_t producer_epoch = no_producer_epoch;
    std::int32_t base_sequence = no_sequence;
    bool is_transactional = false;
    bool is_control = false;
    RecordOrigin origin;
};

/// A batch of these records (at least one) at base offset 0, as a producer sends it. The base
/// timestamp is that of the first record.
RecordBatch make_batch(std::vector<Record> records, const BatchOptions& options = {});

/// The batch as the leader stores it: stamped with offsets and epoch, which the checksum does not
/// cover.
RecordBatch with_offsets(const RecordBatch& batch, base::Offset base_offset,
                         base::LeaderEpoch epoch);

/// The batch as a LogAppendTime topic stores it: every record reads the broker's time (rule ST-6).
RecordBatch with_log_append_time(const RecordBatch& batch, std::int64_t broker_time_ms);

/// The batch as a CreateTime topic stores one that claims the broker's time: it is not marked so.
RecordBatch with_create_time(const RecordBatch& batch);

/// The batch as the cleaner rewrites it: only the records at these indexes stay, in this order. A
/// horizon becomes the base timestamp, which the records' timestamps are then relative to.
RecordBatch with_records_left(const RecordBatch& batch, const std::vector<std::size_t>& left,
                              std::optional<std::int64_t> delete_horizon_ms);

/// Only the header of the batch, 61 bytes: for its offsets and its producer's sequence (ST-28).
RecordBatch without_records(const RecordBatch& batch);

/// Offset and timestamp of the batch's record number `index` of those that are left; they count
/// from 0.
base::Offset record_offset(const RecordBatch& batch, std::size_t index);
std::int64_t record_timestamp_ms(const RecordBatch& batch, std::size_t index);

}  // namespace brokerscope::log
