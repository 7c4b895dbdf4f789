// Whatever happens to a log in whatever order: offsets only rise, indexes tell the truth, and a
// restart finds what it left.
#include "sim/base/rng.h"
#include "sim/log/control_record.h"
#include "sim/log/log_cleaner.h"
#include "sim/log/log_recovery.h"
#include "tests/expect.h"

using namespace brokerscope;
using namespace brokerscope::log;

namespace {

struct Life {
    base::Rng random;
    std::int64_t now_ms = 1'700'000'000'000;
    PartitionLog log;
    std::array<std::int32_t, 3> sequences{};

    explicit Life(std::uint64_t seed)
        : random(seed, "log", base::outside_world), log(config(), {0}, now_ms) {}

    static LogConfig config() {
        LogConfig config;
        config.segment_bytes = 700;
        config.index_interval_bytes = 150;
        config.retention_bytes = 6000;
        config.retention_ms = 50'000;
        config.is_compacted = true;
        config.min_cleanable_dirty_ratio_millionths = 100'000;
        config.delete_retention_ms = 10'000;
        config.producer_id_expiration_ms = 30'000;
        return config;
    }
    std::int64_t draw(std::int64_t below) { return random.between(0, below - 1); }

    void append();
    void mark();
    void restart();
    void step();
};

void Life::append() {
    std::vector<Record> records;
    const std::int64_t count = 1 + draw(4);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t key = draw(5);
        const bool is_tombstone = draw(6) == 0;
        records.push_back({base::Bytes{std::to_string(key)},
                           is_tombstone ? std::nullopt : std::optional{base::Bytes{"value"}},
                           {},
                           now_ms - draw(100)});
    }
    const auto producer = static_cast<std::size_t>(draw(4));
    BatchOptions options;
    if (producer < sequences.size()) {
        options = {.producer_id = {static_cast<std::int64_t>(producer)},
                   .producer_epoch = 0,
                   .base_sequence = sequences[producer],
                   .is_transactional = producer == 2,
                   .is_control = false,
                   .origin = {}};
        sequences[producer] += static_cast<std::int32_t>(count);
    }
    log.append_as_leader(make_batch(std::move(records), options), {0},
                         {.origin = AppendOrigin::client, .now_ms = now_ms});
}

void Life::mark() {
    const auto type = draw(2) == 0 ? ControlRecordType::abort : ControlRecordType::commit;
    log.append_as_leader(make_transaction_marker(type, 0, {2}, 0, now_ms), {0},
                         {.origin = AppendOrigin::coordinator, .now_ms = now_ms});
}

void Life::restart() {
    const base::Offset start = log.log_start_offset();
    const base::Offset high_watermark = log.high_watermark();
    const bool clean = draw(2) == 0;
    if (clean) log.close();
    if (!clean && draw(2) == 0) log.lose_unflushed(draw(100));
    log.recover({.clean_shutdown = clean,
                 .recovery_point = log.flushed_offset(),
                 .log_start_checkpoint = start,
                 .now_ms = now_ms});
    log.restore_high_watermark(high_watermark);
}

void Life::step() {
    now_ms += draw(300);
    const std::int64_t choice = draw(40);
    if (choice < 24) append();
    if (choice == 24 || choice == 25) mark();
    if (choice == 26)
        log.truncate_to(std::max(log.log_end_offset() - draw(5), log.log_start_offset()), now_ms);
    if (choice == 27) log.delete_old_segments(now_ms);
    if (choice == 28) log.advance_log_start_offset(log.log_start_offset() + draw(6));
    if (choice == 29) restart();
    if (choice == 30) log.mark_flushed(log.log_end_offset());
    if (choice == 31) log.remove_expired_producers(now_ms);
    if (choice == 32) log.remove_deleted_files();
    if (choice > 32) log.advance_high_watermark(log.log_end_offset());
    const CleaningPlan plan = log.plan_cleaning(now_ms);
    if (choice == 32 && plan.is_due) log.clean(plan, now_ms);
}

void expect_indexes_tell_the_truth(const LogSegment& segment) {
    std::int64_t position = 0;
    for (std::size_t i = 0; i < segment.batches().size(); ++i) {
        CHECK(segment.position_of(i) == position, "a batch stands behind the one before it");
        position += segment.batches()[i].size_bytes;
        const auto found = segment.translate(segment.batches()[i].last_offset());
        CHECK(found && found->position == segment.position_of(i),
              "an offset is found in its batch");
    }
    EXPECT_EQ(segment.size_bytes(), position);
    for (const OffsetPosition& entry : segment.offset_index().entries()) {
        const std::size_t at = segment.find_position(entry.position);
        REQUIRE(at < segment.batches().size());
        EXPECT_EQ(segment.position_of(at), entry.position);
        EXPECT_LE(segment.batches()[at].base_offset.value, entry.offset.value);
    }
}

void expect_sound(const PartitionLog& log) {
    EXPECT_LE(log.log_start_offset().value, log.high_watermark().value);
    EXPECT_LE(log.last_stable_offset().value, log.high_watermark().value);
    EXPECT_LE(log.high_watermark().value, log.log_end_offset().value);
    base::Offset next = log.segments().front().base_offset();
    for (const LogSegment& segment : log.segments()) {
        EXPECT_LE(next.value, segment.base_offset().value);
        next = segment.base_offset();
        for (const RecordBatch& batch : segment.batches()) {
            EXPECT_LE(next.value, batch.base_offset.value);
            next = batch.next_offset();
        }
        expect_indexes_tell_the_truth(segment);
    }
    EXPECT_LE(next.value, log.log_end_offset().value);
}

}  // namespace

TEST_CASE("ST-4, ST-14: in any life of a log offsets rise and its indexes tell the truth") {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        Life life(seed);
        for (int step = 0; step < 400; ++step) {
            INFO("seed " << seed << " step " << step);
            life.step();
            expect_sound(life.log);
        }
    }
}

TEST_CASE("ST-33: after a clean stop a log is the same, but for the older batches of producers") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        Life life(seed);
        for (int step = 0; step < 200; ++step)
            life.step();
        PartitionLog before = life.log;
        before.close();
        PartitionLog after = before;
        after.recover({.clean_shutdown = true,
                       .recovery_point = before.log_end_offset(),
                       .log_start_checkpoint = before.log_start_offset(),
                       .now_ms = life.now_ms});
        after.restore_high_watermark(before.high_watermark());
        EXPECT_EQ(after.log_start_offset().value, before.log_start_offset().value);
        EXPECT_EQ(after.log_end_offset().value, before.log_end_offset().value);
        EXPECT(after.read_all() == before.read_all());
        EXPECT(after.leader_epochs() == before.leader_epochs());
        EXPECT_EQ(after.segments().size(), before.segments().size());
    }
}
