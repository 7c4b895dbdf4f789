// Produce requests: refusals in Kafka's order, and who waits for what.
#include "tests/sim/replica/replica_support.h"

using namespace brokerscope;
using namespace brokerscope::replica_test;
using protocol::ProduceResponse;

namespace {

const Layout alone{.replicas = {{1}}, .isr = {{1}}, .leader = {1}};
const Layout pair{.replicas = {{1}, {2}}, .isr = {{1}, {2}}, .leader = {1}, .leader_epoch = {3}};

ErrorCode error_of(const node::Effects& effects) {
    const auto answer = answer_in<ProduceResponse>(effects);
    REQUIRE(answer.has_value());
    return answer->partitions.at(0).error;
}

}  // namespace

TEST_CASE("RE-17: acks=1 is answered right after the leader's append") {
    Bench bench(2, pair);
    const auto answer = bench.produce(1, 3);
    EXPECT_EQ(answer.error, ErrorCode::none);
    EXPECT_EQ(answer.base_offset.value, 0);
    EXPECT_EQ(answer.log_append_time_ms, -1);
    EXPECT_EQ(bench.log().log_end_offset().value, 3);
    EXPECT_EQ(bench.log().high_watermark().value, 0);
}

TEST_CASE("RE-17: acks=0 is never answered, and an error closes the connection") {
    Bench bench(2, pair);
    const auto stored = bench.request(produce_request(0, batch_of(1)));
    EXPECT_EQ(count_of<node::SendResponse>(stored), 0u);
    EXPECT_EQ(count_of<node::CloseConnection>(stored), 0u);
    auto wrong = produce_request(0, batch_of(1));
    wrong.partitions[0].partition = 9;
    const auto refused = bench.request(wrong);
    EXPECT_EQ(count_of<node::SendResponse>(refused), 0u);
    EXPECT_EQ(count_of<node::CloseConnection>(refused), 1u);
}

TEST_CASE("RE-18: acks=all waits until the in-sync follower has fetched past the batch") {
    Bench bench(2, pair);
    const auto parked = bench.request(produce_request(-1, batch_of(2)));
    EXPECT_EQ(count_of<node::SendResponse>(parked), 0u);
    const auto effects = bench.request(fetch_request({2}, {2}));
    const auto answer = answer_in<ProduceResponse>(effects);
    REQUIRE(answer.has_value());
    EXPECT_EQ(answer->partitions[0].error, ErrorCode::none);
    EXPECT_EQ(answer->partitions[0].base_offset.value, 0);
    EXPECT_EQ(count_of<node::CancelTimer>(effects), 1u);
    EXPECT_EQ(facts_in<journal::HighWatermarkMoved>(effects).size(), 1u);
}

TEST_CASE("RE-21: with an ISR of one acks=all is answered at once") {
    Bench bench(1, alone);
    EXPECT_EQ(bench.produce(-1, 1).error, ErrorCode::none);
    EXPECT_EQ(bench.log().high_watermark().value, 1);
}

TEST_CASE("RE-19: after the request's time it is REQUEST_TIMED_OUT with its offset") {
    Bench bench(2, pair);
    bench.request(produce_request(-1, batch_of(2)));
    const auto effects = bench.timer(replica::ReplicaTimer::produce_expiry, 1);
    const auto answer = answer_in<ProduceResponse>(effects);
    REQUIRE(answer.has_value());
    EXPECT_EQ(answer->partitions[0].error, ErrorCode::request_timed_out);
    EXPECT_EQ(answer->partitions[0].base_offset.value, 0);
    EXPECT_EQ(bench.log().log_end_offset().value, 2);
}

TEST_CASE("RE-19: a leader that loses its office answers NOT_LEADER_OR_FOLLOWER at once") {
    Bench bench(2, pair);
    bench.request(produce_request(-1, batch_of(2)));
    Layout moved = pair;
    moved.leader = {2};
    moved.leader_epoch = {4};
    moved.partition_epoch = {1};
    EXPECT_EQ(error_of(bench.relayout(moved)), ErrorCode::not_leader_or_follower);
}

TEST_CASE("RE-20, GS-14: too small an ISR refuses acks=all before anything is written") {
    Bench bench(2, {.replicas = {{1}, {2}}, .isr = {{1}}, .leader = {1}},
                {{"min.insync.replicas", "2"}});
    const auto answer = bench.produce(-1, 1);
    EXPECT_EQ(answer.error, ErrorCode::not_enough_replicas);
    EXPECT_EQ(answer.base_offset.value, -1);
    EXPECT_EQ(bench.log().log_end_offset().value, 0);
}

