// Producer ids of one broker, and what it makes of deleted topics.
#include "sim/broker/broker.h"

#include "tests/sim/broker/broker_support.h"

using namespace brokerscope;
using namespace brokerscope::broker_test;
using protocol::AllocateProducerIdsRequest;
using protocol::AllocateProducerIdsResponse;
using protocol::InitProducerIdRequest;
using protocol::InitProducerIdResponse;

namespace {

InitProducerIdResponse init(Bench& bench) {
    bench.ask(InitProducerIdRequest{});
    return bench.answers<InitProducerIdResponse>().at(0);
}

void give_block(Bench& bench, std::int64_t first) {
    bench.answer(bench.last<AllocateProducerIdsRequest>().envelope,
                 AllocateProducerIdsResponse{ErrorCode::none, {first}, 1000});
}

}  // namespace

TEST_CASE("PR-21: the first producer has to come again, then ids are handed out in order") {
    Bench bench;
    bench.become_running();
    EXPECT_EQ(init(bench).error, ErrorCode::coordinator_load_in_progress);
    EXPECT_EQ(init(bench).error, ErrorCode::coordinator_load_in_progress);
    EXPECT_EQ(bench.count<AllocateProducerIdsRequest>(), 1u);
    give_block(bench, 5000);
    EXPECT_EQ(init(bench).producer_id.value, 5000);
    const auto second = init(bench);
    EXPECT_EQ(second.producer_id.value, 5001);
    EXPECT_EQ(second.producer_epoch, 0);
}

TEST_CASE("PR-21: the next block is fetched when nine tenths are gone, and nobody waits") {
    Bench bench;
    bench.become_running();
    init(bench);
    give_block(bench, 0);
    for (std::int64_t id = 0; id < 900; ++id)
        EXPECT_EQ(init(bench).producer_id.value, id);
    EXPECT_EQ(bench.count<AllocateProducerIdsRequest>(), 1u);
    EXPECT_EQ(init(bench).producer_id.value, 900);
    EXPECT_EQ(bench.count<AllocateProducerIdsRequest>(), 2u);
    give_block(bench, 7000);
    for (std::int64_t id = 901; id < 1000; ++id)
        EXPECT_EQ(init(bench).producer_id.value, id);
    EXPECT_EQ(init(bench).producer_id.value, 7000);
}

TEST_CASE("PR-21: a restarted broker takes a new block") {
    Bench bench;
    bench.become_running();
    init(bench);
    give_block(bench, 0);
    EXPECT_EQ(init(bench).producer_id.value, 0);
    bench.become_running();
    EXPECT_EQ(init(bench).error, ErrorCode::coordinator_load_in_progress);
}

TEST_CASE("a producer id without an epoch is no request") {
    Bench bench;
    bench.become_running();
    InitProducerIdRequest half;
    half.producer_id = {7};
    bench.ask(half);
    EXPECT_EQ(bench.answers<InitProducerIdResponse>().at(0).error, ErrorCode::invalid_request);
}

TEST_CASE("ST-21: the replica of a deleted topic goes with its log, and says so") {
    Bench bench;
    bench.become_running();
    bench.publish(topic("t", {self}));
    REQUIRE_EQ(bench.disk().logs.count({topic_id, 0}), 1u);
    bench.publish({node::RemoveTopicRecord{topic_id}});
    EXPECT_EQ(bench.disk().logs.count({topic_id, 0}), 0u);
    EXPECT(bench.broker().replicas().partitions().empty());
}
