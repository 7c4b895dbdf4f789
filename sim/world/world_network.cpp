#include <algorithm>
#include <utility>

#include "sim/base/check.h"
#include "sim/world/world.h"

namespace brokerscope::world {
namespace {

constexpr Direction opposite(Direction direction) {
    return direction == Direction::to_acceptor ? Direction::to_opener : Direction::to_acceptor;
}

// Header and body of a message as a fact, before anybody else may move them away.
journal::MessageSent describe_message(const MessageContent& content) {
    journal::MessageSent sent;
    if (const auto* request = std::get_if<protocol::Request>(&content)) {
        sent.connection = request->connection;
        sent.api = protocol::api_of(request->body);
        sent.correlation = request->correlation;
        sent.bytes = protocol::wire_size_bytes(request->body);
        sent.records = protocol::records_in(request->body);
        sent.body = protocol::pack_body(request->body);
    } else {
        const auto& response = std::get<protocol::Response>(content);
        sent.connection = response.connection;
        sent.api = protocol::api_of(response.body);
        sent.is_response = true;
        sent.correlation = response.correlation;
        sent.bytes = protocol::wire_size_bytes(response.body);
        sent.records = protocol::records_in(response.body);
        sent.error = protocol::first_error(response.body);
        sent.body = protocol::pack_body(response.body);
    }
    return sent;
}

}  // namespace

void World::open_connection(Machine& machine, node::Role role, FactId cause,
                            const node::OpenConnection& open) {
    network_.open(open.connection, {machine.id, role, true, {}},
                  {open.to, open.listener, false, {}});
    const FactId opened =
        record(machine.id, cause, journal::ConnectionOpened{open.connection, open.to});
    Connection& connection = *network_.find(open.connection);
    if (!network_.link_is_up(machine.id, open.to)) {
        connection.broken = true;
        const std::uint32_t slot = closings_.put(
            {open.connection, Direction::to_opener, journal::ConnectionEnd::timed_out, opened});
        schedule(now_ + network_.settings().connect_timeout,
                 {EventKind::connection_lost, {}, 0, slot});
        return;
    }
    // SYN there and back: data follows on its heels and cannot arrive before.
    const SimTime checked =
        network_.arrival(connection, Direction::to_acceptor, now_, 0, machine.network_random);
    const SimTime back = checked + network_.one_way(open.to, machine.id, machine.network_random);
    connection.acceptor.last_arrival =
        back + network_.one_way(machine.id, open.to, machine.network_random);
    connection.opener.last_arrival = back;
    const std::uint32_t slot = closings_.put(
        {open.connection, Direction::to_opener, journal::ConnectionEnd::refused, opened});
    schedule(checked, {EventKind::connect_check, {}, 0, slot});
}

void World::on_connect_check(Closing check) {
    Connection& connection = *network_.find(check.connection);
    if (!connection.opener.open) return;
    if (connection.broken) {  // the link was cut while the SYN was under way
        check.how = journal::ConnectionEnd::timed_out;
        const std::uint32_t slot = closings_.put(check);
        schedule(now_ + network_.settings().connect_timeout,
                 {EventKind::connection_lost, {}, 0, slot});
        return;
    }
    Machine* target = find_machine(connection.acceptor.node);
    if (target != nullptr && target->power == Power::up &&
        target->has_role(connection.acceptor.role)) {
        connection.acceptor.open = true;
        return;
    }
    const SimTime known = connection.opener.last_arrival;
    const std::uint32_t slot = closings_.put(check);
    schedule(known, {EventKind::connection_lost, {}, 0, slot});
}

void World::send(Machine& machine, FactId cause, ConnectionId id, MessageContent content) {
    Connection* connection = network_.find(id);
    CHECK(connection != nullptr, "a message needs a connection");
    const bool is_request = std::holds_alternative<protocol::Request>(content);
    const Direction direction = is_request ? Direction::to_acceptor : Direction::to_opener;
    Endpoint& here = other_end_of(*connection, direction);
    CHECK(here.node == machine.id, "a node sends requests on connections that it opened");
    if (!here.open) return;  // written to a socket that is already gone
    const Endpoint& there = end_of(*connection, direction);
    if (is_request) std::get<protocol::Request>(content).from = machine.id;
    if (!is_request) std::get<protocol::Response>(content).from = machine.id;
    journal::MessageSent sent = describe_message(content);
    sent.to = there.node;
    sent.arrives =
        network_.arrival(*connection, direction, now_, sent.bytes, machine.network_random);
    const SimTime arrives = sent.arrives;
    const FactId fact = record(machine.id, cause, std::move(sent));
    if (connection->broken) {
        record(machine.id, fact, journal::MessageLost{fact});
        return;
    }
    const std::uint32_t slot =
        network_.hold({id, direction, fact, {}, arrives, std::move(content)});
    network_.in_flight(slot).arrival =
        queue_.schedule(arrives, {EventKind::arrival, there.node, 0, slot});
}

void World::on_arrival(std::uint32_t slot) {
    InFlight message = network_.release(slot);
    Connection& connection = *network_.find(message.connection);
    const Endpoint& end = end_of(connection, message.direction);
    Machine& receiver = machine(end.node);
    if (!end.open || receiver.power != Power::up) {
        record(receiver.id, message.sent, journal::MessageLost{message.sent});
        return;
    }
    call_message(receiver, end.role, std::move(message));
}

void World::close_connection(Machine& machine, FactId cause, ConnectionId id) {
    Connection* connection = network_.find(id);
    CHECK(connection != nullptr, "only a connection can be closed");
    const Direction here = connection->opener.node == machine.id && connection->opener.open
                               ? Direction::to_opener
                               : Direction::to_acceptor;
    Endpoint& end = end_of(*connection, here);
    if (end.node != machine.id || !end.open) return;
    end.open = false;
    connection->ended = true;
    const FactId closed =
        record(machine.id, cause, journal::ConnectionClosed{id, journal::ConnectionEnd::closed});
    if (connection->broken) return;
    tell_end(id, opposite(here), journal::ConnectionEnd::peer_gone,
             network_.one_way(machine.id, end_of(*connection, opposite(here)).node,
                              machine.network_random),
             closed);
}

void World::tell_end(ConnectionId id, Direction direction, journal::ConnectionEnd how,
                     Duration after, FactId cause) {
    Endpoint& end = end_of(*network_.find(id), direction);
    // A reset does not overtake the data that was sent before it.
    end.last_arrival = std::max(end.last_arrival, now_ + after);
    const std::uint32_t slot = closings_.put({id, direction, how, cause});
    schedule(end.last_arrival, {EventKind::connection_lost, {}, 0, slot});
}

void World::on_connection_lost(const Closing& closing) {
    Connection& connection = *network_.find(closing.connection);
    Endpoint& end = end_of(connection, closing.direction);
    if (!end.open) return;
    end.open = false;
    connection.ended = true;
    Machine& machine = this->machine(end.node);
    if (machine.power != Power::up) return;
    const FactId cause = record(machine.id, closing.cause,
                                journal::ConnectionClosed{closing.connection, closing.how});
    call_closed(machine, end.role, cause, closing.connection, closing.how);
}

void World::reset_connections_of(Machine& machine, FactId cause) {
    for (const ConnectionId id : network_.open_at(machine.id)) {
        Connection& connection = *network_.find(id);
        for (const Direction here : {Direction::to_acceptor, Direction::to_opener}) {
            Endpoint& end = end_of(connection, here);
            if (end.node != machine.id || !end.open) continue;
            end.open = false;
            if (here == Direction::to_opener) connection.ended = true;
            if (connection.broken) continue;  // the other side cannot hear of it
            const NodeId other = end_of(connection, opposite(here)).node;
            const Duration after = network_.one_way(machine.id, other, machine.network_random);
            tell_end(id, opposite(here), journal::ConnectionEnd::peer_gone, after, cause);
        }
    }
}

void World::cut_link(NodeId a, NodeId b, FactId cause) {
    network_.set_link(a, b, false);
    const FactId cut = record(base::outside_world, cause, journal::LinkChanged{a, b, false});
    for (const ConnectionId id : network_.open_between(a, b))
        network_.find(id)->broken = true;
    for (const std::uint32_t slot : network_.under_way(a, b)) {
        const InFlight message = network_.release(slot);
        queue_.cancel(message.arrival);
        record(base::outside_world, cut, journal::MessageLost{message.sent});
    }
}

void World::heal_link(NodeId a, NodeId b, FactId cause) {
    network_.set_link(a, b, true);
    const FactId healed = record(base::outside_world, cause, journal::LinkChanged{a, b, true});
    // Both ends retransmit into a connection that the other has lost track of, and are reset.
    for (const ConnectionId id : network_.open_between(a, b)) {
        if (!network_.find(id)->broken) continue;
        const Duration after = network_.one_way(a, b, machine(a).network_random);
        tell_end(id, Direction::to_opener, journal::ConnectionEnd::link_cut, after, healed);
        tell_end(id, Direction::to_acceptor, journal::ConnectionEnd::link_cut, after, healed);
    }
}

}  // namespace brokerscope::world
