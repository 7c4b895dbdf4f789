// The golden scenarios GS-1 to GS-13 and GS-56: small stories about one log with exact outcomes.
#include "sim/log/control_record.h"
#include "sim/log/log_cleaner.h"
#include "sim/log/log_recovery.h"
#include "sim/log/partition_log.h"
#include "tests/expect.h"

using namespace brokerscope;
using namespace brokerscope::log;

namespace {

constexpr std::int64_t now_ms = 1'700'000'000'000;
constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_ms = 24 * hour_ms;

using Offsets = std::vector<std::int64_t>;
using Text = std::optional<base::Bytes>;

Text text(const char* bytes) {
    return bytes == nullptr ? Text{} : Text{base::Bytes{bytes}};
}

RecordBatch one(const char* key, const char* value, std::int64_t timestamp_ms = now_ms) {
    return make_batch({Record{text(key), text(value), {}, timestamp_ms}});
}

// A keyed batch of exactly so many bytes.
RecordBatch of_size(const char* key, std::int32_t bytes) {
    for (std::size_t value = 0;; ++value) {
        RecordBatch batch =
            make_batch({Record{text(key), base::Bytes{std::string(value, 'x')}, {}, now_ms}});
        REQUIRE(batch.size_bytes <= bytes);
        if (batch.size_bytes == bytes) return batch;
    }
}

RecordBatch transactional(std::int64_t producer, std::int32_t sequence,
                          const std::vector<const char*>& keys) {
    std::vector<Record> records;
    for (const char* key : keys)
        records.push_back({text(key), text("v"), {}, now_ms});
    return make_batch(std::move(records), {.producer_id = {producer},
                                           .producer_epoch = 0,
                                           .base_sequence = sequence,
                                           .is_transactional = true,
                                           .is_control = false,
                                           .origin = {}});
}

struct Bench {
    PartitionLog log;

    explicit Bench(const LogConfig& config) : log(config, {0}, now_ms) {}

    void append(const RecordBatch& batch, AppendOrigin origin = AppendOrigin::coordinator) {
        REQUIRE(
            log.append_as_leader(batch, {0}, {.origin = origin, .now_ms = now_ms}).is_accepted());
    }
    void append_client(const RecordBatch& batch) { append(batch, AppendOrigin::client); }
    void end(ControlRecordType how, std::int64_t producer) {
        append(make_transaction_marker(how, 0, {producer}, 0, now_ms));
    }
    void all_is_visible() { log.advance_high_watermark(log.log_end_offset()); }
    /// The next append begins a segment.
    void roll_before(const RecordBatch& batch) {
        LogConfig config = log.config();
        config.segment_bytes = batch.size_bytes;
        log.set_config(config);
        append(batch);
        config.segment_bytes = LogConfig{}.segment_bytes;
        log.set_config(config);
    }
    CleaningReport clean(std::int64_t at_ms) {
        all_is_visible();
        const CleaningPlan plan = log.plan_cleaning(at_ms);
        REQUIRE(plan.is_due);
        return log.clean(plan, at_ms);
    }
    Offsets bases() const {
        Offsets found;
        for (const LogSegment& segment : log.segments())
            found.push_back(segment.base_offset().value);
        return found;
    }
    Offsets offsets() const {
        Offsets found;
        for (const RecordBatch& batch : log.read_all()) {
            for (std::size_t i = 0; i < batch.records->size(); ++i)
                found.push_back(record_offset(batch, i).value);
        }
        return found;
    }
};

LogConfig compacted() {
    LogConfig config;
    config.is_compacted = true;
    config.deletes_old_segments = false;
    config.min_cleanable_dirty_ratio_millionths = 0;
    return config;
}

// Fifteen batches of 70 bytes, five a segment.
Bench fifteen(std::int64_t timestamp_ms, const LogConfig& besides) {
    LogConfig config = besides;
    config.segment_bytes = 5 * 70;
    Bench bench(config);
    for (int i = 0; i < 15; ++i)
        bench.append(one("k", "v", timestamp_ms));
    REQUIRE_EQ(bench.bases(), Offsets{0, 5, 10});
    return bench;
}

}  // namespace

