#include "sim/log/partition_log.h"

#include "tests/golden/vectors.h"

using namespace brokerscope;
using namespace brokerscope::log;
using nlohmann::json;

namespace {

RecordBatch batch_of(std::int32_t records, std::int64_t timestamp_ms = 1000) {
    std::vector<Record> made;
    for (std::int32_t i = 0; i < records; ++i)
        made.push_back({std::nullopt, base::Bytes{"value"}, {}, timestamp_ms});
    return make_batch(std::move(made));
}

// Three batches: offsets 0-1, 2-4, 5.
PartitionLog example(LogConfig config = {}) {
    PartitionLog log(config);
    log.append_as_leader(batch_of(2), {1});
    log.append_as_leader(batch_of(3), {1});
    log.append_as_leader(batch_of(1), {4});
    return log;
}

std::vector<std::int64_t> base_offsets(const ReadResult& read) {
    std::vector<std::int64_t> offsets;
    for (const RecordBatch& batch : read.batches)
        offsets.push_back(batch.base_offset.value);
    return offsets;
}

// --- replaying recorded sequences of a real log

LogConfig config_of(const json& config) {
    const auto number = [&](const char* name) {
        return std::stoll(config[name].get<std::string>());
    };
    LogConfig read;
    read.segment_bytes = number("segment.bytes");
    read.segment_ms = number("segment.ms");
    read.segment_index_bytes = number("segment.index.bytes");
    read.index_interval_bytes = number("index.interval.bytes");
    read.retention_bytes = number("retention.bytes");
    read.retention_ms = number("retention.ms");
    read.deletes_old_segments =
        config["cleanup.policy"].get<std::string>().find("delete") != std::string::npos;
    return read;
}

json answer(const std::optional<TimestampedOffset>& found) {
    if (!found) return {};
    return {{"offset", found->offset.value},
            {"timestamp", found->timestamp_ms},
            {"leaderEpoch",
             found->leader_epoch.value == -1 ? json() : json(found->leader_epoch.value)}};
}

json look_up(const PartitionLog& log, std::int64_t timestamp_ms) {
    if (timestamp_ms == -2) return answer(log.earliest_offset());
    if (timestamp_ms == -1) return answer(log.latest_offset(log.log_end_offset()));
    if (timestamp_ms == -3) return answer(log.max_timestamp_offset());
    return answer(log.offset_for_timestamp(timestamp_ms));
}

void expect_query(const PartitionLog& log, const json& after) {
    for (const json& row : after["offsetByTimestamp"]) {
        INFO("timestamp " << row[0].dump());
        EXPECT_EQ(look_up(log, row[0].get<std::int64_t>()).dump(), row[1].dump());
    }
    for (const json& row : after["endOffsetForEpoch"]) {
        const EpochEndOffset end = log.end_offset_for_epoch({row[0].get<std::int32_t>()});
        EXPECT_EQ(end.is_defined() ? json(end.epoch.value) : json(), row[1]);
        EXPECT_EQ(end.is_defined() ? json(end.end_offset.value) : json(), row[2]);
    }
}

json segments_of(const PartitionLog& log) {
    json rows = json::array();
    for (const LogSegment& segment : log.segments()) {
        rows.push_back({{"baseOffset", segment.base_offset().value},
                        {"size", segment.size_bytes()},
                        {"largestTimestamp",
                         segment.empty() ? json() : json(segment.largest_timestamp_ms())}});
    }
    return rows;
}

json epochs_of(const PartitionLog& log) {
    json rows = json::array();
    for (const EpochEntry& entry : log.leader_epochs().entries())
        rows.push_back({entry.epoch.value, entry.start_offset.value});
    return rows;
}

void expect_state(const PartitionLog& log, const json& after) {
    EXPECT_EQ(log.log_end_offset().value, after["logEndOffset"].get<std::int64_t>());
    EXPECT_EQ(log.log_start_offset().value, after["logStartOffset"].get<std::int64_t>());
    EXPECT_EQ(log.high_watermark().value, after["highWatermark"].get<std::int64_t>());
    EXPECT_EQ(segments_of(log).dump(), after["segments"].dump());
    EXPECT_EQ(epochs_of(log).dump(), after["epochs"].dump());
}

void replay_append(PartitionLog& log, std::int64_t now_ms, const json& step, const json& after) {
    std::vector<Record> records;
    for (const json& timestamp : step["timestamps"]) {
        // The recorder gave every record a key of one byte.
        records.push_back({base::Bytes{"k"},
                           base::Bytes{std::string(step["valueBytes"].get<std::size_t>(), 'v')},
                           {},
                           timestamp.get<std::int64_t>()});
    }
    const RecordBatch batch = make_batch(std::move(records));
    const LeaderAppend append =
        log.append_as_leader(batch, {step["leaderEpoch"].get<std::int32_t>()}, {.now_ms = now_ms});
    EXPECT_EQ(append.is_accepted(), !after.contains("error"));
    if (!append.is_accepted()) return;
    EXPECT_EQ(append.appended.first_offset.value, after["firstOffset"].get<std::int64_t>());
    EXPECT_EQ(append.appended.last_offset.value, after["lastOffset"].get<std::int64_t>());
}

void replay(PartitionLog& log, std::int64_t& now_ms, const json& step, const json& after) {
    const std::string op = step["op"];
    const auto offset = [&] { return base::Offset{step["offset"].get<std::int64_t>()}; };
    if (op == "append") {
        replay_append(log, now_ms, step, after);
    } else if (op == "updateHighWatermark") {
        log.restore_high_watermark(offset());
    } else if (op == "advanceClock") {
        now_ms += step["ms"].get<std::int64_t>();
    } else if (op == "deleteOldSegments") {
        std::size_t deleted = 0;
        for (const DeletedSegments& went : log.delete_old_segments(now_ms))
            deleted += went.base_offsets.size();
        EXPECT_EQ(deleted, after["deleted"].get<std::size_t>());
    } else if (op == "truncateTo") {
        EXPECT_EQ(log.truncate_to(offset()), after["truncated"].get<bool>());
    } else if (op == "incrementLogStartOffset") {
        EXPECT_EQ(offset() > log.high_watermark(), after.contains("error"));
        log.advance_log_start_offset(offset());
    } else if (op == "assignEpochStart") {
        log.assign_epoch_at_end({step["epoch"].get<std::int32_t>()});
    } else {
        REQUIRE_EQ(op, "query");
        expect_query(log, after);
    }
}

}  // namespace

