// What every client shares of Kafka's NetworkClient: one connection per node, requests in order, a
// limit of requests in flight, a timeout for each, and a pause that grows before a failed node is
// tried again (rules MD-6, PR-13). A request ends in exactly one way: its answer, or a Failure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/kafka/backoff.h"
#include "sim/node/turn.h"

namespace brokerscope::client {

using base::ConnectionId;
using base::CorrelationId;
using base::Duration;
using base::LocalTime;
using base::NodeId;

/// Timer kinds of this part; a client's own kinds start at `first_own_timer`.
inline constexpr std::int32_t request_timer = 1;
inline constexpr std::int32_t first_own_timer = 10;

/// As in Kafka, the coordinator of a client's group is a node of its own, with its own connection
/// to the broker behind it: a JOIN_GROUP parked there holds up no FETCH (rule GR-3).
NodeId coordinator_node(NodeId broker);

struct ConnectionSettings {
    std::string client_id;
    std::int32_t max_in_flight = 1;
    kafka::ExponentialBackoff reconnect{50, 1000};
};

/// A request under way: `tag` is what its sender wants to find again.
struct Pending {
    CorrelationId correlation;
    NodeId node;
    kafka::ApiKey api{};
    std::int64_t tag = 0;
};

struct Failure {
    Pending request;
    bool timed_out = false;  // otherwise the connection went away
};

class Connections {
  public:
    explicit Connections(ConnectionSettings settings) : settings_(std::move(settings)) {}

    /// A request may be sent to this node now.
    bool is_ready(NodeId node, LocalTime now) const;
    /// When a node that failed may be tried again, if that is later than now.
    std::optional<LocalTime> blocked_until(NodeId node, LocalTime now) const;

    /// Sends a request; the node must be ready. A timeout of zero: no answer is expected (acks=0).
    CorrelationId send(NodeId node, protocol::RequestBody body, Duration timeout, std::int64_t tag,
                       node::Turn& turn, node::Effects& effects,
                       node::FactRef because = node::trigger);

    /// The request that this response answers; nothing when nobody waits for it any more.
    std::optional<Pending> on_response(const protocol::Response& response, node::Effects& effects);
    /// The timeout of a request: its connection is closed and everything on it fails.
    std::vector<Failure> on_request_timeout(std::int64_t correlation, node::Turn& turn,
                                            node::Effects& effects);
    std::vector<Failure> on_closed(ConnectionId connection, node::Turn& turn,
                                   node::Effects& effects);
    /// Closes the connection to a node, if there is one; what was under way on it fails.
    std::vector<Failure> disconnect(NodeId node, node::Turn& turn, node::Effects& effects);
    void close_all(node::Effects& effects);

    bool has_in_flight() const { return !in_flight_.empty(); }
    std::size_t in_flight_to(NodeId node) const;

  private:
    struct Peer {
        ConnectionId connection{base::no_connection};
        std::int64_t failures = 0;
        LocalTime not_before;
    };
    std::vector<Failure> fail_all(NodeId node, std::int64_t timed_out, node::Turn& turn,
                                  node::Effects& effects);

    ConnectionSettings settings_;
    std::map<NodeId, Peer> peers_;
    std::map<CorrelationId, Pending> in_flight_;
    std::int32_t next_correlation_ = 1;
};

}  // namespace brokerscope::client
