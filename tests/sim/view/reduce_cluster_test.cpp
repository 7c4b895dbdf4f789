#include "tests/expect.h"
#include "tests/sim/view/fold_support.h"

using namespace brokerscope;
using namespace brokerscope::journal;
using namespace brokerscope::view;

namespace {

const std::vector<NodeId> all{NodeId{1}, NodeId{2}, NodeId{3}};

ClockSubject session_of(std::int32_t broker) {
    ClockSubject subject;
    subject.node = NodeId{broker};
    return subject;
}

}  // namespace

TEST_CASE("who was declared is there, by id and by name") {
    const Fold fold = small_world();
    EXPECT_EQ(fold.view.title.pt, "Um mundo pequeno");
    EXPECT_EQ(fold.view.brokers.size(), 3);
    EXPECT_EQ(fold.view.controllers.size(), 1);
    EXPECT_EQ(fold.view.process("shop")->id, shop);
    EXPECT_EQ(fold.view.process("shop")->configured("acks"), "all");
    EXPECT_EQ(fold.view.process("shop")->configured("linger.ms"), "");
    EXPECT_EQ(fold.view.process("nobody"), nullptr);
    EXPECT_EQ(fold.view.consumers.at(anna).group, "billing");
    EXPECT_EQ(fold.view.processes.at(NodeId{1}).state, ProcessState::running);
    EXPECT_EQ(fold.view.partition_name(orders_1), "orders-1");
    EXPECT_EQ(fold.view.topic("orders")->replication, 3);
    EXPECT_EQ(fold.view.replica(NodeId{1}, orders_0), nullptr);
}

TEST_CASE("a combined process is a broker and a controller") {
    Fold fold;
    fold.state(base::outside_world, NodeDeclared{NodeId{1}, NodeRole::combined, "one", "", "", {}});
    EXPECT_EQ(fold.view.brokers.size(), 1);
    EXPECT_EQ(fold.view.controllers.size(), 1);
}

TEST_CASE("a partition whose leader has died is unavailable until another one leads") {
    Fold fold = small_world();
    fold.state(NodeId{4}, decided(NodeId{1}, 0, all));
    const PartitionView& partition = fold.view.partitions.at(orders_0);
    fold.wait(base::milliseconds(10));
    fold.state(base::outside_world, ProcessEnded{NodeId{1}, ProcessEnd::crashed});
    EXPECT_EQ(partition.leaderless_since, at_ms(10));
    fold.wait(base::milliseconds(5));
    fold.state(NodeId{4}, decided(NodeId{1}, 0, {NodeId{1}, NodeId{2}}));  // of the ISR only
    EXPECT_EQ(partition.leaderless_since, at_ms(10));
    fold.wait(base::milliseconds(5));
    fold.state(NodeId{4}, decided(NodeId{2}, 1, {NodeId{2}}));
    EXPECT_FALSE(partition.leaderless_since.has_value());
    EXPECT_EQ(partition.unavailable, base::milliseconds(10));
}

TEST_CASE("a partition without a leader is unavailable for as long as it has none") {
    Fold fold = small_world();
    fold.state(NodeId{4}, decided(NodeId{1}, 0, all));
    const PartitionView& partition = fold.view.partitions.at(orders_0);
    EXPECT_FALSE(partition.leaderless_since.has_value());
    EXPECT_FALSE(partition.under_replicated_since.has_value());
    fold.wait(base::milliseconds(10));
    fold.state(NodeId{4}, decided(base::no_node, 1, {NodeId{1}}));
    fold.wait(base::milliseconds(5));
    fold.state(NodeId{4}, decided(base::no_node, 2, {NodeId{1}}));
    EXPECT_EQ(partition.leaderless_since, at_ms(10));
    EXPECT_EQ(partition.under_replicated_since, at_ms(10));
    fold.wait(base::milliseconds(5));
    const FactId elected = fold.state(NodeId{4}, decided(NodeId{1}, 3, {NodeId{1}}));
    EXPECT_EQ(partition.unavailable, base::milliseconds(10));
    EXPECT_EQ(partition.leader_changed.fact, elected);
    fold.wait(base::milliseconds(5));
    fold.state(NodeId{4}, decided(NodeId{1}, 3, all));
    EXPECT_FALSE(partition.under_replicated_since.has_value());
    EXPECT_EQ(partition.leader_changed.fact, elected);  // an ISR that grows elects nobody
    EXPECT(partition.in_isr(NodeId{3}));
}

