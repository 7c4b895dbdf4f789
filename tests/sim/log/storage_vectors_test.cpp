// Recorded logs of real brokers: their files, and what was read, deleted and cleaned in them.
#include "sim/log/log_cleaner.h"
#include "tests/sim/log/log_vectors_support.h"

using namespace brokerscope;
using namespace brokerscope::log;
using nlohmann::json;

namespace {

// Any time will do: the recorded timestamps are fixed, or relative to it.
constexpr std::int64_t t_ms = 1'700'000'000'000;

// A log after the recorded batches were sent, one request each.
struct Recorded {
    PartitionLog log;
    json produced = json::array();

    explicit Recorded(const json& input)
        : log(log_vectors::config_of(input["configs"]), {0}, t_ms) {
        for (const json& batch : input["batches"])
            produced.push_back(log_vectors::append(log, log_vectors::batch_of(batch, t_ms), t_ms));
        const std::int64_t start = input.value("deleteRecordsBefore", std::int64_t{0});
        if (start > 0) log.advance_log_start_offset({start});
    }
};

json sizes_of(const PartitionLog& log) {
    json rows = json::array();
    for (const LogSegment& segment : log.segments())
        rows.push_back({segment.base_offset().value, segment.size_bytes()});
    return rows;
}

json files_of(const LogSegment& segment) {
    return {{"base", segment.base_offset().value},
            {"bytes", segment.size_bytes()},
            {"index", log_vectors::offset_index_of(segment)},
            {"timeindex", log_vectors::time_index_of(segment)}};
}

json snapshots_of(const PartitionLog& log) {
    json offsets = json::array();
    for (const auto& snapshot : log.producers().snapshots())
        offsets.push_back(snapshot.first.value);
    return offsets;
}

json fetched(const PartitionLog& log, const json& asked) {
    const base::Offset from{asked["fetchOffset"].get<std::int64_t>()};
    if (from < log.log_start_offset() || from > log.log_end_offset()) {
        return {{"errorCode", "OFFSET_OUT_OF_RANGE"},
                {"highWatermark", -1},
                {"logStartOffset", -1},
                {"recordsSizeInBytes", 0},
                {"batches", json::array()}};
    }
    const std::int64_t limit = std::min(asked["partitionMaxBytes"].get<std::int64_t>(),
                                        asked["maxBytes"].get<std::int64_t>());
    const ReadResult read = log.read(from, {.up_to = log.high_watermark(), .max_bytes = limit});
    json batches = json::array();
    for (const RecordBatch& batch : read.batches)
        batches.push_back({batch.base_offset.value, batch.last_offset().value, batch.size_bytes});
    return {{"errorCode", "NONE"},
            {"highWatermark", log.high_watermark().value},
            {"logStartOffset", log.log_start_offset().value},
            {"recordsSizeInBytes", read.size_bytes},
            {"batches", batches}};
}

json found_at(const PartitionLog& log, std::int64_t timestamp_ms) {
    std::optional<TimestampedOffset> found;
    if (timestamp_ms == -1) {
        found = log.latest_offset(log.high_watermark());
    } else if (timestamp_ms == -2 || timestamp_ms == -4) {
        found = log.earliest_offset();
    } else if (timestamp_ms == -3) {
        found = log.max_timestamp_offset();
    } else {
        found = log.offset_for_timestamp(timestamp_ms);
    }
    if (!found) return {-1, -1};
    return {found->timestamp_ms, found->offset.value};
}

json cleaned_batch(const RecordBatch& batch) {
    json offsets = json::array();
    for (std::size_t i = 0; i < batch.records->size(); ++i)
        offsets.push_back(record_offset(batch, i).value);
    return {{"baseOffset", batch.base_offset.value},
            {"lastOffset", batch.last_offset().value},
            {"sizeInBytes", batch.size_bytes},
            {"maxTimestamp", batch.max_timestamp_ms},
            {"deleteHorizon", batch.delete_horizon_ms().has_value()},
            {"offsets", offsets}};
}

}  // namespace

