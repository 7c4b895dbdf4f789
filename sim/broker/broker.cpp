#include "sim/broker/broker.h"

#include <algorithm>
#include <utility>

#include "sim/broker/broker_timers.h"
#include "sim/broker/config_answers.h"
#include "sim/broker/metadata_answers.h"
#include "sim/kafka/topic_name.h"
#include "sim/replica/replica_timers.h"

namespace brokerscope::broker {

using protocol::Request;

static_assert(node::Process<Broker>);

namespace {

bool closes(const node::Effects& effects, base::ConnectionId connection) {
    return std::any_of(effects.list().begin(), effects.list().end(), [&](const auto& effect) {
        const auto* close = std::get_if<node::CloseConnection>(&effect);
        return close != nullptr && close->connection == connection;
    });
}

}  // namespace

Broker::Broker(const BrokerSettings& settings)
    : settings_(settings),
      lifecycle_(settings),
      observer_(settings),
      replicas_(settings.id, settings.controller, settings.replica),
      groups_(settings.group),
      forwarding_(settings),
      producer_ids_(settings) {}

void Broker::on_start(node::Turn& turn, node::Effects& effects) {
    const bool stop_was_clean = turn.disk.clean_shutdown;
    lifecycle_.on_start(turn, effects);
    observer_.on_start(turn, effects);
    replicas_.on_start(stop_was_clean, turn, effects);
    tell_directory_failure(turn, effects);
}

// --- requests ------------------------------------------------------------------------------------

void Broker::on_request(Request request, node::Turn& turn, node::Effects& effects) {
    // Before RECOVERY nobody listens, and a broker that stops has closed its doors.
    if (!lifecycle_.serves_requests()) {
        effects.close(request.connection);
        return;
    }
    if (const auto admitted = queues_.admit(std::move(request))) dispatch(*admitted, turn, effects);
    settle(turn, effects);
}

void Broker::dispatch(const Request& request, node::Turn& turn, node::Effects& effects) {
    if (!replicas_.on_request(request, image_, turn, effects)) {
        answer_from_image(request, turn, effects);
        return;
    }
    const auto* produce = std::get_if<protocol::ProduceRequest>(&request.body);
    const bool is_done = produce != nullptr && produce->acks == 0;
    if (!is_done || closes(effects, request.connection)) return;
    // acks=0: nothing will be answered, and the connection goes on (RE-17).
    if (const auto next = queues_.next(request.connection)) dispatch(*next, turn, effects);
}

void Broker::answer_from_image(const Request& request, node::Turn& turn, node::Effects& effects) {
    if (const auto* metadata = std::get_if<protocol::MetadataRequest>(&request.body)) {
        on_metadata_request(request, *metadata, turn, effects);
    } else if (const auto* find = std::get_if<protocol::FindCoordinatorRequest>(&request.body)) {
        on_find_coordinator(request, *find, turn, effects);
    } else if (const auto* init = std::get_if<protocol::InitProducerIdRequest>(&request.body)) {
        on_init_producer_id(request, *init, turn, effects);
    } else if (const auto* configs = std::get_if<protocol::DescribeConfigsRequest>(&request.body)) {
        effects.respond(request.connection, request.correlation,
                        answer_describe_configs(*configs, image_, settings_.id, settings_.configs));
    } else if (is_forwarded(request.body)) {
        forwarding_.forward(request, turn, effects);
    } else if (group::is_group_request(request.body)) {
        coordinator().on_request(request, turn, effects);
    } else {
        // Not for a broker's listener (NET-1).
        effects.close(request.connection);
    }
}

void Broker::on_metadata_request(const Request& request, const protocol::MetadataRequest& body,
                                 node::Turn& turn, node::Effects& effects) {
    const std::vector<base::NodeId> live = live_brokers(image_);
    base::NodeId controller{base::no_node};
    // MD-1: any live broker will do, because each of them forwards.
    if (!live.empty()) controller = live[turn.random.below(live.size())];
    MetadataAnswer answer = answer_metadata(body, image_, controller);
    if (body.allow_auto_topic_creation && settings_.auto_create_topics) {
        for (const std::string& name : answer.unknown_topics)
            create_missing_topic(name, turn, effects);
    }
    effects.respond(request.connection, request.correlation, std::move(answer.response));
}

void Broker::on_find_coordinator(const Request& request,
                                 const protocol::FindCoordinatorRequest& body, node::Turn& turn,
                                 node::Effects& effects) {
    CoordinatorAnswer answer = answer_coordinator(body, image_, settings_.group.offsets_partitions);
    if (answer.offsets_topic_is_missing)
        create_missing_topic(std::string(kafka::consumer_offsets_topic), turn, effects);
    effects.respond(request.connection, request.correlation, std::move(answer.response));
}

void Broker::on_init_producer_id(const Request& request,
                                 const protocol::InitProducerIdRequest& body, node::Turn& turn,
                                 node::Effects& effects) {
    effects.respond(request.connection, request.correlation,
                    producer_ids_.answer(body, lifecycle_.broker_epoch(), turn, effects));
}

void Broker::create_missing_topic(const std::string& name, node::Turn& turn,
                                  node::Effects& effects) {
    protocol::CreatableTopic topic;
    topic.name = name;
    if (name == kafka::consumer_offsets_topic) {
        topic.num_partitions = settings_.group.offsets_partitions;
        topic.replication_factor = settings_.offsets_topic_replication;
        topic.configs = {{"cleanup.policy", "compact"},
                         {"compression.type", "producer"},
                         {"segment.bytes", std::to_string(settings_.offsets_topic_segment_bytes)}};
    }
    forwarding_.create_topic(std::move(topic), turn, effects);
}

// Carries on with what the handlers of this turn have left to the broker, until nothing is left:
// a coordinator's appends, what became of them, and the next requests of answered connections.
void Broker::settle(node::Turn& turn, node::Effects& effects) {
    std::size_t seen = 0;
    while (true) {
        while (seen < effects.list().size())
            settle_effect(seen++, turn, effects);
        finish_appends(turn, effects);
        if (seen == effects.list().size()) break;
    }
    std::erase_if(effects.list(), [](const node::Effect& effect) {
        return std::holds_alternative<node::AppendLocal>(effect);
    });
}

void Broker::settle_effect(std::size_t index, node::Turn& turn, node::Effects& effects) {
    const node::Effect& effect = effects.list()[index];
    if (const auto* append = std::get_if<node::AppendLocal>(&effect)) {
        const node::AppendLocal taken = *append;
        replicas_.append_local(taken, image_, turn, effects);
    } else if (const auto* close = std::get_if<node::CloseConnection>(&effect)) {
        queues_.forget(close->connection);
    } else if (const auto* sent = std::get_if<node::SendResponse>(&effect)) {
        if (const auto next = queues_.next(sent->response.connection))
            dispatch(*next, turn, effects);
    }
}

void Broker::finish_appends(node::Turn& turn, node::Effects& effects) {
    for (const replica::FinishedAppend& done : replicas_.take_finished_appends())
        coordinator().on_append_done(done.token, done.error, turn, effects);
}

// The coordinator is lent the image for each call: the broker itself may have been moved.
group::GroupCoordinator& Broker::coordinator() {
    groups_.set_image(&image_);
    return groups_;
}

// --- metadata, answers, timers -------------------------------------------------------------------

void Broker::on_response(protocol::Response response, node::Turn& turn, node::Effects& effects) {
    if (is_stopping()) return;
    if (const auto step = lifecycle_.on_response(response, turn, effects)) {
        take_step(*step, turn, effects);
    } else if (observer_.on_response(response, turn, effects)) {
        publish_metadata(turn, effects);
    } else if (!forwarding_.on_response(response, turn, effects) &&
               !producer_ids_.on_response(response, turn)) {
        replicas_.on_response(response, image_, turn, effects);
    }
    settle(turn, effects);
}

void Broker::publish_metadata(node::Turn& turn, node::Effects& effects) {
    const auto change = observer_.apply_committed(image_, turn, effects);
    if (!change) return;
    lifecycle_.set_applied_offset(image_.next_offset() - 1);
    unpublished_.add(*change);
    // Its replicas begin when it knows its own registration: before that, the image still tells of
    // the process that was here last, which may have been on its way out.
    if (state() != journal::BrokerState::starting) publish_changes(turn, effects);
}

// The first time also when there is nothing new: the replicas' background work begins then.
void Broker::publish_changes(node::Turn& turn, node::Effects& effects) {
    const replica::MetadataChange change = std::exchange(unpublished_, {});
    if (change.empty() && replicas_.knows_metadata()) return;
    for (const auto& moved : replicas_.on_metadata(change, image_, turn, effects))
        tell_coordinator(moved, turn, effects);
}

// GR-50: groups move with the leadership of their partition of `__consumer_offsets`.
void Broker::tell_coordinator(const replica::LeadershipChange& change, node::Turn& turn,
                              node::Effects& effects) {
    const node::TopicImage* topic = image_.topic(change.partition.topic);
    if (topic == nullptr || topic->name != kafka::consumer_offsets_topic) return;
    if (const auto* elected = std::get_if<replica::Elected>(&change.what)) {
        coordinator().on_elected(change.partition, elected->leader_epoch,
                                 turn.disk.logs.at(change.partition), turn, effects);
    } else {
        coordinator().on_resigned(change.partition, turn, effects);
    }
}

// RE-43: who needs to know of replicas that a broken log directory took, if one did.
void Broker::tell_directory_failure(node::Turn& turn, node::Effects& effects) {
    const auto failure = replicas_.take_directory_failure();
    if (!failure) return;
    if (failure->is_fatal) {
        effects.halt();
        return;
    }
    for (const replica::LeadershipChange& change : failure->resigned)
        tell_coordinator(change, turn, effects);
    lifecycle_.report_offline(replicas_.offline_replicas(turn.disk), turn, effects);
}

void Broker::on_timer(node::TimerKey key, node::Turn& turn, node::Effects& effects) {
    if (is_stopping()) return;
    if (key.kind <= replica::last_replica_timer) {
        replicas_.on_timer(key, image_, turn, effects);
        tell_directory_failure(turn, effects);
    } else if (key.kind <= last_broker_timer) {
        on_broker_timer(key.kind, turn, effects);
    } else {
        coordinator().on_timer(key, turn, effects);
    }
    settle(turn, effects);
}

void Broker::on_broker_timer(std::int32_t kind, node::Turn& turn, node::Effects& effects) {
    switch (static_cast<BrokerTimer>(kind)) {
        case BrokerTimer::next_communication:
            return lifecycle_.on_next_communication(turn, effects);
        case BrokerTimer::communication_timeout:
            return lifecycle_.on_communication_timeout(turn, effects);
        case BrokerTimer::registration_deadline:
            return take_step(lifecycle_.on_registration_deadline(), turn, effects);
        case BrokerTimer::controlled_shutdown_deadline:
            return take_step(LifecycleStep::stop, turn, effects);
        case BrokerTimer::metadata_fetch_retry: return observer_.on_retry(turn, effects);
        case BrokerTimer::metadata_fetch_timeout: return observer_.on_timeout(turn, effects);
        case BrokerTimer::forwarding_retry: return forwarding_.on_retry(turn, effects);
        case BrokerTimer::forwarding_timeout: return forwarding_.on_timeout(turn, effects);
        case BrokerTimer::producer_ids_timeout: return producer_ids_.on_timeout(turn, effects);
    }
    CHECK(false, "a broker knows its timers");
}

void Broker::on_connection_closed(base::ConnectionId connection, journal::ConnectionEnd,
                                  node::Turn& turn, node::Effects& effects) {
    if (is_stopping()) return;
    queues_.forget(connection);
    const bool is_known = lifecycle_.on_connection_closed(connection, turn, effects) ||
                          observer_.on_connection_closed(connection, effects) ||
                          forwarding_.on_connection_closed(connection, turn, effects) ||
                          producer_ids_.on_connection_closed(connection);
    if (!is_known) {
        replicas_.on_connection_closed(connection, image_, turn, effects);
    }
    settle(turn, effects);
}

// --- coming and going ----------------------------------------------------------------------------

void Broker::take_step(LifecycleStep step, node::Turn& turn, node::Effects& effects) {
    switch (step) {
        case LifecycleStep::none: return;
        case LifecycleStep::registered:
            return replicas_.set_broker_epoch(lifecycle_.broker_epoch());
        case LifecycleStep::caught_up: return publish_changes(turn, effects);
        case LifecycleStep::stop:
        case LifecycleStep::give_up: return begin_stop(turn, effects);
    }
}

void Broker::on_stop(node::Turn& turn, node::Effects& effects) {
    take_step(lifecycle_.on_stop(turn, effects), turn, effects);
    settle(turn, effects);
}

void Broker::begin_stop(node::Turn& turn, node::Effects& effects) {
    lifecycle_.become_shutting_down(effects);
    for (const auto& [id, log] : turn.disk.logs) {
        if (log.flushed_offset() >= log.log_end_offset() || replicas_.is_offline(id, turn.disk))
            continue;
        last_flushes_[id] = log.log_end_offset();
        effects.flush(id, log.log_end_offset());
    }
    if (last_flushes_.empty()) finish_stop(turn, effects);
}

void Broker::on_flushed(base::PartitionId partition, base::Offset up_to, node::Turn& turn,
                        node::Effects& effects) {
    replicas_.on_flushed(partition, up_to, turn);
    const auto awaited = last_flushes_.find(partition);
    if (awaited == last_flushes_.end() || up_to < awaited->second) return;
    last_flushes_.erase(awaited);
    if (last_flushes_.empty()) finish_stop(turn, effects);
}

// ST-33: the marker tells the next start that nothing needs to be recovered.
void Broker::finish_stop(node::Turn& turn, node::Effects& effects) {
    replicas_.close_logs(turn);
    turn.disk.clean_shutdown = true;
    turn.disk.last_broker_epoch = lifecycle_.broker_epoch();
    lifecycle_.become_not_running(effects);
    effects.exit();
}

}  // namespace brokerscope::broker
