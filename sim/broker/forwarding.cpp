#include "sim/broker/forwarding.h"

#include "sim/broker/broker_timers.h"

namespace brokerscope::broker {
namespace {

using kafka::ErrorCode;

constexpr base::Duration reconnect_backoff = base::milliseconds(50);

// CT-28: what every part of a request is answered with that could not be delivered in time.
struct TimedOut {
    protocol::ResponseBody operator()(const protocol::CreateTopicsRequest& request) const {
        protocol::CreateTopicsResponse response;
        for (const protocol::CreatableTopic& topic : request.topics) {
            protocol::CreatableTopicResult& result = response.topics.emplace_back();
            result.name = topic.name;
            result.error = ErrorCode::request_timed_out;
        }
        return response;
    }
    protocol::ResponseBody operator()(const protocol::DeleteTopicsRequest& request) const {
        protocol::DeleteTopicsResponse response;
        for (const protocol::DeleteTopicState& topic : request.topics)
            response.responses.push_back(
                {topic.name, topic.topic_id, ErrorCode::request_timed_out, std::nullopt});
        return response;
    }
    protocol::ResponseBody operator()(const protocol::CreatePartitionsRequest& request) const {
        protocol::CreatePartitionsResponse response;
        for (const protocol::CreatePartitionsTopic& topic : request.topics)
            response.results.push_back({topic.name, ErrorCode::request_timed_out, std::nullopt});
        return response;
    }
    protocol::ResponseBody operator()(
        const protocol::IncrementalAlterConfigsRequest& request) const {
        protocol::IncrementalAlterConfigsResponse response;
        for (const protocol::AlterConfigsResource& resource : request.resources)
            response.responses.push_back({ErrorCode::request_timed_out, std::nullopt,
                                          resource.resource_type, resource.resource_name});
        return response;
    }
    template <class Other>
    protocol::ResponseBody operator()(const Other&) const {
        CHECK(false, "only what the controller carries out is forwarded");
    }
};

}  // namespace

Forwarding::Forwarding(const BrokerSettings& settings)
    : settings_(settings),
      channel_({.to = settings.controller,
                .listener = node::Role::controller,
                .client_id = "broker-" + std::to_string(settings.id.value) + "-forwarding",
                .timeout = settings.request_timeout,
                .timeout_timer = timer_key(BrokerTimer::forwarding_timeout)}) {}

bool is_forwarded(const protocol::RequestBody& request) {
    return std::holds_alternative<protocol::CreateTopicsRequest>(request) ||
           std::holds_alternative<protocol::DeleteTopicsRequest>(request) ||
           std::holds_alternative<protocol::CreatePartitionsRequest>(request) ||
           std::holds_alternative<protocol::IncrementalAlterConfigsRequest>(request);
}

void Forwarding::forward(const protocol::Request& request, node::Turn& turn,
                         node::Effects& effects) {
    push({Asker{request.connection, request.correlation}, request.body, turn.now}, turn, effects);
}

void Forwarding::create_topic(protocol::CreatableTopic topic, node::Turn& turn,
                              node::Effects& effects) {
    if (!creating_.insert(topic.name).second) return;
    protocol::CreateTopicsRequest request;
    request.timeout_ms = static_cast<std::int32_t>(settings_.request_timeout.milliseconds());
    request.topics.push_back(std::move(topic));
    push({std::nullopt, std::move(request), turn.now}, turn, effects);
}

void Forwarding::push(Item item, node::Turn& turn, node::Effects& effects) {
    queue_.push_back(std::move(item));
    send_next(turn, effects);
}

void Forwarding::send_next(node::Turn& turn, node::Effects& effects) {
    if (channel_.busy() || retry_is_set_ || queue_.empty()) return;
    channel_.send(queue_.front().request, turn, effects);
}

bool Forwarding::on_response(const protocol::Response& response, node::Turn& turn,
                             node::Effects& effects) {
    if (!channel_.take_response(response)) return false;
    finish(response.body, effects);
    send_next(turn, effects);
    return true;
}

void Forwarding::finish(protocol::ResponseBody response, node::Effects& effects) {
    CHECK(!queue_.empty(), "the controller answers what was forwarded");
    const Item item = std::move(queue_.front());
    queue_.pop_front();
    if (item.asker) {
        effects.respond(item.asker->connection, item.asker->correlation, std::move(response));
        return;
    }
    const auto* creation = std::get_if<protocol::CreateTopicsRequest>(&item.request);
    if (creation == nullptr) return;
    for (const protocol::CreatableTopic& topic : creation->topics)
        creating_.erase(topic.name);
}

bool Forwarding::on_connection_closed(base::ConnectionId connection, node::Turn& turn,
                                      node::Effects& effects) {
    for (Item& item : queue_) {
        if (item.asker && item.asker->connection == connection) item.asker.reset();
    }
    const bool was_busy = channel_.busy();
    if (!channel_.take_closed(connection)) return false;
    if (was_busy) send_again_later(turn, effects);
    return true;
}

void Forwarding::on_timeout(node::Turn& turn, node::Effects& effects) {
    if (channel_.take_timeout(turn, effects)) send_again_later(turn, effects);
}

// CT-28: what could not be delivered in time is answered with REQUEST_TIMED_OUT.
void Forwarding::send_again_later(node::Turn& turn, node::Effects& effects) {
    while (!queue_.empty() && turn.now - queue_.front().since >= settings_.forwarding_timeout)
        finish(std::visit(TimedOut{}, queue_.front().request), effects);
    if (queue_.empty()) return;
    retry_is_set_ = true;
    effects.set_timer(timer_key(BrokerTimer::forwarding_retry), reconnect_backoff);
}

void Forwarding::on_retry(node::Turn& turn, node::Effects& effects) {
    retry_is_set_ = false;
    send_next(turn, effects);
}

}  // namespace brokerscope::broker
