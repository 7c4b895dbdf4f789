// What recorded stories do not show: registrations, sessions, waiting for the disk, topics.
#include "tests/sim/controller/controller_bench_support.h"

#include <algorithm>

using namespace brokerscope;
using namespace brokerscope::controller_test;
using base::milliseconds;
using base::seconds;

namespace {

ControllerSettings old_controller() {
    ControllerSettings settings;
    settings.kafka = kafka::KafkaVersion::v3_9;
    settings.eligible_leader_replicas = false;
    settings.sessions_are_polled = false;
    settings.fenced_session_blocks = false;
    return settings;
}

// Everybody but these stays in touch for this long.
void run_without(ControllerBench& bench, const std::vector<std::int32_t>& silent,
                 Duration duration) {
    const LocalTime until = bench.now() + duration;
    while (bench.now() < until) {
        bench.run(std::min(milliseconds(500), until - bench.now()));
        for (const auto& [id, broker] : bench.image().brokers()) {
            const bool speaks = std::find(silent.begin(), silent.end(), id.value) == silent.end();
            if (speaks) bench.beat(id.value);
        }
    }
}

template <class Fact>
std::size_t count(const ControllerBench& bench) {
    return static_cast<std::size_t>(
        std::count_if(bench.facts().begin(), bench.facts().end(),
                      [](const auto& fact) { return std::holds_alternative<Fact>(fact); }));
}

protocol::CreateTopicsRequest counted(const std::string& name, std::int32_t partitions,
                                      std::int16_t replication) {
    protocol::CreateTopicsRequest request;
    request.topics.push_back({name, partitions, replication, {}, {}});
    return request;
}

ErrorCode creating(ControllerBench& bench, const protocol::CreateTopicsRequest& request) {
    return bench.ask<protocol::CreateTopicsResponse>(request).topics.at(0).error;
}

}  // namespace

TEST_CASE("CT-1: what was decided is answered when the disk has it, and not before") {
    ControllerBench bench;
    bench.hold_disk(true);
    protocol::BrokerRegistrationRequest registration;
    registration.broker_id = {1};
    registration.incarnation_id = 7;
    const auto first = bench.send(registration);
    EXPECT_EQ(bench.answer(first), nullptr);
    EXPECT(bench.image().broker({1}) != nullptr);  // decisions see what is not committed yet
    const auto nothing_written =
        bench.send(protocol::BrokerHeartbeatRequest{{1}, bench.epoch_of(1), {0}, true, false});
    EXPECT_EQ(bench.answer(nothing_written), nullptr);
    bench.hold_disk(false);
    EXPECT_NE(bench.answer(first), nullptr);
    EXPECT_NE(bench.answer(nothing_written), nullptr);
}

TEST_CASE("CT-3: a restarted controller leads in a new epoch and knows what it had written") {
    ControllerBench bench;
    bench.bring_up({1, 2});
    bench.create("t", {1, 2});
    const auto before = bench.partition("t");
    const auto epoch = bench.controller().epoch();
    bench.restart();
    EXPECT_EQ(bench.controller().epoch().value, epoch.value + 1);
    EXPECT_EQ(bench.partition("t").replicas, before.replicas);
    EXPECT_EQ(bench.partition("t").isr, before.isr);
    EXPECT_FALSE(bench.image().broker({1})->fenced);
    bench.create("u", {1, 2});
    EXPECT_NE(bench.image().topic("u")->id, bench.image().topic("t")->id);
}

