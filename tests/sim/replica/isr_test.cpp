// How a leader changes its ISR through the controller.
#include "tests/sim/replica/replica_support.h"

using namespace brokerscope;
using namespace brokerscope::replica_test;
using protocol::AlterPartitionRequest;

namespace {

const Layout two_of_three{.replicas = {{1}, {2}, {3}}, .isr = {{1}, {2}}, .leader = {1}};

// The ALTER_PARTITION request in these effects, with its envelope.
std::optional<protocol::Request> alter_in(const node::Effects& effects) {
    for (const node::Effect& effect : effects.list()) {
        const auto* sent = std::get_if<node::SendRequest>(&effect);
        if (sent == nullptr) continue;
        if (std::holds_alternative<AlterPartitionRequest>(sent->request.body)) return sent->request;
    }
    return std::nullopt;
}

std::vector<std::int32_t> asked_isr(const protocol::Request& request) {
    std::vector<std::int32_t> isr;
    const auto& body = std::get<AlterPartitionRequest>(request.body);
    for (const protocol::BrokerIdAndEpoch& member : body.partitions.at(0).new_isr)
        isr.push_back(member.broker_id.value);
    return isr;
}

protocol::AlterPartitionResponse answer(ErrorCode error, std::vector<NodeId> isr = {}) {
    protocol::AlterPartitionPartitionResponse partition;
    partition.topic = topic_id;
    partition.error = error;
    partition.leader_id = {1};
    partition.leader_epoch = {0};
    partition.isr = std::move(isr);
    partition.partition_epoch = {1};
    protocol::AlterPartitionResponse response;
    response.partitions.push_back(partition);
    return response;
}

// Broker 3 has everything and the request to add it is on its way.
struct Expanding {
    Bench bench;
    protocol::Request request;

    explicit Expanding(const std::map<std::string, std::string>& configs = {})
        : bench(3, two_of_three, configs) {
        bench.produce(1, 10);
        bench.follow({2}, {10});
        const auto effects = bench.request(fetch_request({3}, {10}));
        const auto sent = alter_in(effects);
        REQUIRE(sent.has_value());
        request = *sent;
    }
    bool is_pending() { return !bench.leading().isr.is_settled(); }
};

}  // namespace

TEST_CASE("RE-12, RE-13: a follower that has caught up is proposed, and counts at once") {
    Expanding expanding;
    EXPECT_EQ(asked_isr(expanding.request), std::vector<std::int32_t>{1, 2, 3});
    const auto& body = std::get<AlterPartitionRequest>(expanding.request.body);
    EXPECT_EQ(body.broker_epoch.value, 1);
    EXPECT_EQ(body.partitions[0].new_isr[2].broker_epoch.value, 3);
    EXPECT_EQ(expanding.bench.leading().isr.committed.size(), 2u);
    EXPECT_EQ(expanding.bench.leading().isr.maximal().size(), 3u);
}

TEST_CASE("RE-13: 3.9 sends the new member last, 4.3 sorts") {
    const Layout reversed{.replicas = {{3}, {2}, {1}}, .isr = {{3}, {1}}, .leader = {1}};
    for (const bool sorted : {false, true}) {
        ReplicaSettings settings;
        settings.isr_in_id_order = sorted;
        Bench bench(3, reversed, {}, settings);
        const auto sent = alter_in(bench.request(fetch_request({2}, {0})));
        REQUIRE(sent.has_value());
        EXPECT_EQ(asked_isr(*sent),
                  sorted ? std::vector<std::int32_t>{1, 2, 3} : std::vector<std::int32_t>{3, 1, 2});
    }
}

