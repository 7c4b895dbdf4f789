#include "sim/controller/controller.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"
#include "sim/kafka/topic_name.h"

namespace brokerscope::controller {
namespace {

node::TimerKey timer(std::int32_t kind, std::int64_t subject = 0) {
    return {node::Role::controller, kind, subject};
}

journal::ClockSubject session_clock(NodeId broker) {
    journal::ClockSubject subject;
    subject.kind = journal::ClockKind::broker_session;
    subject.node = broker;
    return subject;
}

}  // namespace

Controller::Controller(const ControllerSettings& settings)
    : settings_(settings), sessions_(settings.broker_session_timeout) {}

// --- life ----------------------------------------------------------------------------------------

void Controller::on_start(node::Turn& turn, node::Effects& effects) {
    const base::LeaderEpoch epoch = log_.open(turn);
    replay(turn);
    effects.state(journal::ControllerElected{epoch.value});
    if (log_.high_watermark() > Offset{0}) {
        effects.state(journal::MetadataCommitted{log_.high_watermark()});
    }
    // A leader begins its epoch with a record of its own, so that what it inherited can be
    // committed.
    write({node::NoOpRecord{}}, turn, effects);
    begin_sessions(turn, effects);
    effects.set_timer(timer(no_op), settings_.max_idle_interval);
    if (settings_.sessions_are_polled) {
        effects.set_timer(timer(session_check), settings_.broker_session_timeout / 8);
    }
}

void Controller::replay(node::Turn& turn) {
    const log::PartitionLog& log = log_.log(turn);
    for (const log::RecordBatch& batch : log.read_all()) {
        for (const log::Record& record : *batch.records) {
            const node::MetadataRecord decoded = node::decode_record(record);
            image_.apply(decoded);
            if (const auto* topic = std::get_if<node::TopicRecord>(&decoded)) {
                next_topic_id_ = topic->topic_id.value + 1;
            }
        }
        image_.set_next_offset(batch.next_offset());
    }
}

void Controller::on_stop(node::Turn&, node::Effects& effects) {
    effects.exit();
}

void Controller::on_response(protocol::Response, node::Turn&, node::Effects&) {
    CHECK(false, "a controller with one voter sends no requests");
}

void Controller::on_connection_closed(base::ConnectionId connection, journal::ConnectionEnd,
                                      node::Turn&, node::Effects& effects) {
    log_.forget_connection(connection, effects);
}

void Controller::on_flushed(PartitionId partition, Offset up_to, node::Turn& turn,
                            node::Effects& effects) {
    if (partition == metadata_partition) log_.commit(up_to, turn, effects);
}

void Controller::on_timer(node::TimerKey key, node::Turn& turn, node::Effects& effects) {
    switch (key.kind) {
        case fetch_wait: log_.fetch_waited(key.subject, turn, effects); return;
        case broker_session:
            expire_session(NodeId{static_cast<std::int32_t>(key.subject)}, turn, effects);
            return;
        case session_check: check_sessions(turn, effects); return;
        case no_op:
            write({node::NoOpRecord{}}, turn, effects);
            effects.set_timer(timer(no_op), settings_.max_idle_interval);
            return;
        default: CHECK(false, "a controller knows its timers");
    }
}

// --- requests ------------------------------------------------------------------------------------

void Controller::on_request(protocol::Request request, node::Turn& turn, node::Effects& effects) {
    std::visit([&](const auto& body) { handle(request, body, turn, effects); }, request.body);
}

void Controller::handle(const protocol::Request& request, const protocol::FetchRequest&,
                        node::Turn& turn, node::Effects& effects) {
    log_.fetch(request, timer(fetch_wait, next_fetch_wait_++), turn, effects);
}

template <class Body>
void Controller::handle(const protocol::Request& request, const Body&, node::Turn&,
                        node::Effects& effects) {
    // Not for the controller's listener: Kafka closes the connection.
    effects.close(request.connection);
}

void Controller::handle(const protocol::Request& request,
                        const protocol::BrokerRegistrationRequest& body, node::Turn& turn,
                        node::Effects& effects) {
    const protocol::ErrorCode error = judge_registration(body, turn.now);
    if (error != protocol::ErrorCode::none) {
        effects.respond(request.connection, request.correlation,
                        protocol::BrokerRegistrationResponse{error, base::no_broker_epoch});
        return;
    }
    const Records records = decide_registration(body, log_.end_offset(turn));
    write(records, turn, effects);
    renew_session(body.broker_id, turn, effects);
    sessions_.find(body.broker_id)->shutdown_offset.reset();
    log_.answer_after(log_.end_offset(turn), request,
                      protocol::BrokerRegistrationResponse{protocol::ErrorCode::none,
                                                           image_.broker(body.broker_id)->epoch},
                      effects);
}

void Controller::handle(const protocol::Request& request,
                        const protocol::BrokerHeartbeatRequest& body, node::Turn& turn,
                        node::Effects& effects) {
    const node::BrokerImage* broker = image_.broker(body.broker_id);
    if (broker == nullptr || broker->epoch != body.broker_epoch) {
        effects.respond(request.connection, request.correlation,
                        protocol::BrokerHeartbeatResponse{protocol::ErrorCode::stale_broker_epoch});
        return;
    }
    renew_session(body.broker_id, turn, effects);
    sessions_.find(body.broker_id)->metadata_offset = body.current_metadata_offset;
    const Records offline = decide_offline_replicas(body.broker_id, body.offline_replicas);
    if (!offline.empty()) write(offline, turn, effects);  // CT-34
    const BrokerStep step = decide_step(body);
    take_step(body.broker_id, step, turn, effects);
    protocol::BrokerHeartbeatResponse response;
    response.is_caught_up =
        body.current_metadata_offset.value >= image_.broker(body.broker_id)->epoch.value;
    response.is_fenced = image_.broker(body.broker_id)->fenced;
    response.should_shut_down = step == BrokerStep::shut_down_now;
    log_.answer_after(log_.end_offset(turn), request, response, effects);
}

void Controller::take_step(NodeId broker, BrokerStep step, node::Turn& turn,
                           node::Effects& effects) {
    switch (step) {
        case BrokerStep::stay: return;
        case BrokerStep::unfence: write(decide_unfencing(broker), turn, effects); return;
        case BrokerStep::begin_controlled_shutdown:
            sessions_.find(broker)->shutdown_offset =
                write(decide_controlled_shutdown(broker), turn, effects);
            return;
        case BrokerStep::fence:
        case BrokerStep::shut_down_now: fence(broker, turn, effects); return;
    }
}

void Controller::handle(const protocol::Request& request,
                        const protocol::AlterPartitionRequest& body, node::Turn& turn,
                        node::Effects& effects) {
    const node::BrokerImage* sender = image_.broker(body.broker_id);
    protocol::AlterPartitionResponse response;
    if (sender == nullptr || sender->epoch != body.broker_epoch) {
        response.error = protocol::ErrorCode::stale_broker_epoch;
        effects.respond(request.connection, request.correlation, std::move(response));
        return;
    }
    Records records;
    for (const protocol::AlterPartitionPartition& wanted : body.partitions) {
        response.partitions.push_back(judge_isr(wanted, body.broker_id, records));
    }
    if (!records.empty()) write(records, turn, effects);
    for (protocol::AlterPartitionPartitionResponse& answer : response.partitions) {
        if (answer.error != protocol::ErrorCode::none) continue;
        const node::PartitionImage& now = *image_.partition(answer.id());
        answer.leader_id = now.leader;
        answer.leader_epoch = now.leader_epoch;
        answer.isr = now.isr;
        answer.partition_epoch = now.partition_epoch;
    }
    log_.answer_after(log_.end_offset(turn), request, std::move(response), effects);
}

void Controller::handle(const protocol::Request& request, const protocol::CreateTopicsRequest& body,
                        node::Turn& turn, node::Effects& effects) {
    protocol::CreateTopicsResponse response;
    Records records;
    for (const protocol::CreatableTopic& topic : body.topics) {
        const auto same_name = [&](const auto& other) { return other.name == topic.name; };
        if (std::count_if(body.topics.begin(), body.topics.end(), same_name) > 1) {
            protocol::CreatableTopicResult twice;
            twice.name = topic.name;
            twice.error = protocol::ErrorCode::invalid_request;
            twice.error_message = "Duplicate topic name.";
            response.topics.push_back(std::move(twice));
            continue;
        }
        response.topics.push_back(
            decide_topic(topic, TopicId{next_topic_id_}, turn.random, records));
        if (response.topics.back().error == protocol::ErrorCode::none) ++next_topic_id_;
    }
    if (!records.empty() && !body.validate_only) write(records, turn, effects);
    log_.answer_after(log_.end_offset(turn), request, std::move(response), effects);
}

// --- sessions ------------------------------------------------------------------------------------

// CT-4: a new controller has heard of every unfenced broker just now. 4.3 counts from then on; 3.9
// looks at no clock before it has processed a heartbeat or a registration, so that the only broker
// of a cluster comes back as a new incarnation when its old session is over, and is never fenced.
void Controller::begin_sessions(node::Turn& turn, node::Effects& effects) {
    for (const auto& [broker, registration] : image_.brokers()) {
        if (!registration.fenced) sessions_.touch(broker, turn.now);
    }
    if (settings_.sessions_are_polled) arm_sessions(turn, effects);
}

void Controller::arm_sessions(node::Turn& turn, node::Effects& effects) {
    for (const auto& [broker, session] : sessions_.all()) {
        const base::Duration silent = turn.now - session.last_contact;
        effects.set_timer(timer(broker_session, broker.value),
                          std::max(settings_.broker_session_timeout - silent, base::Duration{}),
                          session_clock(broker));
    }
    sessions_are_armed_ = true;
}

void Controller::renew_session(NodeId broker, node::Turn& turn, node::Effects& effects) {
    sessions_.touch(broker, turn.now);
    if (!sessions_are_armed_) {
        arm_sessions(turn, effects);
        return;
    }
    effects.set_timer(timer(broker_session, broker.value), settings_.broker_session_timeout,
                      session_clock(broker));
}

void Controller::expire_session(NodeId broker, node::Turn& turn, node::Effects& effects) {
    BrokerSession* session = sessions_.find(broker);
    CHECK(session != nullptr, "a session's clock belongs to a session");
    session->expired = true;
    if (settings_.sessions_are_polled) return;  // CT-8: 4.3 finds it at its next look
    sessions_.forget(broker);
    if (!image_.broker(broker)->fenced) fence(broker, turn, effects);
}

void Controller::check_sessions(node::Turn& turn, node::Effects& effects) {
    if (const auto broker = sessions_.oldest_expired()) {
        sessions_.forget(*broker);
        fence(*broker, turn, effects);
    }
    const bool more = sessions_.oldest_expired().has_value();
    effects.set_timer(timer(session_check),
                      more ? base::milliseconds(10) : settings_.broker_session_timeout / 8);
}

// Kafka writes this even of a broker that is fenced already: one that is told to shut down, or that
// has stopped and whose session ends (CT-7, CT-8).
void Controller::fence(NodeId broker, node::Turn& turn, node::Effects& effects) {
    write(decide_fencing(broker), turn, effects);
    if (BrokerSession* session = sessions_.find(broker)) session->shutdown_offset.reset();
}

// --- writing -------------------------------------------------------------------------------------

Offset Controller::write(const Records& records, node::Turn& turn, node::Effects& effects) {
    const MetadataLog::Written written = log_.append(records, turn, effects);
    apply_and_state(records, written.fact, effects);
    image_.set_next_offset(log_.end_offset(turn));
    return written.base_offset;
}

namespace {

bool repeats_fencing(const node::MetadataImage& image, const node::MetadataRecord& record) {
    const auto* change = std::get_if<node::BrokerRegistrationChangeRecord>(&record);
    return change != nullptr && change->fenced > 0 && image.broker(change->broker_id)->fenced;
}

// The fact that an applied record amounts to, if it is one that people follow.
struct Teller {
    const node::MetadataImage& image;
    const std::vector<node::MetadataRecord>& batch;
    node::FactRef because;
    node::Effects& effects;

