#include "sim/laws/ledger.h"

#include "tests/expect.h"
#include "tests/sim/laws/told_support.h"

using namespace brokerscope;
using namespace brokerscope::laws;
using base::Offset;

namespace {
const std::vector<NodeId> all_brokers{NodeId{1}, NodeId{2}, NodeId{3}};
}

// ---- A good story ------------------------------------------------------------------------------

TEST_CASE("a record is produced, replicated, acknowledged and delivered") {
    Told told = world_with_orders();
    told.accept({shop, 0, 3});
    EXPECT_EQ(told.totals().produced, 3);
    EXPECT_EQ(told.totals().unknown, 3);

    const LeaderAppended batch = told.append(NodeId{1}, 0, 0, {shop, 0, 3});
    told.copy(NodeId{2}, batch);
    EXPECT_EQ(told.totals().replicated, 0);
    told.high_watermark(NodeId{1}, 3);
    EXPECT_EQ(told.totals().replicated, 3);

    told.acknowledge({shop, 0, 3}, 0);
    told.set_position(anna, 0);
    told.deliver(anna, 0, 2);
    const TopicTotals totals = told.totals();
    EXPECT_EQ(totals.acknowledged, 3);
    EXPECT_EQ(totals.unknown, 0);
    EXPECT_EQ(totals.lost, 0);
    EXPECT_EQ(totals.delivered, 3);
    EXPECT(told.billing() == GroupTotals{3, 0, 0});
}

TEST_CASE("a failed record is failed, not unknown") {
    Told told = world_with_orders();
    told.accept({shop, 0, 2});
    told.fail({shop, 0, 2});
    EXPECT_EQ(told.totals().failed, 2);
    EXPECT_EQ(told.totals().unknown, 0);
}

TEST_CASE("a million records of one producer cost one interval") {
    Told told = world_with_orders();
    for (int i = 0; i < 2000; ++i)
        told.write_safely(i * 500, {shop, i * 500, 500});
    EXPECT_EQ(told.totals().replicated, 1'000'000);
    const Origin& origin = told.chronicle.ledger.partition(orders_0)->origins().at(shop);
    EXPECT_EQ(origin.acknowledged.intervals().size(), 1);
    EXPECT_EQ(origin.logged().intervals().size(), 1);
}

// ---- Loss --------------------------------------------------------------------------------------

TEST_CASE(
    "an acknowledged record that the new leader lacks is lost, and the election is the cause") {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 0, 10});
    told.accept({hasty, 0, 2});
    told.append(NodeId{1}, 0, 10, {hasty, 0, 2});
    told.acknowledge({hasty, 0, 2}, 10);
    EXPECT_EQ(told.totals().lost, 0);

    const FactId decision = hand_over(told);
    EXPECT_EQ(told.totals().lost, 2);
    const auto lost = told.chronicle.ledger.lost_records(orders, 100);
    REQUIRE_EQ(lost.size(), 2);
    EXPECT(lost[1].partition == orders_0);
    EXPECT(lost[1].offset == Offset{11});
    EXPECT(lost[1].client == hasty);
    EXPECT_EQ(lost[1].key->data, "k1");
    EXPECT(lost[1].cause == decision);
    const Cause* cause = told.chronicle.ledger.cause(decision);
    REQUIRE(cause != nullptr);
    EXPECT(cause->sentence.en.find("orders-0") != std::string::npos);
    EXPECT_EQ(cause->at.milliseconds(), 9100);
}

TEST_CASE("a record that was not acknowledged is not lost when it vanishes") {
    Told told = world_with_orders();
    told.accept({hasty, 0, 2});
    told.append(NodeId{1}, 0, 0, {hasty, 0, 2});
    hand_over(told);
    EXPECT_EQ(told.totals().lost, 0);
    EXPECT_EQ(told.totals().unknown, 2);
}

TEST_CASE("nothing is lost when the new leader has everything") {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 0, 10});
    hand_over(told);
    EXPECT_EQ(told.totals().lost, 0);
    EXPECT_EQ(told.totals().replicated, 10);
}