TEST_CASE("GS-1, ST-3: batches of one record add 73, 70 and 69 bytes, a commit marker 78") {
    Bench bench{LogConfig{}};
    std::int64_t before = 0;
    const auto grown = [&] {
        const std::int64_t by = bench.log.size_bytes() - before;
        before += by;
        return by;
    };
    bench.append(one(nullptr, "hello"));
    EXPECT_EQ(grown(), 73);
    bench.append(one("a", "b"));
    EXPECT_EQ(grown(), 70);
    bench.append(one("a", nullptr));
    EXPECT_EQ(grown(), 69);
    bench.append_client(transactional(7, 0, {"a"}));
    grown();
    bench.end(ControlRecordType::commit, 7);
    EXPECT_EQ(grown(), 78);
}

TEST_CASE("ST-5: headers are ordered, may repeat, may hold nothing, and are no part of the key") {
    Record record{text("k"), text("v"), {}, now_ms};
    record.headers = {{"h", text("2")}, {"h", text("1")}, {"none", {}}};
    Bench bench(compacted());
    bench.append(make_batch({record}));
    record.headers.clear();
    bench.append(make_batch({record}));
    const auto stored = bench.log.read_all().front().records;
    REQUIRE_EQ(stored->front().headers.size(), 3);
    EXPECT_EQ(stored->front().headers[0].value, text("2"));
    EXPECT_EQ(stored->front().headers[1].value, text("1"));
    EXPECT_FALSE(stored->front().headers[2].value.has_value());
    bench.roll_before(one("active", "x"));
    bench.clean(now_ms);
    EXPECT_EQ(bench.offsets(), Offsets{1, 2});
}

TEST_CASE("GS-2, ST-12: nine of eleven equal batches fit where ten less one byte each would") {
    LogConfig config;
    config.segment_bytes = 10 * (70 - 1);
    Bench bench(config);
    for (int i = 0; i < 11; ++i)
        bench.append(one("a", "b"));
    EXPECT_EQ(bench.bases(), Offsets{0, 9});
}

TEST_CASE("GS-3, ST-12: a segment rolls by the time of its records, not by the clock") {
    LogConfig config;
    config.segment_ms = hour_ms;
    Bench bench(config);
    bench.append(one("a", "b", 0));
    REQUIRE(bench.log.append_as_leader(one("a", "b", 1000), {0}, {.now_ms = now_ms + 10 * hour_ms})
                .is_accepted());
    EXPECT_EQ(bench.bases(), Offsets{0});
    bench.append(one("a", "b", hour_ms + 1));
    EXPECT_EQ(bench.bases(), Offsets{0, 2});
}

TEST_CASE("GS-4, ST-19: by size at least retention.bytes stay") {
    LogConfig config;
    config.retention_ms = -1;
    config.retention_bytes = 10 * 70;
    Bench over = fifteen(now_ms, config);
    over.all_is_visible();
    over.log.delete_old_segments(now_ms);
    EXPECT_EQ(over.bases(), Offsets{5, 10});
    EXPECT_EQ(over.log.log_start_offset().value, 5);
    config.retention_bytes = 15 * 70;
    Bench under = fifteen(now_ms, config);
    under.all_is_visible();
    EXPECT(under.log.delete_old_segments(now_ms).empty());
    EXPECT_EQ(under.bases(), Offsets{0, 5, 10});
}

TEST_CASE(
    "GS-5, GS-6, ST-17, ST-20: old segments go, the active one too, below the high watermark") {
    LogConfig config;
    config.retention_ms = 10'000;
    Bench bench = fifteen(10, config);
    SUBCASE("all of it is visible") {
        bench.all_is_visible();
        const auto deleted = bench.log.delete_old_segments(now_ms);
        REQUIRE_EQ(deleted.size(), 1);
        EXPECT(deleted.front().rolled);
        EXPECT_EQ(bench.bases(), Offsets{15});
        EXPECT_EQ(bench.log.log_start_offset().value, 15);
        EXPECT_EQ(bench.log.log_end_offset().value, 15);
        EXPECT_EQ(bench.log.size_bytes(), 0);
    }
    SUBCASE("the high watermark is 7") {
        bench.log.advance_high_watermark({7});
        bench.log.delete_old_segments(now_ms);
        EXPECT_EQ(bench.bases(), Offsets{5, 10});
        EXPECT_EQ(bench.log.log_start_offset().value, 5);
    }
}

