#include "tests/sim/log/log_vectors_support.h"

#include <string>

namespace brokerscope::log_vectors {

using nlohmann::json;

namespace {

std::int64_t number(const json& value) {
    return value.is_string() ? std::stoll(value.get<std::string>()) : value.get<std::int64_t>();
}

std::int64_t timestamp_of(const json& value, std::int64_t t_ms) {
    if (!value.is_string()) return value.get<std::int64_t>();
    const std::string text = value;
    return t_ms + (text.size() > 1 ? std::stoll(text.substr(1)) : 0);
}

}  // namespace

void set_configs(const json& configs, log::LogConfig& config) {
    const auto read = [&](const char* name, std::int64_t& into) {
        if (configs.contains(name)) into = number(configs[name]);
    };
    read("segment.bytes", config.segment_bytes);
    read("segment.ms", config.segment_ms);
    read("segment.index.bytes", config.segment_index_bytes);
    read("index.interval.bytes", config.index_interval_bytes);
    read("retention.bytes", config.retention_bytes);
    read("retention.ms", config.retention_ms);
    read("delete.retention.ms", config.delete_retention_ms);
    if (configs.contains("min.cleanable.dirty.ratio")) {
        const double ratio = configs["min.cleanable.dirty.ratio"];
        config.min_cleanable_dirty_ratio_millionths = static_cast<std::int64_t>(ratio * 1'000'000);
    }
    if (configs.contains("cleanup.policy")) {
        const std::string policy = configs["cleanup.policy"];
        config.deletes_old_segments = policy.find("delete") != std::string::npos;
        config.is_compacted = policy.find("compact") != std::string::npos;
    }
}

log::LogConfig config_of(const json& configs) {
    log::LogConfig config;
    set_configs(configs, config);
    return config;
}

log::RecordBatch batch_of(const json& batch, std::int64_t t_ms) {
    std::vector<log::Record> records;
    for (const json& recorded : batch["records"]) {
        log::Record& record = records.emplace_back();
        record.timestamp_ms = timestamp_of(recorded["timestamp"], t_ms);
        if (!recorded["key"].is_null()) record.key = base::Bytes{recorded["key"]};
        if (recorded.contains("valueSize")) {
            record.value = base::Bytes{std::string(recorded["valueSize"].get<std::size_t>(), 'x')};
        } else if (!recorded["value"].is_null()) {
            record.value = base::Bytes{recorded["value"]};
        }
    }
    return log::make_batch(std::move(records));
}

json append(log::PartitionLog& log, const log::RecordBatch& batch, std::int64_t now_ms) {
    const log::LeaderAppend result = log.append_as_leader(batch, {0}, {.now_ms = now_ms});
    if (!result.is_accepted()) return base::name_of(result.error);
    log.advance_high_watermark(log.log_end_offset());
    return result.appended.first_offset.value;
}

json offset_index_of(const log::LogSegment& segment) {
    json rows = json::array();
    for (const log::OffsetPosition& entry : segment.offset_index().entries())
        rows.push_back({entry.offset.value, entry.position});
    return rows;
}

json time_index_of(const log::LogSegment& segment) {
    json rows = json::array();
    for (const log::TimestampOffsetEntry& entry : segment.time_index().entries())
        rows.push_back({entry.timestamp_ms, entry.offset.value});
    return rows;
}

}  // namespace brokerscope::log_vectors
