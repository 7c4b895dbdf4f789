#include "sim/broker/lifecycle.h"

#include <utility>

#include "sim/broker/broker_timers.h"

namespace brokerscope::broker {

using journal::BrokerState;
using kafka::ErrorCode;

namespace {

constexpr base::Duration until_caught_up = base::milliseconds(10);
constexpr base::Duration after_first_refusal = base::milliseconds(50);
constexpr base::Duration reconnect_backoff = base::milliseconds(50);

}  // namespace

Lifecycle::Lifecycle(const BrokerSettings& settings)
    : settings_(settings),
      channel_({.to = settings.controller,
                .listener = node::Role::controller,
                .client_id = "broker-" + std::to_string(settings.id.value) + "-heartbeat",
                .timeout = settings.heartbeat_interval,
                .timeout_timer = timer_key(BrokerTimer::communication_timeout)}) {}

bool Lifecycle::serves_requests() const {
    return state_ == BrokerState::recovery || state_ == BrokerState::running ||
           state_ == BrokerState::pending_controlled_shutdown;
}

void Lifecycle::become(BrokerState state, node::Effects& effects) {
    state_ = state;
    effects.state(journal::BrokerStateChanged{state});
}

void Lifecycle::become_shutting_down(node::Effects& effects) {
    become(BrokerState::shutting_down, effects);
}

void Lifecycle::become_not_running(node::Effects& effects) {
    become(BrokerState::not_running, effects);
}

void Lifecycle::on_start(node::Turn& turn, node::Effects& effects) {
    CHECK(state_ == BrokerState::not_running, "a process starts once");
    incarnation_id_ = static_cast<std::int64_t>(turn.random.next());
    // The marker of a clean stop is used up by the next start.
    if (turn.disk.clean_shutdown) previous_broker_epoch_ = turn.disk.last_broker_epoch;
    turn.disk.clean_shutdown = false;
    become(BrokerState::starting, effects);
    effects.set_timer(timer_key(BrokerTimer::registration_deadline),
                      settings_.initial_registration_timeout);
    communicate(turn, effects);
}

// --- talking to the controller -------------------------------------------------------------------

protocol::BrokerRegistrationRequest Lifecycle::registration() const {
    protocol::BrokerRegistrationRequest request;
    request.broker_id = settings_.id;
    request.cluster_id = settings_.cluster_id;
    request.incarnation_id = incarnation_id_;
    request.rack = settings_.rack;
    request.previous_broker_epoch = previous_broker_epoch_;
    return request;
}

protocol::BrokerHeartbeatRequest Lifecycle::heartbeat() const {
    protocol::BrokerHeartbeatRequest request;
    request.broker_id = settings_.id;
    request.broker_epoch = broker_epoch_;
    request.current_metadata_offset = applied_offset_;
    request.want_fence = state_ == BrokerState::starting;
    request.want_shut_down = state_ == BrokerState::pending_controlled_shutdown;
    request.offline_replicas = offline_replicas_;
    return request;
}

void Lifecycle::communicate(node::Turn& turn, node::Effects& effects) {
    is_urgent_ = false;
    if (!communicating_since_) communicating_since_ = turn.now;
    if (is_registered()) {
        channel_.send(heartbeat(), turn, effects);
    } else {
        channel_.send(registration(), turn, effects);
    }
}

void Lifecycle::communicate_after(base::Duration delay, node::Turn& turn, node::Effects& effects) {
    if (is_urgent_) {
        communicate(turn, effects);
    } else {
        effects.set_timer(timer_key(BrokerTimer::next_communication), delay);
    }
}

// At once, or as soon as the communication under way is over.
void Lifecycle::communicate_soon(node::Turn& turn, node::Effects& effects) {
    is_urgent_ = true;
    if (communicating_since_) return;
    effects.cancel_timer(timer_key(BrokerTimer::next_communication));
    communicate(turn, effects);
}

void Lifecycle::report_offline(std::vector<base::PartitionId> replicas, node::Turn& turn,
                               node::Effects& effects) {
    offline_replicas_ = std::move(replicas);
    if (is_registered() && state_ != BrokerState::shutting_down) communicate_soon(turn, effects);
}

void Lifecycle::on_next_communication(node::Turn& turn, node::Effects& effects) {
    if (!channel_.busy() && state_ != BrokerState::shutting_down) communicate(turn, effects);
}

void Lifecycle::on_communication_timeout(node::Turn& turn, node::Effects& effects) {
    if (!channel_.take_timeout(turn, effects)) return;
    communicating_since_.reset();
    communicate_after(settings_.heartbeat_interval, turn, effects);
}

bool Lifecycle::on_connection_closed(base::ConnectionId connection, node::Turn& turn,
                                     node::Effects& effects) {
    const bool was_busy = channel_.busy();
    if (!channel_.take_closed(connection)) return false;
    if (!was_busy || !communicating_since_) return true;
    // A lost connection is tried again until the time of the communication is over (CT-6).
    if (turn.now - *communicating_since_ < settings_.heartbeat_interval) {
        effects.set_timer(timer_key(BrokerTimer::next_communication), reconnect_backoff);
        return true;
    }
    communicating_since_.reset();
    communicate_after(settings_.heartbeat_interval, turn, effects);
    return true;
}

std::optional<LifecycleStep> Lifecycle::on_response(const protocol::Response& response,
                                                    node::Turn& turn, node::Effects& effects) {
    if (!channel_.take_response(response)) return std::nullopt;
    communicating_since_.reset();
    if (const auto* answer = std::get_if<protocol::BrokerRegistrationResponse>(&response.body))
        return on_registration(*answer, turn, effects);
    if (const auto* answer = std::get_if<protocol::BrokerHeartbeatResponse>(&response.body))
        return on_heartbeat(*answer, turn, effects);
    return LifecycleStep::none;
}

LifecycleStep Lifecycle::on_registration(const protocol::BrokerRegistrationResponse& response,
                                         node::Turn& turn, node::Effects& effects) {
    if (state_ != BrokerState::starting) return LifecycleStep::none;
    if (response.error != ErrorCode::none) {
        communicate_after(settings_.heartbeat_interval, turn, effects);
        return LifecycleStep::none;
    }
    broker_epoch_ = response.broker_epoch;
    effects.cancel_timer(timer_key(BrokerTimer::registration_deadline));
    communicate(turn, effects);
    return LifecycleStep::registered;
}

LifecycleStep Lifecycle::on_registration_deadline() const {
    return is_registered() ? LifecycleStep::none : LifecycleStep::give_up;
}

LifecycleStep Lifecycle::on_heartbeat(const protocol::BrokerHeartbeatResponse& response,
                                      node::Turn& turn, node::Effects& effects) {
    if (state_ == BrokerState::shutting_down) return LifecycleStep::none;
    if (response.error != ErrorCode::none) {
        communicate_after(settings_.heartbeat_interval, turn, effects);
        return LifecycleStep::none;
    }
    if (state_ == BrokerState::pending_controlled_shutdown)
        return on_shutdown_answer(response, turn, effects);
    if (state_ == BrokerState::starting) {
        if (response.is_caught_up) {
            // Logs need no recovery here: it asks to be unfenced at once.
            become(BrokerState::recovery, effects);
            is_urgent_ = true;
        }
        communicate_after(until_caught_up, turn, effects);
        return response.is_caught_up ? LifecycleStep::caught_up : LifecycleStep::none;
    }
    if (state_ == BrokerState::recovery && !response.is_fenced)
        become(BrokerState::running, effects);
    communicate_after(settings_.heartbeat_interval, turn, effects);
    return LifecycleStep::none;
}

// --- leaving -------------------------------------------------------------------------------------

LifecycleStep Lifecycle::on_stop(node::Turn& turn, node::Effects& effects) {
    if (state_ == BrokerState::pending_controlled_shutdown || state_ == BrokerState::shutting_down)
        return LifecycleStep::none;
    if (state_ != BrokerState::running || !settings_.controlled_shutdown)
        return LifecycleStep::stop;
    become(BrokerState::pending_controlled_shutdown, effects);
    effects.set_timer(timer_key(BrokerTimer::controlled_shutdown_deadline),
                      settings_.controlled_shutdown_timeout);
    communicate_soon(turn, effects);
    return LifecycleStep::none;
}

LifecycleStep Lifecycle::on_shutdown_answer(const protocol::BrokerHeartbeatResponse& response,
                                            node::Turn& turn, node::Effects& effects) {
    if (response.should_shut_down) return LifecycleStep::stop;
    const bool first = !was_refused_to_leave_;
    was_refused_to_leave_ = true;
    communicate_after(first ? after_first_refusal : settings_.heartbeat_interval, turn, effects);
    return LifecycleStep::none;
}

}  // namespace brokerscope::broker
