#include "sim/client/connections.h"

#include <limits>
#include <utility>

#include "sim/base/check.h"

namespace brokerscope::client {
namespace {

node::TimerKey timeout_of(CorrelationId correlation) {
    return {node::Role::client, request_timer, correlation.value};
}

// Kafka's choice too: Integer.MAX_VALUE - id cannot be the id of a broker.
constexpr std::int32_t coordinator_base = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t lowest_coordinator_node = coordinator_base / 2;

NodeId address_of(NodeId node) {
    return node.value < lowest_coordinator_node ? node : NodeId{coordinator_base - node.value};
}

}  // namespace

NodeId coordinator_node(NodeId broker) {
    return {coordinator_base - broker.value};
}

std::size_t Connections::in_flight_to(NodeId node) const {
    std::size_t count = 0;
    for (const auto& [correlation, pending] : in_flight_)
        count += pending.node == node ? 1 : 0;
    return count;
}

bool Connections::is_ready(NodeId node, LocalTime now) const {
    if (in_flight_to(node) >= static_cast<std::size_t>(settings_.max_in_flight)) return false;
    return !blocked_until(node, now).has_value();
}

std::optional<LocalTime> Connections::blocked_until(NodeId node, LocalTime now) const {
    const auto peer = peers_.find(node);
    if (peer == peers_.end() || peer->second.connection != base::no_connection) return std::nullopt;
    return peer->second.not_before > now ? std::optional(peer->second.not_before) : std::nullopt;
}

CorrelationId Connections::send(NodeId node, protocol::RequestBody body, Duration timeout,
                                std::int64_t tag, node::Turn& turn, node::Effects& effects,
                                node::FactRef because) {
    CHECK(is_ready(node, turn.now), "a request is sent to a node that is ready");
    Peer& peer = peers_[node];
    if (peer.connection == base::no_connection) {
        peer.connection = effects.connect(turn, address_of(node));
    }
    const CorrelationId correlation{next_correlation_++};
    protocol::Request request;
    request.connection = peer.connection;
    request.correlation = correlation;
    request.client_id = settings_.client_id;
    request.body = std::move(body);
    if (timeout.ns > 0) {
        in_flight_[correlation] = {correlation, node, protocol::api_of(request.body), tag};
        effects.set_timer(timeout_of(correlation), timeout);
    }
    effects.send(std::move(request), because);
    return correlation;
}

std::optional<Pending> Connections::on_response(const protocol::Response& response,
                                                node::Effects& effects) {
    const auto found = in_flight_.find(response.correlation);
    if (found == in_flight_.end()) return std::nullopt;
    const Pending pending = found->second;
    in_flight_.erase(found);
    effects.cancel_timer(timeout_of(pending.correlation));
    Peer& peer = peers_[pending.node];
    peer.failures = 0;
    return pending;
}

std::vector<Failure> Connections::on_request_timeout(std::int64_t correlation, node::Turn& turn,
                                                     node::Effects& effects) {
    const auto found = in_flight_.find(CorrelationId{static_cast<std::int32_t>(correlation)});
    CHECK(found != in_flight_.end(), "a request that was answered has no timeout");
    const NodeId node = found->second.node;
    effects.close(peers_[node].connection);
    return fail_all(node, correlation, turn, effects);
}

std::vector<Failure> Connections::on_closed(ConnectionId connection, node::Turn& turn,
                                            node::Effects& effects) {
    for (const auto& [node, peer] : peers_) {
        if (peer.connection == connection) return fail_all(NodeId{node}, -1, turn, effects);
    }
    return {};
}

std::vector<Failure> Connections::disconnect(NodeId node, node::Turn& turn,
                                             node::Effects& effects) {
    const auto peer = peers_.find(node);
    if (peer == peers_.end() || peer->second.connection == base::no_connection) return {};
    effects.close(peer->second.connection);
    return fail_all(node, -1, turn, effects);
}

std::vector<Failure> Connections::fail_all(NodeId node, std::int64_t timed_out, node::Turn& turn,
                                           node::Effects& effects) {
    Peer& peer = peers_[node];
    peer.connection = base::no_connection;
    const Duration pause = kafka::draw_backoff(settings_.reconnect, peer.failures, turn.random);
    peer.not_before = turn.now + pause;
    ++peer.failures;
    std::vector<Failure> failures;
    for (auto it = in_flight_.begin(); it != in_flight_.end();) {
        if (it->second.node != node) {
            ++it;
            continue;
        }
        if (it->first.value != timed_out) effects.cancel_timer(timeout_of(it->first));
        failures.push_back({it->second, it->first.value == timed_out});
        it = in_flight_.erase(it);
    }
    return failures;
}

void Connections::close_all(node::Effects& effects) {
    for (auto& [node, peer] : peers_) {
        if (peer.connection != base::no_connection) effects.close(peer.connection);
        peer.connection = base::no_connection;
    }
    for (const auto& [correlation, pending] : in_flight_)
        effects.cancel_timer(timeout_of(correlation));
    in_flight_.clear();
}

}  // namespace brokerscope::client
