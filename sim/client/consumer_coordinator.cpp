#include "sim/client/consumer_coordinator.h"

#include <utility>

#include "sim/base/check.h"

namespace brokerscope::client {

bool ConsumerCoordinator::is_ready(LocalTime now) const {
    return is_known() && core_.connections.is_ready(coordinator_node(broker_), now);
}

CorrelationId ConsumerCoordinator::send(protocol::RequestBody body, Duration timeout,
                                        node::Turn& turn, node::Effects& effects) {
    CHECK(is_ready(turn.now), "a request is sent to a coordinator that is known");
    return core_.connections.send(coordinator_node(broker_), std::move(body), timeout, 0, turn,
                                  effects);
}

void ConsumerCoordinator::mark_unknown() {
    if (!is_known()) return;
    abandoned_ = coordinator_node(broker_);
    broker_ = base::no_node;
}

void ConsumerCoordinator::look_at_connection(LocalTime now) {
    if (!is_known()) return;
    if (core_.connections.blocked_until(coordinator_node(broker_), now)) mark_unknown();
}

std::optional<NodeId> ConsumerCoordinator::take_abandoned() {
    return std::exchange(abandoned_, std::nullopt);
}

void ConsumerCoordinator::find(node::Turn& turn, node::Effects& effects) {
    if (is_known() || asking_ || !retry_.is_due(turn.now)) return;
    const std::optional<NodeId> node = least_loaded_node(core_.metadata, core_.connections, turn);
    if (!node) {
        retry_.failed(core_.settings.retry, turn);
        return;
    }
    protocol::FindCoordinatorRequest request;
    request.coordinator_keys = {core_.settings.group};
    core_.connections.send(*node, std::move(request), core_.settings.request_timeout, 0, turn,
                           effects);
    asking_ = true;
}

bool ConsumerCoordinator::on_answer(const protocol::FindCoordinatorResponse& response,
                                    node::Turn& turn) {
    asking_ = false;
    const bool named = !response.coordinators.empty() &&
                       response.coordinators.front().error == protocol::ErrorCode::none;
    if (!named) {
        on_failure(turn);
        return false;
    }
    const NodeId broker = response.coordinators.front().node_id;
    // Brokers name a dead coordinator until the controller has replaced it (GR-2).
    if (core_.connections.blocked_until(coordinator_node(broker), turn.now)) {
        on_failure(turn);
        return false;
    }
    broker_ = broker;
    retry_.succeeded();
    return true;
}

void ConsumerCoordinator::on_failure(node::Turn& turn) {
    asking_ = false;
    retry_.failed(core_.settings.retry, turn);
    core_.updater.demand();
}

std::optional<LocalTime> ConsumerCoordinator::wake(LocalTime now) const {
    return is_known() || asking_ ? std::nullopt : retry_.wake(now);
}

}  // namespace brokerscope::client