TEST_CASE("RE-9, GS-15: acks=1 is stored below min ISR, but the high watermark stands still") {
    Bench bench(2, {.replicas = {{1}, {2}}, .isr = {{1}}, .leader = {1}},
                {{"min.insync.replicas", "2"}});
    EXPECT_EQ(bench.produce(1, 1).error, ErrorCode::none);
    EXPECT_EQ(bench.log().high_watermark().value, 0);
    bench.follow({2}, {1});
    EXPECT_EQ(bench.log().high_watermark().value, 0);
    bench.relayout({.replicas = {{1}, {2}},
                    .isr = {{1}, {2}},
                    .leader = {1},
                    .leader_epoch = {0},
                    .partition_epoch = {1}});
    EXPECT_EQ(bench.log().high_watermark().value, 1);
}

TEST_CASE("RE-10, GS-17: one replica and min.insync.replicas 2 accept acks=all") {
    Bench bench(1, alone, {{"min.insync.replicas", "2"}});
    EXPECT_EQ(bench.produce(-1, 1).error, ErrorCode::none);
    EXPECT_EQ(bench.log().high_watermark().value, 1);
}

TEST_CASE("RE-20, GS-20: the ISR falls below min ISR while it waits: time runs out, not error 20") {
    Bench bench(2, pair, {{"min.insync.replicas", "2"}});
    bench.request(produce_request(-1, batch_of(1)));
    Layout shrunk = pair;
    shrunk.isr = {{1}};
    shrunk.partition_epoch = {1};
    EXPECT_EQ(count_of<node::SendResponse>(bench.relayout(shrunk)), 0u);
    EXPECT_EQ(bench.log().high_watermark().value, 0);
    EXPECT_EQ(error_of(bench.timer(replica::ReplicaTimer::produce_expiry, 1)),
              ErrorCode::request_timed_out);
    EXPECT_EQ(bench.produce(-1, 1).error, ErrorCode::not_enough_replicas);
}

TEST_CASE("RE-9: lowering min ISR moves nothing until the next append") {
    Bench bench(2, {.replicas = {{1}, {2}}, .isr = {{1}}, .leader = {1}},
                {{"min.insync.replicas", "2"}});
    bench.produce(1, 1);
    bench.change(node::ConfigRecord{2, "t", "min.insync.replicas", "1"});
    EXPECT_EQ(bench.log().high_watermark().value, 0);
    bench.produce(1, 1);
    EXPECT_EQ(bench.log().high_watermark().value, 2);
}

TEST_CASE("ST-8: the first failing step decides the error") {
    Bench bench(2, pair, {{"max.message.bytes", "200"}, {"min.insync.replicas", "1"}});
    auto request = produce_request(7, batch_of(1, std::string(500, 'x')));
    request.partitions[0].partition = 4;
    EXPECT_EQ(error_of(bench.request(request)), ErrorCode::unknown_topic_or_partition);
    request.partitions[0].partition = 0;
    request.partitions[0].batches->clear();
    EXPECT_EQ(error_of(bench.request(request)), ErrorCode::invalid_record);
    request = produce_request(7, batch_of(1, std::string(500, 'x')));
    EXPECT_EQ(error_of(bench.request(request)), ErrorCode::invalid_required_acks);
    request.acks = 1;
    EXPECT_EQ(error_of(bench.request(request)), ErrorCode::message_too_large);
    request.partitions[0].batches->front().base_offset = {5};
    EXPECT_EQ(error_of(bench.request(request)), ErrorCode::invalid_record);
    EXPECT_EQ(bench.log().log_end_offset().value, 0);
}

TEST_CASE("ST-8: an unknown topic id is told as such from Produce v13 on") {
    Bench bench(2, pair);
    auto request = produce_request(1, batch_of(1));
    request.partitions[0].topic = {77};
    EXPECT_EQ(error_of(bench.request(request)), ErrorCode::unknown_topic_id);
    EXPECT_EQ(error_of(bench.request(request, 11)), ErrorCode::unknown_topic_or_partition);
}

