#include "tests/expect.h"
#include "tests/sim/laws/told_support.h"

using namespace brokerscope;
using namespace brokerscope::laws;
using base::name_of;

namespace {

bool holds(const Told& told, std::string_view law) {
    return told.verdict(law).judgement == Judgement::holds;
}
bool broken(const Told& told, std::string_view law) {
    return told.verdict(law).judgement == Judgement::broken;
}
bool unpromised(const Told& told, std::string_view law) {
    return told.verdict(law).judgement == Judgement::not_promised;
}

/// Writes, a leader that dies, an election, a group that reads and commits, the old leader again.
Told good_story() {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 0, 10});
    told.state(controller, BrokerFencing{NodeId{1}, FencingState::unfenced});
    hand_over(told);
    told.accept({shop, 10, 2});
    const LeaderAppended batch = told.append(NodeId{2}, 1, 10, {shop, 10, 2});
    told.copy(NodeId{3}, batch);
    told.high_watermark(NodeId{2}, 12);
    told.acknowledge({shop, 10, 2}, 10);
    told.state(anna, ConsumerStateChanged{"billing", ConsumerState::stable, "anna-1",
                                          base::GenerationId{1}});
    told.state(anna, OwnershipChanged{"billing", base::GenerationId{1}, {orders_0, orders_1}});
    told.set_position(anna, 0);
    told.deliver(anna, 0, 11);
    told.state(NodeId{2}, OffsetCommitted{"billing", orders_0, base::Offset{12}, "anna-1"});
    told.wait_ms(10);
    told.state(base::outside_world, RunEnded{});
    return told;
}

OwnershipChanged owns(std::int32_t generation, std::vector<PartitionId> partitions) {
    return {"billing", base::GenerationId{generation}, std::move(partitions),
            OwnershipReason::assigned};
}

PartitionChanged decision(NodeId leader, std::int32_t leader_epoch, std::int32_t epoch) {
    PartitionChanged changed;
    changed.partition = orders_1;
    changed.leader = leader;
    changed.leader_epoch = base::LeaderEpoch{leader_epoch};
    changed.partition_epoch = base::PartitionEpoch{epoch};
    changed.replicas = {NodeId{1}, NodeId{2}, NodeId{3}};
    changed.isr = {NodeId{1}, NodeId{2}, NodeId{3}};
    return changed;
}

}  // namespace

TEST_CASE("every law holds in a good story, and says what it says in two languages") {
    const Told told = good_story();
    for (const NamedVerdict& law : told.chronicle.laws.verdicts()) {
        EXPECT_MESSAGE(law.verdict.judgement == Judgement::holds,
                       law.name << ": " << law.verdict.detail.en);
        EXPECT_FALSE(law.sentence.en.empty());
        EXPECT_FALSE(law.sentence.pt.empty());
        EXPECT_NE(law.sentence.en, law.sentence.pt);
    }
    EXPECT_FALSE(told.chronicle.laws.any_broken());
}

// ---- One leader per epoch ----------------------------------------------------------------------

TEST_CASE("two brokers that take the lead in one epoch break a law") {
    Told told = world_with_orders();
    told.wait_ms(250);
    told.role(NodeId{2}, NodeId{2}, 0);
    REQUIRE(broken(told, "one leader per epoch"));
    const Verdict verdict = told.verdict("one leader per epoch");
    EXPECT_EQ(verdict.at.milliseconds(), 250);
    EXPECT(verdict.fact == FactId{told.journal.size()});
    EXPECT_EQ(verdict.detail.en, "Broker 1 and broker 2 both lead orders-0 in epoch 0");
    EXPECT(told.chronicle.laws.any_broken());
}

TEST_CASE("RE-44: two brokers that believe to lead in different epochs break no law") {
    Told told = world_with_orders();
    told.decide(NodeId{2}, 1, {NodeId{2}, NodeId{3}});
    told.role(NodeId{2}, NodeId{2}, 1);
    told.append(NodeId{1}, 0, 0, {hasty, 0, 1});
    told.append(NodeId{2}, 1, 0, {shop, 0, 1});
    EXPECT(holds(told, "one leader per epoch"));
}