TEST_CASE("RE-13, GS-16: the high watermark moves when the controller has agreed") {
    const std::map<std::string, std::string> strict{{"min.insync.replicas", "3"}};
    Expanding expanding(strict);
    EXPECT_EQ(expanding.bench.log().high_watermark().value, 0);
    expanding.bench.response(expanding.request, answer(ErrorCode::none, {{1}, {2}, {3}}));
    EXPECT_EQ(expanding.bench.leading().isr.committed.size(), 3u);
    EXPECT_EQ(expanding.bench.partition().partition_epoch.value, 1);
    EXPECT_EQ(expanding.bench.log().high_watermark().value, 10);
}

TEST_CASE("RE-14: an ineligible replica is dropped, and proposed again with its next fetch") {
    Expanding expanding;
    expanding.bench.response(expanding.request, answer(ErrorCode::ineligible_replica));
    EXPECT_FALSE(expanding.is_pending());
    EXPECT(alter_in(expanding.bench.request(fetch_request({3}, {10}))).has_value());
}

TEST_CASE("RE-14: after other refusals the change stays pending until metadata arrives") {
    Expanding expanding;
    const auto effects =
        expanding.bench.response(expanding.request, answer(ErrorCode::invalid_update_version));
    EXPECT_FALSE(alter_in(effects).has_value());
    EXPECT(expanding.is_pending());
    Layout newer = two_of_three;
    newer.partition_epoch = {1};
    expanding.bench.relayout(newer);
    EXPECT_FALSE(expanding.is_pending());
}

TEST_CASE(
    "RE-14: what may pass is sent again: at once for a partition, after 50 ms for a request") {
    Expanding expanding;
    const auto at_once =
        expanding.bench.response(expanding.request, answer(ErrorCode::not_controller));
    const auto again = alter_in(at_once);
    REQUIRE(again.has_value());
    protocol::AlterPartitionResponse stale;
    stale.error = ErrorCode::stale_broker_epoch;
    const auto later = expanding.bench.response(*again, stale);
    EXPECT_FALSE(alter_in(later).has_value());
    EXPECT(alter_in(expanding.bench.timer(replica::ReplicaTimer::isr_change_retry)).has_value());
}

TEST_CASE("RE-13: an answer for an older leader epoch changes nothing") {
    Expanding expanding;
    Layout newer = two_of_three;
    newer.leader_epoch = {2};
    newer.partition_epoch = {2};
    expanding.bench.relayout(newer);
    expanding.bench.response(expanding.request, answer(ErrorCode::none, {{1}, {2}, {3}}));
    EXPECT_EQ(expanding.bench.leading().isr.committed.size(), 2u);
    EXPECT_EQ(expanding.bench.partition().partition_epoch.value, 2);
}

TEST_CASE("RE-25: a change of the ISR alone keeps the followers' progress and the epoch") {
    Expanding expanding;
    Layout newer = two_of_three;
    newer.isr = {{1}, {2}, {3}};
    newer.partition_epoch = {1};
    const auto effects = expanding.bench.relayout(newer);
    EXPECT(facts_in<journal::ReplicaRoleTaken>(effects).empty());
    EXPECT_EQ(expanding.bench.leading().followers.at({3}).log_end_offset.value, 10);
    EXPECT_EQ(expanding.bench.log().high_watermark().value, 10);
}

TEST_CASE("RE-11: the check every half of the lag time proposes to shrink") {
    Bench bench(3, two_of_three);
    bench.produce(1, 1);
    bench.wait(base::seconds(30));
    EXPECT_FALSE(alter_in(bench.timer(replica::ReplicaTimer::isr_shrink_check)).has_value());
    bench.wait(base::milliseconds(1));
    const auto sent = alter_in(bench.timer(replica::ReplicaTimer::isr_shrink_check));
    REQUIRE(sent.has_value());
    EXPECT_EQ(asked_isr(*sent), std::vector<std::int32_t>{1});
    // The leaving member still counts until the controller has agreed.
    EXPECT_EQ(bench.log().high_watermark().value, 0);
    bench.response(*sent, answer(ErrorCode::none, {{1}}));
    EXPECT_EQ(bench.log().high_watermark().value, 1);
}
