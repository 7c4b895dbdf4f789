// A world of one broker and one controller: what commands do to processes, connections and disks.
#include "sim/world/world.h"

#include <algorithm>

#include "tests/expect.h"

using namespace brokerscope::world;
using brokerscope::base::milliseconds;
using brokerscope::base::seconds;
namespace base = brokerscope::base;
namespace commands = brokerscope::commands;
namespace journal = brokerscope::journal;

namespace {

constexpr NodeId broker{1};
constexpr NodeId controller{2};
constexpr auto by_test = journal::CommandSource::scenario;

struct Run {
    explicit Run(std::uint64_t seed = 1) : world(settings(seed), journal, nullptr) {}

    static ClusterSettings settings(std::uint64_t seed) {
        ClusterSettings cluster = plain_cluster(1, 1);
        cluster.seed = seed;
        return cluster;
    }
    void run(Duration duration) { world.run_until(world.now() + duration); }
    bool give(const commands::Command& command) { return world.give(command, by_test).ok(); }
    const Machine& machine(NodeId id) const { return world.machines().at(id); }

    template <class Fact>
    std::vector<Fact> facts() const {
        std::vector<Fact> found;
        for (std::int64_t id = 1; id <= journal.size(); ++id) {
            const journal::Fact fact = journal.at({id});
            if (const auto* one = std::get_if<Fact>(&fact.body)) found.push_back(*one);
        }
        return found;
    }
    /// Of the connections that this node has opened or accepted.
    std::size_t open_connections(NodeId node) const { return world.network().open_at(node).size(); }

    journal::Journal journal;
    World world;
};

bool is_up(const Run& run, NodeId node) {
    return run.machine(node).power == Power::up;
}

}  // namespace

TEST_CASE("a run begins with its declarations, and every server starts by itself") {
    Run run;
    EXPECT_EQ(run.facts<journal::RunStarted>().size(), 1);
    EXPECT_EQ(run.facts<journal::NodeDeclared>().size(), 3);  // and the administrator
    EXPECT(run.machine(broker).power == Power::booting);
    EXPECT_FALSE(run.machine(broker).has_role(brokerscope::node::Role::broker));
    run.run(seconds(5));
    EXPECT(is_up(run, broker));
    EXPECT(run.machine(broker).has_role(brokerscope::node::Role::broker));
    EXPECT_FALSE(run.machine(broker).has_role(brokerscope::node::Role::controller));
    EXPECT_EQ(run.facts<journal::BrokerRegistered>().size(), 1);
}

TEST_CASE("the same settings give the same run, another seed another one") {
    Run first, second, other(2);
    for (Run* run : {&first, &second, &other})
        run->run(seconds(5));
    EXPECT_EQ(first.journal.hash(), second.journal.hash());
    EXPECT_NE(first.journal.hash(), other.journal.hash());
}

TEST_CASE("standing still in between changes nothing") {
    Run at_once, in_steps;
    at_once.run(seconds(3));
    for (int i = 0; i < 300; ++i)
        in_steps.run(milliseconds(10));
    EXPECT_EQ(at_once.journal.hash(), in_steps.journal.hash());
    EXPECT_EQ(at_once.world.now(), in_steps.world.now());
}

TEST_CASE("a crash takes memory, timers and connections, and leaves the disk") {
    Run run;
    run.run(seconds(5));
    REQUIRE(run.open_connections(broker) > 0);
    const std::size_t logs = run.machine(controller).disk.logs.size();
    REQUIRE(run.give(commands::Crash{controller}));
    const Machine& crashed = run.machine(controller);
    EXPECT(crashed.power == Power::down);
    EXPECT(crashed.timers.empty());
    EXPECT_FALSE(crashed.has_role(brokerscope::node::Role::controller));
    EXPECT_EQ(crashed.disk.logs.size(), logs);
    EXPECT_EQ(run.open_connections(controller), 0);
    run.run(milliseconds(10));  // the broker hears of it as soon as the network can tell
    const auto ended = run.facts<journal::ProcessEnded>();
    REQUIRE_EQ(ended.size(), 1);
    EXPECT(ended[0].how == journal::ProcessEnd::crashed);
    const auto closed = run.facts<journal::ConnectionClosed>();
    EXPECT(std::any_of(closed.begin(), closed.end(), [](const auto& one) {
        return one.how == journal::ConnectionEnd::peer_gone;
    }));
}

TEST_CASE("a process that starts again is another incarnation on the same disk") {
    Run run;
    run.run(seconds(5));
    const auto log_end = run.machine(controller).disk.logs.begin()->second.log_end_offset();
    run.give(commands::Crash{controller});
    REQUIRE(run.give(commands::Start{controller}));
    EXPECT_EQ(run.machine(controller).incarnation, 2);
    run.run(seconds(5));
    EXPECT(is_up(run, controller));
    EXPECT_GT(run.machine(controller).disk.logs.begin()->second.log_end_offset(), log_end);
}

TEST_CASE("a server that is stopped while it boots ends at once and does not come up") {
    Run run;
    REQUIRE(run.give(commands::Stop{broker}));
    EXPECT(run.machine(broker).power == Power::down);
    run.run(seconds(2));
    EXPECT_FALSE(is_up(run, broker));
    REQUIRE(run.give(commands::Start{broker}));
    REQUIRE(run.give(commands::Crash{broker}));
    REQUIRE(run.give(commands::Start{broker}));  // the boot that was under way is not this one
    run.run(milliseconds(299));
    EXPECT_FALSE(is_up(run, broker));
    run.run(milliseconds(300));
    EXPECT(is_up(run, broker));
}