TEST_CASE("the first violation stays") {
    Told told = world_with_orders();
    told.role(NodeId{2}, NodeId{2}, 0);
    const Verdict first = told.verdict("one leader per epoch");
    told.wait_ms(100);
    told.role(NodeId{3}, NodeId{3}, 0);
    EXPECT(told.verdict("one leader per epoch") == first);
}

// ---- High watermark ----------------------------------------------------------------------------

TEST_CASE("RE-8: a leader's high watermark that goes back breaks a law") {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 0, 5});
    told.high_watermark(NodeId{1}, 3);
    REQUIRE(broken(told, "the high watermark never goes back"));
    EXPECT_EQ(told.verdict("the high watermark never goes back").detail.en,
              "The high watermark of orders-0 on broker 1 went back from 5 to 3 while it leads");
}

TEST_CASE("RE-8: a role that is taken again in the same epoch does not excuse it") {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 0, 5});
    told.role(NodeId{1}, NodeId{1}, 0);
    told.high_watermark(NodeId{1}, 3);
    EXPECT(broken(told, "the high watermark never goes back"));
}

TEST_CASE("RE-7: a follower's high watermark may go back, and a new leader's start behind") {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 0, 5});
    told.high_watermark(NodeId{2}, 5);
    told.high_watermark(NodeId{2}, 4);
    told.role(NodeId{2}, NodeId{2}, 1);
    told.high_watermark(NodeId{2}, 4);
    told.high_watermark(NodeId{2}, 5);
    EXPECT(holds(told, "the high watermark never goes back"));
}

// ---- Replicated records ------------------------------------------------------------------------

TEST_CASE("a cleanly elected leader without a replicated record breaks a law") {
    Told told = world_with_orders();
    told.accept({shop, 0, 5});
    told.append(NodeId{1}, 0, 0, {shop, 0, 5});
    told.high_watermark(NodeId{1}, 5);
    hand_over(told);
    REQUIRE(broken(told, "a new leader has every replicated record"));
    EXPECT_EQ(told.verdict("a new leader has every replicated record").detail.en,
              "Broker 2 leads orders-0 without the records from offset 0 on, which were readable "
              "up to 5");
    EXPECT(holds(told, "a replicated record never changes"));
}

TEST_CASE("another record at an offset that was readable breaks a law") {
    Told told = world_with_orders();
    told.accept({shop, 0, 5});
    told.append(NodeId{1}, 0, 0, {shop, 0, 5});
    told.high_watermark(NodeId{1}, 5);
    hand_over(told);
    told.accept({hasty, 0, 3});
    told.append(NodeId{2}, 1, 0, {hasty, 0, 3});
    EXPECT(holds(told, "a replicated record never changes"));
    told.high_watermark(NodeId{2}, 3);
    REQUIRE(broken(told, "a replicated record never changes"));
    EXPECT_EQ(told.verdict("a replicated record never changes").detail.en,
              "Offset 0 of orders-0 was below the high watermark and now holds another record");
}

TEST_CASE("a follower that stores other bytes than its leader breaks the law when it leads") {
    Told told = world_with_orders();
    told.accept({shop, 0, 5});
    LeaderAppended batch = told.append(NodeId{1}, 0, 0, {shop, 0, 5});
    batch.batch.crc ^= 1;
    told.copy(NodeId{2}, batch);
    told.high_watermark(NodeId{1}, 5);
    hand_over(told);
    EXPECT(broken(told, "a new leader has every replicated record"));
    told.high_watermark(NodeId{2}, 5);
    EXPECT(broken(told, "a replicated record never changes"));
}

