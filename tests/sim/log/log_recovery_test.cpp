// What a restart makes of a log: after a clean stop, a crash, a power loss and damaged files.
#include "sim/log/log_recovery.h"

#include "sim/log/control_record.h"
#include "tests/expect.h"

using namespace brokerscope;
using namespace brokerscope::log;

namespace {

constexpr std::int64_t now_ms = 1'700'000'000'000;

// 70 bytes, as in the recorded stories.
RecordBatch batch_at(std::int64_t timestamp_ms) {
    return make_batch({Record{std::nullopt, base::Bytes{"xx"}, {}, timestamp_ms}});
}

RecordBatch batch_of_producer(std::int32_t sequence) {
    return make_batch({Record{std::nullopt, base::Bytes{"xx"}, {}, now_ms}},
                      {.producer_id = {9},
                       .producer_epoch = 0,
                       .base_sequence = sequence,
                       .is_transactional = false,
                       .is_control = false,
                       .origin = {}});
}

LogConfig three_batches_a_segment() {
    LogConfig config;
    config.segment_bytes = 220;
    return config;
}

// Offsets 0 to `count` - 1; closed segments are flushed, as after each roll.
PartitionLog log_of(int count) {
    PartitionLog log(three_batches_a_segment(), {0}, now_ms);
    for (int i = 0; i < count; ++i) {
        const LeaderAppend append =
            log.append_as_leader(batch_at(1000 + i), {0}, {.now_ms = now_ms});
        if (append.appended.rolled) log.mark_flushed(append.appended.first_offset);
        log.advance_high_watermark(log.log_end_offset());
    }
    return log;
}

RecoveryReport restart_after_crash(PartitionLog& log, std::int64_t recovery_point) {
    return log.recover({.clean_shutdown = false,
                        .recovery_point = {recovery_point},
                        .log_start_checkpoint = {0},
                        .now_ms = now_ms});
}

RecoveryReport restart_after_clean_stop(PartitionLog& log) {
    return log.recover({.clean_shutdown = true,
                        .recovery_point = log.log_end_offset(),
                        .log_start_checkpoint = {0},
                        .now_ms = now_ms});
}

std::vector<std::int64_t> bases(const PartitionLog& log) {
    std::vector<std::int64_t> found;
    for (const LogSegment& segment : log.segments())
        found.push_back(segment.base_offset().value);
    return found;
}

std::vector<std::int64_t> snapshots(const PartitionLog& log) {
    std::vector<std::int64_t> found;
    for (const auto& snapshot : log.producers().snapshots())
        found.push_back(snapshot.first.value);
    return found;
}

std::int64_t size_of_file(const PartitionLog& log, const std::string& name) {
    for (const LogFile& file : log.files()) {
        if (file.name == name) return file.size_bytes;
    }
    return -1;
}

}  // namespace

TEST_CASE("ST-33: after a crash a torn tail is cut back to the last whole batch (story ST-S-92)") {
    PartitionLog log = log_of(8);
    REQUIRE(log.damage_truncate("00000000000000000006.log", 75));
    const RecoveryReport report = restart_after_crash(log, 6);
    EXPECT_EQ(report.log_end.value, 6);
    EXPECT_EQ(report.bytes_cut, 65);
    EXPECT_EQ(report.segments_read, std::vector<base::Offset>{{6}});
    EXPECT_EQ(bases(log), std::vector<std::int64_t>{0, 3, 6});
    EXPECT_EQ(snapshots(log), std::vector<std::int64_t>{3, 6});
    EXPECT_EQ(log.append_as_leader(batch_at(5), {2}).appended.first_offset.value, 6);
}

TEST_CASE(
    "ST-33: after a clean stop a torn tail stays, and eats the beginning of what is appended") {
    PartitionLog log = log_of(8);
    log.close();
    REQUIRE(log.damage_truncate("00000000000000000006.log", 75));
    const RecoveryReport report = restart_after_clean_stop(log);
    EXPECT_FALSE(report.read_again());
    EXPECT_EQ(report.log_end.value, 6);
    EXPECT_EQ(log.segments().back().size_bytes(), 65);
    REQUIRE(log.append_as_leader(batch_at(5), {2}).is_accepted());
    EXPECT_EQ(log.log_end_offset().value, 7);
    // The old batch's header says 70 bytes: the last five of them are the new batch's.
    const ReadResult read = log.read({6}, {.up_to = {7}});
    REQUIRE_EQ(read.batches.size(), 1u);
    EXPECT(read.batches.front().is_corrupt);
    EXPECT_EQ(read.batches.front().max_timestamp_ms, 1006);
    EXPECT_EQ(read.batches.front().partition_leader_epoch.value, 0);
    EXPECT_EQ(read.size_bytes, 135);
    // What comes later stands behind bytes that are no batch.
    REQUIRE(log.append_as_leader(batch_at(6), {2}).is_accepted());
    EXPECT(log.read({7}, {.up_to = {8}}).batches.empty());
    // Only a crash lets somebody look.
    const RecoveryReport after_crash = restart_after_crash(log, 6);
    EXPECT_EQ(after_crash.log_end.value, 6);
    EXPECT_EQ(after_crash.bytes_cut, 205);
    EXPECT_EQ(log.segments().back().size_bytes(), 0);
}

