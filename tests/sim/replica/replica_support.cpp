#include "tests/sim/replica/replica_support.h"

#include <algorithm>

namespace brokerscope::replica_test {
namespace {

// Requests of the test itself arrive on this connection.
constexpr ConnectionId client{1'000'000};
constexpr NodeId client_id{1001};

const replica::MetadataChange everything{{t0}, {topic_id}, {}};

}  // namespace

log::RecordBatch batch_of(std::int32_t records, std::string value) {
    std::vector<log::Record> made;
    for (std::int32_t i = 0; i < records; ++i)
        made.push_back({base::Bytes{"k"}, base::Bytes{value}, {}, 1'000'000});
    return log::make_batch(std::move(made));
}

node::MetadataImage image_of(std::int32_t brokers, const Layout& layout,
                             const std::map<std::string, std::string>& configs) {
    node::MetadataImage image;
    for (std::int32_t id = 1; id <= brokers; ++id) {
        node::RegisterBrokerRecord record;
        record.broker_id = {id};
        record.broker_epoch = {id};
        record.fenced = false;
        image.apply(record);
    }
    image.apply(node::TopicRecord{"t", topic_id});
    for (const auto& [name, value] : configs)
        image.apply(node::ConfigRecord{2, "t", name, value});
    image.apply(node::PartitionRecord{topic_id, 0, layout.replicas, layout.isr, layout.leader,
                                      layout.leader_epoch, layout.partition_epoch});
    return image;
}

protocol::ProduceRequest produce_request(std::int16_t acks, log::RecordBatch batch) {
    protocol::ProduceRequest request;
    request.acks = acks;
    request.partitions.push_back({topic_id, 0, std::vector<log::RecordBatch>{std::move(batch)}});
    return request;
}

protocol::FetchRequest fetch_request(NodeId replica, Offset offset, std::int32_t max_wait_ms) {
    protocol::FetchRequest request;
    request.replica_id = replica;
    request.replica_epoch = base::BrokerEpoch{replica.value};
    request.max_wait_ms = max_wait_ms;
    protocol::FetchPartition partition;
    partition.topic = topic_id;
    partition.fetch_offset = offset;
    request.partitions.push_back(partition);
    return request;
}

// --- Bench ---------------------------------------------------------------------------------------

Bench::Bench(std::int32_t brokers, const Layout& layout,
             const std::map<std::string, std::string>& configs, ReplicaSettings settings)
    : image_(image_of(brokers, layout, configs)), manager_({1}, controller_id, settings) {
    manager_.set_broker_epoch({1});
    turn([&](auto& turn, auto& effects) {
        manager_.on_metadata(everything, image_, turn, effects);
    });
}

node::Effects Bench::request(protocol::RequestBody body, std::int16_t version,
                             ConnectionId connection) {
    const protocol::Request request{connection, client_id, {next_correlation_++},
                                    version,    "test",    std::move(body)};
    return turn([&](auto& turn, auto& effects) {
        REQUIRE(manager_.on_request(request, image_, turn, effects));
    });
}

node::Effects Bench::response(const protocol::Request& to, protocol::ResponseBody body) {
    const protocol::Response response{to.connection, {2}, to.correlation, std::move(body)};
    return turn([&](auto& turn, auto& effects) {
        REQUIRE(manager_.on_response(response, image_, turn, effects));
    });
}

node::Effects Bench::timer(replica::ReplicaTimer timer, std::int64_t subject) {
    return turn([&](auto& turn, auto& effects) {
        manager_.on_timer(replica::timer_key(timer, subject), image_, turn, effects);
    });
}

node::Effects Bench::change(const node::MetadataRecord& record) {
    image_.apply(record);
    return turn([&](auto& turn, auto& effects) {
        manager_.on_metadata(everything, image_, turn, effects);
    });
}

node::Effects Bench::relayout(const Layout& layout) {
    return change(node::PartitionRecord{topic_id, 0, layout.replicas, layout.isr, layout.leader,
                                        layout.leader_epoch, layout.partition_epoch});
}

node::Effects Bench::append_local(const log::RecordBatch& batch, std::int64_t token) {
    return turn([&](auto& turn, auto& effects) {
        manager_.append_local({t0, batch, token}, image_, turn, effects);
    });
}

protocol::ProducePartitionResponse Bench::produce(std::int16_t acks, std::int32_t records) {
    const auto effects = request(produce_request(acks, batch_of(records)));
    const auto answer = answer_in<protocol::ProduceResponse>(effects);
    REQUIRE(answer.has_value());
    return answer->partitions.at(0);
}

protocol::FetchPartitionResponse Bench::follow(NodeId follower, Offset offset,
                                               LeaderEpoch last_epoch) {
    protocol::FetchRequest fetch = fetch_request(follower, offset);
    fetch.partitions[0].last_fetched_epoch = last_epoch;
    const auto answer = answer_in<protocol::FetchResponse>(request(fetch));
    REQUIRE(answer.has_value());
    return answer->partitions.at(0);
}

// --- Pump ----------------------------------------------------------------------------------------

Pump::Pump(std::int32_t brokers, const Layout& layout,
           const std::map<std::string, std::string>& configs, ReplicaSettings settings)
    : settings_(settings), image_(image_of(brokers, layout, configs)) {
    wires_[client] = {client_id, {1}};
    for (std::int32_t id = 1; id <= brokers; ++id) {
        nodes_[{id}];
        restart({id});
    }
}

void Pump::restart(NodeId broker) {
    Node& node = nodes_.at(broker);
    node.manager.emplace(broker, controller_id, settings_);
    node.manager->set_broker_epoch({broker.value});
    node.frozen = false;
    turn(broker, [&](auto& turn, auto& effects) { node.manager->on_start(false, turn, effects); });
    publish_to(broker);
}

void Pump::crash(NodeId broker) {
    Node& node = nodes_.at(broker);
    node.manager.reset();
    node.timers.clear();
    for (auto& [id, wire] : wires_) {
        if (wire.open && (wire.opener == broker || wire.acceptor == broker)) close_wire(id, broker);
    }
}

void Pump::set_deaf(NodeId broker, bool deaf) {
    nodes_.at(broker).deaf = deaf;
    if (!deaf) publish_to(broker);
}

void Pump::set_frozen(NodeId broker, bool frozen) {
    nodes_.at(broker).frozen = frozen;
}

void Pump::elect(NodeId leader, std::vector<NodeId> isr) {
    node::PartitionChangeRecord record;
    record.topic_id = topic_id;
    record.isr = std::move(isr);
    if (leader != image_.partition(t0)->leader) record.leader = leader;
    image_.apply(record);
    for (const auto& [id, node] : nodes_)
        publish_to(id);
}

void Pump::publish_to(NodeId broker) {
    Node& node = nodes_.at(broker);
    if (!node.manager || node.deaf) return;
    node.image = image_;
    turn(broker, [&](auto& turn, auto& effects) {
        node.manager->on_metadata(everything, node.image, turn, effects);
    });
}

void Pump::produce(NodeId broker, std::int16_t acks, const log::RecordBatch& batch) {
    answer_.reset();
    const protocol::Request request{client, client_id, {next_correlation_++},
                                    -1,     "test",    produce_request(acks, batch)};
    turn(broker, [&](auto& turn, auto& effects) {
        Node& node = nodes_.at(broker);
        node.manager->on_request(request, node.image, turn, effects);
    });
    deliver_all();
}

template <class Work>
void Pump::turn(NodeId broker, const Work& work) {
    Node& node = nodes_.at(broker);
    node::Effects effects;
    node::Turn turn{broker, now_, node.random, node.disk, next_connection_};
    work(turn, effects);
    carry_out(broker, effects);
}

void Pump::carry_out(NodeId broker, node::Effects& effects) {
    Node& node = nodes_.at(broker);
    for (node::Effect& effect : effects.list()) {
        if (auto* open = std::get_if<node::OpenConnection>(&effect)) {
            wires_[open->connection] = {broker, open->to};
            const auto target = nodes_.find(open->to);
            if (target != nodes_.end() && !target->second.manager)
                close_wire(open->connection, open->to);
        } else if (auto* close = std::get_if<node::CloseConnection>(&effect)) {
            close_wire(close->connection, broker);
        } else if (auto* request = std::get_if<node::SendRequest>(&effect)) {
            send(broker, std::move(request->request));
        } else if (auto* response = std::get_if<node::SendResponse>(&effect)) {
            const NodeId to = wires_.at(response->response.connection).opener;
            deliveries_.push_back({to, std::move(response->response)});
        } else if (auto* timer = std::get_if<node::SetTimer>(&effect)) {
            node.timers[timer->key] = now_ + timer->after;
        } else if (auto* cancel = std::get_if<node::CancelTimer>(&effect)) {
            node.timers.erase(cancel->key);
        } else if (auto* state = std::get_if<node::State>(&effect)) {
            facts_.emplace_back(broker, std::move(state->fact));
        }
    }
}

void Pump::send(NodeId from, protocol::Request request) {
    const Wire& wire = wires_.at(request.connection);
    if (!wire.open) return;
    request.from = from;
    deliveries_.push_back({wire.acceptor, std::move(request)});
}

void Pump::close_wire(ConnectionId connection, NodeId by) {
    Wire& wire = wires_.at(connection);
    wire.open = false;
    const NodeId other = by == wire.opener ? wire.acceptor : wire.opener;
    if (nodes_.count(other) > 0) deliveries_.push_back({other, connection});
}

void Pump::deliver(const Delivery& delivery) {
    if (delivery.to == client_id) {
        const auto& response = std::get<protocol::Response>(delivery.what);
        answer_ = std::get<protocol::ProduceResponse>(response.body).partitions.at(0);
        return;
    }
    if (delivery.to == controller_id) {
        on_controller_request(std::get<protocol::Request>(delivery.what));
        return;
    }
    Node& node = nodes_.at(delivery.to);
    if (!node.manager) return;
    turn(delivery.to, [&](auto& turn, auto& effects) {
        if (const auto* request = std::get_if<protocol::Request>(&delivery.what)) {
            node.manager->on_request(*request, node.image, turn, effects);
        } else if (const auto* response = std::get_if<protocol::Response>(&delivery.what)) {
            node.manager->on_response(*response, node.image, turn, effects);
        } else {
            node.manager->on_connection_closed(std::get<ConnectionId>(delivery.what), node.image,
                                               turn, effects);
        }
    });
}

void Pump::deliver_all() {
    std::deque<Delivery> kept;
    for (int steps = 0; !deliveries_.empty(); ++steps) {
        REQUIRE_MESSAGE(steps < 10'000, "messages go round for ever");
        const Delivery delivery = std::move(deliveries_.front());
        deliveries_.pop_front();
        const auto node = nodes_.find(delivery.to);
        if (node != nodes_.end() && node->second.frozen) {
            kept.push_back(delivery);
        } else {
            deliver(delivery);
        }
    }
    deliveries_ = std::move(kept);
}

// A controller that agrees to every ISR change of the current leader.
void Pump::on_controller_request(const protocol::Request& request) {
    const auto& body = std::get<protocol::AlterPartitionRequest>(request.body);
    protocol::AlterPartitionResponse response;
    for (const protocol::AlterPartitionPartition& change : body.partitions) {
        protocol::AlterPartitionPartitionResponse answer;
        answer.topic = change.topic;
        answer.partition = change.partition;
        const bool current = image_.partition(t0)->leader == body.broker_id &&
                             image_.partition(t0)->partition_epoch == change.partition_epoch;
        if (current) {
            std::vector<NodeId> isr;
            for (const protocol::BrokerIdAndEpoch& member : change.new_isr)
                isr.push_back(member.broker_id);
            elect(body.broker_id, isr);
        } else {
            answer.error = ErrorCode::invalid_update_version;
        }
        answer.leader_id = image_.partition(t0)->leader;
        answer.leader_epoch = image_.partition(t0)->leader_epoch;
        answer.partition_epoch = image_.partition(t0)->partition_epoch;
        answer.isr = image_.partition(t0)->isr;
        response.partitions.push_back(answer);
    }
    deliveries_.push_back(
        {request.from, protocol::Response{request.connection, controller_id, request.correlation,
                                          std::move(response)}});
}

std::optional<std::pair<LocalTime, std::pair<NodeId, node::TimerKey>>> Pump::next_timer() const {
    std::optional<std::pair<LocalTime, std::pair<NodeId, node::TimerKey>>> next;
    for (const auto& [id, node] : nodes_) {
        if (node.frozen) continue;
        for (const auto& [key, at] : node.timers) {
            if (!next || at < next->first) next = {at, {id, key}};
        }
    }
    return next;
}

void Pump::run(Duration duration) {
    const LocalTime end = now_ + duration;
    deliver_all();
    for (auto next = next_timer(); next && next->first <= end; next = next_timer()) {
        const auto [id, key] = next->second;
        now_ = std::max(now_, next->first);
        Node& node = nodes_.at(id);
        node.timers.erase(key);
        turn(id, [&, fired = key](auto& turn, auto& effects) {
            node.manager->on_timer(fired, node.image, turn, effects);
        });
        deliver_all();
    }
    now_ = end;
}

}  // namespace brokerscope::replica_test
