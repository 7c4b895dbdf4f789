// Vectors of the logs of real brokers: their files after batches were produced, and what was
// fetched, found, deleted and cleaned in them.
#include <algorithm>

#include "cli/conform/vectors.h"
#include "sim/kafka/topic_configs.h"
#include "sim/log/fetch_budget.h"
#include "sim/log/log_cleaner.h"
#include "sim/log/partition_log.h"

namespace brokerscope::cli::conform {
namespace {

using log::PartitionLog;

// Any time will do: the recorded timestamps are fixed, or relative to it.
constexpr std::int64_t t_ms = 1'700'000'000'000;

std::int64_t number_of(const Json& value) {
    return value.is_string() ? std::stoll(value.get<std::string>()) : value.get<std::int64_t>();
}

void set_configs(const Json& configs, log::LogConfig& config) {
    const auto read = [&](const char* name, std::int64_t& into) {
        if (configs.contains(name)) into = number_of(configs[name]);
    };
    read("segment.bytes", config.segment_bytes);
    read("segment.ms", config.segment_ms);
    read("segment.index.bytes", config.segment_index_bytes);
    read("index.interval.bytes", config.index_interval_bytes);
    read("retention.bytes", config.retention_bytes);
    read("retention.ms", config.retention_ms);
    read("delete.retention.ms", config.delete_retention_ms);
    read("min.compaction.lag.ms", config.min_compaction_lag_ms);
    read("max.compaction.lag.ms", config.max_compaction_lag_ms);
    if (configs.contains("min.cleanable.dirty.ratio")) {
        config.min_cleanable_dirty_ratio_millionths = static_cast<std::int64_t>(
            configs["min.cleanable.dirty.ratio"].get<double>() * 1'000'000);
    }
    if (configs.contains("cleanup.policy")) {
        const std::string policy = configs["cleanup.policy"];
        config.deletes_old_segments = policy.find("delete") != std::string::npos;
        config.is_compacted = policy.find("compact") != std::string::npos;
    }
}

log::LogConfig config_of(const Json& configs) {
    log::LogConfig config;
    set_configs(configs, config);
    return config;
}

// A number, or "T-5000": relative to the time of the recording.
std::int64_t timestamp_of(const Json& value) {
    if (!value.is_string()) return value.get<std::int64_t>();
    const std::string text = value;
    return t_ms + (text.size() > 1 ? std::stoll(text.substr(1)) : 0);
}

log::RecordBatch batch_of(const Json& batch) {
    std::vector<log::Record> records;
    for (const Json& given : batch.at("records")) {
        log::Record& record = records.emplace_back();
        record.timestamp_ms = timestamp_of(given.at("timestamp"));
        if (!given.at("key").is_null()) record.key = base::Bytes{given["key"].get<std::string>()};
        if (given.contains("valueSize")) {
            record.value = base::Bytes{std::string(given["valueSize"].get<std::size_t>(), 'x')};
        } else if (!given.at("value").is_null()) {
            record.value = base::Bytes{given["value"].get<std::string>()};
        }
    }
    return log::make_batch(std::move(records));
}

// The base offset, or the error's name.
Json append(PartitionLog& log, const log::RecordBatch& batch) {
    const log::LeaderAppend done = log.append_as_leader(batch, {0}, {.now_ms = t_ms});
    if (!done.is_accepted()) return base::name_of(done.error);
    log.advance_high_watermark(log.log_end_offset());
    return done.appended.first_offset.value;
}

// A log after the recorded batches were sent, one request each.
struct Produced {
    PartitionLog log;
    Json answers = Json::array();

