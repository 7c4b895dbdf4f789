// Fetch requests: what is answered, what waits, and what a follower's fetch tells its leader.
#include "tests/golden/vectors.h"
#include "tests/sim/replica/replica_support.h"

using namespace brokerscope;
using namespace brokerscope::replica_test;
using protocol::FetchResponse;

namespace {

const Layout pair{.replicas = {{1}, {2}}, .isr = {{1}, {2}}, .leader = {1}, .leader_epoch = {3}};
constexpr NodeId consumer = base::no_node;

protocol::FetchPartitionResponse only(const node::Effects& effects) {
    const auto answer = answer_in<FetchResponse>(effects);
    REQUIRE(answer.has_value());
    REQUIRE_EQ(answer->partitions.size(), 1u);
    return answer->partitions[0];
}

ErrorCode with_epoch(Bench& bench, NodeId reader, std::int32_t epoch) {
    auto fetch = fetch_request(reader, {0});
    fetch.partitions[0].current_leader_epoch = {epoch};
    return only(bench.request(fetch)).error;
}

// Ten records, all committed.
Bench committed(const std::map<std::string, std::string>& configs = {}) {
    Bench bench(2, pair, configs);
    for (int i = 0; i < 10; ++i)
        bench.produce(1, 1);
    bench.follow({2}, {10}, {3});
    return bench;
}

// One batch for each epoch that wrote something; the last epoch began at the end otherwise.
log::PartitionLog log_with(const nlohmann::json& input) {
    log::PartitionLog log;
    const auto& epochs = input["epochs"];
    for (std::size_t i = 0; i < epochs.size(); ++i) {
        const LeaderEpoch epoch{epochs[i][0].get<std::int32_t>()};
        const std::int64_t begin = epochs[i][1];
        const std::int64_t end = i + 1 < epochs.size() ? epochs[i + 1][1].get<std::int64_t>()
                                                       : input["logEndOffset"].get<std::int64_t>();
        if (begin == end) {
            log.assign_epoch_at_end(epoch);
        } else {
            log.append_as_follower(log::with_offsets(
                batch_of(static_cast<std::int32_t>(end - begin)), {begin}, epoch));
        }
    }
    log.restore_high_watermark(log.log_end_offset());
    return log;
}

}  // namespace

TEST_CASE("RE-4: the leader epoch is compared before anything else") {
    Bench bench(2, pair);
    EXPECT_EQ(with_epoch(bench, consumer, 3), ErrorCode::none);
    EXPECT_EQ(with_epoch(bench, consumer, 2), ErrorCode::fenced_leader_epoch);
    EXPECT_EQ(with_epoch(bench, {2}, 4), ErrorCode::unknown_leader_epoch);
}

TEST_CASE("RE-5: who is no replica, or an old incarnation, is turned away") {
    Bench bench(3, pair);
    EXPECT_EQ(with_epoch(bench, {3}, 3), ErrorCode::unknown_leader_epoch);
    EXPECT_EQ(with_epoch(bench, {3}, -1), ErrorCode::not_leader_or_follower);
    auto fetch = fetch_request({2}, {0});
    fetch.replica_epoch = {1};
    EXPECT_EQ(only(bench.request(fetch)).error, ErrorCode::not_leader_or_follower);
}

TEST_CASE("RE-23: a consumer reads up to the high watermark, a follower to the log's end") {
    Bench bench(2, pair);
    bench.produce(1, 2);
    EXPECT(only(bench.request(fetch_request(consumer, {0}))).batches.empty());
    EXPECT_EQ(bench.follow({2}, {0}).batches.size(), 1u);
    bench.follow({2}, {2});
    EXPECT_EQ(only(bench.request(fetch_request(consumer, {0}))).batches.size(), 1u);
}