    void operator()(const node::RegisterBrokerRecord& record) const {
        effects.state(journal::BrokerRegistered{record.broker_id, record.broker_epoch}, because);
    }
    void operator()(const node::BrokerRegistrationChangeRecord& record) const {
        if (record.fenced == 0 && record.in_controlled_shutdown == 0) return;
        const auto state = record.fenced > 0   ? journal::FencingState::fenced
                           : record.fenced < 0 ? journal::FencingState::unfenced
                                               : journal::FencingState::in_controlled_shutdown;
        effects.state(journal::BrokerFencing{record.broker_id, state}, because);
    }
    void operator()(const node::PartitionRecord& record) const {
        tell_partition({record.topic_id, record.partition_id});
    }
    void operator()(const node::PartitionChangeRecord& record) const {
        tell_partition({record.topic_id, record.partition_id});
    }
    void operator()(const node::TopicRecord& record) const {
        journal::TopicCreated created{record.topic_id, record.topic_name, 0, 0, false, {}};
        created.internal = kafka::is_internal_topic(record.topic_name);
        for (const node::MetadataRecord& other : batch) {
            const auto* partition = std::get_if<node::PartitionRecord>(&other);
            if (partition != nullptr && partition->topic_id == record.topic_id) {
                ++created.partitions;
                created.replication = static_cast<std::int32_t>(partition->replicas.size());
            }
            const auto* config = std::get_if<node::ConfigRecord>(&other);
            if (config != nullptr && config->resource_name == record.topic_name) {
                created.config.push_back({config->config_name, config->value.value_or("")});
            }
        }
        effects.state(std::move(created), because);
    }
    // Once for each topic, with all that it sets now; a new topic is told of with its configs.
    void operator()(const node::ConfigRecord& record) const {
        const node::TopicImage* topic = image.topic(record.resource_name);
        if (topic == nullptr || is_new(topic->id) || &record != last_config_of(*topic)) return;
        journal::TopicConfigChanged changed{topic->id, {}};
        for (const auto& [name, value] : topic->configs)
            changed.config.push_back({name, value});
        effects.state(std::move(changed), because);
    }
    void operator()(const node::NoOpRecord&) const {}
    void operator()(const node::RemoveTopicRecord& record) const {
        effects.state(journal::TopicDeleted{record.topic_id}, because);
    }
    void operator()(const node::ProducerIdsRecord&) const {}