TEST_CASE("ST-33: of a tear inside its header a batch keeps what still says where it ends") {
    const auto torn_at = [](std::int64_t bytes) {
        PartitionLog log = log_of(1);
        log.close();
        REQUIRE(log.damage_truncate("00000000000000000000.log", 70 - bytes));
        restart_after_clean_stop(log);
        REQUIRE(log.append_as_leader(batch_at(5), {2}).is_accepted());
        return log.read({0}, {.up_to = {1}});
    };
    // Cut behind the last offset: the timestamps are bytes of the new batch's beginning.
    const ReadResult read = torn_at(35);
    REQUIRE_EQ(read.batches.size(), 1u);
    EXPECT(read.batches.front().is_corrupt);
    EXPECT_EQ(read.batches.front().size_bytes, 70);
    EXPECT_EQ(read.batches.front().max_timestamp_ms, 0);
    // Cut before the magic byte: no reader takes it for this batch.
    EXPECT(torn_at(10).batches.empty());
}

TEST_CASE("ST-33: a flipped bit above the recovery point cuts the log, one below is served") {
    PartitionLog log = log_of(9);
    REQUIRE(log.damage_flip_bit("00000000000000000003.log", 66));
    PartitionLog read_from_there = log;
    EXPECT_EQ(restart_after_crash(log, 6).log_end.value, 9);
    EXPECT(log.read({3}, {.up_to = {9}}).batches.front().is_corrupt);
    const RecoveryReport report = restart_after_crash(read_from_there, 0);
    EXPECT_EQ(report.log_end.value, 3);
    EXPECT_EQ(report.bytes_cut, 210);
    EXPECT_EQ(report.segments_deleted, std::vector<base::Offset>{{6}});
    EXPECT_EQ(bases(read_from_there), std::vector<std::int64_t>{0, 3});
}

TEST_CASE("ST-33: missing index files are built again at the start (story ST-S-97)") {
    LogConfig config = three_batches_a_segment();
    config.index_interval_bytes = 0;
    PartitionLog log(config, {0}, now_ms);
    for (int i = 0; i < 7; ++i)
        log.append_as_leader(batch_at(1000 + i), {0}, {.now_ms = now_ms});
    log.close();
    const std::vector<OffsetPosition> index = log.segments().front().offset_index().entries();
    REQUIRE_EQ(index.size(), 2);
    REQUIRE(log.damage_delete("00000000000000000000.index"));
    REQUIRE(log.damage_delete("00000000000000000003.timeindex"));
    REQUIRE(log.damage_delete("leader-epoch-checkpoint"));
    EXPECT_EQ(size_of_file(log, "00000000000000000000.index"), -1);
    const RecoveryReport report = restart_after_clean_stop(log);
    EXPECT_EQ(report.segments_read, std::vector<base::Offset>{{0}});
    EXPECT_EQ(log.segments().front().offset_index().entries(), index);
    EXPECT_EQ(log.segments()[1].largest_timestamp_ms(), no_timestamp_ms);
    // Only what was read again is known of epochs.
    EXPECT_EQ(log.leader_epochs().entries(), std::vector<EpochEntry>{{{0}, {0}}});
}

TEST_CASE("ST-23, ST-33: a log that ends below its checkpointed start begins there, empty") {
    PartitionLog log = log_of(6);
    REQUIRE(log.damage_truncate("00000000000000000003.log", 210));
    REQUIRE(log.damage_truncate("00000000000000000000.log", 140));
    const RecoveryReport report = log.recover({.clean_shutdown = false,
                                               .recovery_point = {0},
                                               .log_start_checkpoint = {4},
                                               .now_ms = now_ms});
    EXPECT(report.started_over);
    EXPECT_EQ(bases(log), std::vector<std::int64_t>{4});
    EXPECT_EQ(log.log_start_offset().value, 4);
    EXPECT_EQ(log.log_end_offset().value, 4);
    EXPECT(log.leader_epochs().entries().empty());
}

