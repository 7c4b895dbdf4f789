// DELETE_RECORDS: where the log start may go, and who is waited for.
#include "tests/sim/replica/replica_support.h"

using namespace brokerscope;
using namespace brokerscope::replica_test;
using protocol::DeleteRecordsPartitionResponse;
using protocol::DeleteRecordsResponse;

namespace {

const Layout alone{.replicas = {{1}}, .isr = {{1}}, .leader = {1}};
const Layout pair{.replicas = {{1}, {2}}, .isr = {{1}, {2}}, .leader = {1}};

protocol::DeleteRecordsRequest up_to(std::int64_t offset, std::int32_t partition = 0) {
    protocol::DeleteRecordsRequest request;
    request.partitions.push_back({topic_id, partition, {offset}});
    return request;
}

DeleteRecordsPartitionResponse answer_of(const node::Effects& effects) {
    const auto answer = answer_in<DeleteRecordsResponse>(effects);
    REQUIRE(answer.has_value());
    return answer->partitions.at(0);
}

node::Effects follow_with_start(Bench& bench, std::int64_t offset, std::int64_t log_start) {
    protocol::FetchRequest fetch = fetch_request({2}, {offset});
    fetch.partitions[0].log_start_offset = {log_start};
    return bench.request(fetch);
}

}  // namespace

TEST_CASE("ST-22: the log start moves at once, and the active segment stays with its bytes") {
    Bench bench(1, alone);
    bench.produce(-1, 3);
    bench.produce(-1, 2);
    const std::int64_t bytes = bench.log().size_bytes();
    const auto effects = bench.request(up_to(4));
    EXPECT_EQ(answer_of(effects).low_watermark.value, 4);
    EXPECT_EQ(bench.log().log_start_offset().value, 4);
    EXPECT_EQ(bench.log().size_bytes(), bytes);
    const auto facts = facts_in<journal::LogStartMoved>(effects);
    REQUIRE_EQ(facts.size(), 1u);
    EXPECT(facts[0].reason == journal::LogStartReason::delete_records);
}

TEST_CASE("ST-22: -1 is the high watermark, and what lies below the start changes nothing") {
    Bench bench(1, alone);
    bench.produce(-1, 5);
    EXPECT_EQ(answer_of(bench.request(up_to(-1))).low_watermark.value, 5);
    const auto again = bench.request(up_to(2));
    EXPECT_EQ(answer_of(again).error, ErrorCode::none);
    EXPECT_EQ(answer_of(again).low_watermark.value, 5);
    EXPECT(facts_in<journal::LogStartMoved>(again).empty());
}

TEST_CASE("ST-22: beyond the high watermark, below -1 or without policy delete it is refused") {
    Bench bench(1, alone);
    bench.produce(-1, 5);
    EXPECT_EQ(answer_of(bench.request(up_to(6))).error, ErrorCode::offset_out_of_range);
    EXPECT_EQ(answer_of(bench.request(up_to(6))).low_watermark.value, -1);
    EXPECT_EQ(answer_of(bench.request(up_to(-2))).error, ErrorCode::offset_out_of_range);
    EXPECT_EQ(answer_of(bench.request(up_to(0, 7))).error, ErrorCode::unknown_topic_or_partition);
    Bench compacted(1, alone, {{"cleanup.policy", "compact"}});
    EXPECT_EQ(answer_of(compacted.request(up_to(0))).error, ErrorCode::policy_violation);
}

TEST_CASE("ST-22: it is answered when the follower's log begins there, too") {
    Bench bench(2, pair);
    bench.produce(1, 3);
    follow_with_start(bench, 3, 0);
    const auto parked = bench.request(up_to(2), -1, {501});
    EXPECT_EQ(count_of<node::SendResponse>(parked), 0u);
    EXPECT_EQ(bench.log().log_start_offset().value, 2);
    const auto effects = follow_with_start(bench, 3, 2);
    EXPECT_EQ(answer_of(effects).error, ErrorCode::none);
    EXPECT_EQ(answer_of(effects).low_watermark.value, 2);
}

TEST_CASE("ST-22: a follower that stays behind costs the request its time") {
    Bench bench(2, pair);
    bench.produce(1, 3);
    follow_with_start(bench, 3, 0);
    bench.request(up_to(2), -1, {501});
    const auto effects = bench.timer(replica::ReplicaTimer::delete_expiry, 1);
    EXPECT_EQ(answer_of(effects).error, ErrorCode::request_timed_out);
    EXPECT_EQ(answer_of(effects).low_watermark.value, 0);
}