TEST_CASE("ST-8: a batch larger than a segment is RECORD_LIST_TOO_LARGE") {
    Bench bench(1, alone, {{"segment.bytes", "100"}});
    EXPECT_EQ(error_of(bench.request(produce_request(1, batch_of(1, std::string(90, 'x'))))),
              ErrorCode::record_list_too_large);
}

TEST_CASE("ST-8: a compacted topic needs keys, and timestamps must not lie far ahead") {
    Bench bench(1, alone, {{"cleanup.policy", "compact"}});
    auto keyless = produce_request(1, log::make_batch({{std::nullopt, base::Bytes{"v"}, {}, 1}}));
    EXPECT_EQ(error_of(bench.request(keyless)), ErrorCode::invalid_record);
    const std::int64_t in_two_hours = 1'000'000 + 2 * 3'600'000;
    auto future = produce_request(
        1, log::make_batch({{base::Bytes{"k"}, base::Bytes{"v"}, {}, in_two_hours}}));
    EXPECT_EQ(error_of(bench.request(future)), ErrorCode::invalid_timestamp);
}

TEST_CASE("ST-6: a LogAppendTime topic stamps the broker's time") {
    Bench bench(1, alone, {{"message.timestamp.type", "LogAppendTime"}});
    EXPECT_EQ(bench.produce(1, 1).log_append_time_ms, 1'000'000);
}

TEST_CASE("RE-48: who is turned away hears of the leader from Produce v10 on") {
    Bench bench(2, {.replicas = {{1}, {2}}, .isr = {{1}, {2}}, .leader = {2}, .leader_epoch = {8}});
    auto answer = answer_in<ProduceResponse>(bench.request(produce_request(1, batch_of(1))));
    REQUIRE(answer.has_value());
    EXPECT_EQ(answer->partitions[0].error, ErrorCode::not_leader_or_follower);
    EXPECT(answer->partitions[0].current_leader == protocol::LeaderIdAndEpoch{{2}, {8}});
    answer = answer_in<ProduceResponse>(bench.request(produce_request(1, batch_of(1)), 9));
    EXPECT_FALSE(answer->partitions[0].current_leader.has_value());
}

TEST_CASE("ST-9: partitions of one request are independent") {
    Bench bench(1, alone);
    auto request = produce_request(-1, batch_of(1));
    request.partitions.push_back(request.partitions[0]);
    request.partitions[1].partition = 3;
    const auto answer = answer_in<ProduceResponse>(bench.request(request));
    REQUIRE(answer.has_value());
    EXPECT_EQ(answer->partitions[0].error, ErrorCode::none);
    EXPECT_EQ(answer->partitions[1].error, ErrorCode::unknown_topic_or_partition);
}

TEST_CASE("Facts: an append states its batch and the first bytes of its records") {
    Bench bench(1, alone);
    const auto effects =
        bench.request(produce_request(1, batch_of(2, "a value that is longer than a slice")));
    const auto facts = facts_in<journal::LeaderAppended>(effects);
    REQUIRE_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].batch.last_offset.value, 1);
    REQUIRE_EQ(facts[0].records.size(), 2u);
    EXPECT_EQ(facts[0].records[0].value->data, "a value that is longer t");
}

TEST_CASE("GR-6: a coordinator's append finishes when the high watermark has passed it") {
    Bench bench(2, pair);
    bench.append_local(batch_of(1), 42);
    EXPECT(bench.manager().take_finished_appends().empty());
    bench.follow({2}, {1});
    const std::vector<replica::FinishedAppend> done{{42, ErrorCode::none}};
    EXPECT(bench.manager().take_finished_appends() == done);
    EXPECT(bench.manager().take_finished_appends().empty());
}

TEST_CASE("GR-6: it fails when leadership is lost, when there is none, and after its time") {
    Bench bench(2, pair);
    bench.append_local(batch_of(1), 1);
    bench.timer(replica::ReplicaTimer::produce_expiry, 1);
    bench.append_local(batch_of(1), 2);
    Layout moved = pair;
    moved.leader = {2};
    moved.leader_epoch = {4};
    moved.partition_epoch = {1};
    bench.relayout(moved);
    bench.append_local(batch_of(1), 3);
    const std::vector<replica::FinishedAppend> done{{1, ErrorCode::request_timed_out},
                                                    {2, ErrorCode::not_leader_or_follower},
                                                    {3, ErrorCode::not_leader_or_follower}};
    EXPECT(bench.manager().take_finished_appends() == done);
}
