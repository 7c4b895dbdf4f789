#include "tests/sim/controller/controller_bench_support.h"

#include <algorithm>

namespace brokerscope::controller_test {

std::vector<NodeId> nodes(const std::vector<std::int32_t>& ids) {
    std::vector<NodeId> result;
    for (const std::int32_t id : ids)
        result.push_back(NodeId{id});
    return result;
}

ControllerBench::ControllerBench(ControllerSettings settings) : settings_(settings) {
    restart();
}

void ControllerBench::restart() {
    timers_.clear();
    flushes_.clear();
    controller_.emplace(settings_);
    turn([](auto& controller, auto& turn, auto& effects) { controller.on_start(turn, effects); });
}

template <class Work>
void ControllerBench::turn(const Work& work) {
    node::Effects effects;
    node::Turn turn{{100}, now_, random_, disk_, next_connection_};
    work(*controller_, turn, effects);
    for (node::Effect& effect : effects.list()) {
        if (auto* sent = std::get_if<node::SendResponse>(&effect)) {
            const std::int32_t request = sent->response.correlation.value;
            REQUIRE_MESSAGE(answers_.count(request) == 0, "a request is answered once");
            answers_.emplace(request, std::move(sent->response.body));
        } else if (auto* timer = std::get_if<node::SetTimer>(&effect)) {
            timers_[timer->key] = now_ + timer->after;
        } else if (const auto* cancel = std::get_if<node::CancelTimer>(&effect)) {
            timers_.erase(cancel->key);
        } else if (auto* flush = std::get_if<node::Flush>(&effect)) {
            flushes_.push_back(*flush);
        } else if (const auto* close = std::get_if<node::CloseConnection>(&effect)) {
            closed_.push_back(close->connection);
        } else if (auto* state = std::get_if<node::State>(&effect)) {
            facts_.push_back(std::move(state->fact));
        }
    }
    if (!holds_disk_) flush_done();
}

void ControllerBench::flush_done() {
    while (!flushes_.empty()) {
        const node::Flush flush = flushes_.front();
        flushes_.erase(flushes_.begin());
        disk_.logs.at(flush.partition).mark_flushed(flush.up_to);
        turn([&](auto& controller, auto& turn, auto& effects) {
            controller.on_flushed(flush.partition, flush.up_to, turn, effects);
        });
    }
}

void ControllerBench::hold_disk(bool hold) {
    holds_disk_ = hold;
    if (!hold) flush_done();
}

std::int32_t ControllerBench::send(protocol::RequestBody body, base::ConnectionId connection) {
    const protocol::Request request{connection, {1}, {++asked_}, -1, "test", std::move(body)};
    turn([&](auto& controller, auto& turn, auto& effects) {
        controller.on_request(request, turn, effects);
    });
    return asked_;
}

const protocol::ResponseBody* ControllerBench::answer(std::int32_t request) const {
    const auto found = answers_.find(request);
    return found == answers_.end() ? nullptr : &found->second;
}

void ControllerBench::close(base::ConnectionId connection) {
    turn([&](auto& controller, auto& turn, auto& effects) {
        controller.on_connection_closed(connection, journal::ConnectionEnd::peer_gone, turn,
                                        effects);
    });
}

void ControllerBench::run(Duration duration) {
    const LocalTime until = now_ + duration;
    while (true) {
        const auto next =
            std::min_element(timers_.begin(), timers_.end(),
                             [](const auto& a, const auto& b) { return a.second < b.second; });
        if (next == timers_.end() || next->second > until) break;
        now_ = next->second;
        const node::TimerKey key = next->first;
        timers_.erase(next);
        turn([&](auto& controller, auto& turn, auto& effects) {
            controller.on_timer(key, turn, effects);
        });
    }
    now_ = until;
}

const log::PartitionLog& ControllerBench::log() const {
    return disk_.logs.at(controller::metadata_partition);
}

std::vector<node::MetadataRecord> ControllerBench::records_from(Offset offset) const {
    std::vector<node::MetadataRecord> records;
    for (const log::RecordBatch& batch : log().read_all()) {
        if (batch.next_offset() <= offset) continue;
        for (const log::Record& record : *batch.records) {
            const node::MetadataRecord decoded = node::decode_record(record);
            if (!std::holds_alternative<node::NoOpRecord>(decoded)) records.push_back(decoded);
        }
    }
    return records;
}

// --- requests ------------------------------------------------------------------------------------

protocol::BrokerRegistrationResponse ControllerBench::enroll(std::int32_t broker,
                                                             std::int64_t incarnation,
                                                             std::int64_t previous_epoch,
                                                             const std::string& rack) {
    protocol::BrokerRegistrationRequest request;
    request.broker_id = {broker};
    request.incarnation_id = incarnation;
    request.previous_broker_epoch = {previous_epoch};
    request.rack = rack;
    return ask<protocol::BrokerRegistrationResponse>(request);
}

protocol::BrokerHeartbeatResponse ControllerBench::beat(std::int32_t broker, bool want_fence,
                                                        bool want_shut_down) {
    return ask<protocol::BrokerHeartbeatResponse>(protocol::BrokerHeartbeatRequest{
        {broker}, epoch_of(broker), log().log_end_offset(), want_fence, want_shut_down});
}

void ControllerBench::bring_up(const std::vector<std::int32_t>& brokers) {
    for (const std::int32_t broker : brokers) {
        REQUIRE_EQ(enroll(broker).error, ErrorCode::none);
        REQUIRE_FALSE(beat(broker).is_fenced);
    }
}

protocol::CreatableTopicResult ControllerBench::create(
    const std::string& topic, const std::vector<std::int32_t>& replicas,
    const std::map<std::string, std::string>& configs) {
    protocol::CreatableTopic wanted;
    wanted.name = topic;
    wanted.assignments.push_back({0, nodes(replicas)});
    for (const auto& [name, value] : configs)
        wanted.configs.push_back({name, value});
    protocol::CreateTopicsRequest request;
    request.topics.push_back(std::move(wanted));
    return ask<protocol::CreateTopicsResponse>(request).topics.at(0);
}

protocol::AlterPartitionPartitionResponse ControllerBench::alter(
    const std::string& topic, const std::vector<std::int32_t>& isr) {
    const node::PartitionImage& now = partition(topic);
    protocol::AlterPartitionPartition wanted;
    wanted.topic = image().topic(topic)->id;
    wanted.leader_epoch = now.leader_epoch;
    wanted.partition_epoch = now.partition_epoch;
    for (const std::int32_t id : isr) {
        const node::BrokerImage* broker = image().broker({id});
        wanted.new_isr.push_back({{id}, broker == nullptr ? BrokerEpoch{1} : broker->epoch});
    }
    protocol::AlterPartitionRequest request;
    request.broker_id = now.leader;
    request.broker_epoch = image().broker(now.leader)->epoch;
    request.partitions.push_back(std::move(wanted));
    return ask<protocol::AlterPartitionResponse>(request).partitions.at(0);
}

}  // namespace brokerscope::controller_test
