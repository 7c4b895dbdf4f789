// Channel: a connection to one listener of one node with at most one request in flight, as the
// fetchers and the channels to the controller are. It opens its connection with the first request
// and again after a break; it never repeats a request: who owns it is told that the request is lost
// and decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/node/turn.h"

namespace brokerscope::replica {

class Channel {
  public:
    struct Options {
        base::NodeId to{base::no_node};
        node::Role listener = node::Role::broker;
        std::string client_id;
        /// How long an answer may take, and the timer that watches it.
        base::Duration timeout = base::seconds(30);
        node::TimerKey timeout_timer;
    };

    explicit Channel(Options options) : options_(std::move(options)) {}

    base::NodeId to() const { return options_.to; }
    bool busy() const { return in_flight_.has_value(); }

    /// Sends a request; the channel must not be busy.
    void send(protocol::RequestBody body, node::Turn& turn, node::Effects& effects);
    /// True when this answers the request in flight; then the channel is free again.
    bool take_response(const protocol::Response& response);
    /// True when this was the channel's connection; a request in flight is lost.
    bool take_closed(base::ConnectionId connection);
    /// Its timer fired. True when the request in flight took too long: it is lost, and the
    /// connection is closed.
    bool take_timeout(node::Turn& turn, node::Effects& effects);
    /// Gives up the connection and whatever is in flight.
    void close(node::Effects& effects);

  private:
    struct InFlight {
        base::CorrelationId correlation;
        base::LocalTime sent_at;
    };

    Options options_;
    base::ConnectionId connection_{base::no_connection};
    base::CorrelationId next_correlation_{0};
    std::optional<InFlight> in_flight_;
    // The timer is not moved with every request: when it fires early it is set for the rest.
    bool timer_is_set_ = false;
};

}  // namespace brokerscope::replica