TEST_CASE("what still arrives between the decision and the new leader's role is not lost") {
    Told told = world_with_orders();
    told.accept({hasty, 0, 1});
    const LeaderAppended batch = told.append(NodeId{1}, 0, 0, {hasty, 0, 1});
    told.acknowledge({hasty, 0, 1}, 0);
    told.decide(NodeId{2}, 1, {NodeId{2}, NodeId{3}});
    told.copy(NodeId{2}, batch);
    told.role(NodeId{2}, NodeId{2}, 1);
    EXPECT_EQ(told.totals().lost, 0);
}

TEST_CASE("RE-44: what a former leader acknowledges after the election is lost at once") {
    Told told = world_with_orders();
    const FactId decision = told.decide(NodeId{2}, 1, {NodeId{2}, NodeId{3}});
    told.role(NodeId{2}, NodeId{2}, 1);
    told.accept({hasty, 0, 1});
    told.append(NodeId{1}, 0, 0, {hasty, 0, 1});
    told.acknowledge({hasty, 0, 1}, 0);
    REQUIRE_EQ(told.totals().lost, 1);
    const auto lost = told.chronicle.ledger.lost_records(orders, 100);
    EXPECT(lost[0].cause == decision);
    EXPECT_EQ(lost[0].key->data, "k0");
    EXPECT(lost[0].offset == Offset{0});
}

TEST_CASE("a leader that cuts its own log loses what it had acknowledged") {
    Told told = world_with_orders();
    told.accept({hasty, 0, 4});
    told.append(NodeId{1}, 0, 0, {hasty, 0, 2});
    told.append(NodeId{1}, 0, 2, {hasty, 2, 2});
    told.acknowledge({hasty, 0, 2}, 0);
    told.acknowledge({hasty, 2, 2}, 2);
    told.truncate(NodeId{1}, 4, 2);
    const auto lost = told.chronicle.ledger.lost_records(orders, 100);
    REQUIRE_EQ(lost.size(), 2);
    EXPECT(lost[0].offset == Offset{2});
    EXPECT(lost[0].cause == FactId{told.journal.size()});
}

TEST_CASE("a leader that lost its page cache has lost records only when it leads again") {
    Told told = world_with_orders();
    told.accept({hasty, 0, 2});
    told.append(NodeId{1}, 0, 0, {hasty, 0, 2});
    told.acknowledge({hasty, 0, 2}, 0);
    told.state(NodeId{1}, ProcessEnded{NodeId{1}, ProcessEnd::crashed});
    told.state(base::outside_world, ProcessStarted{NodeId{1}, 2});
    told.open(NodeId{1}, 0);
    EXPECT_EQ(told.totals().lost, 0);
    told.decide(NodeId{1}, 1, {NodeId{1}});
    told.role(NodeId{1}, NodeId{1}, 1);
    EXPECT_EQ(told.totals().lost, 2);
}

TEST_CASE("a leader that leads again in the same epoch with less than it had has lost records") {
    Told told = world_with_orders();
    told.accept({hasty, 0, 2});
    told.append(NodeId{1}, 0, 0, {hasty, 0, 2});
    told.acknowledge({hasty, 0, 2}, 0);
    told.open(NodeId{1}, 0);
    EXPECT_EQ(told.totals().lost, 0);
    told.role(NodeId{1}, NodeId{1}, 0);
    const auto lost = told.chronicle.ledger.lost_records(orders, 100);
    REQUIRE_EQ(lost.size(), 2);
    EXPECT(lost[0].cause == FactId{told.journal.size()});
}

TEST_CASE("a record that comes back with an old leader is no longer lost") {
    Told told = world_with_orders();
    told.accept({hasty, 0, 2});
    told.append(NodeId{1}, 0, 0, {hasty, 0, 2});
    told.acknowledge({hasty, 0, 2}, 0);
    hand_over(told);
    REQUIRE_EQ(told.totals().lost, 2);
    told.state(base::outside_world, ProcessStarted{NodeId{1}, 2});
    told.open(NodeId{1}, 2);
    told.decide(NodeId{1}, 2, {NodeId{1}}, PartitionChangeReason::unclean_election);
    told.role(NodeId{1}, NodeId{1}, 2);
    EXPECT_EQ(told.totals().lost, 0);
    EXPECT_EQ(at_risk(told.chronicle.view, told.chronicle.ledger), 2);
}

