// A consumer and its group: joining, heartbeats, rebalances, losing the coordinator, leaving.
#include "tests/sim/client/consumer_bench_support.h"

namespace brokerscope::client {

using kafka::ApiKey;
using kafka::ErrorCode;

namespace {

const Lines joined_alone{"preparing rebalance '' -1",
                         "> JOIN_GROUP ''",
                         "unjoined 'anna-1' -1",
                         "preparing rebalance 'anna-1' -1",
                         "> JOIN_GROUP 'anna-1'",
                         "completing rebalance 'anna-1' 1",
                         "> SYNC_GROUP anna-1: 0 1",
                         "stable 'anna-1' 1",
                         "assigned orders-0 orders-1",
                         "> OFFSET_FETCH",
                         "position orders-0=4 committed offset",
                         "position orders-1=0 committed offset"};

// A bench whose consumer owns both partitions, with a commit that follows it.
void join(Bench& bench) {
    bench.committed = {{orders_0, base::Offset{4}}, {orders_1, base::Offset{0}}};
    bench.produce(orders_0, 4);
    bench.start();
}

void pass_and_expect(Bench& bench, Duration duration, const Lines& lines) {
    bench.pass(duration);
    EXPECT_EQ(bench.told(), lines);
}

}  // namespace

TEST_CASE("GR-19, CO-41: a consumer joins with the id it is given, leads, and deals by range") {
    Bench bench;
    join(bench);
    EXPECT_EQ(bench.told(), joined_alone);
}

TEST_CASE("GR-23: a follower syncs without assignments and takes what it gets") {
    Bench bench;
    bench.dealt = Assignment{{"orders", 1}};
    bench.start();
    EXPECT_EQ(bench.told(),
              Lines{"preparing rebalance '' -1", "> JOIN_GROUP ''", "unjoined 'anna-1' -1",
                    "preparing rebalance 'anna-1' -1", "> JOIN_GROUP 'anna-1'",
                    "completing rebalance 'anna-1' 1", "> SYNC_GROUP", "stable 'anna-1' 1",
                    "assigned orders-1", "> OFFSET_FETCH", "> LIST_OFFSETS",
                    "position orders-1=0 reset to earliest"});
}

TEST_CASE("CO-41, AS-1: a member that gets nothing is assigned nothing, and says so") {
    Bench bench;
    bench.dealt = Assignment{};
    bench.start();
    EXPECT_EQ(bench.told().back(), "assigned nothing");
}

TEST_CASE("CO-24: JOIN_GROUP is patient for as long as a rebalance may take") {
    Bench bench;
    bench.held = {ApiKey::join_group};
    bench.start();
    bench.pass(base::seconds(304));
    EXPECT_EQ(bench.count_sent<protocol::JoinGroupRequest>(), 1);
    bench.pass(base::seconds(3));
    EXPECT_EQ(bench.count_sent<protocol::JoinGroupRequest>(), 2);
}

TEST_CASE("GR-2: without a coordinator it asks again and again, with a pause that grows") {
    Bench bench;
    bench.errors[ApiKey::find_coordinator] = ErrorCode::coordinator_not_available;
    bench.start();
    bench.pass(base::seconds(10));
    const std::int64_t asked = bench.count_sent<protocol::FindCoordinatorRequest>();
    EXPECT_GE(asked, 10);
    EXPECT_LE(asked, 18);
    bench.errors.clear();
    bench.pass(base::seconds(2));
    EXPECT_EQ(bench.told().back(), "position orders-1=0 reset to earliest");
}

TEST_CASE("CO-20: heartbeats follow each other, also while the application works") {
    ConsumerSettings settings = billing();
    settings.work = base::seconds(20);
    Bench bench(settings);
    bench.start();
    bench.produce(orders_0, 1);
    bench.told();
    bench.also_tell("> HEARTBEAT");
    pass_and_expect(bench, base::milliseconds(9500), {"> HEARTBEAT", "> HEARTBEAT", "> HEARTBEAT"});
}

TEST_CASE("CO-20: no heartbeat is sent while JOIN_GROUP is parked") {
    Bench bench;
    bench.held = {ApiKey::join_group};
    bench.start();
    bench.pass(base::seconds(60));
    EXPECT_EQ(bench.count_sent<protocol::HeartbeatRequest>(), 0);
}

TEST_CASE("CO-21, CO-42: error 27 makes an idle member commit, give everything up and join again") {
    Bench bench;
    join(bench);
    bench.told();
    bench.errors[ApiKey::heartbeat] = ErrorCode::rebalance_in_progress;
    pass_and_expect(
        bench, base::milliseconds(3001),
        {"> OFFSET_COMMIT orders-0=4 orders-1=0", "revoked nothing",
         "preparing rebalance 'anna-1' 1", "> JOIN_GROUP 'anna-1'",
         "completing rebalance 'anna-1' 2", "> SYNC_GROUP anna-1: 0 1", "stable 'anna-1' 2",
         "assigned orders-0 orders-1", "> OFFSET_FETCH", "position orders-0=4 committed offset",
         "position orders-1=0 committed offset"});
}

TEST_CASE("CO-21, GS-5: an application that works joins the rebalance at its next poll() only") {
    ConsumerSettings settings = billing();
    settings.work = base::seconds(20);
    Bench bench(settings);
    join(bench);
    bench.produce(orders_1, 1);
    bench.told();
    bench.errors[ApiKey::heartbeat] = ErrorCode::rebalance_in_progress;
    pass_and_expect(bench, base::milliseconds(19'999), {});
    bench.pass(base::milliseconds(1));
    const Lines lines = bench.told();
    EXPECT_EQ(first(4, lines), Lines{"> OFFSET_COMMIT orders-0=4 orders-1=1", "revoked nothing",
                                     "preparing rebalance 'anna-1' 1", "> JOIN_GROUP 'anna-1'"});
}

TEST_CASE("CO-42: the commit before a rebalance is repeated while that may help") {
    Bench bench;
    join(bench);
    bench.errors[ApiKey::heartbeat] = ErrorCode::rebalance_in_progress;
    bench.errors[ApiKey::offset_commit] = ErrorCode::coordinator_load_in_progress;
    bench.pass(base::milliseconds(3001));
    bench.told();
    bench.produce(orders_1, 1);
    bench.pass(base::seconds(1));
    const Lines trying = bench.told();
    REQUIRE_FALSE(trying.empty());
    for (const std::string& line : trying)
        EXPECT_EQ(line, "> OFFSET_COMMIT orders-0=4 orders-1=0");  // and nothing is delivered
    bench.errors.clear();
    bench.pass(base::seconds(2));
    const Lines done = bench.told();
    EXPECT_EQ(first(2, done).back(), "revoked nothing");
}

TEST_CASE("CO-21, CO-44: error 22 takes the partitions, the member keeps its id") {
    Bench bench;
    join(bench);
    bench.told();
    bench.errors[ApiKey::heartbeat] = ErrorCode::illegal_generation;
    bench.pass(base::seconds(3));
    const Lines lines = bench.told();
    EXPECT_EQ(first(4, lines), Lines{"unjoined 'anna-1' -1", "lost nothing",
                                     "preparing rebalance 'anna-1' -1", "> JOIN_GROUP 'anna-1'"});
}

TEST_CASE("CO-21, CO-44: error 25 takes the partitions and the id") {
    Bench bench;
    join(bench);
    bench.told();
    bench.errors[ApiKey::heartbeat] = ErrorCode::unknown_member_id;
    bench.pass(base::seconds(3));
    const Lines lines = bench.told();
    EXPECT_EQ(first(4, lines), Lines{"unjoined '' -1", "lost nothing", "preparing rebalance '' -1",
                                     "> JOIN_GROUP ''"});
}

TEST_CASE("CO-36: error 25 to a commit takes the partitions too") {
    Bench bench;
    join(bench);
    bench.told();
    bench.errors[ApiKey::offset_commit] = ErrorCode::unknown_member_id;
    bench.pass(base::seconds(5));
    const Lines lines = bench.told();
    EXPECT_EQ(first(3, lines),
              Lines{"> OFFSET_COMMIT orders-0=4 orders-1=0", "unjoined '' -1", "lost nothing"});
}

TEST_CASE("CO-24: error 27 to SYNC_GROUP joins again at once") {
    Bench bench;
    bench.held = {ApiKey::sync_group};
    bench.start();
    bench.told();
    bench.held.clear();
    bench.answer(bench.waiting<protocol::SyncGroupRequest>().value(),
                 protocol::SyncGroupResponse{ErrorCode::rebalance_in_progress, {}, {}, {}});
    const Lines lines = bench.told();
    EXPECT_EQ(first(3, lines), Lines{"unjoined 'anna-1' 1", "preparing rebalance 'anna-1' 1",
                                     "> JOIN_GROUP 'anna-1'"});
}

TEST_CASE("GR-54: losing the coordinator takes nothing away, it is looked for and found again") {
    Bench bench;
    join(bench);
    bench.told();
    bench.lose_coordinator();
    bench.coordinator_now = NodeId{2};
    bench.produce(orders_0, 3);
    pass_and_expect(bench, base::seconds(2), {"delivered orders-0 4-6"});
    const std::int64_t beats = bench.count_sent<protocol::HeartbeatRequest>();
    bench.pass(base::milliseconds(3500));
    EXPECT_GT(bench.count_sent<protocol::HeartbeatRequest>(), beats);
    EXPECT_EQ(bench.committed[orders_0], base::Offset{7});
    EXPECT_EQ(bench.count_sent<protocol::JoinGroupRequest>(), 2);
}

TEST_CASE("GR-54: while nobody knows the coordinator, poll() returns records after its timeout") {
    Bench bench;
    join(bench);
    bench.told();
    bench.errors[ApiKey::find_coordinator] = ErrorCode::coordinator_not_available;
    bench.lose_coordinator();
    bench.pass(base::milliseconds(1050));
    bench.produce(orders_0, 1);
    EXPECT_EQ(bench.told(), Lines{});
    pass_and_expect(bench, base::milliseconds(100), {"delivered orders-0 4-4"});
}

TEST_CASE("CO-22: a coordinator that is silent for session.timeout.ms is given up, nothing else") {
    ConsumerSettings settings = billing();
    settings.session_timeout = base::seconds(10);
    Bench bench(settings);
    join(bench);
    bench.told();
    bench.held = {ApiKey::heartbeat};
    const std::int64_t asked = bench.count_sent<protocol::FindCoordinatorRequest>();
    bench.pass(base::milliseconds(9'999));
    EXPECT_EQ(bench.count_sent<protocol::FindCoordinatorRequest>(), asked);
    bench.pass(base::milliseconds(1));
    EXPECT_EQ(bench.count_sent<protocol::FindCoordinatorRequest>(), asked + 1);
    const std::string commit = "> OFFSET_COMMIT orders-0=4 orders-1=0";
    EXPECT_EQ(bench.told(), Lines{commit, commit});
}

TEST_CASE("GR-4: error 16 to a heartbeat leads to another coordinator, without a rebalance") {
    Bench bench;
    join(bench);
    bench.told();
    bench.errors[ApiKey::heartbeat] = ErrorCode::not_coordinator;
    bench.pass(base::milliseconds(3001));
    bench.errors.clear();
    bench.coordinator_now = NodeId{1};
    pass_and_expect(bench, base::seconds(1), {});
    EXPECT_GE(bench.count_sent<protocol::FindCoordinatorRequest>(), 2);
}

TEST_CASE("CO-23: a poll() that comes too late costs the membership") {
    ConsumerSettings settings = billing();
    settings.max_poll_interval = base::seconds(10);
    settings.work = base::seconds(30);
    Bench bench(settings);
    join(bench);
    bench.produce(orders_0, 1);
    bench.told();
    pass_and_expect(bench, base::milliseconds(9'999), {});
    pass_and_expect(bench, base::milliseconds(1), {"> LEAVE_GROUP anna-1", "unjoined '' -1"});
    bench.pass(base::seconds(20));
    const Lines lines = bench.told();
    EXPECT_EQ(first(3, lines),
              Lines{"lost nothing", "preparing rebalance '' -1", "> JOIN_GROUP ''"});
}

TEST_CASE("CO-53: the leader joins again when the topic has other partitions") {
    ConsumerSettings settings = billing();
    settings.metadata_max_age = base::seconds(60);
    Bench bench(settings);
    bench.leaders = {{orders_0, NodeId{1}}};
    bench.start();
    bench.told();
    bench.leaders[orders_1] = NodeId{2};
    bench.pass(base::seconds(61));
    const Lines lines = bench.told();
    EXPECT(std::count(lines.begin(), lines.end(), "assigned orders-0 orders-1") == 1);
}

TEST_CASE("CO-45: a consumer that is stopped commits, gives its partitions back and leaves") {
    Bench bench;
    join(bench);
    bench.produce(orders_1, 2);
    bench.told();
    bench.stop();
    EXPECT_EQ(bench.told(), Lines{"> OFFSET_COMMIT orders-0=4 orders-1=2", "revoked nothing",
                                  "> LEAVE_GROUP anna-1", "closed '' -1", "exits"});
}

TEST_CASE("CO-45: an application that is stopped at work finishes it before it closes") {
    ConsumerSettings settings = billing();
    settings.work = base::milliseconds(700);
    Bench bench(settings);
    join(bench);
    bench.produce(orders_1, 2);
    bench.told();
    bench.stop();
    pass_and_expect(bench, base::milliseconds(1'399), {});
    pass_and_expect(bench, base::milliseconds(1),
                    {"> OFFSET_COMMIT orders-0=4 orders-1=2", "revoked nothing",
                     "> LEAVE_GROUP anna-1", "closed '' -1", "exits"});
}

TEST_CASE("CO-45: stopped while JOIN_GROUP is parked, it leaves behind it and does not wait long") {
    Bench bench;
    bench.start();
    bench.held = {ApiKey::join_group, ApiKey::leave_group};
    bench.errors[ApiKey::heartbeat] = ErrorCode::rebalance_in_progress;
    bench.pass(base::seconds(4));
    bench.told();
    bench.stop();
    EXPECT_EQ(bench.told(), Lines{"> LEAVE_GROUP anna-1"});
    pass_and_expect(bench, base::milliseconds(4'999), {});
    pass_and_expect(bench, base::milliseconds(1), {"closed '' -1", "exits"});
}

TEST_CASE("CO-45: stopped without a coordinator, it ends after five seconds") {
    Bench bench;
    join(bench);
    bench.told();
    bench.errors[ApiKey::find_coordinator] = ErrorCode::coordinator_not_available;
    bench.lose_coordinator();
    bench.stop();
    pass_and_expect(bench, base::seconds(5), {"revoked nothing", "closed '' -1", "exits"});
}

TEST_CASE("GR-27: an error that poll() throws ends the application") {
    Bench bench;
    bench.errors[ApiKey::join_group] = ErrorCode::group_max_size_reached;
    bench.start();
    EXPECT(bench.exited());
}

}  // namespace brokerscope::client