TEST_CASE("GS-7, ST-18: one record from the future keeps its segment and all behind it") {
    LogConfig config;
    config.retention_ms = 7 * day_ms;
    config.segment_bytes = 2 * 70;
    config.segment_ms = 1000 * day_ms;
    const auto after_retention = [&](std::int64_t second_record_ms) {
        Bench bench(config);
        bench.append(one("k", "v", now_ms - 8 * day_ms));
        bench.append(one("k", "v", second_record_ms));
        for (int i = 0; i < 3; ++i)
            bench.append(one("k", "v", now_ms - 8 * day_ms));
        bench.append(one("k", "v", now_ms));
        bench.all_is_visible();
        bench.log.delete_old_segments(now_ms);
        return bench.bases();
    };
    EXPECT_EQ(after_retention(now_ms + 365 * day_ms), Offsets{0, 2, 4});
    EXPECT_EQ(after_retention(now_ms - 8 * day_ms), Offsets{4});
    // Strictly older than retention.ms.
    EXPECT_EQ(after_retention(now_ms - 7 * day_ms), Offsets{0, 2, 4});
}

TEST_CASE("GS-8, ST-24: what only the active segment supersedes stays, offsets never move") {
    Bench bench(compacted());
    bench.append(one("k1", "a"));
    bench.append(one("k2", "b"));
    bench.append(one("k1", "c"));
    bench.roll_before(one("k1", "d"));
    bench.clean(now_ms);
    EXPECT_EQ(bench.offsets(), Offsets{1, 2, 3});
    EXPECT_EQ(bench.log.log_end_offset().value, 4);
    EXPECT_EQ(bench.log.high_watermark().value, 4);
    bench.roll_before(one("k3", "x"));
    bench.clean(now_ms);
    EXPECT_EQ(bench.offsets(), Offsets{1, 3, 4});
    EXPECT_EQ(bench.log.log_end_offset().value, 5);
}

TEST_CASE("GS-9, ST-25: as much dirt as the ratio allows is not cleaned, one byte more is") {
    const auto is_due = [](std::int32_t dirty_bytes) {
        Bench bench(compacted());
        bench.append(of_size("a", 500));
        bench.roll_before(of_size("b", dirty_bytes));
        bench.clean(now_ms);
        bench.roll_before(one("active", "x"));
        bench.all_is_visible();
        LogConfig config = bench.log.config();
        config.min_cleanable_dirty_ratio_millionths = 500'000;
        bench.log.set_config(config);
        const CleaningPlan plan = bench.log.plan_cleaning(now_ms);
        EXPECT_EQ(plan.clean_bytes, 500);
        EXPECT_EQ(plan.cleanable_bytes, dirty_bytes);
        return plan.is_due;
    };
    EXPECT_FALSE(is_due(500));
    EXPECT(is_due(501));
}

TEST_CASE("GS-10, ST-27: a tombstone grows from 69 to 74 bytes and goes at its horizon") {
    Bench bench(compacted());
    bench.append(one("k", "v", 1000));
    bench.append(one("k", nullptr, 1000));
    bench.roll_before(one("roll", "x"));
    bench.clean(now_ms);
    EXPECT_EQ(bench.offsets(), Offsets{1, 2});
    EXPECT_EQ(bench.log.segments().front().size_bytes(), 74);
    bench.all_is_visible();
    EXPECT_FALSE(bench.log.plan_cleaning(now_ms + day_ms).is_due);
    bench.roll_before(one("roll", "x"));
    bench.clean(now_ms + day_ms - 1);
    EXPECT_EQ(bench.offsets(), Offsets{1, 2, 3});
    bench.roll_before(one("roll", "x"));
    bench.clean(now_ms + day_ms);
    EXPECT_EQ(bench.offsets(), Offsets{3, 4});
}