TEST_CASE("RE-29: neither is promised after an unclean election") {
    Told told = world_with_orders();
    told.accept({shop, 0, 5});
    told.append(NodeId{1}, 0, 0, {shop, 0, 5});
    told.high_watermark(NodeId{1}, 5);
    hand_over(told, PartitionChangeReason::unclean_election);
    told.append(NodeId{2}, 1, 0, {hasty, 0, 3});
    told.high_watermark(NodeId{2}, 3);
    EXPECT(unpromised(told, "a new leader has every replicated record"));
    EXPECT(unpromised(told, "a replicated record never changes"));
    EXPECT_EQ(told.verdict("a replicated record never changes").detail.en,
              "orders-0 had an unclean election");
}

// ---- Acknowledged records ----------------------------------------------------------------------

TEST_CASE("a lost record of an acks=all producer breaks a law") {
    Told told = world_with_orders();
    told.accept({shop, 0, 5});
    told.append(NodeId{1}, 0, 0, {shop, 0, 5});
    told.acknowledge({shop, 0, 5}, 0);
    hand_over(told);
    REQUIRE(broken(told, "acknowledged records survive"));
    EXPECT_EQ(told.verdict("acknowledged records survive").detail.en,
              "5 acknowledged record(s) of orders-0 lost");
}

TEST_CASE("RE-17: to an acks=1 producer nothing is promised, lost or not") {
    Told told = world_with_orders();
    EXPECT(holds(told, "acknowledged records survive"));
    told.accept({hasty, 0, 5});
    told.append(NodeId{1}, 0, 0, {hasty, 0, 5});
    told.acknowledge({hasty, 0, 5}, 0);
    REQUIRE(unpromised(told, "acknowledged records survive"));
    EXPECT_EQ(told.verdict("acknowledged records survive").detail.en, "Producer hasty uses acks=1");
    hand_over(told);
    EXPECT_EQ(told.verdict("acknowledged records survive").detail.en,
              "5 acknowledged record(s) of orders-0 lost: Producer hasty uses acks=1");
}

TEST_CASE("a promise to one producer outweighs that another one has none") {
    Told told = world_with_orders();
    told.accept({hasty, 0, 1});
    told.append(NodeId{1}, 0, 0, {hasty, 0, 1});
    told.acknowledge({hasty, 0, 1}, 0);
    told.write_safely(1, {shop, 0, 1});
    EXPECT(holds(told, "acknowledged records survive"));
}

TEST_CASE("RE-29: after an unclean election an acknowledged record may be lost") {
    Told told = world_with_orders();
    told.accept({shop, 0, 5});
    told.append(NodeId{1}, 0, 0, {shop, 0, 5});
    told.acknowledge({shop, 0, 5}, 0);
    hand_over(told, PartitionChangeReason::unclean_election);
    EXPECT(unpromised(told, "acknowledged records survive"));
}

TEST_CASE("RE-10, RE-21: what a topic's configuration promises") {
    Told told = small_world();
    const auto create = [&](std::int32_t id, const std::string& name, std::int32_t replication,
                            const std::string& min_insync) {
        std::vector<ConfigValue> config;
        if (!min_insync.empty()) config.push_back({"min.insync.replicas", min_insync});
        told.state(controller, TopicCreated{TopicId{id}, name, 1, replication, false, config});
        const auto why = why_loss_is_allowed(told.chronicle.view, shop, TopicId{id});
        return why ? why->en : std::string("promised");
    };
    EXPECT_EQ(create(10, "a", 3, "2"), "promised");
    EXPECT_EQ(create(11, "b", 3, ""), "Topic b has min.insync.replicas=1");
    EXPECT_EQ(create(12, "c", 1, "2"), "Topic c has one replica");
    EXPECT_EQ(create(13, "d", 2, "3"), "promised");
    told.state(
        base::outside_world,
        NodeDeclared{NodeId{5}, NodeRole::broker, "b5", "", "", {{"min.insync.replicas", "2"}}});
    EXPECT_EQ(create(14, "e", 3, ""), "promised");
}

// ---- One owner ---------------------------------------------------------------------------------

