// What a producer sends and in which order, with and without idempotence, when requests are
// refused, time out, or are never answered. Orders of the recordings JP-S-16, 21 and 50.
#include "tests/sim/client/producer_bench_support.h"

namespace brokerscope::client {
namespace {

using kafka::ErrorCode;

ProducerSettings plain(std::int64_t limit, std::int32_t max_in_flight) {
    ProducerSettings settings = shop(limit);
    settings.idempotence = false;
    settings.max_in_flight = max_in_flight;
    return settings;
}

Lines sent_of(const Lines& lines) {
    Lines sent;
    for (const std::string& line : lines) {
        if (line.substr(0, 2) == "> ") sent.push_back(line);
    }
    return sent;
}

/// Accepts all that waits and what is sent then, in this order, from this offset on.
Lines accept_all(ProducerBench& bench, std::int64_t offset) {
    for (int rounds = 0; rounds < 40; ++rounds) {
        while (bench.waiting() > 0)
            bench.accept(offset++);
        bench.pass_ms(100);
    }
    return sent_of(bench.told());
}

TEST_CASE("PR-21: an idempotent producer first asks any broker for an id") {
    ProducerBench bench(shop(1));
    bench.init_error = ErrorCode::coordinator_load_in_progress;
    bench.start();
    bench.pass_ms(90);
    EXPECT_EQ(bench.told(), Lines{"> INIT_PRODUCER_ID"});
    // Again after retry.backoff.ms, and until then nothing leaves.
    bench.pass_ms(10);
    EXPECT_EQ(bench.told(), Lines{"> INIT_PRODUCER_ID"});
    bench.init_error = ErrorCode::none;
    bench.pass_ms(100);
    EXPECT_EQ(bench.told(), Lines{"> INIT_PRODUCER_ID", "is 7, epoch 0", "> 1 orders-0 v1 @0:0"});
}

TEST_CASE("PR-21: without a producer id no batch expires") {
    ProducerSettings settings = shop(1);
    settings.delivery_timeout = base::seconds(3);
    ProducerBench bench(settings);
    bench.init_error = ErrorCode::coordinator_load_in_progress;
    bench.start();
    bench.pass_ms(10'000);
    for (const std::string& line : bench.told())
        EXPECT_EQ(line, "> INIT_PRODUCER_ID");
    bench.init_error = ErrorCode::none;
    bench.pass_ms(100);
    EXPECT_EQ(last(1, bench.told()), Lines{"failed orders-0 #1 REQUEST_TIMED_OUT"});
}

TEST_CASE("PR-10: at most max.in.flight.requests.per.connection requests are unanswered") {
    ProducerBench bench(shop(7));
    bench.start();
    bench.pass_ms(100);
    EXPECT_EQ(sent_of(bench.told()),
              Lines{"> INIT_PRODUCER_ID", "> 1 orders-0 v1 @0:0", "> 1 orders-0 v2 @0:1",
                    "> 1 orders-0 v3 @0:2", "> 1 orders-0 v4 @0:3", "> 1 orders-0 v5 @0:4"});
    bench.accept(0);
    // What waited meanwhile was not put together: batch.size is 0.
    EXPECT_EQ(bench.told(), Lines{"acknowledged orders-0 #1 at 0", "> 1 orders-0 v6,v7 @0:5"});
}

TEST_CASE("PR-19: without idempotence, batches that time out together come back in reverse") {
    ProducerBench bench(plain(4, 3));
    bench.start();
    bench.pass_ms(10);
    bench.accept(0);
    bench.pass_ms(30);
    EXPECT_EQ(sent_of(bench.told()),
              Lines{"> 1 orders-0 v1", "> 1 orders-0 v2", "> 1 orders-0 v3", "> 1 orders-0 v4"});
    bench.pass_ms(1'985);  // request.timeout.ms after v2 left
    EXPECT_EQ(bench.told(),
              Lines{"again orders-0 #2 REQUEST_TIMED_OUT", "again orders-0 #3 REQUEST_TIMED_OUT",
                    "again orders-0 #4 REQUEST_TIMED_OUT"});
    EXPECT_EQ(accept_all(bench, 1), Lines{"> 1 orders-0 v4", "> 1 orders-0 v3", "> 1 orders-0 v2"});
}

TEST_CASE("PR-19: each further round that is refused turns the order around again") {
    ProducerBench bench(plain(2, 5));
    bench.start();
    bench.pass_ms(20);
    bench.refuse(ErrorCode::not_enough_replicas);
    bench.refuse(ErrorCode::not_enough_replicas);
    bench.told();
    bench.pass_ms(125);
    EXPECT_EQ(sent_of(bench.told()), Lines{"> 1 orders-0 v2", "> 1 orders-0 v1"});
    bench.refuse(ErrorCode::not_enough_replicas);
    bench.refuse(ErrorCode::not_enough_replicas);
    EXPECT_EQ(accept_all(bench, 0), Lines{"> 1 orders-0 v1", "> 1 orders-0 v2"});
}

TEST_CASE("PR-10: with one request in flight a partition is muted, and order is kept") {
    ProducerBench bench(plain(3, 1));
    bench.start();
    bench.pass_ms(30);
    bench.refuse(ErrorCode::not_enough_replicas);
    EXPECT_EQ(accept_all(bench, 0),
              Lines{"> 1 orders-0 v1", "> 1 orders-0 v1", "> 1 orders-0 v2,v3"});
}

TEST_CASE("PR-23: idempotent batches that time out together go again one by one, in order") {
    ProducerBench bench(shop(6));
    bench.start();
    bench.pass_ms(10);
    bench.accept(0);
    bench.pass_ms(2'200);
    EXPECT_EQ(last(1, sent_of(bench.told())), Lines{"> 1 orders-0 v2 @0:1"});
    EXPECT_EQ(bench.waiting(), 1);
    EXPECT_EQ(accept_all(bench, 1), Lines{"> 1 orders-0 v3 @0:2", "> 1 orders-0 v4 @0:3",
                                          "> 1 orders-0 v5 @0:4", "> 1 orders-0 v6 @0:5"});
}

TEST_CASE("PR-24: what is out of order behind a refused batch is sent again as it was") {
    ProducerBench bench(shop(3));
    bench.start();
    bench.pass_ms(30);
    bench.refuse(ErrorCode::not_enough_replicas);
    bench.refuse(ErrorCode::out_of_order_sequence_number);
    bench.refuse(ErrorCode::out_of_order_sequence_number);
    bench.told();
    EXPECT_EQ(accept_all(bench, 0),
              Lines{"> 1 orders-0 v1 @0:0", "> 1 orders-0 v2 @0:1", "> 1 orders-0 v3 @0:2"});
}

TEST_CASE("PR-24: a gap in the log begins a new epoch, and the batches go on from sequence 0") {
    ProducerBench bench(shop(3));
    bench.start();
    bench.pass_ms(10);
    bench.accept(0);
    bench.pass_ms(20);
    bench.told();
    bench.refuse(ErrorCode::out_of_order_sequence_number);
    EXPECT_EQ(bench.told(),
              Lines{"again orders-0 #2 OUT_OF_ORDER_SEQUENCE_NUMBER", "is 7, epoch 1"});
    bench.refuse(ErrorCode::out_of_order_sequence_number);
    bench.told();
    EXPECT_EQ(accept_all(bench, 1), Lines{"> 1 orders-0 v2 @1:0", "> 1 orders-0 v3 @1:1"});
}

TEST_CASE("PR-25: after a record that expired under way, the next one begins a new epoch") {
    ProducerSettings settings = shop(2);
    settings.interval = base::milliseconds(4'000);
    settings.request_timeout = base::seconds(1);
    settings.delivery_timeout = base::seconds(3);
    ProducerBench bench(settings);
    bench.start();
    bench.pass_ms(6'900);
    bench.told();
    bench.pass_ms(100);
    EXPECT_EQ(bench.told(), Lines{"failed orders-0 #1 REQUEST_TIMED_OUT", "is 7, epoch 1"});
    bench.pass_ms(1'000);
    EXPECT_EQ(last(1, bench.told()), Lines{"> 1 orders-0 v2 @1:0"});
}

TEST_CASE("PR-26: a batch that was never sent expires without a gap") {
    ProducerSettings settings = shop(2);
    settings.delivery_timeout = base::seconds(3);
    ProducerBench bench(settings);
    bench.partition_of = [](std::int64_t n) { return n == 1 ? 0 : 1; };
    bench.leaders = {{orders_0, base::no_node}, {orders_1, NodeId{2}}};
    bench.start();
    bench.pass_ms(20);
    EXPECT_EQ(last(1, bench.told()), Lines{"> 2 orders-1 v2 @0:0"});
    bench.accept(0);
    bench.pass_ms(3'000);
    EXPECT_EQ(bench.told(),
              Lines{"acknowledged orders-1 #1 at 0", "failed orders-0 #1 REQUEST_TIMED_OUT"});
    EXPECT(bench.producer().identity() == ProducerIdentity{base::ProducerId{7}, 0});
}

TEST_CASE("PR-12: delivery.timeout.ms ends a batch while its request is under way") {
    ProducerSettings settings = plain(1, 5);
    settings.delivery_timeout = base::milliseconds(1'500);
    ProducerBench bench(settings);
    bench.start();
    bench.pass_ms(1'510);
    EXPECT_EQ(bench.told(), Lines{"> 1 orders-0 v1", "failed orders-0 #1 REQUEST_TIMED_OUT"});
    // The answer that comes late is heard by nobody.
    bench.accept(0);
    EXPECT_EQ(bench.told(), Lines{});
}

TEST_CASE("PR-27: a duplicate whose offset the leader has forgotten is a success") {
    ProducerBench bench(shop(1));
    bench.start();
    bench.pass_ms(10);
    bench.told();
    bench.refuse(ErrorCode::duplicate_sequence_number);
    EXPECT_EQ(bench.told(), Lines{"acknowledged orders-0 #1 at -1"});
}

TEST_CASE("PR-15: a batch that is too large goes on in pieces with the sequences it had") {
    ProducerSettings settings = shop(7);
    settings.batch_size = 16'384;
    settings.linger = base::milliseconds(60);
    settings.interval = base::milliseconds(1);
    settings.splits_pieces_by_half = true;
    ProducerBench bench(settings);
    bench.start();
    bench.pass_ms(62);
    EXPECT_EQ(last(1, bench.told()), Lines{"> 1 orders-0 v1,v2,v3,v4,v5,v6,v7 @0:0"});
    bench.refuse(ErrorCode::message_too_large);
    EXPECT_EQ(bench.told(), Lines{"again orders-0 #1 MESSAGE_TOO_LARGE",
                                  "> 1 orders-0 v1,v2,v3,v4,v5,v6,v7 @0:0"});
    // Cut at batch.size it stays whole; now it is cut into halves, as far as records allow.
    bench.refuse(ErrorCode::message_too_large);
    const Lines told = bench.told();
    EXPECT_EQ(sent_of(told).size(), 1);
    EXPECT_EQ(accept_all(bench, 0).back().substr(0, 14), "> 1 orders-0 v");
    EXPECT(bench.producer().accumulator().empty());
}

TEST_CASE("PR-13: a leader with a newer epoch is tried at once, without the backoff") {
    ProducerBench bench(plain(1, 5));
    bench.start();
    bench.pass_ms(10);
    bench.told();
    bench.leader_epoch = base::LeaderEpoch{1};
    bench.leaders = {{orders_0, NodeId{2}}};
    protocol::ProducePartitionResponse answer;
    answer.error = ErrorCode::not_leader_or_follower;
    answer.current_leader = protocol::LeaderIdAndEpoch{NodeId{2}, base::LeaderEpoch{1}};
    bench.answer(answer);
    EXPECT_EQ(bench.told(), Lines{"again orders-0 #1 NOT_LEADER_OR_FOLLOWER", "> 2 orders-0 v1"});
}

TEST_CASE("PR-9: when a leader is sent to, all of its partitions are drained") {
    ProducerSettings settings = plain(3, 5);
    settings.linger = base::milliseconds(25);
    ProducerBench bench(settings);
    bench.partition_of = [](std::int64_t n) { return n == 2 ? 1 : 0; };
    bench.leaders = {{orders_0, NodeId{1}}, {orders_1, NodeId{1}}};
    bench.start();
    bench.pass_ms(40);
    EXPECT_EQ(bench.told(), Lines{"> 1 orders-0 v1,v3 orders-1 v2"});
}

}  // namespace
}  // namespace brokerscope::client