TEST_CASE(
    "ST-12 to ST-22, ST-36 to ST-39: a log goes through what a real one went through "
    "(vectors log-sequence)") {
    for (const json& vector : golden::vectors("log-sequence")) {
        const json& input = vector["input"];
        std::int64_t now_ms = input["clockStart"];
        PartitionLog log(config_of(input["config"]), {0}, now_ms);
        for (std::size_t i = 0; i < input["steps"].size(); ++i) {
            INFO(vector["id"].get<std::string>()
                 << " step " << i << " " << input["steps"][i].dump());
            replay(log, now_ms, input["steps"][i], vector["output"]["after"][i]);
            expect_state(log, vector["output"]["after"][i]);
        }
    }
}

TEST_CASE("ST-8: a leader gives offsets one after another and stamps its epoch") {
    const PartitionLog log = example();
    const ReadResult all = log.read({0}, {.up_to = log.log_end_offset()});
    EXPECT_EQ(base_offsets(all), std::vector<std::int64_t>{0, 2, 5});
    EXPECT_EQ(all.batches[1].partition_leader_epoch.value, 1);
    EXPECT_EQ(all.batches[2].partition_leader_epoch.value, 4);
    EXPECT_EQ(log.log_end_offset().value, 6);
    EXPECT_EQ(log.high_watermark().value, 0);
    EXPECT_EQ(log.end_offset_for_epoch({1}), EpochEndOffset{{1}, {5}});
    EXPECT_EQ(log.size_bytes(), all.size_bytes);
}

TEST_CASE("ST-11: a follower that appends what the leader stored has the leader's log") {
    const PartitionLog leader = example();
    PartitionLog follower;
    for (const RecordBatch& batch : leader.read({0}, {.up_to = {6}}).batches)
        REQUIRE(follower.append_as_follower(batch).has_value());
    EXPECT_EQ(follower, leader);
    const RecordBatch again = leader.read({5}, {.up_to = {6}}).batches.front();
    EXPECT_FALSE(follower.append_as_follower(again).has_value());
    EXPECT_EQ(follower, leader);
}

TEST_CASE("ST-15: a read begins with the batch that holds the offset and stops at its bound") {
    const PartitionLog log = example();
    EXPECT_EQ(base_offsets(log.read({3}, {.up_to = {6}})), std::vector<std::int64_t>{2, 5});
    EXPECT_EQ(base_offsets(log.read({0}, {.up_to = {5}})), std::vector<std::int64_t>{0, 2});
    EXPECT_EQ(base_offsets(log.read({0}, {.up_to = {0}})), std::vector<std::int64_t>{});
    EXPECT_EQ(base_offsets(log.read({6}, {.up_to = {6}})), std::vector<std::int64_t>{});
}

