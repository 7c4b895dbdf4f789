// A consumer and its partitions: positions, fetching, poll() and commits.
#include "tests/sim/client/consumer_bench_support.h"

namespace brokerscope::client {

using kafka::ApiKey;
using kafka::ErrorCode;
using AutoOffsetReset = ConsumerSettings::AutoOffsetReset;

namespace {

Bench& started(Bench& bench) {
    bench.start();
    bench.told();
    return bench;
}

}  // namespace

TEST_CASE("CO-50: without a commit auto.offset.reset decides where to begin") {
    ConsumerSettings settings = billing();
    Lines expected;
    SUBCASE("earliest") {
        settings.auto_offset_reset = AutoOffsetReset::earliest;
        expected = {"position orders-0=0 reset to earliest",
                    "position orders-1=0 reset to earliest", "delivered orders-0 0-6"};
    }
    SUBCASE("latest") {
        settings.auto_offset_reset = AutoOffsetReset::latest;
        expected = {"position orders-0=7 reset to latest", "position orders-1=0 reset to latest"};
    }
    Bench bench(settings);
    bench.produce(orders_0, 7);
    bench.start();
    Lines lines = bench.told();
    std::erase_if(lines, [](const std::string& line) {
        return line.substr(0, 9) != "position " && line.substr(0, 10) != "delivered ";
    });
    EXPECT_EQ(lines, expected);
}

TEST_CASE("CO-50: with auto.offset.reset=none and no commit poll() throws") {
    ConsumerSettings settings = billing();
    settings.auto_offset_reset = AutoOffsetReset::none;
    Bench bench(settings);
    bench.start();
    EXPECT(bench.exited());
}

TEST_CASE("CO-10, GS-29: a position out of range is reset, the commit stays") {
    Bench bench;
    bench.committed = {{orders_0, base::Offset{50}}, {orders_1, base::Offset{0}}};
    bench.produce(orders_0, 3);
    bench.start();
    const Lines lines = bench.told();
    EXPECT_EQ(last(3, lines), Lines{"> LIST_OFFSETS", "position orders-0=0 reset to earliest",
                                    "delivered orders-0 0-2"});
    EXPECT_EQ(bench.committed[orders_0], base::Offset{50});
}

TEST_CASE("CO-4: each broker gets one FETCH at a time") {
    Bench bench;
    bench.also_tell("> FETCH");
    bench.held = {ApiKey::fetch};
    bench.start();
    bench.pass(base::seconds(20));
    EXPECT_EQ(bench.count_sent<protocol::FetchRequest>(), 2);
}

TEST_CASE("CO-5, GS-26: max.poll.records slices the buffer, and a full buffer is not fetched") {
    ConsumerSettings settings = billing();
    settings.max_poll_records = 2;
    settings.work = base::milliseconds(10);
    Bench bench(settings);
    bench.leaders = {{orders_0, NodeId{1}}};
    started(bench).also_tell("> FETCH");
    bench.produce(orders_0, 3);
    EXPECT_EQ(bench.told(), Lines{"delivered orders-0 0-1"});
    bench.pass(base::milliseconds(20));
    EXPECT_EQ(bench.told(), Lines{"delivered orders-0 2-2", "> FETCH orders-0@3"});
}

TEST_CASE("CO-2: the next FETCH goes out before poll() returns") {
    ConsumerSettings settings = billing();
    settings.work = base::milliseconds(10);
    Bench bench(settings);
    bench.leaders = {{orders_0, NodeId{1}}};
    started(bench).also_tell("> FETCH");
    bench.produce(orders_0, 1);
    EXPECT_EQ(bench.told(), Lines{"delivered orders-0 0-0", "> FETCH orders-0@1"});
    bench.produce(orders_0, 1);  // its answer comes while the application works
    EXPECT_EQ(bench.told(), Lines{});
    bench.pass(base::milliseconds(10));
    EXPECT_EQ(bench.told(), Lines{"delivered orders-0 1-1", "> FETCH orders-0@2"});
}

TEST_CASE("CO-7: a batch that begins before the position is delivered from the position on") {
    Bench bench;
    bench.committed = {{orders_0, base::Offset{3}}, {orders_1, base::Offset{0}}};
    bench.produce(orders_0, 5);
    bench.start();
    EXPECT_EQ(bench.told().back(), "delivered orders-0 3-4");
}

TEST_CASE("CO-7, GS-31: an answer for a partition that was given up is thrown away") {
    Bench bench;
    bench.held = {ApiKey::fetch};
    started(bench);
    const protocol::Request old = bench.waiting<protocol::FetchRequest>().value();
    bench.produce(orders_0, 1);
    bench.dealt = Assignment{};
    bench.errors[ApiKey::heartbeat] = ErrorCode::rebalance_in_progress;
    bench.pass(base::seconds(4));
    EXPECT_EQ(bench.told().back(), "assigned nothing");
    bench.let_go(old);
    EXPECT_EQ(bench.told(), Lines{});
}

TEST_CASE("CO-11: a leader that moved is asked for, without a reset") {
    Bench bench;
    started(bench);
    bench.errors[ApiKey::fetch] = ErrorCode::not_leader_or_follower;
    bench.pass(base::seconds(3));
    EXPECT_EQ(bench.told(), Lines{});
    EXPECT_LE(bench.count_sent<protocol::FetchRequest>(), 40);  // with pauses between
    bench.errors.clear();
    bench.leaders[orders_0] = NodeId{3};
    bench.produce(orders_0, 2);
    bench.pass(base::milliseconds(1'500));
    EXPECT_EQ(bench.told(), Lines{"delivered orders-0 0-1"});
    EXPECT_EQ(bench.count_sent<protocol::ListOffsetsRequest>(), 2);
}

TEST_CASE("CO-11: after a change of leaders a position that still exists is kept") {
    Bench bench;
    bench.leaders = {{orders_0, NodeId{1}}};
    started(bench);
    bench.produce(orders_0, 3);
    bench.leaders = {{orders_0, NodeId{2}}};
    bench.leader_epoch = base::LeaderEpoch{1};
    bench.told();
    bench.errors[ApiKey::fetch] = ErrorCode::fenced_leader_epoch;
    bench.pass(base::milliseconds(600));
    bench.errors.clear();
    bench.produce(orders_0, 2);
    bench.pass(base::milliseconds(1'400));
    EXPECT_EQ(bench.told(), Lines{"> OFFSET_FOR_LEADER_EPOCH", "delivered orders-0 3-4"});
}

TEST_CASE("CO-11: where the new leader has thrown records away, the position goes back") {
    ConsumerSettings settings = billing();
    settings.metadata_max_age = base::seconds(2);
    Bench bench(settings);
    bench.leaders = {{orders_0, NodeId{1}}};
    started(bench);
    bench.produce(orders_0, 3);
    bench.told();
    bench.held = {ApiKey::fetch};  // nobody tells it before it hears of the new leader
    bench.leaders = {{orders_0, NodeId{2}}};
    bench.logs.clear();
    bench.produce(orders_0, 1);
    bench.leader_epoch = base::LeaderEpoch{1};
    bench.produce(orders_0, 1);
    bench.epoch_end = {base::LeaderEpoch{0}, base::Offset{1}};
    bench.pass(base::seconds(2));
    bench.held.clear();
    bench.pass(base::milliseconds(100));
    EXPECT_EQ(bench.told(), Lines{"> OFFSET_FOR_LEADER_EPOCH", "position orders-0=1 log truncation",
                                  "delivered orders-0 1-1"});
}

TEST_CASE("CO-50: a committed position with an epoch is validated before it is used") {
    Bench bench;
    bench.leaders = {{orders_0, NodeId{1}}};
    bench.committed = {{orders_0, base::Offset{2}}};
    bench.committed_epoch = base::LeaderEpoch{0};
    bench.produce(orders_0, 3);
    bench.start();
    EXPECT_EQ(last(4, bench.told()), Lines{"> OFFSET_FETCH", "position orders-0=2 committed offset",
                                           "> OFFSET_FOR_LEADER_EPOCH", "delivered orders-0 2-2"});
}

TEST_CASE("CO-11: a position in an epoch that the leader does not know is reset") {
    Bench bench;
    bench.leaders = {{orders_0, NodeId{1}}};
    bench.committed = {{orders_0, base::Offset{2}}};
    bench.committed_epoch = base::LeaderEpoch{0};
    bench.epoch_end = {base::no_leader_epoch, base::no_offset};
    bench.produce(orders_0, 3);
    bench.start();
    EXPECT_EQ(
        last(3, bench.told()),
        Lines{"> LIST_OFFSETS", "position orders-0=0 reset to earliest", "delivered orders-0 0-2"});
}

TEST_CASE("CO-30, GS-23: poll() commits what earlier polls returned, when the interval is over") {
    ConsumerSettings settings = billing();
    settings.work = base::seconds(6);
    settings.max_poll_records = 1;
    Bench bench(settings);
    started(bench);
    bench.produce(orders_0, 3);
    EXPECT_EQ(bench.told(), Lines{"delivered orders-0 0-0"});
    bench.pass(base::milliseconds(5'999));
    EXPECT_EQ(bench.told(), Lines{});
    bench.pass(base::milliseconds(1));
    EXPECT_EQ(bench.told(),
              Lines{"> OFFSET_COMMIT orders-0=1 orders-1=0", "delivered orders-0 1-1"});
}

TEST_CASE("CO-30: an idle consumer commits at each interval, and sooner after a failure") {
    Bench bench;
    started(bench);
    bench.errors[ApiKey::offset_commit] = ErrorCode::coordinator_load_in_progress;
    bench.pass(base::milliseconds(5'050));
    EXPECT_EQ(bench.told(), Lines{"> OFFSET_COMMIT orders-0=0 orders-1=0"});
    bench.errors.clear();
    bench.pass(base::milliseconds(100));
    EXPECT_EQ(bench.told(), Lines{"> OFFSET_COMMIT orders-0=0 orders-1=0"});
    bench.pass(base::milliseconds(4'900));
    EXPECT_EQ(bench.told(), Lines{});
}

TEST_CASE("CO-31: without enable.auto.commit nothing is ever committed") {
    ConsumerSettings settings = billing();
    settings.enable_auto_commit = false;
    Bench bench(settings);
    started(bench);
    bench.produce(orders_0, 3);
    bench.pass(base::seconds(20));
    bench.stop();
    EXPECT_EQ(bench.count_sent<protocol::OffsetCommitRequest>(), 0);
    EXPECT(bench.exited());
}

TEST_CASE("GR-63: committed offsets that are not ready yet are asked for again") {
    Bench bench;
    bench.errors[ApiKey::offset_fetch] = ErrorCode::coordinator_load_in_progress;
    started(bench);
    bench.errors.clear();
    bench.pass(base::milliseconds(120));
    EXPECT_EQ(bench.told().back(), "position orders-1=0 reset to earliest");
}

TEST_CASE("an application without work takes all that is there at once") {
    ConsumerSettings settings = billing();
    settings.max_poll_records = 2;
    Bench bench(settings);
    bench.leaders = {{orders_0, NodeId{1}}};
    started(bench);
    bench.produce(orders_0, 5);
    EXPECT_EQ(bench.told(),
              Lines{"delivered orders-0 0-1", "delivered orders-0 2-3", "delivered orders-0 4-4"});
}

}  // namespace brokerscope::client