    bool is_new(TopicId topic) const {
        return std::any_of(batch.begin(), batch.end(), [&](const node::MetadataRecord& other) {
            const auto* created = std::get_if<node::TopicRecord>(&other);
            return created != nullptr && created->topic_id == topic;
        });
    }

    const node::ConfigRecord* last_config_of(const node::TopicImage& topic) const {
        const node::ConfigRecord* last = nullptr;
        for (const node::MetadataRecord& other : batch) {
            const auto* config = std::get_if<node::ConfigRecord>(&other);
            if (config != nullptr && config->resource_name == topic.name) last = config;
        }
        return last;
    }

    void tell_partition(PartitionId id) const {
        const node::PartitionImage& now = *image.partition(id);
        effects.state(journal::PartitionChanged{id, now.reason, now.leader, now.leader_epoch,
                                                now.partition_epoch, now.replicas, now.isr},
                      because);
    }
};

}  // namespace

void Controller::apply_and_state(const Records& records, node::FactRef because,
                                 node::Effects& effects) {
    for (const node::MetadataRecord& record : records) {
        const bool is_news = !repeats_fencing(image_, record);
        image_.apply(record);
        if (is_news) std::visit(Teller{image_, records, because, effects}, record);
    }
}

}  // namespace brokerscope::controller