TEST_CASE("ST-12 to ST-14: segments, indexes and snapshots are those of a real log") {
    for (const json& vector : golden::vectors("segment-layout")) {
        INFO(vector["id"].get<std::string>());
        const Recorded recorded(vector["input"]);
        json segments = json::array();
        for (const LogSegment& segment : recorded.log.segments())
            segments.push_back(files_of(segment));
        EXPECT_EQ(recorded.produced.dump(), vector["output"]["produce"].dump());
        EXPECT_EQ(segments, vector["output"]["segments"]);
        EXPECT_EQ(snapshots_of(recorded.log), vector["output"]["snapshots"]);
    }
}

TEST_CASE("ST-15: a read ends at its limit, to the byte, and at its segment's end") {
    for (const json& vector : golden::vectors("fetch")) {
        INFO(vector["id"].get<std::string>());
        const Recorded recorded(vector["input"]);
        json answers = json::array();
        for (const json& asked : vector["input"]["fetches"])
            answers.push_back(fetched(recorded.log, asked));
        EXPECT_EQ(recorded.produced, vector["output"]["produce"]);
        EXPECT_EQ(answers, vector["output"]["fetches"]);
    }
}

TEST_CASE("ST-16: offsets are found by time as in a real log") {
    for (const json& vector : golden::vectors("list-offsets")) {
        INFO(vector["id"].get<std::string>());
        const Recorded recorded(vector["input"]);
        json answers = json::array();
        for (const json& timestamp : vector["input"]["timestamps"])
            answers.push_back(found_at(recorded.log, timestamp.get<std::int64_t>()));
        EXPECT_EQ(answers.dump(), vector["output"]["answers"].dump());
    }
}

TEST_CASE("ST-17 to ST-22: retention takes the segments that it took in a real log") {
    for (const json& vector : golden::vectors("retention")) {
        INFO(vector["id"].get<std::string>());
        Recorded recorded(vector["input"]);
        PartitionLog& log = recorded.log;
        EXPECT_EQ(sizes_of(log).dump(), vector["output"]["before"].dump());
        LogConfig config = log.config();
        log_vectors::set_configs(vector["input"]["then"], config);
        log.set_config(config);
        log.delete_old_segments(t_ms);
        EXPECT_EQ(sizes_of(log).dump(), vector["output"]["after"].dump());
        EXPECT_EQ(log.log_start_offset().value, vector["output"]["logStartOffset"]);
        EXPECT_EQ(log.high_watermark().value, vector["output"]["highWatermark"]);
        EXPECT_EQ(log.log_end_offset().value, vector["output"]["logEndOffset"]);
    }
}

TEST_CASE("ST-24 to ST-27: a cleaned log holds what a real one holds") {
    for (const json& vector : golden::vectors("compaction")) {
        INFO(vector["id"].get<std::string>());
        Recorded recorded(vector["input"]);
        PartitionLog& log = recorded.log;
        // Nothing was cleaned while it was written; then one pass took all but the active segment.
        LogConfig config = log.config();
        config.min_cleanable_dirty_ratio_millionths = 0;
        log.set_config(config);
        const CleaningPlan plan = log.plan_cleaning(t_ms);
        if (plan.is_due) log.clean(plan, t_ms);
        json segments = json::array();
        for (const LogSegment& segment : log.segments()) {
            json& row = segments.emplace_back(files_of(segment));
            row["batches"] = json::array();
            for (const RecordBatch& batch : segment.batches())
                row["batches"].push_back(cleaned_batch(batch));
        }
        EXPECT_EQ(segments, vector["output"]["segments"]);
        const json checkpoint =
            log.cleaner_checkpoint() ? json(log.cleaner_checkpoint()->value) : json();
        EXPECT_EQ(checkpoint, vector["output"]["cleanerCheckpoint"]);
    }
}
