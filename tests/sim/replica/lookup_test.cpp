// ListOffsets.
#include "tests/sim/replica/replica_support.h"

using namespace brokerscope;
using namespace brokerscope::replica_test;

namespace {

const Layout pair{.replicas = {{1}, {2}}, .isr = {{1}, {2}}, .leader = {1}, .leader_epoch = {3}};

protocol::ListOffsetsPartitionResponse list(Bench& bench, std::int64_t timestamp,
                                            NodeId replica = base::no_node,
                                            std::int16_t version = -1) {
    protocol::ListOffsetsRequest request;
    request.replica_id = replica;
    request.partitions.push_back({topic_id, 0, base::no_leader_epoch, timestamp});
    const auto answer = answer_in<protocol::ListOffsetsResponse>(bench.request(request, version));
    REQUIRE(answer.has_value());
    return answer->partitions.at(0);
}

}  // namespace

TEST_CASE("ST-16: latest is the high watermark for clients and the log's end for replicas") {
    Bench bench(2, pair);
    bench.produce(1, 4);
    EXPECT_EQ(list(bench, -1).offset.value, 0);
    EXPECT_EQ(list(bench, -1, {2}).offset.value, 4);
    EXPECT_EQ(list(bench, -2).offset.value, 0);
    EXPECT_EQ(list(bench, -1).leader_epoch.value, 3);
}

TEST_CASE("ST-16: what is not visible yet is not found by its time") {
    Bench bench(2, pair);
    bench.produce(1, 1);
    EXPECT_EQ(list(bench, 5).offset.value, -1);
    bench.follow({2}, {1});
    EXPECT_EQ(list(bench, 5).offset.value, 0);
    EXPECT_EQ(list(bench, 5).timestamp_ms, 1'000'000);
    EXPECT_EQ(list(bench, 1'000'001).offset.value, -1);
}

TEST_CASE("RE-24: a new leader whose high watermark is below its epoch does not know the end yet") {
    Bench bench(2, {.replicas = {{1}, {2}}, .isr = {{1}, {2}}, .leader = {2}});
    bench.log().append_as_follower(log::with_offsets(batch_of(1), {0}, {0}));
    Layout moved = pair;
    moved.leader_epoch = {1};
    moved.partition_epoch = {1};
    bench.relayout(moved);
    EXPECT_EQ(list(bench, -1).error, ErrorCode::offset_not_available);
    EXPECT_EQ(list(bench, -2).error, ErrorCode::none);
    bench.follow({2}, {1});
    EXPECT_EQ(list(bench, -1).offset.value, 1);
    EXPECT_EQ(list(bench, -1).leader_epoch.value, 1);
}

TEST_CASE("MD-8: only the leader answers, and only in its epoch") {
    Bench bench(2, {.replicas = {{1}, {2}}, .isr = {{1}, {2}}, .leader = {2}, .leader_epoch = {3}});
    EXPECT_EQ(list(bench, -1).error, ErrorCode::not_leader_or_follower);
    protocol::ListOffsetsRequest request;
    request.partitions.push_back({topic_id, 0, {2}, -1});
    const auto answer = answer_in<protocol::ListOffsetsResponse>(bench.request(request));
    EXPECT_EQ(answer->partitions.at(0).error, ErrorCode::fenced_leader_epoch);
}

TEST_CASE("ST-16: what a version does not know is refused, and nothing lies in another tier") {
    Bench bench(2, pair);
    bench.produce(1, 1);
    EXPECT_EQ(list(bench, -5, base::no_node, 8).error, ErrorCode::unsupported_version);
    const auto tiered = list(bench, -5, base::no_node, 9);
    EXPECT_EQ(tiered.error, ErrorCode::none);
    EXPECT_EQ(tiered.offset.value, -1);
    EXPECT_EQ(tiered.leader_epoch.value, -1);
    EXPECT_EQ(list(bench, -6, base::no_node, 10).error, ErrorCode::unsupported_version);
    EXPECT_EQ(list(bench, -7).error, ErrorCode::unsupported_version);
    EXPECT_EQ(list(bench, -3, base::no_node, 6).error, ErrorCode::unsupported_version);
}