TEST_CASE("a stopped broker leaves in order, and only then its process ends") {
    Run run;
    run.run(seconds(5));
    REQUIRE(run.give(commands::Stop{broker}));
    EXPECT(is_up(run, broker));
    run.run(seconds(5));
    const auto ended = run.facts<journal::ProcessEnded>();
    REQUIRE_EQ(ended.size(), 1);
    EXPECT(ended[0].how == journal::ProcessEnd::stopped);
    EXPECT(run.machine(broker).disk.clean_shutdown);
}

TEST_CASE("a cut link tells nobody: connections stay open, and what is under way is lost") {
    Run run;
    run.run(seconds(5));
    const std::size_t open = run.open_connections(broker);
    const std::size_t closed = run.facts<journal::ConnectionClosed>().size();
    REQUIRE(run.give(commands::SetLink{broker, controller, false}));
    EXPECT(run.world.network().under_way(broker, controller).empty());
    run.run(milliseconds(500));
    EXPECT_EQ(run.open_connections(broker), open);
    EXPECT_EQ(run.facts<journal::ConnectionClosed>().size(), closed);
    SUBCASE("and once it is whole again the old connections are reset") {
        REQUIRE(run.give(commands::SetLink{controller, broker, true}));
        run.run(milliseconds(100));
        const auto ends = run.facts<journal::ConnectionClosed>();
        EXPECT(std::any_of(ends.begin(), ends.end(), [](const auto& one) {
            return one.how == journal::ConnectionEnd::link_cut;
        }));
    }
    SUBCASE("and a broker that cannot reach its controller is fenced") {
        run.run(seconds(12));
        const auto fencings = run.facts<journal::BrokerFencing>();
        REQUIRE_FALSE(fencings.empty());
        EXPECT(fencings.back().state == journal::FencingState::fenced);
    }
}

TEST_CASE("a connection whose link is cut before it is made times out") {
    Run run;
    run.run(seconds(5));
    const std::size_t before = run.facts<journal::ConnectionOpened>().size();
    const NodeId client = run.world.next_client_id();
    REQUIRE(run.give(commands::AddConsumer{client, "c", "g", {"t"}, {}, {}}));
    while (run.facts<journal::ConnectionOpened>().size() == before)
        run.world.step();
    const auto opened = run.facts<journal::ConnectionOpened>().back();
    REQUIRE_EQ(opened.to, broker);
    REQUIRE(run.give(commands::SetLink{client, broker, false}));
    run.run(seconds(11));
    const auto closed = run.facts<journal::ConnectionClosed>();
    EXPECT(std::any_of(closed.begin(), closed.end(), [&](const auto& one) {
        return one.connection == opened.connection && one.how == journal::ConnectionEnd::timed_out;
    }));
}

TEST_CASE("a command that makes no sense is refused, and leaves no trace") {
    Run run;
    run.run(seconds(2));
    const std::int64_t before = run.journal.size();
    EXPECT_FALSE(run.give(commands::Crash{{99}}));
    EXPECT_FALSE(run.give(commands::Start{broker}));
    EXPECT_FALSE(run.give(commands::SetLink{broker, broker, false}));
    EXPECT_FALSE(run.give(commands::SetLink{broker, controller, true}));
    EXPECT_FALSE(run.give(commands::CreateTopic{"t", 1, 2, {}, {}}));
    EXPECT_FALSE(run.give(commands::AddProducer{run.world.next_client_id(), "", {}, {}}));
    EXPECT_FALSE(run.give(commands::SendRaw{1, {99}, {}, -1, {}}));
    EXPECT_EQ(run.journal.size(), before);
    EXPECT_FALSE(run.give(commands::Crash{base::admin_client_id}));
    EXPECT_FALSE(run.give(commands::Stop{base::admin_client_id}));
    REQUIRE(run.give(commands::Crash{broker}));
    EXPECT_FALSE(run.give(commands::Crash{broker}));
    EXPECT_FALSE(run.give(commands::Stop{broker}));
}

TEST_CASE("a name belongs to one client") {
    Run run;
    commands::AddConsumer consumer{run.world.next_client_id(), "c", "g", {"t"}, {}, {}};
    REQUIRE(run.give(consumer));
    consumer.node = run.world.next_client_id();
    EXPECT_FALSE(run.give(consumer));
    consumer.name = "d";
    EXPECT(run.give(consumer));
    consumer.name = "e";  // and a number too
    EXPECT_FALSE(run.give(consumer));
}

TEST_CASE("a topic that is asked for too early comes to be once the cluster is there") {
    Run run;
    REQUIRE(run.give(commands::CreateTopic{"t", 2, 1, {}, {}}));
    EXPECT(run.facts<journal::TopicCreated>().empty());
    run.run(seconds(5));
    REQUIRE_EQ(run.facts<journal::TopicCreated>().size(), 1);
    EXPECT_EQ(run.facts<journal::TopicCreated>()[0].partitions, 2);
    EXPECT_EQ(run.machine(broker).disk.logs.count({{2}, 1}), 1);
}

TEST_CASE("the kernel writes back what has been dirty for long enough, process or not") {
    Run run;
    run.give(commands::CreateTopic{"t", 1, 1, {}, {}});
    run.run(seconds(3));
    commands::AddProducer producer{run.world.next_client_id(), "p", {}, {}};
    producer.workload = {"t", milliseconds(100), 5, 0, 10};
    REQUIRE(run.give(producer));
    run.run(seconds(4));
    const auto& log = run.machine(broker).disk.logs.at({{2}, 0});
    REQUIRE_EQ(log.log_end_offset().value, 5);
    EXPECT_EQ(log.flushed_offset().value, 0);
    run.give(commands::Crash{broker});
    run.run(
        seconds(41));  // 30 until they count as old, 5 until the kernel looks again, and one look
    EXPECT_EQ(log.flushed_offset().value, 5);
    EXPECT_EQ(log.dirty_bytes(), 0);
}
