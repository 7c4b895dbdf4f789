// The cleaner's rules that the recorded passes over keyed records do not show.
#include "sim/log/log_cleaner.h"

#include "sim/log/control_record.h"
#include "tests/expect.h"

using namespace brokerscope;
using namespace brokerscope::log;

namespace {

constexpr std::int64_t now_ms = 1'700'000'000'000;
constexpr std::int64_t day_ms = 86'400'000;

LogConfig compacted() {
    LogConfig config;
    config.is_compacted = true;
    config.deletes_old_segments = false;
    config.min_cleanable_dirty_ratio_millionths = 0;
    return config;
}

Record record(const char* key, const char* value) {
    return {key == nullptr ? std::nullopt : std::optional{base::Bytes{key}},
            value == nullptr ? std::nullopt : std::optional{base::Bytes{value}},
            {},
            now_ms};
}

struct Bench {
    PartitionLog log{compacted(), {0}, now_ms};

    void append(const RecordBatch& batch, AppendOrigin origin = AppendOrigin::coordinator) {
        REQUIRE(
            log.append_as_leader(batch, {0}, {.origin = origin, .now_ms = now_ms}).is_accepted());
        log.advance_high_watermark(log.log_end_offset());
    }
    void append(std::vector<Record> records) { append(make_batch(std::move(records))); }
    void append_transactional(std::int32_t sequence, const char* key) {
        append(make_batch({record(key, "void")}, {.producer_id = {7},
                                                  .producer_epoch = 0,
                                                  .base_sequence = sequence,
                                                  .is_transactional = true,
                                                  .is_control = false,
                                                  .origin = {}}),
               AppendOrigin::client);
    }
    void abort(std::int16_t producer_epoch = 0) {
        append(make_transaction_marker(ControlRecordType::abort, 0, {7}, producer_epoch, now_ms));
    }
    // A small segment makes the next append begin another one.
    void roll() {
        LogConfig config = log.config();
        config.segment_bytes = 80;
        log.set_config(config);
        append({record("roll", "x")});
        config.segment_bytes = LogConfig{}.segment_bytes;
        log.set_config(config);
    }
    CleaningReport clean(std::int64_t at_ms) {
        const CleaningPlan plan = log.plan_cleaning(at_ms);
        REQUIRE(plan.is_due);
        return log.clean(plan, at_ms);
    }
    // Batch by batch: offsets that are left; markers and empty batches too.
    std::vector<std::vector<std::int64_t>> left() const {
        std::vector<std::vector<std::int64_t>> rows;
        for (const RecordBatch& batch : log.segments().front().batches()) {
            std::vector<std::int64_t>& row = rows.emplace_back();
            for (std::size_t i = 0; i < batch.records->size(); ++i)
                row.push_back(record_offset(batch, i).value);
        }
        return rows;
    }
};

using Rows = std::vector<std::vector<std::int64_t>>;

}  // namespace

TEST_CASE("ST-25: only enough dirt in closed segments is worth a pass") {
    Bench bench;
    LogConfig config = compacted();
    config.min_cleanable_dirty_ratio_millionths = 500'000;
    bench.append({record("a", "1")});
    EXPECT_FALSE(bench.log.plan_cleaning(now_ms).is_due);
    bench.roll();
    bench.log.set_config(config);
    const CleaningPlan all_dirty = bench.log.plan_cleaning(now_ms);
    EXPECT(all_dirty.is_due);
    EXPECT_EQ(all_dirty.clean_bytes, 0);
    EXPECT_EQ(all_dirty.cleanable_bytes, bench.log.segments().front().size_bytes());
    EXPECT_EQ(all_dirty.first_uncleanable.value, 1);
    bench.log.clean(all_dirty, now_ms);
    EXPECT_EQ(bench.log.cleaner_checkpoint()->value, 1);
    EXPECT_FALSE(bench.log.plan_cleaning(now_ms).is_due);
}

TEST_CASE("ST-24: nothing is cleaned at or above the last stable offset, or too young") {
    Bench bench;
    bench.append({record("a", "1")});
    bench.append_transactional(0, "t");
    bench.roll();
    bench.roll();
    EXPECT_EQ(bench.log.last_stable_offset().value, 1);
    EXPECT_EQ(bench.log.plan_cleaning(now_ms).first_uncleanable.value, 0);
    bench.abort();
    EXPECT_EQ(bench.log.plan_cleaning(now_ms).first_uncleanable.value, 3);
    LogConfig lagging = compacted();
    lagging.min_compaction_lag_ms = 1000;
    bench.log.set_config(lagging);
    EXPECT_EQ(bench.log.plan_cleaning(now_ms + 999).first_uncleanable.value, 0);
    EXPECT_EQ(bench.log.plan_cleaning(now_ms + 1000).first_uncleanable.value, 3);
}

