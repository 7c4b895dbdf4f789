#include "sim/replica/channel.h"

namespace brokerscope::replica {

void Channel::send(protocol::RequestBody body, node::Turn& turn, node::Effects& effects) {
    CHECK(!busy(), "a channel has one request in flight");
    if (connection_ == base::no_connection) {
        connection_ = effects.connect(turn, options_.to, options_.listener);
    }
    const base::CorrelationId correlation{next_correlation_.value++};
    in_flight_ = InFlight{correlation, turn.now};
    if (!timer_is_set_) effects.set_timer(options_.timeout_timer, options_.timeout);
    timer_is_set_ = true;
    effects.send({.connection = connection_,
                  .from = turn.self,
                  .correlation = correlation,
                  .version = -1,
                  .client_id = options_.client_id,
                  .body = std::move(body)});
}

bool Channel::take_response(const protocol::Response& response) {
    if (!busy() || response.connection != connection_) return false;
    if (response.correlation != in_flight_->correlation) return false;
    in_flight_.reset();
    return true;
}

bool Channel::take_closed(base::ConnectionId connection) {
    if (connection == base::no_connection || connection != connection_) return false;
    connection_ = base::no_connection;
    in_flight_.reset();
    return true;
}

bool Channel::take_timeout(node::Turn& turn, node::Effects& effects) {
    timer_is_set_ = false;
    if (!busy()) return false;
    const base::Duration waited = turn.now - in_flight_->sent_at;
    if (waited < options_.timeout) {
        effects.set_timer(options_.timeout_timer, options_.timeout - waited);
        timer_is_set_ = true;
        return false;
    }
    close(effects);
    return true;
}

void Channel::close(node::Effects& effects) {
    if (connection_ != base::no_connection) effects.close(connection_);
    if (timer_is_set_) effects.cancel_timer(options_.timeout_timer);
    timer_is_set_ = false;
    connection_ = base::no_connection;
    in_flight_.reset();
}

}  // namespace brokerscope::replica