TEST_CASE("a lost record that its producer sends again is no longer lost") {
    Told told = world_with_orders();
    told.accept({hasty, 0, 2});
    told.append(NodeId{1}, 0, 0, {hasty, 0, 2});
    told.acknowledge({hasty, 0, 2}, 0);
    hand_over(told);
    told.append(NodeId{2}, 1, 0, {hasty, 1, 1});
    EXPECT_EQ(told.totals().lost, 1);
    EXPECT_EQ(told.chronicle.ledger.lost_records(orders, 100).at(0).number, 0);
}

// ---- acks=0 ------------------------------------------------------------------------------------

TEST_CASE("RE-17: with acks=0 a record is lost when its request is lost") {
    Told told = world_with_orders();
    told.accept({careless, 0, 2});
    MessageSent request;
    request.to = NodeId{1};
    request.api = kafka::ApiKey::produce;
    request.arrives = told.now + base::milliseconds(5);
    const FactId sent = told.state(careless, request);
    told.acknowledge({careless, 0, 2}, -1);
    EXPECT_EQ(told.totals().acknowledged, 2);
    EXPECT_EQ(told.totals().lost, 0);
    told.wait_ms(5);
    const FactId cause = told.state(base::outside_world, MessageLost{sent});
    const auto lost = told.chronicle.ledger.lost_records(orders, 100);
    REQUIRE_EQ(lost.size(), 2);
    EXPECT(lost[1].offset == base::no_offset);
    EXPECT_EQ(lost[1].key->data, "k1");
    EXPECT(lost[1].cause == cause);
}

TEST_CASE("RE-17: with acks=0 a record that arrives is acknowledged and safe like any other") {
    Told told = world_with_orders();
    told.accept({careless, 0, 2});
    told.acknowledge({careless, 0, 2}, -1);
    EXPECT_EQ(at_risk(told.chronicle.view, told.chronicle.ledger), 0);
    const LeaderAppended batch = told.append(NodeId{1}, 0, 0, {careless, 0, 2});
    EXPECT_EQ(at_risk(told.chronicle.view, told.chronicle.ledger), 2);
    told.copy(NodeId{2}, batch);
    EXPECT_EQ(at_risk(told.chronicle.view, told.chronicle.ledger), 0);
    EXPECT_EQ(told.totals().lost, 0);
}

TEST_CASE("with acks=0 a record that a later one overtook in the log will not come") {
    Told told = world_with_orders();
    told.accept({careless, 0, 3});
    told.acknowledge({careless, 0, 2}, -1);
    told.acknowledge({careless, 2, 1}, -1);
    told.append(NodeId{1}, 0, 0, {careless, 2, 1});
    const auto lost = told.chronicle.ledger.lost_records(orders, 100);
    REQUIRE_EQ(lost.size(), 2);
    EXPECT_EQ(lost[0].number, 0);
    EXPECT_EQ(lost[0].key->data, "k0");
}

TEST_CASE("with acks=0 a record in the log of a former leader is lost") {
    Told told = world_with_orders();
    told.decide(NodeId{2}, 1, {NodeId{2}, NodeId{3}});
    told.role(NodeId{2}, NodeId{2}, 1);
    told.accept({careless, 0, 1});
    told.acknowledge({careless, 0, 1}, -1);
    told.append(NodeId{1}, 0, 0, {careless, 0, 1});
    EXPECT_EQ(told.totals().lost, 1);
}

// ---- Duplicates and order ----------------------------------------------------------------------

