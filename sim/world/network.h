// The network: connections between processes, with latency and jitter drawn from the sender's
// stream. A connection delivers in order or breaks; it never loses a message in its middle. When a
// process dies its kernel still delivers what was sent and then resets the connection; when a link
// is cut nothing passes and nobody is told until it is whole again or a timeout of their own
// strikes.
//
// This is bookkeeping only: it decides when things arrive and what is lost. The world schedules the
// arrivals, states the facts and calls the processes.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/rng.h"
#include "sim/base/time.h"
#include "sim/node/turn.h"
#include "sim/protocol/message.h"
#include "sim/world/event_queue.h"

namespace brokerscope::world {

using base::ConnectionId;
using base::Duration;
using base::FactId;
using base::NodeId;
using base::SimTime;

struct NetworkSettings {
    Duration latency = base::microseconds(800);    // one way
    Duration jitter = base::microseconds(200);     // mean of what is added, exponential
    Duration loopback = base::microseconds(50);    // within one machine
    Duration per_byte = base::nanoseconds(8);      // 1 Gbit/s
    Duration connect_timeout = base::seconds(10);  // socket.connection.setup.timeout.ms
};

struct Endpoint {
    NodeId node{base::no_node};
    node::Role role = node::Role::broker;
    bool open = false;
    SimTime last_arrival;  // nothing may overtake what was sent before
};

struct Connection {
    Endpoint opener;
    Endpoint acceptor;
    bool broken = false;  // a link was cut while it was open
    bool ended = false;   // an end has said that it is closed, or its opener is no more
};

/// Which end of a connection something travels to.
enum class Direction : std::uint8_t { to_acceptor, to_opener };

using MessageContent = std::variant<protocol::Request, protocol::Response>;

struct InFlight {
    ConnectionId connection;
    Direction direction = Direction::to_acceptor;
    FactId sent;
    EventHandle arrival;
    SimTime arrives;
    MessageContent content;
};

class Network {
  public:
    explicit Network(const NetworkSettings& settings) : settings_(settings) {}

    const NetworkSettings& settings() const { return settings_; }

    void open(ConnectionId id, Endpoint opener, Endpoint acceptor);
    Connection* find(ConnectionId id);
    /// Ids of connections with an open end at this node, ascending.
    std::vector<ConnectionId> open_at(NodeId node) const;
    std::vector<ConnectionId> open_between(NodeId a, NodeId b) const;

    bool link_is_up(NodeId a, NodeId b) const { return cut_.count(std::minmax(a, b)) == 0; }
    void set_link(NodeId a, NodeId b, bool up);

    /// When `bytes` that leave now arrive at that end, after everything that was sent there before.
    SimTime arrival(Connection& connection, Direction direction, SimTime now, std::int64_t bytes,
                    base::Rng& random) const;
    Duration one_way(NodeId from, NodeId to, base::Rng& random) const;

    std::uint32_t hold(InFlight message);
    InFlight& in_flight(std::uint32_t slot) { return *slots_[slot]; }
    InFlight release(std::uint32_t slot);
    /// For those who look from outside: index = id - 1, and every slot with its message, if any.
    const std::vector<Connection>& connections() const { return connections_; }
    const std::vector<std::optional<InFlight>>& slots() const { return slots_; }
    const std::set<std::pair<NodeId, NodeId>>& cut_links() const { return cut_; }
    /// Slots of messages under way between these two nodes, in order of their slot.
    std::vector<std::uint32_t> under_way(NodeId a, NodeId b) const;

  private:
    NetworkSettings settings_;
    std::vector<Connection> connections_;  // index = id - 1
    std::set<std::pair<NodeId, NodeId>> cut_;
    std::vector<std::optional<InFlight>> slots_;
    std::vector<std::uint32_t> free_slots_;
};

Endpoint& end_of(Connection& connection, Direction direction);
Endpoint& other_end_of(Connection& connection, Direction direction);

}  // namespace brokerscope::world
