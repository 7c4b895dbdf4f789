#include "sim/client/consumer.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"

namespace brokerscope::client {

using kafka::ApiKey;

Consumer::Consumer(ConsumerSettings settings)
    : core_(std::move(settings)),
      coordinator_(core_),
      membership_(core_, coordinator_),
      positions_(core_, coordinator_),
      fetcher_(core_, positions_),
      commits_(core_, coordinator_, membership_, positions_) {
    for (const std::string& topic : core_.settings.topics)
        core_.metadata.want(topic);
}

void Consumer::on_start(node::Turn& turn, node::Effects& effects) {
    poll_began_ = turn.now;
    after_everything(turn, effects);
}

void Consumer::on_request(protocol::Request, node::Turn&, node::Effects&) {
    CHECK(false, "nobody sends requests to a consumer");
}

void Consumer::on_stop(node::Turn& turn, node::Effects& effects) {
    if (phase_ == Phase::working) {
        stop_after_work_ = true;
        return;
    }
    if (phase_ == Phase::polling) begin_closing(turn, effects);
    after_everything(turn, effects);
}

void Consumer::on_timer(node::TimerKey key, node::Turn& turn, node::Effects& effects) {
    if (key.kind == request_timer) {
        for (const Failure& failure :
             core_.connections.on_request_timeout(key.subject, turn, effects)) {
            fail(failure, turn, effects);
        }
    } else {
        on_own_timer(static_cast<ConsumerTimer>(key.kind), turn, effects);
    }
    after_everything(turn, effects);
}

void Consumer::on_own_timer(ConsumerTimer timer, node::Turn& turn, node::Effects& effects) {
    switch (timer) {
        case ConsumerTimer::work:
            effects.cancel_timer(timer_key(ConsumerTimer::poll_interval));
            phase_ = Phase::polling;
            poll_began_ = turn.now;
            if (stop_after_work_) begin_closing(turn, effects);
            break;
        case ConsumerTimer::heartbeat: membership_.on_heartbeat_timer(); break;
        case ConsumerTimer::session: membership_.on_session_timer(); break;
        case ConsumerTimer::poll_interval: membership_.on_poll_too_late(turn, effects); break;
        case ConsumerTimer::give_up_closing: end(effects); break;
        case ConsumerTimer::wake: wake_at_.reset(); break;  // after_everything() does what is due
        case ConsumerTimer::metadata: break;
    }
}

void Consumer::on_connection_closed(ConnectionId connection, journal::ConnectionEnd,
                                    node::Turn& turn, node::Effects& effects) {
    for (const Failure& failure : core_.connections.on_closed(connection, turn, effects)) {
        fail(failure, turn, effects);
    }
    core_.updater.demand();
    after_everything(turn, effects);
}

void Consumer::on_response(protocol::Response response, node::Turn& turn, node::Effects& effects) {
    const std::optional<Pending> pending = core_.connections.on_response(response, effects);
    if (!pending) return;
    route(std::move(response.body), *pending, turn, effects);
    after_everything(turn, effects);
}

void Consumer::route(protocol::ResponseBody body, const Pending& request, node::Turn& turn,
                     node::Effects& effects) {
    const CorrelationId id = request.correlation;
    const bool is_attempt = request.api == ApiKey::join_group || request.api == ApiKey::sync_group;
    if (is_attempt && phase_ == Phase::closing) return;  // it wants to leave, not to join
    if (const auto* metadata = std::get_if<protocol::MetadataResponse>(&body)) {
        core_.updater.on_answer(*metadata, core_.metadata, turn.now);
        membership_.on_metadata(turn, effects);
    } else if (const auto* found = std::get_if<protocol::FindCoordinatorResponse>(&body)) {
        if (coordinator_.on_answer(*found, turn)) membership_.on_coordinator_found(effects);
    } else if (const auto* joined = std::get_if<protocol::JoinGroupResponse>(&body)) {
        membership_.on_answer(*joined, id, turn, effects);
    } else if (const auto* synced = std::get_if<protocol::SyncGroupResponse>(&body)) {
        membership_.on_answer(*synced, id, turn, effects);
    } else if (const auto* beat = std::get_if<protocol::HeartbeatResponse>(&body)) {
        membership_.on_answer(*beat, id, turn, effects);
    } else if (const auto* committed = std::get_if<protocol::OffsetCommitResponse>(&body)) {
        commits_.on_answer(*committed, id, turn, effects);
    } else if (const auto* offsets = std::get_if<protocol::OffsetFetchResponse>(&body)) {
        positions_.on_answer(*offsets, id, turn, effects);
    } else if (const auto* listed = std::get_if<protocol::ListOffsetsResponse>(&body)) {
        positions_.on_answer(*listed, id, turn, effects);
    } else if (const auto* ends = std::get_if<protocol::OffsetForLeaderEpochResponse>(&body)) {
        positions_.on_answer(*ends, id, turn, effects);
    } else if (auto* fetched = std::get_if<protocol::FetchResponse>(&body)) {
        fetcher_.on_answer(std::move(*fetched), request, turn);
    } else if (std::holds_alternative<protocol::LeaveGroupResponse>(body)) {
        if (leaving_) end(effects);
    }
}

void Consumer::fail(const Failure& failure, node::Turn& turn, node::Effects& effects) {
    core_.updater.demand();
    const Pending& request = failure.request;
    switch (request.api) {
        case ApiKey::metadata: core_.updater.on_failure(turn.now); break;
        case ApiKey::find_coordinator: coordinator_.on_failure(turn); break;
        case ApiKey::join_group:
        case ApiKey::sync_group:
        case ApiKey::heartbeat: membership_.on_failure(request, turn, effects); break;
        case ApiKey::offset_commit: commits_.on_failure(request, turn); break;
        case ApiKey::offset_fetch:
        case ApiKey::offset_for_leader_epoch:
        case ApiKey::list_offsets: positions_.on_failure(request, turn); break;
        case ApiKey::fetch: fetcher_.on_failure(request); break;
        case ApiKey::leave_group:
            if (leaving_) end(effects);
            break;
        default: CHECK(false, "a consumer makes no other requests");
    }
}

// What both threads would do next, after whatever has just happened.
void Consumer::after_everything(node::Turn& turn, node::Effects& effects) {
    coordinator_.look_at_connection(turn.now);
    while (const std::optional<NodeId> old = coordinator_.take_abandoned()) {
        for (const Failure& failure : core_.connections.disconnect(*old, turn, effects))
            fail(failure, turn, effects);
    }
    if (phase_ == Phase::polling) poll(turn, effects);
    if (phase_ == Phase::closing) go_on_closing(turn, effects);
    if (phase_ == Phase::ended) return;
    coordinator_.find(turn, effects);
    membership_.work(turn, effects);
    core_.updater.work(core_.metadata, core_.connections, turn, effects);
    set_wake_timer(turn, effects);
}

void Consumer::set_wake_timer(node::Turn& turn, node::Effects& effects) {
    // Clocks drift, so that a timer may ring a little early: then it is set again, but not for now.
    constexpr Duration shortest = base::microseconds(1);
    Earliest next;
    next.consider(coordinator_.wake(turn.now));
    if (phase_ == Phase::polling) {
        next.consider(membership_.wake(turn.now));
        next.consider(positions_.wake(turn.now));
        if (waits_for_coordinator(turn.now)) next.consider(poll_began_ + poll_timeout);
    }
    if (phase_ != Phase::working) next.consider(commits_.wake(turn.now));
    if (next.value() == wake_at_) return;
    wake_at_ = next.value();
    if (wake_at_) {
        effects.set_timer(timer_key(ConsumerTimer::wake), std::max(*wake_at_ - turn.now, shortest));
    } else {
        effects.cancel_timer(timer_key(ConsumerTimer::wake));
    }
}

}  // namespace brokerscope::client
