#include "sim/world/network.h"

#include <algorithm>

#include "sim/base/check.h"

namespace brokerscope::world {

Endpoint& end_of(Connection& connection, Direction direction) {
    return direction == Direction::to_acceptor ? connection.acceptor : connection.opener;
}

Endpoint& other_end_of(Connection& connection, Direction direction) {
    return direction == Direction::to_acceptor ? connection.opener : connection.acceptor;
}

void Network::open(ConnectionId id, Endpoint opener, Endpoint acceptor) {
    CHECK(id.value >= 1, "connection ids count from 1");
    const auto index = static_cast<std::size_t>(id.value - 1);
    if (index >= connections_.size()) connections_.resize(index + 1);
    CHECK(connections_[index].opener.node == base::no_node, "a connection id is used once");
    connections_[index] = {opener, acceptor, false};
}

Connection* Network::find(ConnectionId id) {
    if (id.value < 1 || static_cast<std::size_t>(id.value) > connections_.size()) return nullptr;
    Connection& connection = connections_[static_cast<std::size_t>(id.value - 1)];
    return connection.opener.node == base::no_node ? nullptr : &connection;
}

std::vector<ConnectionId> Network::open_at(NodeId node) const {
    std::vector<ConnectionId> found;
    for (std::size_t i = 0; i < connections_.size(); ++i) {
        const Connection& connection = connections_[i];
        const bool here = (connection.opener.node == node && connection.opener.open) ||
                          (connection.acceptor.node == node && connection.acceptor.open);
        if (here) found.push_back({static_cast<std::int64_t>(i) + 1});
    }
    return found;
}

std::vector<ConnectionId> Network::open_between(NodeId a, NodeId b) const {
    std::vector<ConnectionId> found;
    for (std::size_t i = 0; i < connections_.size(); ++i) {
        const Connection& connection = connections_[i];
        if (!connection.opener.open && !connection.acceptor.open) continue;
        if (std::minmax(connection.opener.node, connection.acceptor.node) == std::minmax(a, b)) {
            found.push_back({static_cast<std::int64_t>(i) + 1});
        }
    }
    return found;
}

void Network::set_link(NodeId a, NodeId b, bool up) {
    const std::pair<NodeId, NodeId> link = std::minmax(a, b);
    if (up) {
        cut_.erase(link);
    } else {
        cut_.insert(link);
    }
}

Duration Network::one_way(NodeId from, NodeId to, base::Rng& random) const {
    if (from == to) return settings_.loopback;
    return settings_.latency + random.exponential(settings_.jitter);
}

SimTime Network::arrival(Connection& connection, Direction direction, SimTime now,
                         std::int64_t bytes, base::Rng& random) const {
    Endpoint& target = end_of(connection, direction);
    const NodeId from = other_end_of(connection, direction).node;
    const SimTime earliest = now + one_way(from, target.node, random) + settings_.per_byte * bytes;
    target.last_arrival = std::max(earliest, target.last_arrival);
    return target.last_arrival;
}

std::uint32_t Network::hold(InFlight message) {
    if (free_slots_.empty()) {
        slots_.emplace_back(std::move(message));
        return static_cast<std::uint32_t>(slots_.size() - 1);
    }
    const std::uint32_t slot = free_slots_.back();
    free_slots_.pop_back();
    slots_[slot] = std::move(message);
    return slot;
}

InFlight Network::release(std::uint32_t slot) {
    CHECK(slots_[slot].has_value(), "a message leaves the network once");
    InFlight message = std::move(*slots_[slot]);
    slots_[slot].reset();
    free_slots_.push_back(slot);
    return message;
}

std::vector<std::uint32_t> Network::under_way(NodeId a, NodeId b) const {
    std::vector<std::uint32_t> found;
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
        if (!slots_[slot]) continue;
        const Connection& connection =
            connections_[static_cast<std::size_t>(slots_[slot]->connection.value - 1)];
        if (std::minmax(connection.opener.node, connection.acceptor.node) == std::minmax(a, b)) {
            found.push_back(static_cast<std::uint32_t>(slot));
        }
    }
    return found;
}

}  // namespace brokerscope::world
