#include "sim/client/producer_id_getter.h"

#include <limits>

namespace brokerscope::client {

void ProducerIdGetter::work(const ClientMetadata& metadata, Connections& connections,
                            node::Turn& turn, node::Effects& effects) {
    if (under_way_) return;
    if (turn.now < not_before_) {
        effects.set_timer(wake_, not_before_ - turn.now);
        return;
    }
    const std::optional<NodeId> node = least_loaded_node(metadata, connections, turn);
    if (!node) {
        effects.set_timer(wake_, settings_.retry_backoff);
        return;
    }
    under_way_ = true;
    protocol::InitProducerIdRequest request;
    // Kafka's client says so, and means that there is no transaction to time out.
    request.transaction_timeout_ms = std::numeric_limits<std::int32_t>::max();
    connections.send(*node, request, settings_.request_timeout, 0, turn, effects);
}

std::optional<ProducerIdentity> ProducerIdGetter::on_answer(
    const protocol::InitProducerIdResponse& response, LocalTime now) {
    if (response.error != kafka::ErrorCode::none) {
        on_failure(now);
        return std::nullopt;
    }
    under_way_ = false;
    return ProducerIdentity{response.producer_id, response.producer_epoch};
}

void ProducerIdGetter::on_failure(LocalTime now) {
    under_way_ = false;
    not_before_ = now + settings_.retry_backoff;
}

}  // namespace brokerscope::client