TEST_CASE("a message is there until it has arrived") {
    Fold fold = small_world();
    fold.wait(base::milliseconds(1));
    fold.state(shop, message(NodeId{1}, at_ms(3)));
    fold.state(shop, message(NodeId{2}, at_ms(2)));
    REQUIRE_EQ(fold.view.messages.size(), 2);
    EXPECT_EQ(fold.view.messages.begin()->second.to, NodeId{2});
    fold.wait(base::milliseconds(1));
    fold.state(base::outside_world, Said{});
    EXPECT_EQ(fold.view.messages.size(), 2);  // arriving just now
    fold.wait(base::nanoseconds(1));
    fold.state(base::outside_world, Said{});
    REQUIRE_EQ(fold.view.messages.size(), 1);
    EXPECT_EQ(fold.view.messages.begin()->second.sent, at_ms(1));
}

TEST_CASE("a lost message stays for two seconds where it was lost") {
    Fold fold = small_world();
    const FactId sent = fold.state(shop, message(NodeId{1}, at_ms(10)));
    fold.wait(base::milliseconds(4));
    fold.state(base::outside_world,
               ConnectionClosed{base::ConnectionId{1}, ConnectionEnd::link_cut});
    EXPECT_EQ(fold.view.messages.size(), 1);
    fold.state(base::outside_world, MessageLost{sent});
    fold.wait(base::seconds(2));
    fold.state(base::outside_world, Said{});
    REQUIRE_EQ(fold.view.messages.size(), 1);
    EXPECT_EQ(fold.view.messages.begin()->second.lost, at_ms(4));
    EXPECT_EQ(fold.view.messages.begin()->second.arrives, at_ms(10));
    fold.wait(base::nanoseconds(1));
    fold.state(base::outside_world, Said{});
    EXPECT(fold.view.messages.empty());
}

TEST_CASE("a link is cut in both directions until it is whole again") {
    Fold fold = small_world();
    fold.state(base::outside_world, LinkChanged{NodeId{3}, NodeId{1}, false});
    EXPECT_EQ(fold.view.cut_links.count({NodeId{1}, NodeId{3}}), 1);
    fold.state(base::outside_world, LinkChanged{NodeId{1}, NodeId{3}, true});
    EXPECT(fold.view.cut_links.empty());
}

TEST_CASE("a clock runs until its watcher stops it, it rings, or the watcher ends") {
    Fold fold = small_world();
    fold.state(NodeId{4}, ClockStarted{session_of(1), at_ms(9000)});
    fold.state(NodeId{4}, ClockStarted{session_of(2), at_ms(9000)});
    fold.state(NodeId{4}, ClockStarted{session_of(3), at_ms(9000)});
    fold.state(NodeId{4}, ClockStopped{session_of(1)});
    EXPECT_EQ(fold.view.clocks.size(), 2);
    fold.state(NodeId{1}, ClockStopped{session_of(2)});  // not its clock
    EXPECT_EQ(fold.view.clocks.size(), 2);
    fold.state(NodeId{4}, ClockRang{session_of(2)});
    EXPECT_EQ(fold.view.clocks.begin()->first, session_of(3));
    fold.state(base::outside_world, ProcessEnded{NodeId{4}, ProcessEnd::crashed});
    EXPECT(fold.view.clocks.empty());
}

TEST_CASE("one controller is active, and the metadata log shows its newest records") {
    Fold fold = small_world();
    fold.state(base::outside_world,
               NodeDeclared{NodeId{5}, NodeRole::controller, "five", "", "", {}});
    fold.state(NodeId{4}, ControllerElected{1});
    for (int i = 0; i < 50; ++i)
        fold.state(NodeId{4}, MetadataAppended{Offset{2 * i}, {"PartitionRecord", "NoOpRecord"}});
    EXPECT_EQ(fold.view.controllers.at(NodeId{4}).log_end, Offset{100});
    EXPECT_EQ(fold.view.controllers.at(NodeId{4}).newest_types.size(), 64);
    fold.state(NodeId{4}, MetadataCommitted{Offset{100}});
    fold.state(NodeId{2}, MetadataApplied{Offset{90}});
    EXPECT_EQ(fold.view.controllers.at(NodeId{4}).high_watermark, Offset{100});
    EXPECT_EQ(fold.view.brokers.at(NodeId{2}).metadata_applied, Offset{90});
    fold.state(NodeId{5}, ControllerElected{2});
    EXPECT_FALSE(fold.view.controllers.at(NodeId{4}).active);
    EXPECT_EQ(fold.view.controllers.at(NodeId{5}).epoch, 2);
}

