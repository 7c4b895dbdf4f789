#include "sim/replica/isr_changes.h"

#include "sim/replica/replica_timers.h"

namespace brokerscope::replica {
namespace {

using kafka::ErrorCode;
using protocol::AlterPartitionPartitionResponse;
using protocol::AlterPartitionResponse;

constexpr base::Duration retry_delay = base::milliseconds(50);

// RE-14: these are answers; everything else may be different next time.
bool is_final(ErrorCode error) {
    switch (error) {
        case ErrorCode::none:
        case ErrorCode::ineligible_replica:
        case ErrorCode::operation_not_attempted:
        case ErrorCode::unknown_topic_or_partition:
        case ErrorCode::unknown_topic_id:
        case ErrorCode::fenced_leader_epoch:
        case ErrorCode::invalid_update_version:
        case ErrorCode::invalid_request:
        case ErrorCode::new_leader_elected: return true;
        default: return false;
    }
}

}  // namespace

IsrChanges::IsrChanges(NodeId self, NodeId controller, base::Duration request_timeout)
    : self_(self),
      channel_({.to = controller,
                .listener = node::Role::controller,
                .client_id = "broker-" + std::to_string(self.value) + "-alter-partition",
                .timeout = request_timeout,
                .timeout_timer = timer_key(ReplicaTimer::isr_change_timeout)}) {}

bool IsrChanges::submit(const protocol::AlterPartitionPartition& change, node::Turn& turn,
                        node::Effects& effects) {
    const bool is_new = changes_.try_emplace(change.id(), change).second;
    if (is_new && !retry_is_set_) send_waiting(turn, effects);
    return is_new;
}

void IsrChanges::send_waiting(node::Turn& turn, node::Effects& effects) {
    if (channel_.busy() || changes_.empty()) return;
    protocol::AlterPartitionRequest request;
    request.broker_id = self_;
    request.broker_epoch = broker_epoch_;
    for (const auto& [id, change] : changes_)
        request.partitions.push_back(change);
    channel_.send(std::move(request), turn, effects);
}

std::optional<std::vector<AlterPartitionPartitionResponse>> IsrChanges::take_response(
    const protocol::Response& response, node::Turn& turn, node::Effects& effects) {
    if (!channel_.take_response(response)) return std::nullopt;
    const auto* body = std::get_if<AlterPartitionResponse>(&response.body);
    std::vector<AlterPartitionPartitionResponse> settled;
    if (body == nullptr || body->error != ErrorCode::none) {
        send_again_later(effects);
        return settled;
    }
    for (const AlterPartitionPartitionResponse& partition : body->partitions) {
        if (!is_final(partition.error)) continue;
        if (changes_.erase(partition.id()) > 0) settled.push_back(partition);
    }
    send_waiting(turn, effects);
    return settled;
}

bool IsrChanges::on_connection_closed(base::ConnectionId connection, node::Effects& effects) {
    if (!channel_.take_closed(connection)) return false;
    if (!changes_.empty()) send_again_later(effects);
    return true;
}

void IsrChanges::on_retry(node::Turn& turn, node::Effects& effects) {
    retry_is_set_ = false;
    send_waiting(turn, effects);
}

void IsrChanges::on_timeout(node::Turn& turn, node::Effects& effects) {
    if (channel_.take_timeout(turn, effects)) send_again_later(effects);
}

void IsrChanges::send_again_later(node::Effects& effects) {
    retry_is_set_ = true;
    effects.set_timer(timer_key(ReplicaTimer::isr_change_retry), retry_delay);
}

}  // namespace brokerscope::replica