TEST_CASE("CT-4: a restarted controller gives every unfenced broker a whole session") {
    ControllerBench bench;
    bench.bring_up({1, 2});
    run_without(bench, {1}, seconds(8));
    bench.restart();
    run_without(bench, {1}, milliseconds(8'900));
    EXPECT_FALSE(bench.image().broker({1})->fenced);
    run_without(bench, {1}, seconds(2));
    EXPECT(bench.image().broker({1})->fenced);
}

TEST_CASE("CT-4, RE-46: a restarted 3.9 controller counts from the first broker that it hears") {
    ControllerBench bench(old_controller());
    bench.bring_up({1, 2});
    bench.create("t", {1});
    const auto before = bench.partition("t");
    bench.restart();
    SUBCASE("the only broker comes back unfenced in its old epoch when its session is over") {
        bench.run(seconds(9));
        EXPECT_EQ(bench.enroll(1, 2).error, ErrorCode::duplicate_broker_registration);
        bench.run(milliseconds(1));
        EXPECT_FALSE(bench.image().broker({1})->fenced);
        EXPECT_EQ(bench.enroll(1, 2).error, ErrorCode::none);
        bench.beat(1);
        EXPECT_EQ(bench.partition("t").leader_epoch, before.leader_epoch);
        EXPECT_EQ(bench.partition("t").leader, before.leader);
    }
    SUBCASE("one that is heard sets the clock of one that is not") {
        run_without(bench, {1}, milliseconds(8'999));
        EXPECT_FALSE(bench.image().broker({1})->fenced);
        run_without(bench, {1}, milliseconds(2));
        EXPECT(bench.image().broker({1})->fenced);
        EXPECT_NE(bench.partition("t").leader, before.leader);
    }
    SUBCASE("one whose session had ended before anybody was heard is fenced at once") {
        bench.run(seconds(20));
        EXPECT_FALSE(bench.image().broker({1})->fenced);
        bench.beat(2);
        bench.run(milliseconds(1));
        EXPECT(bench.image().broker({1})->fenced);
        EXPECT_FALSE(bench.image().broker({2})->fenced);
    }
}

TEST_CASE("CT-5: the epoch of a broker is the offset of its registration, and it begins fenced") {
    ControllerBench bench;
    const Offset before = bench.log().log_end_offset();
    const auto answer = bench.enroll(1, 7);
    EXPECT_EQ(answer.error, ErrorCode::none);
    EXPECT_EQ(answer.broker_epoch.value, before.value);
    EXPECT(bench.image().broker({1})->fenced);
    SUBCASE("the same incarnation again keeps epoch and state") {
        bench.beat(1);
        EXPECT_EQ(bench.enroll(1, 7).broker_epoch, answer.broker_epoch);
        EXPECT_FALSE(bench.image().broker({1})->fenced);
    }
    SUBCASE("an old epoch is stale from then on") {
        bench.run(seconds(10));
        bench.enroll(1, 8);
        const auto late = bench.ask<protocol::BrokerHeartbeatResponse>(
            protocol::BrokerHeartbeatRequest{{1}, answer.broker_epoch, {100}, false, false});
        EXPECT_EQ(late.error, ErrorCode::stale_broker_epoch);
    }
}

TEST_CASE("CT-5: another incarnation waits until the session of the one before has ended") {
    ControllerBench bench;
    bench.run(milliseconds(200));  // sessions do not end when the controller looks
    bench.bring_up({1, 2});
    run_without(bench, {1}, seconds(9));
    EXPECT_EQ(bench.enroll(1, 2).error, ErrorCode::duplicate_broker_registration);
    run_without(bench, {1}, milliseconds(1));
    EXPECT_EQ(bench.enroll(1, 2).error, ErrorCode::none);
}

TEST_CASE("CT-5: only 4.3 lets the session of a fenced broker keep its successor waiting") {
    for (const bool newest : {true, false}) {
        ControllerBench bench(newest ? ControllerSettings{} : old_controller());
        bench.bring_up({1, 2});
        EXPECT(bench.beat(1, false, true).should_shut_down);
        const auto wanted = newest ? ErrorCode::duplicate_broker_registration : ErrorCode::none;
        EXPECT_EQ(bench.enroll(1, 2).error, wanted);
    }
}

TEST_CASE("CT-5, CT-30: a broker that was killed leaves the ELR when it registers") {
    for (const bool clean : {true, false}) {
        ControllerBench bench;
        bench.bring_up({1, 2});
        bench.create("t", {1});
        run_without(bench, {1}, seconds(11));
        REQUIRE(bench.image().broker({1})->fenced);
        EXPECT_EQ(bench.partition("t").elr, nodes({1}));
        bench.enroll(1, 2, clean ? bench.epoch_of(1).value : -1);
        EXPECT_EQ(bench.partition("t").elr, clean ? nodes({1}) : nodes({}));
        bench.beat(1);
        EXPECT_EQ(bench.partition("t").leader, NodeId{1});
        EXPECT_EQ(bench.partition("t").reason == journal::PartitionChangeReason::unclean_election,
                  !clean);
    }
}

TEST_CASE("CT-7: the last broker too hands over before it is let go") {
    ControllerBench bench;
    bench.bring_up({1});
    bench.create("t", {1});
    const auto first = bench.beat(1, false, true);
    EXPECT_FALSE(first.should_shut_down);
    EXPECT_FALSE(first.is_fenced);
    EXPECT_EQ(bench.partition("t").leader, base::no_node);
    EXPECT(bench.beat(1, false, true).should_shut_down);
}

TEST_CASE("CT-7: a controlled shutdown goes on whatever the broker says next") {
    ControllerBench bench;
    bench.bring_up({1, 2});
    bench.create("t", {1, 2});
    bench.beat(1, false, true);
    const auto changed_its_mind = bench.beat(1, true, false);
    EXPECT_FALSE(changed_its_mind.is_fenced);
    EXPECT_FALSE(changed_its_mind.should_shut_down);
    bench.beat(2);
    EXPECT(bench.beat(1).should_shut_down);
}

TEST_CASE("CT-7, CT-16: a broker may go when the others have applied that it leads nothing") {
    ControllerBench bench;
    bench.bring_up({1, 2});
    bench.create("t", {1, 2});
    EXPECT_FALSE(bench.beat(1, false, true).should_shut_down);
    EXPECT_EQ(bench.partition("t").leader, NodeId{2});
    EXPECT_FALSE(bench.beat(1, false, true).should_shut_down);
    bench.beat(2);
    const auto last = bench.beat(1, false, true);
    EXPECT(last.should_shut_down);
    EXPECT(last.is_fenced);
}

TEST_CASE("CT-8: 3.9 fences a silent broker when its session ends, 4.3 at its next look") {
    for (const bool newest : {true, false}) {
        ControllerBench bench(newest ? ControllerSettings{} : old_controller());
        bench.run(milliseconds(200));  // sessions do not end when the controller looks
        bench.bring_up({1, 2});
        run_without(bench, {1}, seconds(9));
        bench.run(milliseconds(1));
        EXPECT_EQ(bench.image().broker({1})->fenced, !newest);
        run_without(bench, {1}, milliseconds(1'125));
        EXPECT(bench.image().broker({1})->fenced);
    }
}

TEST_CASE("CT-8: of several silent brokers 4.3 fences one at a look, the next 10 ms later") {
    ControllerBench bench;
    bench.bring_up({1, 2, 3});
    run_without(bench, {1, 2}, seconds(9));
    const auto fenced = [&] {
        return int{bench.image().broker({1})->fenced} + int{bench.image().broker({2})->fenced};
    };
    while (fenced() == 0)
        bench.run(milliseconds(1));
    EXPECT_EQ(fenced(), 1);
    bench.run(milliseconds(9));
    EXPECT_EQ(fenced(), 1);
    bench.run(milliseconds(1));
    EXPECT_EQ(fenced(), 2);
}

TEST_CASE("CT-8: the session of a broker that has stopped ends with a second fence record") {
    ControllerBench bench;
    bench.bring_up({1, 2});
    bench.beat(1, false, true);
    const std::size_t told = count<journal::BrokerFencing>(bench);
    const Offset before = bench.log().log_end_offset();
    run_without(bench, {1}, seconds(11));
    EXPECT_EQ(bench.records_from(before).size(), 1);
    EXPECT_EQ(count<journal::BrokerFencing>(bench), told);  // it is no news
}

TEST_CASE("CT-9, CT-10: a fenced broker loses its partitions and does not get them back") {
    ControllerBench bench;
    bench.bring_up({1, 2});
    bench.create("t", {1, 2});
    run_without(bench, {1}, seconds(11));
    EXPECT_EQ(bench.partition("t").leader, NodeId{2});
    EXPECT_EQ(bench.partition("t").isr, nodes({2}));
    EXPECT_FALSE(bench.beat(1).is_fenced);
    EXPECT_EQ(bench.partition("t").leader, NodeId{2});
    EXPECT_EQ(bench.partition("t").isr, nodes({2}));
    EXPECT_EQ(bench.alter("t", {1, 2}).error, ErrorCode::none);
    EXPECT_EQ(bench.partition("t").leader, NodeId{2});
}

TEST_CASE("CT-15: a fenced broker or an unknown one cannot come into an ISR") {
    ControllerBench bench;
    bench.bring_up({1, 2, 3});
    bench.create("t", {1, 2, 3});
    bench.alter("t", {1, 2});
    bench.beat(3, true);
    EXPECT_EQ(bench.alter("t", {1, 2, 3}).error, ErrorCode::ineligible_replica);
    bench.beat(3);
    EXPECT_EQ(bench.alter("t", {1, 2, 3}).error, ErrorCode::none);
}

TEST_CASE("CT-17: topics that are refused, and why") {
    ControllerBench bench;
    EXPECT_EQ(creating(bench, counted("t", 1, 1)), ErrorCode::invalid_replication_factor);
    bench.bring_up({1, 2});
    bench.create("a.b", {1});
    EXPECT_EQ(creating(bench, counted("a.b", 1, 1)), ErrorCode::topic_already_exists);
    EXPECT_EQ(creating(bench, counted("a_b", 1, 1)), ErrorCode::invalid_topic_exception);
    EXPECT_EQ(creating(bench, counted("..", 1, 1)), ErrorCode::invalid_topic_exception);
    EXPECT_EQ(creating(bench, counted("t", 0, 1)), ErrorCode::invalid_partitions);
    EXPECT_EQ(creating(bench, counted("t", 1, 0)), ErrorCode::invalid_replication_factor);
    EXPECT_EQ(creating(bench, counted("t", 1, 3)), ErrorCode::invalid_replication_factor);
    EXPECT_EQ(bench.create("t", {1, 9}).error, ErrorCode::invalid_replica_assignment);
    EXPECT_EQ(bench.create("t", {1, 1}).error, ErrorCode::invalid_replica_assignment);
    EXPECT_EQ(bench.create("t", {1}, {{"no.such.key", "1"}}).error, ErrorCode::invalid_config);
    EXPECT_EQ(bench.create("t", {1}, {{"min.insync.replicas", "few"}}).error,
              ErrorCode::invalid_config);
    auto both = counted("t", 2, 1);
    both.topics[0].assignments.push_back({0, nodes({1})});
    EXPECT_EQ(creating(bench, both), ErrorCode::invalid_request);
    auto twice = counted("t", 1, 1);
    twice.topics.push_back(twice.topics[0]);
    EXPECT_EQ(creating(bench, twice), ErrorCode::invalid_request);
    EXPECT_EQ(bench.image().topic("t"), nullptr);
}

TEST_CASE("CT-17: assignments may come in any order, but without gaps or repetitions") {
    ControllerBench bench;
    bench.bring_up({1, 2});
    protocol::CreateTopicsRequest request = counted("t", -1, -1);
    request.topics[0].assignments = {{1, nodes({2})}, {0, nodes({1})}};
    EXPECT_EQ(creating(bench, request), ErrorCode::none);
    EXPECT_EQ(bench.partition("t").leader, NodeId{1});
    request.topics[0].name = "u";
    request.topics[0].assignments = {{1, nodes({2})}, {1, nodes({1})}};
    EXPECT_EQ(creating(bench, request), ErrorCode::invalid_replica_assignment);
    request.topics[0].assignments = {{2, nodes({2})}, {0, nodes({1})}};
    EXPECT_EQ(creating(bench, request), ErrorCode::invalid_replica_assignment);
}

TEST_CASE("CT-17: a topic that is only validated does not come to be") {
    ControllerBench bench;
    bench.bring_up({1});
    auto request = counted("t", 2, 1);
    request.validate_only = true;
    const Offset before = bench.log().log_end_offset();
    EXPECT_EQ(creating(bench, request), ErrorCode::none);
    EXPECT_EQ(bench.image().topic("t"), nullptr);
    EXPECT_EQ(bench.log().log_end_offset(), before);
}

TEST_CASE("CT-17: the ISR of a new partition is its active replicas, and their first leads") {
    ControllerBench bench;
    bench.bring_up({1, 2, 3});
    bench.beat(1, true);
    bench.create("t", {1, 3, 2});
    EXPECT_EQ(bench.partition("t").isr, nodes({3, 2}));
    EXPECT_EQ(bench.partition("t").leader, NodeId{3});
    EXPECT_EQ(bench.partition("t").leader_epoch.value, 0);
}

TEST_CASE("KR-14: a broker's fetch of the metadata log waits for news") {
    ControllerBench bench;
    protocol::FetchRequest fetch;
    fetch.max_wait_ms = 500;
    fetch.partitions.push_back({});
    fetch.partitions[0].topic = base::cluster_metadata_topic;
    fetch.partitions[0].fetch_offset = bench.log().log_end_offset();
    fetch.partitions[0].partition_max_bytes = 1'000'000;
    const auto waits = bench.send(fetch);
    EXPECT_EQ(bench.answer(waits), nullptr);
    SUBCASE("which wake it when they are committed") {
        bench.enroll(1);
        REQUIRE(bench.answer(waits) != nullptr);
        const auto& answer = std::get<protocol::FetchResponse>(*bench.answer(waits));
        EXPECT_EQ(answer.partitions.at(0).batches.size(), 1);
        EXPECT_EQ(answer.partitions.at(0).high_watermark, bench.log().log_end_offset());
    }
    SUBCASE("but not for longer than it wants to") {
        bench.run(milliseconds(500));
        EXPECT_NE(bench.answer(waits), nullptr);
    }
    SUBCASE("and not for a connection that is gone") {
        bench.close({500});
        bench.enroll(1);
        bench.run(seconds(1));
        EXPECT_EQ(bench.answer(waits), nullptr);
    }
}

TEST_CASE("CT-32: what is not a controller's business closes the connection") {
    ControllerBench bench;
    bench.send(protocol::MetadataRequest{}, {77});
    EXPECT_EQ(bench.closed(), std::vector<base::ConnectionId>{{77}});
}