TEST_CASE("RE-7, GS-18: an answer carries the high watermark from before its fetch counted") {
    Bench bench(2, pair);
    for (int i = 0; i < 2; ++i)
        bench.produce(1, 5);
    EXPECT_EQ(bench.follow({2}, {5}).high_watermark.value, 0);
    EXPECT_EQ(bench.log().high_watermark().value, 5);
    const auto parked = bench.request(fetch_request({2}, {10}, 500));
    EXPECT_EQ(count_of<node::SendResponse>(parked), 0u);
    EXPECT_EQ(bench.log().high_watermark().value, 10);
    const auto waited = bench.timer(replica::ReplicaTimer::fetch_expiry, 1);
    EXPECT_EQ(only(waited).high_watermark.value, 10);
}

TEST_CASE(
    "ST-15: outside of the log a fetch is OFFSET_OUT_OF_RANGE, between the ends it is empty") {
    Bench bench = committed();
    const auto beyond = only(bench.request(fetch_request(consumer, {11})));
    EXPECT_EQ(beyond.error, ErrorCode::offset_out_of_range);
    EXPECT_EQ(beyond.high_watermark.value, -1);
    EXPECT_EQ(only(bench.request(fetch_request(consumer, {10}))).error, ErrorCode::none);
}

TEST_CASE("ST-15: the first batch comes whole however small the limits are") {
    Bench bench = committed();
    auto fetch = fetch_request(consumer, {0});
    fetch.max_bytes = 1;
    fetch.partitions[0].partition_max_bytes = 1;
    fetch.partitions.push_back(fetch.partitions[0]);
    const auto answer = answer_in<FetchResponse>(bench.request(fetch));
    REQUIRE(answer.has_value());
    EXPECT_EQ(answer->partitions[0].batches.size(), 1u);
    EXPECT(answer->partitions[1].batches.empty());
}

TEST_CASE(
    "RE-22, GS-32: a consumer waits for the high watermark, and its timer goes with the answer") {
    Bench bench(2, pair);
    const auto parked = bench.request(fetch_request(consumer, {0}, 500), -1, {501});
    EXPECT_EQ(count_of<node::SendResponse>(parked), 0u);
    EXPECT_EQ(count_of<node::SetTimer>(parked), 1u);
    const auto appended = bench.request(produce_request(1, batch_of(1)));
    EXPECT_FALSE(answer_in<FetchResponse>(appended).has_value());
    const auto moved = bench.request(fetch_request({2}, {1}), -1, {502});
    EXPECT_EQ(count_of<node::CancelTimer>(moved), 1u);
    EXPECT_EQ(count_of<node::SendResponse>(moved), 2u);
}

TEST_CASE("RE-22: a follower's parked fetch is answered by the append itself") {
    Bench bench(2, pair);
    bench.request(fetch_request({2}, {0}, 500));
    const auto effects = bench.request(produce_request(1, batch_of(1)), -1, {501});
    CHECK(answer_in<FetchResponse>(effects).has_value(), "the follower has something to fetch");
    EXPECT_EQ(only(effects).batches.size(), 1u);
}

TEST_CASE("RE-22, GS-32: too few bytes wait until the end, and then they come") {
    Bench bench = committed();
    auto fetch = fetch_request(consumer, {9}, 500);
    fetch.min_bytes = 100;
    EXPECT_EQ(count_of<node::SendResponse>(bench.request(fetch)), 0u);
    EXPECT_EQ(only(bench.timer(replica::ReplicaTimer::fetch_expiry, 1)).batches.size(), 1u);
}

TEST_CASE("RE-22: a reader at the end of a closed segment does not wait for more bytes") {
    Bench bench = committed({{"segment.bytes", "150"}});  // two batches a segment
    auto fetch = fetch_request(consumer, {1}, 500);
    fetch.min_bytes = 1000;
    EXPECT_EQ(only(bench.request(fetch)).batches.size(), 1u);
}

