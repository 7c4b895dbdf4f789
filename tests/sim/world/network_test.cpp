#include "sim/world/network.h"

#include "sim/world/pool.h"
#include "tests/expect.h"

using namespace brokerscope::world;
using brokerscope::base::microseconds;
using brokerscope::base::milliseconds;
using brokerscope::base::nanoseconds;
using brokerscope::base::Rng;
namespace base = brokerscope::base;

namespace {

constexpr NodeId one{1};
constexpr NodeId two{2};
constexpr NodeId three{3};

NetworkSettings without_jitter() {
    NetworkSettings settings;
    settings.latency = milliseconds(1);
    settings.jitter = Duration{};
    return settings;
}

Endpoint open_end(NodeId node) {
    Endpoint end;
    end.node = node;
    end.open = true;
    return end;
}

InFlight message_on(ConnectionId connection) {
    InFlight message;
    message.connection = connection;
    return message;
}

}  // namespace

TEST_CASE("a message takes the latency and its bytes, and next to nothing within a machine") {
    Network network(without_jitter());
    Rng random(1, "network", one);
    network.open({1}, open_end(one), open_end(two));
    network.open({2}, open_end(one), open_end(one));
    Connection& far = *network.find({1});
    Connection& near = *network.find({2});
    const auto sent = [&](Connection& connection, std::int64_t bytes) {
        return network.arrival(connection, Direction::to_acceptor, SimTime{}, bytes, random);
    };
    EXPECT_EQ(sent(far, 0), SimTime{} + milliseconds(1));
    EXPECT_EQ(sent(far, 1000), SimTime{} + milliseconds(1) + nanoseconds(8000));
    EXPECT_EQ(sent(near, 0), SimTime{} + microseconds(50));
}

TEST_CASE("nothing overtakes what was sent before it in the same direction") {
    Network network(without_jitter());
    Rng random(1, "network", one);
    network.open({1}, open_end(one), open_end(two));
    Connection& connection = *network.find({1});
    const SimTime large =
        network.arrival(connection, Direction::to_acceptor, SimTime{}, 1'000'000, random);
    EXPECT_EQ(network.arrival(connection, Direction::to_acceptor, SimTime{}, 1, random), large);
    EXPECT_LT(network.arrival(connection, Direction::to_opener, SimTime{}, 1, random), large);
}

TEST_CASE("jitter only adds, and differs from message to message") {
    NetworkSettings settings = without_jitter();
    settings.jitter = microseconds(200);
    const Network network(settings);
    Rng random(1, "network", one);
    bool differs = false;
    const Duration first = network.one_way(one, two, random);
    for (int i = 0; i < 100; ++i) {
        const Duration next = network.one_way(one, two, random);
        EXPECT_GE(next, settings.latency);
        differs = differs || next != first;
    }
    EXPECT(differs);
}

TEST_CASE("connections are found by their id and by the nodes at their open ends") {
    Network network(without_jitter());
    network.open({3}, open_end(one), open_end(two));
    network.open({1}, open_end(two), open_end(three));
    EXPECT_EQ(network.find({2}), nullptr);
    EXPECT_EQ(network.find({9}), nullptr);
    EXPECT_EQ(network.find(base::no_connection), nullptr);
    EXPECT_EQ(network.open_at(two), std::vector<ConnectionId>{{1}, {3}});
    EXPECT_EQ(network.open_between(two, one), std::vector<ConnectionId>{{3}});
    network.find({3})->opener.open = false;
    EXPECT(network.open_at(one).empty());
    EXPECT_EQ(network.open_between(one, two), std::vector<ConnectionId>{{3}});
    network.find({3})->acceptor.open = false;
    EXPECT(network.open_between(one, two).empty());
}

TEST_CASE("a link is the same from both of its ends") {
    Network network(without_jitter());
    EXPECT(network.link_is_up(one, two));
    network.set_link(two, one, false);
    EXPECT_FALSE(network.link_is_up(one, two));
    EXPECT_FALSE(network.link_is_up(two, one));
    EXPECT(network.link_is_up(one, three));
    network.set_link(one, two, true);
    EXPECT(network.link_is_up(two, one));
    EXPECT(network.cut_links().empty());
}

TEST_CASE("messages under way are known by the nodes that they travel between") {
    Network network(without_jitter());
    network.open({1}, open_end(one), open_end(two));
    network.open({2}, open_end(two), open_end(three));
    const std::uint32_t first = network.hold(message_on({1}));
    const std::uint32_t other = network.hold(message_on({2}));
    const std::uint32_t second = network.hold(message_on({1}));
    EXPECT_EQ(network.under_way(two, one), std::vector<std::uint32_t>{first, second});
    EXPECT_EQ(network.release(first).connection, ConnectionId{1});
    EXPECT_EQ(network.under_way(one, two), std::vector<std::uint32_t>{second});
    EXPECT_EQ(network.hold(message_on({2})), first);  // a slot is used again
    EXPECT_EQ(network.under_way(two, three), std::vector<std::uint32_t>{first, other});
}

TEST_CASE("the ends of a connection are named after the direction that leads to them") {
    Connection connection;
    connection.opener = open_end(one);
    connection.acceptor = open_end(two);
    EXPECT_EQ(end_of(connection, Direction::to_acceptor).node, two);
    EXPECT_EQ(end_of(connection, Direction::to_opener).node, one);
    EXPECT_EQ(other_end_of(connection, Direction::to_acceptor).node, one);
    EXPECT_EQ(other_end_of(connection, Direction::to_opener).node, two);
}

TEST_CASE("a pool hands out the slot that was emptied last, and nothing that is in use") {
    Pool<std::string> pool;
    const std::uint32_t a = pool.put("a");
    const std::uint32_t b = pool.put("b");
    EXPECT_NE(a, b);
    EXPECT_EQ(pool.at(b), "b");
    EXPECT_EQ(pool.take(a), "a");
    EXPECT_EQ(pool.put("c"), a);
    EXPECT_EQ(pool.take(b), "b");
    EXPECT_EQ(pool.take(a), "c");
}
