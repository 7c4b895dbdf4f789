#include "sim/broker/producer_ids.h"

#include "sim/broker/broker_timers.h"

namespace brokerscope::broker {
namespace {

using kafka::ErrorCode;

constexpr base::Duration pause_after_error = base::milliseconds(50);
// The next block is asked for when nine tenths of this one are gone.
constexpr std::int64_t prefetch_tenths = 9;

protocol::InitProducerIdResponse refusal(ErrorCode error) {
    protocol::InitProducerIdResponse response;
    response.error = error;
    return response;
}

}  // namespace

ProducerIds::ProducerIds(const BrokerSettings& settings)
    : self_(settings.id),
      channel_({.to = settings.controller,
                .listener = node::Role::controller,
                .client_id = "broker-" + std::to_string(settings.id.value) + "-producer-ids",
                .timeout = settings.request_timeout,
                .timeout_timer = timer_key(BrokerTimer::producer_ids_timeout)}) {}

protocol::InitProducerIdResponse ProducerIds::answer(const protocol::InitProducerIdRequest& request,
                                                     base::BrokerEpoch broker_epoch,
                                                     node::Turn& turn, node::Effects& effects) {
    const bool knows_id = request.producer_id != base::no_producer_id;
    const bool knows_epoch = request.producer_epoch != log::no_producer_epoch;
    if (knows_id != knows_epoch) return refusal(ErrorCode::invalid_request);
    if (request.transactional_id) {
        // Nobody coordinates transactions here.
        return refusal(request.transactional_id->empty() ? ErrorCode::invalid_request
                                                         : ErrorCode::not_coordinator);
    }
    const auto id = take_id(broker_epoch, turn, effects);
    if (!id) return refusal(ErrorCode::coordinator_load_in_progress);
    return {ErrorCode::none, *id, 0};
}

std::optional<base::ProducerId> ProducerIds::take_id(base::BrokerEpoch broker_epoch,
                                                     node::Turn& turn, node::Effects& effects) {
    if (current_.next == current_.first + current_.size && next_) {
        current_ = *next_;
        next_.reset();
    }
    if (current_.next == current_.first + current_.size) {
        ask_for_block(broker_epoch, turn, effects);
        return std::nullopt;
    }
    const std::int64_t id = current_.next++;
    if (id == current_.first + current_.size * prefetch_tenths / 10)
        ask_for_block(broker_epoch, turn, effects);
    return base::ProducerId{id};
}

void ProducerIds::ask_for_block(base::BrokerEpoch broker_epoch, node::Turn& turn,
                                node::Effects& effects) {
    if (channel_.busy() || next_) return;
    if (quiet_until_ && turn.now < *quiet_until_) return;
    quiet_until_.reset();
    channel_.send(protocol::AllocateProducerIdsRequest{self_, broker_epoch}, turn, effects);
}

bool ProducerIds::on_response(const protocol::Response& response, node::Turn& turn) {
    if (!channel_.take_response(response)) return false;
    const auto* body = std::get_if<protocol::AllocateProducerIdsResponse>(&response.body);
    if (body == nullptr || body->error != ErrorCode::none) {
        quiet_until_ = turn.now + pause_after_error;
        return true;
    }
    const std::int64_t first = body->producer_id_start.value;
    next_ = Block{first, body->producer_id_len, first};
    return true;
}

bool ProducerIds::on_connection_closed(base::ConnectionId connection) {
    return channel_.take_closed(connection);
}

void ProducerIds::on_timeout(node::Turn& turn, node::Effects& effects) {
    channel_.take_timeout(turn, effects);
}

}  // namespace brokerscope::broker
