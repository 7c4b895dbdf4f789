#include "sim/client/raw_client.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"

namespace brokerscope::client {
namespace {

constexpr Duration pause_between_attempts = base::milliseconds(100);

node::TimerKey timer(std::int32_t kind, std::int64_t number) {
    return {node::Role::client, kind, number};
}

}  // namespace

RawClient::RawClient(RawClientSettings settings) : settings_(std::move(settings)) {}

void RawClient::ask(RawAsk ask, node::Turn& turn, node::Effects& effects) {
    const std::int64_t number = next_number_++;
    if (!ask.until_it_works) effects.set_timer(timer(give_up, number), ask.patience);
    if (ask.keeps_answer) outcomes_[ask.request] = {};
    asked_[number].ask = std::move(ask);
    send(number, turn, effects);
}

bool RawClient::is_controller(NodeId node) const {
    return std::find(settings_.controllers.begin(), settings_.controllers.end(), node) !=
           settings_.controllers.end();
}

void RawClient::send(std::int64_t number, node::Turn& turn, node::Effects& effects) {
    Asked& asked = asked_.at(number);
    CHECK(!settings_.brokers.empty(), "a cluster has brokers");
    NodeId to = asked.ask.to;
    if (to == base::no_node) to = settings_.brokers[asked.next_broker++ % settings_.brokers.size()];
    asked.connection = effects.connect(
        turn, to,
        asked.ask.at_controller || is_controller(to) ? node::Role::controller : node::Role::broker);
    protocol::Request request;
    request.connection = asked.connection;
    request.correlation = base::CorrelationId{static_cast<std::int32_t>(number)};
    request.version = asked.ask.version;
    request.client_id = asked.ask.client_id;
    request.body = asked.ask.body;
    effects.send(std::move(request));
}

void RawClient::on_request(protocol::Request, node::Turn&, node::Effects&) {
    CHECK(false, "nobody sends requests to a client");
}

void RawClient::on_response(protocol::Response response, node::Turn&, node::Effects& effects) {
    const std::int64_t number = response.correlation.value;
    const auto found = asked_.find(number);
    if (found == asked_.end() || found->second.connection != response.connection) return;
    if (should_try_again(found->second, response.body)) {
        effects.close(response.connection);
        found->second.connection = base::no_connection;
        effects.set_timer(timer(try_again, number), pause_between_attempts);
        return;
    }
    effects.close(response.connection);
    finish(number, &response.body, effects);
}

bool RawClient::should_try_again(const Asked& asked, const protocol::ResponseBody& answer) const {
    if (!asked.ask.until_it_works) return false;
    const kafka::ErrorCode error = protocol::first_error(answer);
    return kafka::is_retriable(error) || error == kafka::ErrorCode::invalid_replication_factor;
}

void RawClient::finish(std::int64_t number, const protocol::ResponseBody* answer,
                       node::Effects& effects) {
    const auto found = asked_.find(number);
    effects.cancel_timer(timer(give_up, number));
    keep(found->second.ask, answer, found->second.connection == base::no_connection);
    journal::RawAnswer fact;
    fact.request = found->second.ask.request;
    fact.api = protocol::api_of(found->second.ask.body);
    fact.answered = answer != nullptr;
    if (answer != nullptr) fact.body = protocol::pack_body(*answer);
    effects.state(std::move(fact));
    asked_.erase(found);
}

void RawClient::keep(const RawAsk& ask, const protocol::ResponseBody* answer, bool closed) {
    if (!ask.keeps_answer) return;
    RawOutcome& outcome = outcomes_[ask.request];
    outcome.is_over = true;
    outcome.closed = answer == nullptr && closed;
    if (answer != nullptr) outcome.answer = *answer;
}

const RawOutcome* RawClient::outcome_of(std::int64_t request) const {
    const auto found = outcomes_.find(request);
    return found == outcomes_.end() ? nullptr : &found->second;
}

void RawClient::on_timer(node::TimerKey key, node::Turn& turn, node::Effects& effects) {
    const auto found = asked_.find(key.subject);
    CHECK(found != asked_.end(), "a finished request has no timers");
    if (key.kind == try_again) {
        send(key.subject, turn, effects);
        return;
    }
    if (found->second.connection != base::no_connection) effects.close(found->second.connection);
    finish(key.subject, nullptr, effects);
}

void RawClient::on_connection_closed(ConnectionId connection, journal::ConnectionEnd, node::Turn&,
                                     node::Effects& effects) {
    const auto found = std::find_if(asked_.begin(), asked_.end(), [&](const auto& entry) {
        return entry.second.connection == connection;
    });
    if (found == asked_.end()) return;
    found->second.connection = base::no_connection;
    if (found->second.ask.until_it_works) {
        effects.set_timer(timer(try_again, found->first), pause_between_attempts);
    } else {
        finish(found->first, nullptr, effects);
    }
}

}  // namespace brokerscope::client