TEST_CASE("RE-22: an error is answered at once, also when leadership moves while a fetch waits") {
    Bench bench(2, pair);
    bench.request(fetch_request({2}, {0}, 500));
    Layout moved = pair;
    moved.leader = {2};
    moved.leader_epoch = {4};
    moved.partition_epoch = {1};
    const auto effects = bench.relayout(moved);
    EXPECT_EQ(only(effects).error, ErrorCode::not_leader_or_follower);
    EXPECT(only(effects).current_leader == protocol::LeaderIdAndEpoch{{2}, {4}});
}

TEST_CASE("RE-22: a closed connection's parked fetch is forgotten with its timer") {
    Bench bench(2, pair);
    bench.request(fetch_request(consumer, {0}, 500), -1, {501});
    const auto image = image_of(2, pair);
    const auto closed = bench.turn([&](auto& turn, auto& effects) {
        bench.manager().on_connection_closed({501}, image, turn, effects);
    });
    EXPECT_EQ(count_of<node::CancelTimer>(closed), 1u);
    bench.produce(1, 1);
    EXPECT_EQ(count_of<node::SendResponse>(bench.request(fetch_request({2}, {1}))), 1u);
}

TEST_CASE("RE-47: a follower serves consumers up to its own high watermark") {
    Bench bench(2, {.replicas = {{1}, {2}}, .isr = {{1}, {2}}, .leader = {2}});
    bench.log().append_as_follower(log::with_offsets(batch_of(1), {0}, {0}));
    bench.log().append_as_follower(log::with_offsets(batch_of(1), {1}, {0}));
    bench.log().advance_high_watermark({1});
    const auto answer = only(bench.request(fetch_request(consumer, {0})));
    EXPECT_EQ(answer.error, ErrorCode::none);
    EXPECT_EQ(answer.batches.size(), 1u);
    EXPECT_EQ(only(bench.request(fetch_request({2}, {0}))).error,
              ErrorCode::not_leader_or_follower);
}

TEST_CASE("RE-26, ST-37: fetches and epoch lookups answer as real brokers did") {
    for (const auto& vector : golden::vectors("leader-epochs")) {
        INFO(vector["id"].get<std::string>());
        const auto& input = vector["input"];
        const auto& output = vector["output"];
        const LeaderEpoch epoch{input["leaderEpoch"].get<std::int32_t>()};
        Bench bench(1, {.replicas = {{1}}, .isr = {{1}}, .leader = {1}, .leader_epoch = epoch});
        bench.log() = log_with(input);
        if (input["api"] == "FETCH") {
            auto fetch = fetch_request(consumer, {input["fetchOffset"].get<std::int64_t>()});
            fetch.partitions[0].current_leader_epoch = epoch;
            fetch.partitions[0].last_fetched_epoch = {input["lastFetchedEpoch"].get<int>()};
            const auto answer = only(bench.request(fetch));
            EXPECT_EQ(std::string(base::name_of(answer.error)), output["error"]);
            nlohmann::json diverging;
            if (answer.diverging_epoch)
                diverging = {{"epoch", answer.diverging_epoch->epoch.value},
                             {"endOffset", answer.diverging_epoch->end_offset.value}};
            EXPECT_EQ(diverging, output.value("divergingEpoch", nlohmann::json()));
            // How the real log was cut into batches is not in the vector.
            EXPECT_EQ(answer.batches.empty(),
                      output.value("firstBatchOffset", nlohmann::json()).is_null());
        } else {
            protocol::OffsetForLeaderEpochRequest request;
            request.partitions.push_back(
                {topic_id, 0, base::no_leader_epoch, {input["epoch"].get<int>()}});
            const auto answer =
                answer_in<protocol::OffsetForLeaderEpochResponse>(bench.request(request));
            REQUIRE(answer.has_value());
            EXPECT_EQ(answer->partitions[0].leader_epoch.value, output["leaderEpoch"]);
            EXPECT_EQ(answer->partitions[0].end_offset.value, output["endOffset"]);
        }
    }
}