TEST_CASE("two consumers that own a partition in one generation break a law") {
    Told told = world_with_orders();
    told.state(anna, owns(1, {orders_0, orders_1}));
    told.state(bruno, owns(2, {orders_0}));
    EXPECT(holds(told, "one owner per partition"));
    told.state(bruno, owns(1, {orders_1}));
    REQUIRE(broken(told, "one owner per partition"));
    EXPECT_EQ(told.verdict("one owner per partition").detail.en,
              "anna and bruno both own orders-1 in generation 1");
}

TEST_CASE("a crashed consumer owns nothing") {
    Told told = world_with_orders();
    told.state(anna, owns(1, {orders_0}));
    told.state(base::outside_world, ProcessEnded{anna, ProcessEnd::crashed});
    told.state(bruno, owns(1, {orders_0}));
    EXPECT(holds(told, "one owner per partition"));
}

TEST_CASE("an assignment that gives a partition to two members breaks a law") {
    Told told = world_with_orders();
    told.state(NodeId{1}, GroupChanged{"billing", GroupState::stable, base::GenerationId{3},
                                       "range", "anna-1", ""});
    told.state(NodeId{1}, GroupAssigned{"billing",
                                        base::GenerationId{3},
                                        {{"anna-1", {orders_0}}, {"bruno-1", {orders_0}}}});
    EXPECT_EQ(told.verdict("one owner per partition").detail.en,
              "anna-1 and bruno-1 both own orders-0 in generation 3");
}

// ---- Commits -----------------------------------------------------------------------------------

TEST_CASE("a consumer's commit beyond the end of the log breaks a law") {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 0, 3});
    told.state(anna, ConsumerStateChanged{"billing", ConsumerState::stable, "anna-1",
                                          base::GenerationId{1}});
    told.state(NodeId{1}, OffsetCommitted{"billing", orders_0, base::Offset{3}, "anna-1"});
    EXPECT(holds(told, "commits stay inside the log"));
    told.state(NodeId{1}, OffsetCommitted{"billing", orders_0, base::Offset{9}, "raw"});
    EXPECT(holds(told, "commits stay inside the log"));
    told.state(NodeId{1}, OffsetCommitted{"billing", orders_0, base::Offset{4}, "anna-1"});
    REQUIRE(broken(told, "commits stay inside the log"));
    EXPECT_EQ(told.verdict("commits stay inside the log").detail.en,
              "Group billing committed offset 4 of orders-0, whose log ends at 3");
}

TEST_CASE("RE-29: after an unclean election a consumer may commit an offset that is gone") {
    Told told = world_with_orders();
    told.accept({shop, 0, 3});
    told.append(NodeId{1}, 0, 0, {shop, 0, 3});
    told.high_watermark(NodeId{1}, 3);
    told.state(anna, ConsumerStateChanged{"billing", ConsumerState::stable, "anna-1",
                                          base::GenerationId{1}});
    hand_over(told, PartitionChangeReason::unclean_election);
    told.state(NodeId{2}, OffsetCommitted{"billing", orders_0, base::Offset{3}, "anna-1"});
    EXPECT(unpromised(told, "commits stay inside the log"));
}

// ---- Metadata ----------------------------------------------------------------------------------

TEST_CASE("a partition epoch that stands still breaks a law") {
    Told told = small_world();
    told.state(controller, decision(NodeId{1}, 0, 0));
    EXPECT(holds(told, "metadata epochs never go back"));
    told.state(controller, decision(NodeId{1}, 0, 0));
    EXPECT_EQ(told.verdict("metadata epochs never go back").detail.en,
              "The partition epoch of orders-1 had to grow, but it was 0 and is now 0");
}

TEST_CASE("another leader in the same leader epoch breaks a law") {
    Told told = small_world();
    told.state(controller, decision(NodeId{1}, 4, 0));
    told.state(controller, decision(NodeId{1}, 4, 1));
    EXPECT(holds(told, "metadata epochs never go back"));
    told.state(controller, decision(NodeId{2}, 4, 2));
    EXPECT(broken(told, "metadata epochs never go back"));
}