TEST_CASE("PR-18: a retry that is appended again is a duplicate in the log, and counts once") {
    Told told = world_with_orders();
    told.accept({hasty, 0, 2});
    told.append(NodeId{1}, 0, 0, {hasty, 0, 2});
    told.append(NodeId{1}, 0, 2, {hasty, 0, 2});
    told.high_watermark(NodeId{1}, 4);
    told.acknowledge({hasty, 0, 2}, 2);
    EXPECT_EQ(told.totals().duplicated_in_log, 2);
    EXPECT_EQ(told.totals().replicated, 2);
    EXPECT_EQ(told.totals().reordered, 0);

    told.set_position(anna, 0);
    told.deliver(anna, 0, 3);
    EXPECT(told.billing() == GroupTotals{4, 2, 0});
    told.truncate(NodeId{1}, 4, 2);
    EXPECT_EQ(told.totals().duplicated_in_log, 0);
    EXPECT_EQ(told.totals().lost, 0);
}

TEST_CASE("PR-19: a record that stands behind a later one of its producer is reordered") {
    Told told = world_with_orders();
    told.accept({hasty, 0, 4});
    told.append(NodeId{1}, 0, 0, {hasty, 2, 2});
    told.append(NodeId{1}, 0, 2, {hasty, 0, 2});
    EXPECT_EQ(told.totals().reordered, 2);
    EXPECT_EQ(told.totals().duplicated_in_log, 0);
    told.truncate(NodeId{1}, 4, 2);
    EXPECT_EQ(told.totals().reordered, 0);
}

TEST_CASE("two producers that write in turns are neither reordered nor duplicated") {
    Told told = world_with_orders();
    for (int i = 0; i < 10; ++i) {
        told.write_safely(4 * i, {shop, 2 * i, 2});
        told.write_safely(4 * i + 2, {hasty, 2 * i, 2});
    }
    EXPECT_EQ(told.totals().replicated, 40);
    EXPECT_EQ(told.totals().reordered, 0);
    EXPECT_EQ(told.totals().duplicated_in_log, 0);
}

TEST_CASE("a producer that is started again counts from the start, and its records are others") {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 1, 3});
    told.state(base::outside_world, ProcessEnded{shop, ProcessEnd::crashed});
    told.state(base::outside_world, ProcessStarted{shop, 2});
    told.write_safely(3, {shop, 1, 3});
    told.set_position(anna, 0);
    told.deliver(anna, 0, 5);
    EXPECT_EQ(told.totals().acknowledged, 6);
    EXPECT_EQ(told.totals().replicated, 6);
    EXPECT_EQ(told.totals().duplicated_in_log, 0);
    EXPECT_EQ(told.totals().reordered, 0);
    EXPECT(told.billing() == GroupTotals{6, 0, 0});
    hand_over(told);
    EXPECT_EQ(told.totals().lost, 0);
}

// ---- At risk -----------------------------------------------------------------------------------

TEST_CASE("an acknowledged record is at risk until a second running member of the ISR has it") {
    Told told = world_with_orders();
    const auto risk = [&] { return at_risk(told.chronicle.view, told.chronicle.ledger); };
    told.accept({hasty, 0, 3});
    const LeaderAppended batch = told.append(NodeId{1}, 0, 0, {hasty, 0, 3});
    EXPECT_EQ(risk(), 0);
    told.acknowledge({hasty, 0, 3}, 0);
    EXPECT_EQ(risk(), 3);
    told.copy(NodeId{2}, batch);
    EXPECT_EQ(risk(), 0);
    told.state(NodeId{2}, ProcessEnded{NodeId{2}, ProcessEnd::crashed});
    EXPECT_EQ(risk(), 3);
}

TEST_CASE("RE-21: what only the last member of the ISR holds is at risk, all of it") {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 0, 10});
    EXPECT_EQ(at_risk(told.chronicle.view, told.chronicle.ledger), 0);
    told.decide(NodeId{1}, 0, {NodeId{1}}, PartitionChangeReason::isr_shrink);
    EXPECT_EQ(at_risk(told.chronicle.view, told.chronicle.ledger), 10);
}

// ---- Deliveries --------------------------------------------------------------------------------

TEST_CASE("a record that two members of a group are given is a duplicate") {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 0, 10});
    told.set_position(anna, 0);
    told.deliver(anna, 0, 9);
    told.set_position(bruno, 6);
    told.deliver(bruno, 6, 9);
    EXPECT(told.billing() == GroupTotals{14, 4, 0});
}