TEST_CASE("a broker registers fenced, is unfenced, and a crash shows only what the crash changes") {
    Fold fold = small_world();
    fold.state(NodeId{4}, BrokerRegistered{NodeId{1}, BrokerEpoch{12}});
    const BrokerView& broker = fold.view.brokers.at(NodeId{1});
    EXPECT_EQ(broker.fencing, FencingState::fenced);
    fold.state(NodeId{4}, BrokerFencing{NodeId{1}, FencingState::unfenced});
    fold.state(NodeId{1}, BrokerStateChanged{BrokerState::running});
    fold.state(NodeId{1}, CoordinatorChanged{7, true, {}});
    fold.state(NodeId{1}, GroupChanged{"billing", GroupState::stable, GenerationId{1}, "", "", ""});
    EXPECT_EQ(fold.view.groups.at("billing").coordinator, NodeId{1});
    fold.state(base::outside_world, ProcessEnded{NodeId{1}, ProcessEnd::crashed});
    EXPECT_EQ(fold.view.processes.at(NodeId{1}).state, ProcessState::crashed);
    EXPECT_EQ(broker.state, BrokerState::not_running);
    EXPECT_EQ(broker.fencing, FencingState::unfenced);  // the controller does not know yet
    EXPECT(broker.coordinator_of.empty());
    EXPECT_EQ(fold.view.groups.at("billing").coordinator, base::no_node);
}

TEST_CASE("who was right is shown when the narrator goes on") {
    Fold fold = small_world();
    const NarrationView& narration = fold.view.narration;
    fold.state(base::outside_world, Said{{"Look.", "Veja."}});
    fold.state(base::outside_world, Asked{{"Who?", "Quem?"}, {{"1", "1"}, {"2", "2"}}, 2});
    EXPECT_FALSE(narration.shown_answer().has_value());
    fold.wait(base::seconds(1));
    fold.state(base::outside_world, Said{{"It was the second.", "Foi o segundo."}});
    EXPECT_EQ(narration.shown_answer(), std::optional<int>{1});
    fold.wait(base::seconds(1));
    fold.state(base::outside_world, Asked{{"And now?", "E agora?"}, {{"1", "1"}, {"2", "2"}}});
    fold.wait(base::seconds(1));
    fold.state(base::outside_world, Said{{"Nobody knows.", "Ninguém sabe."}});
    EXPECT_FALSE(narration.shown_answer().has_value());
}

TEST_CASE("what the narrator says, asks and expects is kept") {
    Fold fold = small_world();
    fold.state(base::outside_world, ChapterBegan{{"One", "Um"}});
    fold.state(base::outside_world, Said{{"Calm.", "Calmo."}});
    fold.state(base::outside_world, Asked{{"Who?", "Quem?"}, {{"1", "1"}, {"2", "2"}}});
    fold.state(base::outside_world, Expected{"no loss", true, "0 lost"});
    fold.state(base::outside_world, RunEnded{});
    EXPECT_EQ(fold.view.narration.chapters.size(), 1);
    EXPECT_EQ(fold.view.narration.caption.pt, "Calmo.");
    EXPECT_EQ(fold.view.narration.choices.size(), 2);
    EXPECT(fold.view.expectations.at(0).passed);
    EXPECT(fold.view.ended);
}

TEST_CASE("the connections that a process opened end with it, without a word of their other ends") {
    Fold fold = small_world();
    fold.state(NodeId{1}, ConnectionOpened{base::ConnectionId{1}, NodeId{2}});
    fold.state(NodeId{2}, ConnectionOpened{base::ConnectionId{2}, NodeId{3}});
    fold.state(NodeId{3}, ConnectionOpened{base::ConnectionId{3}, NodeId{1}});
    fold.state(base::outside_world, ProcessEnded{NodeId{2}, ProcessEnd::crashed});
    EXPECT_EQ(fold.view.connections.size(), 2u);
    EXPECT_EQ(fold.view.connections.count(base::ConnectionId{2}), 0u);
}

TEST_CASE("two may watch the same: the newer one is seen, and the older one when that one stops") {
    Fold fold = small_world();
    fold.state(NodeId{1}, ClockStarted{session_of(3), at_ms(9000)});
    fold.state(NodeId{2}, ClockStarted{session_of(3), at_ms(9500)});
    EXPECT_EQ(fold.view.clocks.at(session_of(3)).owner, NodeId{2});
    EXPECT_EQ(fold.view.older_clocks.size(), 1u);
    fold.state(NodeId{2}, ClockStopped{session_of(3)});
    EXPECT_EQ(fold.view.clocks.at(session_of(3)).owner, NodeId{1});
    EXPECT_EQ(fold.view.clocks.at(session_of(3)).rings, at_ms(9000));
    EXPECT(fold.view.older_clocks.empty());
    fold.state(NodeId{2}, ClockStarted{session_of(3), at_ms(9700)});
    fold.state(base::outside_world, ProcessEnded{NodeId{2}, ProcessEnd::crashed});
    EXPECT_EQ(fold.view.clocks.at(session_of(3)).owner, NodeId{1});
    fold.state(NodeId{1}, ClockRang{session_of(3)});
    EXPECT(fold.view.clocks.empty());
}
