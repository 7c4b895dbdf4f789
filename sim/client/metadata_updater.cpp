#include "sim/client/metadata_updater.h"

#include <algorithm>

namespace brokerscope::client {

bool MetadataUpdater::is_due(LocalTime now) const {
    return demanded_ || now - refreshed_ >= settings_.max_age;
}

void MetadataUpdater::work(const ClientMetadata& metadata, Connections& connections,
                           node::Turn& turn, node::Effects& effects) {
    if (under_way_) return;
    if (!is_due(turn.now)) {
        effects.set_timer(wake_, refreshed_ + settings_.max_age - turn.now);
        return;
    }
    if (turn.now < not_before_) {
        effects.set_timer(wake_, not_before_ - turn.now);
        return;
    }
    const std::optional<NodeId> node = least_loaded_node(metadata, connections, turn);
    if (!node) {
        effects.set_timer(wake_, base::milliseconds(settings_.retry.initial_ms));
        return;
    }
    under_way_ = true;
    connections.send(*node, metadata.request(), settings_.request_timeout, 0, turn, effects);
    const Duration pause = kafka::draw_backoff(settings_.retry, attempts_, turn.random);
    not_before_ = turn.now + pause;
    ++attempts_;
}

std::optional<NodeId> least_loaded_node(const ClientMetadata& metadata,
                                        const Connections& connections, node::Turn& turn) {
    const std::vector<NodeId>& nodes = metadata.nodes();
    if (nodes.empty()) return std::nullopt;
    // Kafka starts its search at a random node, so that clients spread over the brokers.
    const std::size_t start = turn.random.below(nodes.size());
    std::optional<NodeId> best;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const NodeId node = nodes[(start + i) % nodes.size()];
        if (!connections.is_ready(node, turn.now)) continue;
        if (!best || connections.in_flight_to(node) < connections.in_flight_to(*best)) best = node;
    }
    return best;
}

void MetadataUpdater::on_answer(const protocol::MetadataResponse& response,
                                ClientMetadata& metadata, LocalTime now) {
    under_way_ = false;
    metadata.update(response);
    refreshed_ = now;
    const bool missing =
        std::any_of(response.topics.begin(), response.topics.end(),
                    [](const auto& topic) { return topic.error != protocol::ErrorCode::none; });
    const bool leaderless =
        std::any_of(response.partitions.begin(), response.partitions.end(),
                    [](const auto& partition) { return partition.leader_id == base::no_node; });
    demanded_ = missing || leaderless || response.brokers.empty();
    if (!demanded_) attempts_ = 0;
}

void MetadataUpdater::on_failure(LocalTime now) {
    under_way_ = false;
    demanded_ = true;
    not_before_ = std::max(not_before_, now);
}

}  // namespace brokerscope::client
