#include "sim/log/record_batch.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"
#include "sim/log/crc32c.h"
#include "sim/log/record_batch_codec.h"

namespace brokerscope::log {

TimestampType RecordBatch::timestamp_type() const {
    return (attributes & log_append_time_bit) != 0 ? TimestampType::log_append_time
                                                   : TimestampType::create_time;
}

bool RecordBatch::is_transactional() const {
    return (attributes & transactional_bit) != 0;
}

bool RecordBatch::is_control() const {
    return (attributes & control_bit) != 0;
}

std::optional<std::int64_t> RecordBatch::delete_horizon_ms() const {
    if ((attributes & delete_horizon_bit) == 0) return std::nullopt;
    return base_timestamp_ms;
}

namespace {

template <class T>
bool same_content(const std::shared_ptr<const T>& a, const std::shared_ptr<const T>& b) {
    return a == b || (a != nullptr && b != nullptr && *a == *b);
}

}  // namespace

bool operator==(const RecordBatch& a, const RecordBatch& b) {
    return base::equal_fields(a, b) && a.origin == b.origin && a.is_corrupt == b.is_corrupt &&
           same_content(a.offset_deltas, b.offset_deltas) && same_content(a.records, b.records);
}

namespace {

// Size and checksum belong to the encoding, so they are taken from it rather than computed twice.
void seal(RecordBatch& batch) {
    std::string body;
    append_checked_part(body, batch);
    batch.crc = crc32c(body);
    batch.size_bytes = static_cast<std::int32_t>(unchecked_part_bytes + body.size());
}

}  // namespace

RecordBatch make_batch(std::vector<Record> records, const BatchOptions& options) {
    CHECK(!records.empty(), "a batch is made of at least one record");
    RecordBatch batch;
    batch.attributes =
        static_cast<std::int16_t>((options.is_transactional ? transactional_bit : 0) |
                                  (options.is_control ? control_bit : 0));
    batch.record_count = static_cast<std::int32_t>(records.size());
    batch.last_offset_delta = batch.record_count - 1;
    batch.base_timestamp_ms = records.front().timestamp_ms;
    for (const Record& record : records)
        batch.max_timestamp_ms = std::max(batch.max_timestamp_ms, record.timestamp_ms);
    batch.producer_id = options.producer_id;
    batch.producer_epoch = options.producer_epoch;
    batch.base_sequence = options.base_sequence;
    batch.origin = options.origin;
    batch.records = std::make_shared<const std::vector<Record>>(std::move(records));
    seal(batch);
    return batch;
}

RecordBatch with_offsets(const RecordBatch& batch, base::Offset base_offset,
                         base::LeaderEpoch epoch) {
    RecordBatch stamped = batch;
    stamped.base_offset = base_offset;
    stamped.partition_leader_epoch = epoch;
    return stamped;
}

RecordBatch with_log_append_time(const RecordBatch& batch, std::int64_t broker_time_ms) {
    RecordBatch stamped = batch;
    stamped.attributes = static_cast<std::int16_t>(batch.attributes | log_append_time_bit);
    stamped.max_timestamp_ms = broker_time_ms;
    seal(stamped);
    return stamped;
}

RecordBatch with_create_time(const RecordBatch& batch) {
    RecordBatch stamped = batch;
    stamped.attributes = static_cast<std::int16_t>(batch.attributes & ~log_append_time_bit);
    seal(stamped);
    return stamped;
}

RecordBatch with_records_left(const RecordBatch& batch, const std::vector<std::size_t>& left,
                              std::optional<std::int64_t> delete_horizon_ms) {
    CHECK(!left.empty(), "a batch without records is another thing");
    RecordBatch cleaned = batch;
    std::vector<Record> records;
    std::vector<std::int32_t> deltas;
    cleaned.max_timestamp_ms = no_timestamp_ms;
    for (const std::size_t index : left) {
        records.push_back((*batch.records)[index]);
        records.back().timestamp_ms = record_timestamp_ms(batch, index);
        deltas.push_back(
            static_cast<std::int32_t>(record_offset(batch, index) - batch.base_offset));
        cleaned.max_timestamp_ms =
            std::max(cleaned.max_timestamp_ms, record_timestamp_ms(batch, index));
    }
    cleaned.base_timestamp_ms = delete_horizon_ms.value_or(record_timestamp_ms(batch, left[0]));
    if (delete_horizon_ms)
        cleaned.attributes = static_cast<std::int16_t>(batch.attributes | delete_horizon_bit);
    cleaned.record_count = static_cast<std::int32_t>(records.size());
    cleaned.records = std::make_shared<const std::vector<Record>>(std::move(records));
    cleaned.offset_deltas = nullptr;
    if (cleaned.record_count != cleaned.last_offset_delta + 1) {
        cleaned.offset_deltas =
            std::make_shared<const std::vector<std::int32_t>>(std::move(deltas));
    }
    seal(cleaned);
    return cleaned;
}

RecordBatch without_records(const RecordBatch& batch) {
    RecordBatch empty = batch;
    empty.attributes = static_cast<std::int16_t>(
        batch.attributes & (log_append_time_bit | transactional_bit | control_bit));
    empty.base_timestamp_ms = no_timestamp_ms;
    empty.record_count = 0;
    empty.records = std::make_shared<const std::vector<Record>>();
    empty.offset_deltas = std::make_shared<const std::vector<std::int32_t>>();
    seal(empty);
    return empty;
}

base::Offset record_offset(const RecordBatch& batch, std::size_t index) {
    CHECK(index < static_cast<std::size_t>(batch.record_count), "the batch has no such record");
    if (batch.offset_deltas != nullptr) return batch.base_offset + (*batch.offset_deltas)[index];
    return batch.base_offset + static_cast<std::int64_t>(index);
}

std::int64_t record_timestamp_ms(const RecordBatch& batch, std::size_t index) {
    CHECK(batch.records != nullptr, "only the header of this batch is here");
    CHECK(index < batch.records->size(), "the batch has no such record");
    if (batch.timestamp_type() == TimestampType::log_append_time) return batch.max_timestamp_ms;
    return (*batch.records)[index].timestamp_ms;
}

}  // namespace brokerscope::log