TEST_CASE("GS-11, ST-29: of interleaved transactions the aborted records go, markers stay") {
    Bench bench(compacted());
    bench.append_client(transactional(1, 0, {"1", "2"}));
    bench.append_client(transactional(2, 0, {"2", "3"}));
    bench.append_client(transactional(1, 2, {"3", "4"}));
    bench.end(ControlRecordType::abort, 1);
    bench.end(ControlRecordType::commit, 2);
    bench.append_client(transactional(1, 4, {"2"}));
    bench.end(ControlRecordType::commit, 1);
    bench.roll_before(one("active", "x"));
    bench.clean(now_ms);
    EXPECT_EQ(bench.offsets(), Offsets{3, 6, 7, 8, 9, 10});
}

TEST_CASE("GS-12, ST-32: kill -9 keeps what a power loss takes, and its offsets come again") {
    Bench bench{LogConfig{}};
    for (int i = 0; i < 100; ++i)
        bench.append(one("a", "b"));
    bench.all_is_visible();
    bench.log.mark_flushed({40});
    const auto restart = [&] {
        bench.log.recover({.clean_shutdown = false,
                           .recovery_point = {0},
                           .log_start_checkpoint = {0},
                           .now_ms = now_ms});
    };
    SUBCASE("kill -9") {
        restart();
        EXPECT_EQ(bench.log.log_end_offset().value, 100);
    }
    SUBCASE("power loss") {
        bench.log.lose_unflushed(0);
        restart();
        EXPECT_EQ(bench.log.log_end_offset().value, 40);
        const auto again =
            bench.log.append_as_leader(one("other", "data"), {2}, {.now_ms = now_ms});
        EXPECT_EQ(again.appended.first_offset.value, 40);
    }
    SUBCASE("power loss with the half of a batch on the disk") {
        bench.log.lose_unflushed(35);
        restart();
        EXPECT_EQ(bench.log.log_end_offset().value, 40);
        EXPECT_EQ(bench.log.size_bytes(), 40 * 70);
    }
}

TEST_CASE("GS-13, ST-37: an epoch ends where the first later one begins") {
    LeaderEpochCache cache;
    cache.assign({0}, {10});
    cache.assign({2}, {13});
    cache.assign({4}, {17});
    const base::Offset end{20};
    const auto asked = [&](std::int32_t epoch) { return cache.end_offset_for({epoch}, end); };
    EXPECT_EQ(asked(1), EpochEndOffset{{0}, {13}});
    EXPECT_EQ(asked(2), EpochEndOffset{{2}, {17}});
    EXPECT_EQ(asked(3), EpochEndOffset{{2}, {17}});
    EXPECT_EQ(asked(4), EpochEndOffset{{4}, end});
    EXPECT_FALSE(asked(5).is_defined());
}

TEST_CASE("GS-42, ST-43: the last stable offset waits for the oldest undecided transaction") {
    Bench bench{LogConfig{}};
    bench.append_client(transactional(1, 0, {"a", "b", "c"}));
    for (int i = 0; i < 3; ++i)
        bench.append(one("plain", "x"));
    bench.append_client(transactional(2, 0, {"a", "b", "c"}));
    bench.all_is_visible();
    EXPECT_EQ(bench.log.last_stable_offset().value, 0);
    bench.end(ControlRecordType::abort, 1);
    EXPECT_EQ(bench.log.last_stable_offset().value, 0);
    bench.all_is_visible();
    EXPECT_EQ(bench.log.last_stable_offset().value, 6);
    bench.end(ControlRecordType::commit, 2);
    bench.all_is_visible();
    EXPECT_EQ(bench.log.last_stable_offset().value, 11);
}

TEST_CASE(
    "GS-56, ST-16: a time is looked for in the first segment that is new enough, only there") {
    LogConfig config;
    config.segment_bytes = 4 * 70;
    Bench bench(config);
    for (int i = 1; i <= 8; ++i)
        bench.append(one("k", "v", 10 * i));
    REQUIRE_EQ(bench.bases(), Offsets{0, 4});
    bench.all_is_visible();
    REQUIRE(bench.log.advance_log_start_offset({4}));
    EXPECT_FALSE(bench.log.offset_for_timestamp(20).has_value());
    const auto found = bench.log.offset_for_timestamp(45);
    REQUIRE(found.has_value());
    EXPECT_EQ(found->timestamp_ms, 50);
    EXPECT_EQ(found->offset.value, 4);
}
