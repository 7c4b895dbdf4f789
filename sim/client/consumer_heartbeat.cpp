// The heartbeat thread of a member: it beats while the application works, and notices silence.
#include <utility>

#include "sim/client/consumer_membership.h"

namespace brokerscope::client {

using journal::ConsumerState;
using kafka::ErrorCode;

void ConsumerMembership::start_heartbeats(node::Effects& effects) {
    heartbeat_.reset();
    heartbeat_due_ = false;
    effects.set_timer(timer_key(ConsumerTimer::heartbeat), core_.settings.heartbeat_interval);
    hear_from_coordinator(effects);
}

void ConsumerMembership::stop_heartbeats(node::Effects& effects) {
    heartbeat_.reset();
    heartbeat_due_ = false;
    effects.cancel_timer(timer_key(ConsumerTimer::heartbeat));
    effects.cancel_timer(timer_key(ConsumerTimer::session));
}

void ConsumerMembership::hear_from_coordinator(node::Effects& effects) {
    effects.set_timer(timer_key(ConsumerTimer::session), core_.settings.session_timeout);
}

void ConsumerMembership::on_coordinator_found(node::Effects& effects) {
    if (state_ == ConsumerState::syncing || is_stable()) hear_from_coordinator(effects);
}

void ConsumerMembership::work(node::Turn& turn, node::Effects& effects) {
    if (!heartbeat_due_ || heartbeat_ || !coordinator_.is_ready(turn.now)) return;
    heartbeat_due_ = false;
    protocol::HeartbeatRequest request;
    request.group_id = core_.settings.group;
    request.generation_id = generation_;
    request.member_id = member_;
    const CorrelationId correlation =
        coordinator_.send(std::move(request), core_.settings.request_timeout, turn, effects);
    heartbeat_ = SentHeartbeat{correlation, generation_};
    effects.set_timer(timer_key(ConsumerTimer::heartbeat), core_.settings.heartbeat_interval);
}

void ConsumerMembership::on_answer(const protocol::HeartbeatResponse& response,
                                   CorrelationId correlation, node::Turn&, node::Effects& effects) {
    // Answers to an outdated generation mean nothing (CO-21).
    if (!heartbeat_ || heartbeat_->correlation != correlation) return;
    const bool outdated = heartbeat_->generation != generation_;
    heartbeat_.reset();
    if (outdated) return;
    switch (response.error) {
        case ErrorCode::none: hear_from_coordinator(effects); return;
        case ErrorCode::rebalance_in_progress:
            hear_from_coordinator(effects);
            if (is_stable()) join_needed_ = true;
            return;
        case ErrorCode::illegal_generation:
        case ErrorCode::unknown_member_id: lose_generation(response.error, effects); return;
        case ErrorCode::not_coordinator:
        case ErrorCode::coordinator_not_available: coordinator_.mark_unknown(); break;
        default: break;
    }
    effects.set_timer(timer_key(ConsumerTimer::heartbeat),
                      base::milliseconds(core_.settings.retry.initial_ms));
}

}  // namespace brokerscope::client
