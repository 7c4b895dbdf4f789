// What a broker does with its logs in the background, and what it finds when it starts again.
#include "sim/replica/upkeep.h"

#include "tests/sim/replica/replica_support.h"

using namespace brokerscope;
using namespace brokerscope::replica_test;
using replica::ReplicaTimer;

namespace {

const Layout alone{.replicas = {{1}}, .isr = {{1}}, .leader = {1}};

Bench bench_with(std::map<std::string, std::string> configs) {
    configs.emplace("internal.segment.bytes", "100");
    return Bench(1, alone, configs);
}

std::size_t facts_stated(const node::Effects& effects) {
    return count_of<node::State>(effects);
}

}  // namespace

TEST_CASE("ST-17, ST-21: a retention run deletes old segments and says which") {
    Bench bench = bench_with({{"retention.bytes", "100"}, {"retention.ms", "-1"}});
    for (int i = 0; i < 4; ++i)
        bench.produce(-1, 1);
    REQUIRE_EQ(bench.log().segments().size(), 4u);
    const auto effects = bench.timer(ReplicaTimer::retention_check);
    const auto deleted = facts_in<journal::SegmentsDeleted>(effects);
    REQUIRE_EQ(deleted.size(), 1u);
    EXPECT(deleted[0].reason == journal::SegmentDeletionReason::retention_bytes);
    EXPECT_EQ(deleted[0].base_offsets.size(), 2u);
    EXPECT_EQ(facts_in<journal::LogStartMoved>(effects).at(0).to.value, 2);
    EXPECT_EQ(bench.log().log_start_offset().value, 2);
}

TEST_CASE("background work states nothing when nothing changes") {
    Bench bench = bench_with({{"cleanup.policy", "compact,delete"}, {"retention.ms", "-1"}});
    bench.produce(-1, 1);
    for (const ReplicaTimer timer :
         {ReplicaTimer::retention_check, ReplicaTimer::cleaner_run,
          ReplicaTimer::recovery_point_checkpoint, ReplicaTimer::log_start_checkpoint,
          ReplicaTimer::producer_expiration_check, ReplicaTimer::high_watermark_checkpoint}) {
        const auto effects = bench.timer(timer);
        EXPECT_EQ(facts_stated(effects), 0u);
        EXPECT_EQ(count_of<node::SetTimer>(effects), 1u);
    }
}

TEST_CASE("ST-25, ST-30: compacted logs are left to the cleaner, which takes one at a time") {
    Bench bench = bench_with({{"cleanup.policy", "compact"},
                              {"min.cleanable.dirty.ratio", "0.1"},
                              {"retention.bytes", "1"}});
    for (int i = 0; i < 4; ++i)
        bench.produce(-1, 1);
    EXPECT_EQ(facts_stated(bench.timer(ReplicaTimer::retention_check)), 0u);
    const auto effects = bench.timer(ReplicaTimer::cleaner_run);
    const auto cleaned = facts_in<journal::LogCleaned>(effects);
    REQUIRE_EQ(cleaned.size(), 1u);
    EXPECT_EQ(cleaned[0].up_to.value, 3);
    EXPECT_EQ(facts_stated(bench.timer(ReplicaTimer::cleaner_run)), 0u);
}

TEST_CASE("ST-23: only a log start inside its segment is written down") {
    Bench bench = bench_with({});
    bench.produce(-1, 3);
    bench.timer(ReplicaTimer::log_start_checkpoint);
    EXPECT(bench.disk().log_start_checkpoint.empty());
    protocol::DeleteRecordsRequest deletion;
    deletion.partitions.push_back({topic_id, 0, {2}});
    bench.request(deletion);
    bench.timer(ReplicaTimer::log_start_checkpoint);
    EXPECT_EQ(bench.disk().log_start_checkpoint.at(t0).value, 2);
}