TEST_CASE("a reset to the latest offset skips what was between") {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 0, 10});
    told.set_position(anna, 4, PositionReason::reset_latest);
    EXPECT(told.billing() == GroupTotals{0, 0, 0});
    told.deliver(anna, 4, 5);
    told.set_position(bruno, 10, PositionReason::reset_latest);
    EXPECT(told.billing() == GroupTotals{2, 0, 4});
    told.set_position(bruno, 6);
    told.deliver(bruno, 6, 9);
    EXPECT(told.billing() == GroupTotals{6, 0, 0});
}

TEST_CASE("RE-29: after an unclean election new records below a group's position are skipped") {
    Told told = world_with_orders();
    told.accept({hasty, 0, 4});
    told.append(NodeId{1}, 0, 0, {hasty, 0, 4});
    told.high_watermark(NodeId{1}, 4);
    told.set_position(anna, 0);
    told.deliver(anna, 0, 3);
    hand_over(told, PartitionChangeReason::unclean_election);
    told.accept({shop, 0, 6});
    told.append(NodeId{2}, 1, 0, {shop, 0, 6});
    told.high_watermark(NodeId{2}, 6);
    EXPECT(told.billing() == GroupTotals{4, 0, 0});
    told.deliver(anna, 4, 5);
    EXPECT(told.billing() == GroupTotals{6, 0, 4});
}

TEST_CASE(
    "a consumer that delivers what it fetched before an unclean election is given old records") {
    Told told = world_with_orders();
    told.accept({hasty, 0, 4});
    told.append(NodeId{1}, 0, 0, {hasty, 0, 4});
    told.high_watermark(NodeId{1}, 4);
    told.set_position(anna, 0);
    hand_over(told, PartitionChangeReason::unclean_election);
    told.deliver(anna, 0, 3);
    told.set_position(anna, 0, PositionReason::truncated);
    told.accept({shop, 0, 4});
    told.append(NodeId{2}, 1, 0, {shop, 0, 4});
    told.high_watermark(NodeId{2}, 4);
    told.deliver(anna, 0, 3);
    EXPECT(told.billing() == GroupTotals{8, 0, 0});
}

TEST_CASE("a control batch is no delivery") {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 0, 2});
    LeaderAppended marker;
    marker.partition = orders_0;
    marker.batch.base_offset = Offset{2};
    marker.batch.last_offset = Offset{2};
    marker.batch.leader_epoch = base::LeaderEpoch{0};
    marker.batch.is_control = true;
    told.state(NodeId{1}, marker);
    told.high_watermark(NodeId{1}, 3);
    told.set_position(anna, 0);
    told.deliver(anna, 0, 2);
    EXPECT(told.billing() == GroupTotals{2, 0, 0});
}

// ---- Time without a leader, and copies ---------------------------------------------------------

TEST_CASE("the time without a leader is added up, the present span included") {
    Told told = world_with_orders();
    told.decide(base::no_node, 1, {NodeId{1}});
    told.wait_ms(400);
    told.decide(NodeId{1}, 2, {NodeId{1}});
    told.wait_ms(100);
    told.decide(base::no_node, 3, {NodeId{1}});
    told.wait_ms(50);
    told.state(base::outside_world, Said{{"Nobody leads", "Ninguém lidera"}});
    EXPECT_EQ(unavailable(told.chronicle.view).milliseconds(), 450);
    EXPECT_EQ(unavailable(told.chronicle.view, orders).milliseconds(), 450);
}

TEST_CASE("a copy of a ledger stays as it was") {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 0, 2});
    const Ledger copy = told.chronicle.ledger;
    const TopicTotals before = copy.topic(orders);
    told.write_safely(2, {shop, 2, 2});
    told.append(NodeId{1}, 0, 4, {hasty, 0, 2});
    EXPECT(copy.topic(orders) == before);
    EXPECT_EQ(told.totals().produced, 4);
    EXPECT(copy.partition(orders_0)->leading_log().end() == Offset{2});
}