TEST_CASE("ST-35: leftovers of cleaning go, and a finished swap is taken over (story ST-S-102)") {
    PartitionLog log = log_of(7);
    log.close();
    REQUIRE(log.create_file({"00000000000000000000.log.deleted", 4}));
    REQUIRE(log.create_file({"00000000000000000003.timeindex.cleaned", 4}));
    REQUIRE(log.rename_file("00000000000000000000.log", "00000000000000000000.log.swap"));
    EXPECT_EQ(size_of_file(log, "00000000000000000000.log"), -1);
    EXPECT_EQ(size_of_file(log, "00000000000000000000.log.swap"), 210);
    restart_after_clean_stop(log);
    EXPECT_EQ(bases(log), std::vector<std::int64_t>{0, 3, 6});
    EXPECT_EQ(snapshots(log), std::vector<std::int64_t>{3, 6, 7});
    EXPECT_EQ(log.read({0}, {.up_to = {7}}).batches.size(), 3);
    EXPECT_EQ(size_of_file(log, "00000000000000000000.log.deleted"), -1);
    EXPECT_EQ(size_of_file(log, "00000000000000000003.timeindex.cleaned"), -1);
}

TEST_CASE("ST-41: any restart leaves one batch for each producer") {
    for (const bool clean : {true, false}) {
        CAPTURE(clean);
        PartitionLog log(LogConfig{}, {0}, now_ms);
        const AppendContext client{.origin = AppendOrigin::client, .now_ms = now_ms};
        for (std::int32_t sequence = 0; sequence < 4; ++sequence)
            log.append_as_leader(batch_of_producer(sequence), {0}, client);
        EXPECT(log.append_as_leader(batch_of_producer(2), {0}, client).is_duplicate);
        if (clean) {
            log.close();
            restart_after_clean_stop(log);
        } else {
            restart_after_crash(log, 0);
        }
        EXPECT_EQ(snapshots(log), std::vector<std::int64_t>{4});
        EXPECT_EQ(log.append_as_leader(batch_of_producer(2), {0}, client).error,
                  kafka::ErrorCode::out_of_order_sequence_number);
        const LeaderAppend last = log.append_as_leader(batch_of_producer(3), {0}, client);
        EXPECT(last.is_duplicate);
        EXPECT_EQ(last.appended.first_offset.value, 3);
        EXPECT_EQ(last.max_timestamp_ms, now_ms);
    }
}

TEST_CASE("ST-42: a producer that wrote too long ago is forgotten by a restart") {
    PartitionLog log(LogConfig{}, {0}, now_ms);
    log.append_as_leader(batch_of_producer(0), {0}, {.origin = AppendOrigin::client});
    log.close();
    log.recover({.clean_shutdown = true,
                 .recovery_point = {1},
                 .log_start_checkpoint = {0},
                 .now_ms = now_ms + LogConfig{}.producer_id_expiration_ms});
    EXPECT(log.producers().producers().empty());
    EXPECT(log.append_as_leader(batch_of_producer(7), {0}, {.origin = AppendOrigin::client})
               .is_accepted());
}

TEST_CASE("ST-32: a power loss takes what was not flushed, a crash does not") {
    PartitionLog crashed = log_of(8);
    PartitionLog dark = crashed;
    EXPECT_EQ(restart_after_crash(crashed, 6).log_end.value, 8);
    dark.lose_unflushed(30);
    EXPECT_EQ(dark.segments().back().size_bytes(), 30);
    const RecoveryReport report = restart_after_crash(dark, 6);
    EXPECT_EQ(report.log_end.value, 6);
    EXPECT_EQ(report.bytes_cut, 30);
    EXPECT_EQ(dark.dirty_bytes(), 0);
}

TEST_CASE("ST-13: files have the names and sizes that a real directory shows (story ST-S-107)") {
    PartitionLog log(LogConfig{}, {0}, now_ms);
    log.append_as_leader(batch_of_producer(0), {0}, {.origin = AppendOrigin::client});
    const std::vector<LogFile> while_it_runs{{"00000000000000000000.index", 10'485'760},
                                             {"00000000000000000000.log", 70},
                                             {"00000000000000000000.timeindex", 10'485'756},
                                             {"leader-epoch-checkpoint", 8},
                                             {"partition.metadata", 43}};
    EXPECT(log.files() == while_it_runs);
    log.close();
    const std::vector<LogFile> after_the_stop{
        {"00000000000000000000.index", 0},      {"00000000000000000000.log", 70},
        {"00000000000000000000.timeindex", 12}, {"00000000000000000001.snapshot", 56},
        {"leader-epoch-checkpoint", 8},         {"partition.metadata", 43}};
    EXPECT(log.files() == after_the_stop);
}