TEST_CASE("ST-15: the first batch comes whole, the last may be cut off and counts") {
    const PartitionLog log = example();
    const std::int64_t first_bytes = batch_of(2).size_bytes;
    const ReadResult one = log.read({0}, {.up_to = {6}, .max_bytes = 10});
    EXPECT_EQ(base_offsets(one), std::vector<std::int64_t>{0});
    EXPECT_EQ(one.size_bytes, first_bytes);
    const ReadResult cut = log.read({0}, {.up_to = {6}, .max_bytes = first_bytes + 10});
    EXPECT_EQ(base_offsets(cut), std::vector<std::int64_t>{0});
    EXPECT_EQ(cut.size_bytes, first_bytes + 10);
    const ReadResult none =
        log.read({0}, {.up_to = {6}, .max_bytes = 10, .min_one_message = false});
    EXPECT_EQ(base_offsets(none), std::vector<std::int64_t>{});
    EXPECT_EQ(none.size_bytes, 0);
}

TEST_CASE("ST-13, ST-15: a read never crosses the end of a segment") {
    const PartitionLog log =
        example({.segment_bytes = batch_of(2).size_bytes + batch_of(3).size_bytes});
    REQUIRE_EQ(log.segments().size(), 2);
    EXPECT_EQ(log.segments()[1].base_offset().value, 5);
    EXPECT_EQ(segment_file_stem(log.segments()[1].base_offset()), "00000000000000000005");
    EXPECT_EQ(base_offsets(log.read({0}, {.up_to = {6}})), std::vector<std::int64_t>{0, 2});
    EXPECT_EQ(base_offsets(log.read({5}, {.up_to = {6}})), std::vector<std::int64_t>{5});
}

TEST_CASE("ST-38: truncation takes whole batches, newer epochs and the high watermark with it") {
    PartitionLog log = example();
    log.advance_high_watermark({6});
    log.mark_flushed({6});
    EXPECT(log.truncate_to({3}));
    EXPECT_EQ(log.log_end_offset().value, 3);
    EXPECT_EQ(log.high_watermark().value, 3);
    EXPECT_EQ(log.flushed_offset().value, 3);
    EXPECT_EQ(log.latest_epoch().value, 1);
    EXPECT_EQ(base_offsets(log.read({0}, {.up_to = {3}})), std::vector<std::int64_t>{0});
    EXPECT_FALSE(log.truncate_to({3}));
    EXPECT_EQ(log.append_as_leader(batch_of(1), {5}).appended.first_offset.value, 3);
}

TEST_CASE("RE-9, ST-34: the high watermark only rises, and never beyond the log") {
    PartitionLog log = example();
    EXPECT(log.advance_high_watermark({4}));
    EXPECT_FALSE(log.advance_high_watermark({2}));
    EXPECT_EQ(log.high_watermark().value, 4);
    EXPECT(log.advance_high_watermark({99}));
    EXPECT_EQ(log.high_watermark().value, 6);
    log.restore_high_watermark({2});
    EXPECT_EQ(log.high_watermark().value, 2);
    log.restore_high_watermark({-1});
    EXPECT_EQ(log.high_watermark().value, 0);
}

TEST_CASE(
    "ST-31, ST-32: what was not flushed is dirty, and a power loss is a truncation to the rest") {
    PartitionLog log = example();
    EXPECT_EQ(log.dirty_bytes(), log.size_bytes());
    log.mark_flushed({5});
    EXPECT_EQ(log.dirty_bytes(), batch_of(1).size_bytes);
    log.mark_flushed({2});
    EXPECT_EQ(log.flushed_offset().value, 5);
    log.truncate_to(log.flushed_offset());
    EXPECT_EQ(log.dirty_bytes(), 0);
    EXPECT_EQ(log.log_end_offset().value, 5);
}

TEST_CASE("ST-22: the log's start rises up to the high watermark, and its epoch with it") {
    PartitionLog log = example();
    log.advance_high_watermark({4});
    EXPECT_FALSE(log.advance_log_start_offset({5}));
    EXPECT(log.advance_log_start_offset({3}));
    EXPECT_FALSE(log.advance_log_start_offset({3}));
    EXPECT_EQ(log.leader_epochs().entries().front(), EpochEntry{{1}, {3}});
    EXPECT_EQ(log.earliest_offset(), TimestampedOffset{{3}, -1, {1}});
}

TEST_CASE(
    "ST-12: a compacted topic's segment is closed after max.compaction.lag.ms at the latest") {
    LogConfig config;
    config.segment_ms = 600'000;
    config.max_compaction_lag_ms = 60'000;
    for (const bool compacted : {false, true}) {
        CAPTURE(compacted);
        config.is_compacted = compacted;
        PartitionLog log(config);
        log.append_as_leader(batch_of(1, 1000), {0});
        EXPECT_FALSE(log.append_as_leader(batch_of(1, 61'000), {0}).appended.rolled);
        EXPECT_EQ(log.append_as_leader(batch_of(1, 61'001), {0}).appended.rolled, compacted);
    }
}