TEST_CASE("ST-31: flush.messages asks for a flush once so many records have come") {
    Bench bench(1, alone, {{"flush.messages", "3"}});
    EXPECT_EQ(count_of<node::Flush>(bench.request(produce_request(1, batch_of(2)))), 0u);
    EXPECT_EQ(count_of<node::Flush>(bench.request(produce_request(1, batch_of(1)))), 1u);
}

TEST_CASE("ST-33: after a crash the log is read again from the recovery point, else not") {
    Bench bench = bench_with({});
    bench.produce(-1, 3);
    const auto start = [&](bool clean) {
        return bench.turn([&](auto& turn, auto& effects) {
            replica::recover_logs(clean, replica::LogDirectories(1), turn, effects);
        });
    };
    const auto crashed = facts_in<journal::LogRecovered>(start(false));
    REQUIRE_EQ(crashed.size(), 1u);
    EXPECT_EQ(crashed[0].log_end.value, 3);
    bench.turn([&](auto& turn, auto&) { bench.manager().close_logs(turn); });
    EXPECT_EQ(facts_stated(start(true)), 0u);
    EXPECT_EQ(bench.disk().recovery_point_checkpoint.at(t0).value, 3);
}

TEST_CASE("ST-33: what is written of recovery points stays through a crash until the next time") {
    Bench bench = bench_with({});
    bench.produce(-1, 3);
    bench.turn([](auto& turn, auto& effects) {
        replica::recover_logs(false, replica::LogDirectories(1), turn, effects);
    });
    EXPECT_EQ(bench.disk().recovery_point_checkpoint.count(t0), 0u);
    bench.disk().recovery_point_checkpoint[t0] = {9};
    bench.turn([&](auto& turn, auto& effects) {
        const auto points = replica::recover_logs(false, replica::LogDirectories(1), turn, effects);
        EXPECT_EQ(points.at(t0).value, 3);
    });
    EXPECT_EQ(bench.disk().recovery_point_checkpoint.at(t0).value, 9);
}

TEST_CASE("ST-33: a process goes on from the recovery points that its start has found") {
    Pump pump(1, alone);
    pump.produce({1}, -1, batch_of(3));
    pump.run(base::seconds(1));
    pump.crash({1});
    pump.restart({1});
    pump.run(base::seconds(1));
    EXPECT_EQ(pump.disk({1}).recovery_point_checkpoint.count(t0), 0u);
    // The first checkpoint comes after log.initial.task.delay.ms.
    pump.run(base::seconds(30));
    EXPECT_EQ(pump.disk({1}).recovery_point_checkpoint.at(t0).value, 0);
}

TEST_CASE("ST-22, ST-33: a recovery point is never below the log's start") {
    Bench bench = bench_with({});
    bench.produce(-1, 3);
    protocol::DeleteRecordsRequest deletion;
    deletion.partitions.push_back({topic_id, 0, {2}});
    bench.request(deletion);
    bench.timer(ReplicaTimer::recovery_point_checkpoint);
    EXPECT_EQ(bench.disk().recovery_point_checkpoint.at(t0).value, 2);
}

TEST_CASE("ST-21, ST-33: segments that a recovery drops leave after file.delete.delay.ms") {
    Pump pump(1, alone, {{"internal.segment.bytes", "100"}, {"file.delete.delay.ms", "2000"}});
    for (int i = 0; i < 3; ++i) {
        pump.produce({1}, -1, batch_of(1));
        pump.run(base::milliseconds(10));
    }
    pump.crash({1});
    REQUIRE(pump.log({1}).damage_flip_bit("00000000000000000001.log", 66));
    pump.restart({1});
    pump.run(base::milliseconds(1500));
    EXPECT_EQ(pump.log({1}).segments().size(), 2u);
    EXPECT(pump.log({1}).has_deleted_files());
    pump.run(base::milliseconds(1000));
    EXPECT_FALSE(pump.log({1}).has_deleted_files());
}