TEST_CASE("broker epochs and controller epochs that do not grow break a law") {
    Told told = small_world();
    told.state(controller, BrokerRegistered{NodeId{1}, base::BrokerEpoch{5}});
    told.state(controller, BrokerRegistered{NodeId{1}, base::BrokerEpoch{5}});
    EXPECT(broken(told, "metadata epochs never go back"));

    Told other = small_world();
    other.state(controller, ControllerElected{2});
    EXPECT(holds(other, "metadata epochs never go back"));
    other.state(controller, ControllerElected{1});
    EXPECT_EQ(other.verdict("metadata epochs never go back").detail.en,
              "The controller epoch had to grow, but it was 2 and is now 1");
}

// ---- ISR and fencing ---------------------------------------------------------------------------

TEST_CASE("a stranger in the ISR breaks a law") {
    Told told = world_with_orders();
    told.decide(NodeId{1}, 0, {NodeId{1}, NodeId{7}});
    EXPECT_EQ(told.verdict("the ISR is sound").detail.en,
              "Broker 7 is in the ISR of orders-0 but is no replica of it");
}

TEST_CASE("a leader outside of the ISR breaks a law, no leader does not") {
    Told told = world_with_orders();
    told.decide(base::no_node, 1, {NodeId{2}});
    EXPECT(holds(told, "the ISR is sound"));
    told.decide(NodeId{1}, 2, {NodeId{2}});
    EXPECT_EQ(told.verdict("the ISR is sound").detail.en,
              "Broker 1 leads orders-0 but is not in its ISR");
}

TEST_CASE("a member that is twice in the ISR breaks a law") {
    Told told = world_with_orders();
    told.decide(NodeId{1}, 0, {NodeId{1}, NodeId{2}, NodeId{2}});
    EXPECT(broken(told, "the ISR is sound"));
}

TEST_CASE("CT-9: a fenced broker that still leads when the instant is over breaks a law") {
    Told told = world_with_orders();
    told.wait_ms(10);
    told.state(controller, BrokerFencing{NodeId{1}, FencingState::fenced});
    EXPECT(holds(told, "a fenced broker leads nothing"));
    told.wait_ms(1);
    told.state(base::outside_world, Said{{"Later", "Depois"}});
    EXPECT_EQ(told.verdict("a fenced broker leads nothing").detail.en,
              "Broker 1 is fenced but leads orders-0");
}

TEST_CASE("CT-9: a broker may be fenced one fact before its partitions move") {
    Told told = world_with_orders();
    told.wait_ms(10);
    told.state(controller, BrokerFencing{NodeId{1}, FencingState::fenced});
    told.decide(NodeId{2}, 1, {NodeId{2}, NodeId{3}});
    told.wait_ms(1);
    told.state(controller, BrokerFencing{NodeId{2}, FencingState::in_controlled_shutdown});
    told.wait_ms(1);
    told.state(base::outside_world, RunEnded{});
    EXPECT(holds(told, "a fenced broker leads nothing"));
}

TEST_CASE("an election of a broker that was fenced before breaks a law") {
    Told told = world_with_orders();
    told.state(controller, BrokerFencing{NodeId{2}, FencingState::fenced});
    told.wait_ms(10);
    told.decide(NodeId{2}, 1, {NodeId{2}});
    told.state(base::outside_world, RunEnded{});
    EXPECT(broken(told, "a fenced broker leads nothing"));
}

// ---- The book ----------------------------------------------------------------------------------

TEST_CASE("verdicts have the names that reports print") {
    EXPECT_EQ(name_of(Judgement::holds), "holds");
    EXPECT_EQ(name_of(Judgement::broken), "broken");
    EXPECT_EQ(name_of(Judgement::not_promised), "not promised");
}

TEST_CASE("a timeline gives the verdicts of each moment") {
    Told told = world_with_orders();
    const std::int64_t before = told.journal.size();
    told.role(NodeId{2}, NodeId{2}, 0);
    view::Timeline<Chronicle> timeline(told.journal, {.keyframes = 4, .first_spacing = 8});
    timeline.follow();
    EXPECT(timeline.head().laws.any_broken());
    EXPECT_FALSE(timeline.state_after(before).laws.any_broken());
}