TEST_CASE("ST-25: max.compaction.lag.ms makes a log due whatever its ratio") {
    Bench bench;
    bench.append({record("a", "1")});
    bench.roll();
    LogConfig config = compacted();
    config.min_cleanable_dirty_ratio_millionths = 1'000'000;
    config.max_compaction_lag_ms = 1000;
    bench.log.set_config(config);
    EXPECT_FALSE(bench.log.plan_cleaning(now_ms + 1000).is_due);
    EXPECT(bench.log.plan_cleaning(now_ms + 1001).is_due);
}

TEST_CASE("ST-27: a tombstone is stamped by one pass and goes with one after its horizon") {
    Bench bench;
    bench.append({record("a", "1")});
    bench.append({record("a", nullptr)});
    bench.roll();
    bench.clean(now_ms);
    EXPECT_EQ(bench.left(), Rows{{1}});
    const RecordBatch stamped = bench.log.segments().front().batches().front();
    EXPECT_EQ(stamped.delete_horizon_ms(), now_ms + day_ms);
    EXPECT_EQ(record_timestamp_ms(stamped, 0), now_ms);
    EXPECT_FALSE(bench.log.plan_cleaning(now_ms + day_ms).is_due);
    bench.roll();
    bench.clean(now_ms + day_ms - 1);
    EXPECT_EQ(bench.left(), Rows{{1}, {2}});
    bench.roll();
    bench.clean(now_ms + day_ms);
    EXPECT_EQ(bench.left(), Rows{{3}});
}

TEST_CASE("ST-28: the last batch of the range and of a producer stay, if only as headers") {
    Bench bench;
    bench.append(make_batch({record("a", "1")}, {.producer_id = {9},
                                                 .producer_epoch = 0,
                                                 .base_sequence = 0,
                                                 .is_transactional = false,
                                                 .is_control = false,
                                                 .origin = {}}),
                 AppendOrigin::client);
    bench.append({record("a", "2"), record("b", "1")});
    bench.append({record(nullptr, "without a key")});
    bench.roll();
    bench.clean(now_ms);
    EXPECT_EQ(bench.left(), Rows{{}, {1, 2}, {}});
    for (const std::size_t empty : {std::size_t{0}, std::size_t{2}}) {
        const RecordBatch& header = bench.log.segments().front().batches()[empty];
        EXPECT_EQ(header.size_bytes, batch_overhead_bytes);
    }
    EXPECT(bench.log
               .append_as_leader(make_batch({record("a", "1")}, {.producer_id = {9},
                                                                 .producer_epoch = 0,
                                                                 .base_sequence = 0,
                                                                 .is_transactional = false,
                                                                 .is_control = false,
                                                                 .origin = {}}),
                                 {0}, {.origin = AppendOrigin::client})
               .is_duplicate);
}

TEST_CASE("ST-29: an abort marker goes in the third pass after its data") {
    Bench bench;
    bench.append_transactional(0, "t");
    bench.abort();
    // Another epoch: the batch above is not its producer's last one any more.
    bench.abort(1);
    bench.roll();
    bench.clean(now_ms);
    EXPECT_EQ(bench.left(), Rows{{1}, {2}});
    EXPECT_FALSE(bench.log.segments().front().batches()[0].delete_horizon_ms().has_value());
    EXPECT_EQ(bench.log.aborted_transactions({0}, 1'000'000).size(), 1);
    bench.roll();
    bench.clean(now_ms);
    EXPECT_EQ(bench.log.segments().front().batches()[0].delete_horizon_ms(), now_ms + day_ms);
    EXPECT(bench.log.aborted_transactions({0}, 1'000'000).empty());
    bench.roll();
    bench.clean(now_ms + day_ms);
    // The second marker holds its producer's epoch, which fences older ones: its header stays.
    EXPECT_EQ(bench.left(), Rows{{}, {4}});
}

TEST_CASE("ST-26: segments become one if they fit by their sizes before the pass") {
    Bench bench;
    for (int i = 0; i < 3; ++i) {
        bench.append({record("a", "1")});
        bench.roll();
    }
    EXPECT_EQ(bench.log.segments().size(), 4);
    const CleaningReport report = bench.clean(now_ms);
    EXPECT_EQ(report.segments.size(), 1);
    EXPECT_EQ(report.merged_away, std::vector<base::Offset>{{1}, {3}});
    EXPECT_EQ(bench.log.segments().size(), 2);
    EXPECT_EQ(report.from.value, 0);
    EXPECT_EQ(report.up_to.value, 5);
    EXPECT_FALSE(bench.log.remove_deleted_files().empty());
}
