#include "tests/sim/client/producer_bench_support.h"

#include <algorithm>
#include <utility>

namespace brokerscope::client {

using kafka::ErrorCode;

namespace {

std::string text_of(base::PartitionId partition) {
    return "orders-" + std::to_string(partition.partition);
}

std::string text_of(const log::RecordBatch& batch) {
    std::string text;
    for (const log::Record& record : *batch.records)
        text += (text.empty() ? "" : ",") + record.value->data;
    if (batch.producer_id != base::no_producer_id) {
        text +=
            " @" + std::to_string(batch.producer_epoch) + ":" + std::to_string(batch.base_sequence);
    }
    return text;
}

ProducerSettings with_source(ProducerSettings settings, WorkloadSource* source) {
    settings.source = source;
    return settings;
}

}  // namespace

ProducerSettings shop(std::int64_t limit) {
    ProducerSettings settings;
    settings.name = "shop";
    settings.topic = "orders";
    settings.interval = base::milliseconds(10);
    settings.limit = limit;
    settings.brokers = {NodeId{1}, NodeId{2}};
    settings.linger = base::milliseconds(0);
    settings.batch_size = 0;
    settings.request_timeout = base::seconds(2);
    settings.delivery_timeout = base::seconds(60);
    return settings;
}

ProducerBench::ProducerBench(ProducerSettings settings)
    : producer_(with_source(std::move(settings), this)) {}

std::optional<RecordPlan> ProducerBench::record(NodeId, std::int64_t n) {
    RecordPlan plan;
    plan.value = base::Bytes{"v" + std::to_string(n)};
    plan.partition = partition_of(n);
    return plan;
}

// --- the world -----------------------------------------------------------------------------------

void ProducerBench::start() {
    turn([&](auto& turn, auto& effects) { producer_.on_start(turn, effects); });
}

void ProducerBench::stop() {
    turn([&](auto& turn, auto& effects) { producer_.on_stop(turn, effects); });
}

void ProducerBench::turn(const Handler& handler) {
    if (exited_) return;
    node::Effects effects;
    node::Turn turn{NodeId{1001}, now_, random_, disk_, next_connection_};
    handler(turn, effects);
    for (node::Effect& effect : effects.list())
        carry_out(effect);
    answer_waiting();
}

void ProducerBench::carry_out(node::Effect& effect) {
    if (auto* open = std::get_if<node::OpenConnection>(&effect)) {
        connections_[open->connection] = open->to;
    } else if (auto* close = std::get_if<node::CloseConnection>(&effect)) {
        connections_.erase(close->connection);
        std::erase_if(waiting_,
                      [&](const auto& one) { return one.connection == close->connection; });
    } else if (auto* send = std::get_if<node::SendRequest>(&effect)) {
        const auto* produce = std::get_if<protocol::ProduceRequest>(&send->request.body);
        if (produce == nullptr) {
            at_once_.push_back(std::move(send->request));
            return;
        }
        std::string line = "> " + std::to_string(connections_.at(send->request.connection).value);
        for (const protocol::ProducePartition& partition : produce->partitions)
            line += " " + text_of(partition.id()) + " " + text_of(partition.batches->at(0));
        lines_.push_back(line);
        if (produce->acks != 0) waiting_.push_back(std::move(send->request));
    } else if (auto* set = std::get_if<node::SetTimer>(&effect)) {
        REQUIRE(set->after.ns >= 0);
        timers_[set->key] = {now_ + set->after, timer_number_++};
    } else if (auto* cancel = std::get_if<node::CancelTimer>(&effect)) {
        timers_.erase(cancel->key);
    } else if (auto* state = std::get_if<node::State>(&effect)) {
        write_fact(state->fact);
    } else if (std::holds_alternative<node::Exit>(effect)) {
        exited_ = true;
        timers_.clear();
        waiting_.clear();
        lines_.emplace_back("exits");
    }
}

void ProducerBench::pass(Duration duration) {
    const LocalTime end = now_ + duration;
    for (std::int64_t rings = 0; !exited_; ++rings) {
        REQUIRE_MESSAGE(rings < 20'000, "the producer lets time pass");
        const auto next =
            std::min_element(timers_.begin(), timers_.end(),
                             [](const auto& a, const auto& b) { return a.second < b.second; });
        if (next == timers_.end() || next->second.first > end) break;
        const node::TimerKey key = next->first;
        now_ = next->second.first;
        timers_.erase(next);
        turn([&](auto& turn, auto& effects) { producer_.on_timer(key, turn, effects); });
    }
    now_ = end;
}

void ProducerBench::lose(NodeId broker) {
    const auto found =
        std::find_if(connections_.begin(), connections_.end(),
                     [&](const auto& connection) { return connection.second == broker; });
    REQUIRE(found != connections_.end());
    const ConnectionId connection = found->first;
    connections_.erase(found);
    std::erase_if(waiting_, [&](const auto& one) { return one.connection == connection; });
    turn([&](auto& turn, auto& effects) {
        producer_.on_connection_closed(connection, journal::ConnectionEnd::peer_gone, turn,
                                       effects);
    });
}

// --- the cluster ---------------------------------------------------------------------------------

void ProducerBench::answer_waiting() {
    while (!at_once_.empty()) {
        const protocol::Request request = std::move(at_once_.front());
        at_once_.pop_front();
        if (!connections_.contains(request.connection)) continue;
        if (std::holds_alternative<protocol::MetadataRequest>(request.body)) {
            respond(request, metadata());
            continue;
        }
        lines_.push_back("> INIT_PRODUCER_ID");
        const bool works = init_error == ErrorCode::none;
        respond(request, protocol::InitProducerIdResponse{
                             init_error, works ? base::ProducerId{7} : base::no_producer_id,
                             static_cast<std::int16_t>(works ? 0 : -1)});
    }
}

void ProducerBench::respond(const protocol::Request& request, protocol::ResponseBody body) {
    turn([&](auto& turn, auto& effects) {
        producer_.on_response({request.connection, connections_.at(request.connection),
                               request.correlation, std::move(body)},
                              turn, effects);
    });
}

protocol::ResponseBody ProducerBench::metadata() const {
    protocol::MetadataResponse response;
    for (const std::int32_t broker : {1, 2})
        response.brokers.push_back({NodeId{broker}, ""});
    response.topics.push_back({ErrorCode::none, "orders", orders, false});
    for (const auto& [partition, leader] : leaders) {
        protocol::MetadataPartition one;
        one.topic = partition.topic;
        one.partition = partition.partition;
        one.leader_id = leader;
        one.leader_epoch = leader_epoch;
        response.partitions.push_back(one);
    }
    return response;
}

void ProducerBench::accept(std::int64_t base_offset, std::size_t i) {
    protocol::ProducePartitionResponse one;
    one.base_offset = base::Offset{base_offset};
    answer(one, i);
}

void ProducerBench::refuse(ErrorCode error, std::size_t i) {
    protocol::ProducePartitionResponse one;
    one.error = error;
    answer(one, i);
}

void ProducerBench::answer(const protocol::ProducePartitionResponse& answer, std::size_t i) {
    REQUIRE(i < waiting_.size());
    const protocol::Request request = waiting_[i];
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
    protocol::ProduceResponse response;
    for (const auto& partition : std::get<protocol::ProduceRequest>(request.body).partitions) {
        protocol::ProducePartitionResponse one = answer;
        one.topic = partition.topic;
        one.partition = partition.partition;
        response.partitions.push_back(one);
    }
    respond(request, std::move(response));
}

// --- what was told -------------------------------------------------------------------------------

void ProducerBench::write_fact(const journal::FactBody& fact) {
    if (const auto* taken = std::get_if<journal::ProducerIdTaken>(&fact)) {
        lines_.push_back("is " + std::to_string(taken->producer_id.value) + ", epoch " +
                         std::to_string(taken->producer_epoch));
    }
    const auto* batch = std::get_if<journal::BatchProgress>(&fact);
    if (batch == nullptr || batch->state == journal::BatchState::sent) return;
    const std::string which =
        text_of(batch->partition) + " #" + std::to_string(batch->first_number);
    const std::string error = std::string(base::name_of(batch->error));
    if (batch->state == journal::BatchState::acknowledged) {
        lines_.push_back("acknowledged " + which + " at " +
                         std::to_string(batch->base_offset.value));
    } else {
        const bool again = batch->state == journal::BatchState::retrying;
        lines_.push_back((again ? "again " : "failed ") + which + " " + error);
    }
}

Lines ProducerBench::told() {
    return std::exchange(lines_, {});
}

}  // namespace brokerscope::client
