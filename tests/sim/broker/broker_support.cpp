#include "tests/sim/broker/broker_support.h"

namespace brokerscope::broker_test {

Bench::Bench(broker::BrokerSettings settings) : settings_(std::move(settings)) {
    settings_.id = self;
    settings_.controller = controller;
    controller_log_.assign_epoch_at_end({1});
}

template <class Work>
void Bench::turn(const Work& work) {
    effects_.clear();
    node::Turn turn{self, now_, random_, disk_, next_connection_};
    work(turn);
    for (const node::Effect& effect : effects_.list()) {
        if (const auto* send = std::get_if<node::SendRequest>(&effect))
            sent_.push_back(send->request);
    }
}

void Bench::start() {
    broker_.emplace(settings_);
    turn([&](auto& turn) { broker_->on_start(turn, effects_); });
}

void Bench::stop() {
    turn([&](auto& turn) { broker_->on_stop(turn, effects_); });
}

void Bench::timer(BrokerTimer timer) {
    turn([&](auto& turn) { broker_->on_timer(broker::timer_key(timer), turn, effects_); });
}

void Bench::flush_done(base::PartitionId partition, Offset up_to) {
    disk_.logs.at(partition).mark_flushed(up_to);
    turn([&](auto& turn) { broker_->on_flushed(partition, up_to, turn, effects_); });
}

void Bench::close(ConnectionId connection) {
    turn([&](auto& turn) {
        broker_->on_connection_closed(connection, journal::ConnectionEnd::peer_gone, turn,
                                      effects_);
    });
}

void Bench::ask(protocol::RequestBody body, ConnectionId connection) {
    protocol::Request request{connection, {1001}, {next_correlation_++},
                              -1,         "test", std::move(body)};
    turn([&](auto& turn) { broker_->on_request(request, turn, effects_); });
}

void Bench::answer(const protocol::Request& request, protocol::ResponseBody body) {
    protocol::Response response{request.connection, controller, request.correlation,
                                std::move(body)};
    turn([&](auto& turn) { broker_->on_response(response, turn, effects_); });
}

std::optional<base::Duration> Bench::timer_set(BrokerTimer timer) const {
    std::optional<base::Duration> after;
    for (const node::Effect& effect : effects_.list()) {
        const auto* set = std::get_if<node::SetTimer>(&effect);
        if (set != nullptr && set->key == broker::timer_key(timer)) after = set->after;
    }
    return after;
}

void Bench::write(const std::vector<node::MetadataRecord>& records) {
    std::vector<log::Record> encoded;
    for (const node::MetadataRecord& record : records)
        encoded.push_back(node::encode_record(record, 0));
    controller_log_.append_as_leader(log::make_batch(std::move(encoded)), {1});
}

void Bench::hand_over(Offset high_watermark) {
    const auto fetch = last<protocol::FetchRequest>();
    const Offset from = fetch.body.partitions.at(0).fetch_offset;
    protocol::FetchPartitionResponse partition;
    partition.topic = base::cluster_metadata_topic;
    partition.high_watermark = high_watermark;
    partition.log_start_offset = {0};
    if (from < controller_log_.log_end_offset()) {
        partition.batches =
            controller_log_.read(from, {.up_to = controller_log_.log_end_offset()}).batches;
    }
    protocol::FetchResponse response;
    response.partitions.push_back(std::move(partition));
    answer(fetch.envelope, std::move(response));
}

void Bench::publish(const std::vector<node::MetadataRecord>& records) {
    write(records);
    hand_over(controller_log_.log_end_offset());
}

void Bench::answer_heartbeat(bool caught_up, bool fenced, bool shut_down) {
    protocol::BrokerHeartbeatResponse response;
    response.is_caught_up = caught_up;
    response.is_fenced = fenced;
    response.should_shut_down = shut_down;
    answer(last<protocol::BrokerHeartbeatRequest>().envelope, response);
}

void Bench::become_running() {
    start();
    answer(last<protocol::BrokerRegistrationRequest>().envelope,
           protocol::BrokerRegistrationResponse{ErrorCode::none, {0}});
    publish(registered(self));
    answer_heartbeat(true, true);
    answer_heartbeat(true, false);
    REQUIRE(broker_->state() == BrokerState::running);
}

std::vector<node::MetadataRecord> registered(NodeId broker, base::BrokerEpoch epoch) {
    node::RegisterBrokerRecord record;
    record.broker_id = broker;
    record.broker_epoch = epoch;
    record.fenced = false;
    return {record};
}

std::vector<node::MetadataRecord> topic(const std::string& name, std::vector<NodeId> replicas) {
    return {node::TopicRecord{name, topic_id},
            node::PartitionRecord{topic_id, 0, replicas, replicas, replicas.at(0), {0}, {0}}};
}

}  // namespace brokerscope::broker_test
