#include "cli/conform/story/records.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sim/log/control_record.h"
#include "sim/log/crc32c.h"
#include "sim/log/record_batch_codec.h"

namespace brokerscope::cli::conform {
namespace {

std::optional<base::Bytes> bytes_in(const Json& text) {
    if (text.is_null()) return std::nullopt;
    if (!text.is_string()) throw NotModelled{"records that are no text: " + shown(text)};
    return base::Bytes{text.get<std::string>()};
}

log::Record record_from(const Json& json, std::int64_t usual_timestamp_ms) {
    log::Record record;
    record.timestamp_ms = json.value("timestamp", usual_timestamp_ms);
    if (json.contains("key")) record.key = bytes_in(json["key"]);
    if (json.contains("value")) record.value = bytes_in(json["value"]);
    if (json.contains("valueSize")) {
        record.value = base::Bytes{std::string(json["valueSize"].get<std::size_t>(), 'x')};
    }
    for (const Json& header : json.value("headers", Json::array()))
        record.headers.push_back({header["key"], bytes_in(header["value"])});
    if (json.contains("offsetDelta")) throw NotModelled{"PRODUCE field offsetDelta of a record"};
    return record;
}

// With records: theirs. Without: `recordCount` records with the values v0, v1, ...
std::vector<log::Record> records_of(const Json& batch, std::int64_t now_ms) {
    std::vector<log::Record> records;
    const std::int64_t timestamp = batch.value("timestamp", now_ms);
    if (batch.contains("records")) {
        for (const Json& record : batch["records"])
            records.push_back(record_from(record, timestamp));
        return records;
    }
    for (std::int64_t i = 0; i < batch.value("recordCount", std::int64_t{0}); ++i) {
        log::Record record;
        record.value = base::Bytes{"v" + std::to_string(i)};
        record.timestamp_ms = timestamp;
        records.push_back(std::move(record));
    }
    return records;
}

void seal(log::RecordBatch& batch) {
    std::string body;
    log::append_checked_part(body, batch);
    batch.crc = log::crc32c(body);
    batch.size_bytes = static_cast<std::int32_t>(log::unchecked_part_bytes + body.size());
}

log::RecordBatch batch_of(std::vector<log::Record> records, const log::BatchOptions& options) {
    if (!records.empty()) return log::make_batch(std::move(records), options);
    log::RecordBatch batch;
    batch.producer_id = options.producer_id;
    batch.producer_epoch = options.producer_epoch;
    batch.base_sequence = options.base_sequence;
    batch.last_offset_delta = -1;
    batch.records = std::make_shared<const std::vector<log::Record>>();
    return batch;
}

// What a faulty client writes instead of the truth.
void apply_faults(const Json& json, log::RecordBatch& batch) {
    batch.base_offset.value = json.value("baseOffset", batch.base_offset.value);
    batch.partition_leader_epoch.value =
        json.value("partitionLeaderEpoch", batch.partition_leader_epoch.value);
    if (json.contains("records")) {
        batch.record_count = json.value("recordCount", batch.record_count);
        batch.last_offset_delta = json.value("lastOffsetDelta", batch.last_offset_delta);
    }
    if (json.value("timestampType", "CreateTime") == "LogAppendTime") {
        batch.attributes = static_cast<std::int16_t>(batch.attributes | log::log_append_time_bit);
    }
    seal(batch);
    // The checksum on the wire is wrong, as a flipped bit would make it.
    batch.is_corrupt = json.value("badCrc", false);
}

log::RecordBatch batch_from(const Json& json, std::int64_t now_ms) {
    if (const std::string codec = json.value("compression", "none"); codec != "none")
        throw NotModelled{"compression " + codec};
    log::BatchOptions options;
    options.producer_id.value = json.value("producerId", options.producer_id.value);
    options.producer_epoch = json.value("producerEpoch", options.producer_epoch);
    options.base_sequence = json.value("baseSequence", options.base_sequence);
    options.is_transactional = json.value("isTransactional", false);
    options.is_control = json.value("isControl", false);
    log::RecordBatch batch = batch_of(records_of(json, now_ms), options);
    apply_faults(json, batch);
    return batch;
}

Json text_of(const std::optional<base::Bytes>& bytes) {
    return bytes ? Json(bytes->data) : Json();
}

bool crc_is_right(const log::RecordBatch& batch) {
    std::string body;
    log::append_checked_part(body, batch);
    return batch.crc == log::crc32c(body);
}

}  // namespace

std::vector<log::RecordBatch> batches_from(const Json& batches, std::int64_t now_ms) {
    if (!batches.is_array()) throw NotModelled{"PRODUCE with null records"};
    std::vector<log::RecordBatch> result;
    for (const Json& batch : batches)
        result.push_back(batch_from(batch, now_ms));
    return result;
}

Json record_to_json(const log::RecordBatch& batch, std::size_t index) {
    const log::Record& record = (*batch.records)[index];
    Json headers = Json::array();
    for (const log::Header& header : record.headers)
        headers.push_back({{"key", header.key}, {"value", text_of(header.value)}});
    return {{"offset", log::record_offset(batch, index).value},
            {"timestamp", log::record_timestamp_ms(batch, index)},
            {"key", text_of(record.key)},
            {"value", text_of(record.value)},
            {"headers", std::move(headers)}};
}

Json to_json(const log::RecordBatch& batch) {
    Json records = Json::array();
    bool same_time = true;
    for (std::size_t i = 0; batch.records != nullptr && i < batch.records->size(); ++i) {
        records.push_back(record_to_json(batch, i));
        same_time = same_time && records.back()["timestamp"] == batch.max_timestamp_ms;
    }
    Json json = {{"baseOffset", batch.base_offset.value},
                 {"lastOffset", batch.last_offset().value},
                 {"partitionLeaderEpoch", batch.partition_leader_epoch.value},
                 {"producerId", batch.producer_id.value},
                 {"producerEpoch", batch.producer_epoch},
                 {"baseSequence", batch.base_sequence},
                 {"isTransactional", batch.is_transactional()},
                 {"isControl", batch.is_control()},
                 {"sizeInBytes", batch.size_bytes},
                 {"recordCount", batch.record_count},
                 {"compression", "none"},
                 {"timestampType", std::string(base::name_of(batch.timestamp_type()))},
                 {"maxTimestamp", batch.max_timestamp_ms},
                 {"recordTimestampsAllEqualMaxTimestamp", same_time},
                 {"hasDeleteHorizon", batch.delete_horizon_ms().has_value()},
                 {"crcValid", !batch.is_corrupt && crc_is_right(batch)}};
    const auto control = log::control_record_type(batch);
    if (control) {
        json["controlType"] = std::string(base::name_of(*control));
        for (Json& record : records)
            record["controlType"] = json["controlType"];
    }
    json["records"] = std::move(records);
    return json;
}

}  // namespace brokerscope::cli::conform