    explicit Produced(const Json& input) : log(config_of(input.at("configs")), {0}, t_ms) {
        for (const Json& batch : input.at("batches"))
            answers.push_back(append(log, batch_of(batch)));
        const std::int64_t start = input.value("deleteRecordsBefore", std::int64_t{0});
        if (start > 0) log.advance_log_start_offset({start});
    }
};

Json sizes_of(const PartitionLog& log) {
    Json rows = Json::array();
    for (const log::LogSegment& segment : log.segments())
        rows.push_back({segment.base_offset().value, segment.size_bytes()});
    return rows;
}

Json bases_of(const PartitionLog& log) {
    Json bases = Json::array();
    for (const log::LogSegment& segment : log.segments())
        bases.push_back(segment.base_offset().value);
    return bases;
}

Json files_of(const log::LogSegment& segment) {
    Json offsets = Json::array();
    for (const log::OffsetPosition& entry : segment.offset_index().entries())
        offsets.push_back({entry.offset.value, entry.position});
    Json times = Json::array();
    for (const log::TimestampOffsetEntry& entry : segment.time_index().entries())
        times.push_back({entry.timestamp_ms, entry.offset.value});
    return {{"base", segment.base_offset().value},
            {"bytes", segment.size_bytes()},
            {"index", std::move(offsets)},
            {"timeindex", std::move(times)}};
}

Answer play_segment_layout(const Question& question) {
    const Produced produced(question.input);
    Json segments = Json::array();
    for (const log::LogSegment& segment : produced.log.segments())
        segments.push_back(files_of(segment));
    Json snapshots = Json::array();
    for (const auto& [offset, snapshot] : produced.log.producers().snapshots())
        snapshots.push_back(offset.value);
    return Json{{"produce", produced.answers},
                {"segments", std::move(segments)},
                {"snapshots", std::move(snapshots)}};
}

// --- fetch

Json fetched(const PartitionLog& log, const Json& asked) {
    const base::Offset from{asked.at("fetchOffset").get<std::int64_t>()};
    if (is_out_of_range(log, from)) {
        return {{"errorCode", "OFFSET_OUT_OF_RANGE"},
                {"highWatermark", -1},
                {"logStartOffset", -1},
                {"recordsSizeInBytes", 0},
                {"batches", Json::array()}};
    }
    log::FetchBudget budget(asked.at("maxBytes").get<std::int64_t>());
    const log::ReadResult read =
        budget.read(log, from, log.high_watermark(), asked.at("partitionMaxBytes"));
    Json batches = Json::array();
    for (const log::RecordBatch& batch : read.batches)
        batches.push_back({batch.base_offset.value, batch.last_offset().value, batch.size_bytes});
    return {{"errorCode", "NONE"},
            {"highWatermark", log.high_watermark().value},
            {"logStartOffset", log.log_start_offset().value},
            {"recordsSizeInBytes", read.size_bytes},
            {"batches", std::move(batches)}};
}

Answer play_fetch(const Question& question) {
    const Produced produced(question.input);
    Json answers = Json::array();
    for (const Json& asked : question.input.at("fetches"))
        answers.push_back(fetched(produced.log, asked));
    return Json{{"produce", produced.answers},
                {"segmentBases", bases_of(produced.log)},
                {"fetches", std::move(answers)}};
}

PartitionLog log_of_sizes(const Json& sizes) {
    PartitionLog log({}, {0}, t_ms);
    for (const Json& size : sizes) {
        log::RecordBatch batch = log::make_batch({{std::nullopt, base::Bytes{"x"}, {}, t_ms}});
        batch.size_bytes = size.get<std::int32_t>();
        append(log, batch);
    }
    return log;
}

// One request for several partitions: what one gets is not there for the next (ST-15).
Json fetched_from_all(const std::vector<PartitionLog>& logs, const Json& asked) {
    log::FetchBudget budget(asked.at("maxBytes").get<std::int64_t>());
    Json answers = Json::array();
    for (const Json& row : asked.at("partitions")) {
        const PartitionLog& log = logs.at(row.at(0).get<std::size_t>());
        const base::Offset from{row.at(1).get<std::int64_t>()};
        log::ReadResult read;
        if (!is_out_of_range(log, from))
            read = budget.read(log, from, log.high_watermark(), asked.at("partitionMaxBytes"));
        Json batches = Json::array();
        for (const log::RecordBatch& batch : read.batches)
            batches.push_back(batch.base_offset.value);
        answers.push_back(
            {{"partition", row.at(0)},
             {"errorCode", is_out_of_range(log, from) ? "OFFSET_OUT_OF_RANGE" : "NONE"},
             {"recordsSizeInBytes", read.size_bytes},
             {"batches", std::move(batches)}});
    }
    return answers;
}

Answer play_fetch_partitions(const Question& question) {
    std::vector<PartitionLog> logs;
    for (const Json& sizes : question.input.at("batchSizes"))
        logs.push_back(log_of_sizes(sizes));
    Json answers = Json::array();
    for (const Json& asked : question.input.at("fetches"))
        answers.push_back(fetched_from_all(logs, asked));
    return Json{{"fetches", std::move(answers)}};
}

// --- ListOffsets

Json found_at(const PartitionLog& log, std::int64_t timestamp_ms) {
    std::optional<log::TimestampedOffset> found;
    if (timestamp_ms == -1) {
        found = log.latest_offset(log.high_watermark());
    } else if (timestamp_ms == -2) {
        found = log.earliest_offset();
    } else if (timestamp_ms == -3) {
        found = log.max_timestamp_offset();
    } else if (timestamp_ms == -4) {
        found = log.earliest_local_offset();
    } else {
        found = log.offset_for_timestamp(timestamp_ms);
    }
    if (!found) return {-1, -1};
    return {found->timestamp_ms, found->offset.value};
}

Answer play_list_offsets(const Question& question) {
    const Produced produced(question.input);
    Json answers = Json::array();
    for (const Json& timestamp : question.input.at("timestamps"))
        answers.push_back(found_at(produced.log, timestamp.get<std::int64_t>()));
    return Json{{"produce", produced.answers}, {"answers", std::move(answers)}};
}

// --- retention and compaction

Answer play_retention(const Question& question) {
    Produced produced(question.input);
    PartitionLog& log = produced.log;
    Json before = sizes_of(log);
    log::LogConfig config = log.config();
    set_configs(question.input.at("then"), config);
    log.set_config(config);
    log.delete_old_segments(t_ms);
    return Json{{"before", std::move(before)},
                {"after", sizes_of(log)},
                {"logStartOffset", log.log_start_offset().value},
                {"highWatermark", log.high_watermark().value},
                {"logEndOffset", log.log_end_offset().value}};
}

Json cleaned_batch(const log::RecordBatch& batch) {
    Json offsets = Json::array();
    for (std::size_t i = 0; i < batch.records->size(); ++i)
        offsets.push_back(log::record_offset(batch, i).value);
    return {{"baseOffset", batch.base_offset.value},
            {"lastOffset", batch.last_offset().value},
            {"sizeInBytes", batch.size_bytes},
            {"maxTimestamp", batch.max_timestamp_ms},
            {"deleteHorizon", batch.delete_horizon_ms().has_value()},
            {"offsets", std::move(offsets)}};
}

Answer play_compaction(const Question& question) {
    Produced produced(question.input);
    PartitionLog& log = produced.log;
    Json before = bases_of(log);
    // Nothing was cleaned while it was written; then one pass took all but the active segment.
    log::LogConfig config = log.config();
    config.min_cleanable_dirty_ratio_millionths = 0;
    log.set_config(config);
    const log::CleaningPlan plan = log.plan_cleaning(t_ms);
    if (plan.is_due) log.clean(plan, t_ms);
    Json segments = Json::array();
    for (const log::LogSegment& segment : log.segments()) {
        Json row = files_of(segment);
        row["batches"] = Json::array();
        for (const log::RecordBatch& batch : segment.batches())
            row["batches"].push_back(cleaned_batch(batch));
        segments.push_back(std::move(row));
    }
    const auto checkpoint = log.cleaner_checkpoint();
    return Json{{"produce", produced.answers},
                {"before", std::move(before)},
                {"cleanerCheckpoint", checkpoint ? Json(checkpoint->value) : Json()},
                {"segments", std::move(segments)}};
}

// --- topic configs

Answer play_topic_config(const Question& question) {
    const auto configs = question.input.at("configs").get<std::map<std::string, std::string>>();
    const base::Status status = kafka::check_topic_configs(question.version, configs);
    const Json answer{{"errorCode", status ? "NONE" : "INVALID_CONFIG"},
                      {"errorMessage", status ? Json() : Json(status.error().message)}};
    return Json{{"createTopics", answer}, {"incrementalAlterConfigs", answer}};
}

constexpr VectorFamily families[] = {
    {"segment-layout", "batches", play_segment_layout},
    {"fetch", "fetches", play_fetch},
    {"fetch-partitions", "batchSizes", play_fetch_partitions},
    {"list-offsets", "timestamps", play_list_offsets},
    {"retention", "then", play_retention},
    {"compaction", "batches", play_compaction},
    {"topic-config", "configs", play_topic_config},
};

}  // namespace

std::span<const VectorFamily> storage_vectors() {
    return families;
}

}  // namespace brokerscope::cli::conform
