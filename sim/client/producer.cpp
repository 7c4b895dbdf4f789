#include "sim/client/producer.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"
#include "sim/client/slices.h"
#include "sim/kafka/hashing.h"

namespace brokerscope::client {

using kafka::ErrorCode;

namespace {

node::TimerKey timer(std::int32_t kind) {
    return {node::Role::client, kind, 0};
}

AccumulatorSettings accumulator_settings(const ProducerSettings& settings) {
    AccumulatorSettings chosen;
    chosen.batch_size = settings.batch_size;
    chosen.buffer_memory = settings.buffer_memory;
    chosen.linger = settings.linger;
    chosen.delivery_timeout = settings.delivery_timeout;
    chosen.mutes_partitions = settings.max_in_flight == 1;
    chosen.keeps_sequence_order = settings.idempotence;
    chosen.splits_pieces_by_half = settings.splits_pieces_by_half;
    return chosen;
}

}  // namespace

Producer::Producer(ProducerSettings settings)
    : settings_(std::move(settings)),
      metadata_(settings_.brokers),
      connections_({settings_.name, settings_.max_in_flight, settings_.reconnect}),
      updater_({settings_.metadata_max_age, settings_.request_timeout, settings_.retry},
               timer(metadata_wake)),
      accumulator_(accumulator_settings(settings_)),
      sticky_(settings_.batch_size),
      id_getter_({settings_.request_timeout, base::milliseconds(settings_.retry.initial_ms)},
                 timer(producer_id_wake)) {
    if (settings_.idempotence) idempotence_.emplace();
    metadata_.want(settings_.topic);
}

void Producer::on_start(node::Turn& turn, node::Effects& effects) {
    schedule_application(effects);
    after_everything(turn, effects);
}

void Producer::on_request(protocol::Request, node::Turn&, node::Effects&) {
    CHECK(false, "nobody sends requests to a producer");
}

void Producer::on_stop(node::Turn& turn, node::Effects& effects) {
    closing_ = true;
    effects.cancel_timer(timer(application));
    after_everything(turn, effects);
}

void Producer::on_timer(node::TimerKey key, node::Turn& turn, node::Effects& effects) {
    switch (key.kind) {
        case request_timer:
            // Whatever else was under way on the connection timed out with it (PR-12).
            for (const Failure& failure :
                 connections_.on_request_timeout(key.subject, turn, effects)) {
                fail_request(failure, ErrorCode::request_timed_out, turn, effects);
            }
            break;
        case application: application_turn(turn, effects); break;
        case blocked_too_long: refuse_blocked(effects); break;
        default: break;  // sender, metadata, id: after_everything() does their work
    }
    after_everything(turn, effects);
}

void Producer::on_connection_closed(ConnectionId connection, journal::ConnectionEnd,
                                    node::Turn& turn, node::Effects& effects) {
    for (const Failure& failure : connections_.on_closed(connection, turn, effects)) {
        fail_request(failure, ErrorCode::network_exception, turn, effects);
    }
    updater_.demand();
    after_everything(turn, effects);
}

void Producer::on_response(protocol::Response response, node::Turn& turn, node::Effects& effects) {
    const std::optional<Pending> pending = connections_.on_response(response, effects);
    if (!pending) return;
    if (const auto* metadata = std::get_if<protocol::MetadataResponse>(&response.body)) {
        updater_.on_answer(*metadata, metadata_, turn.now);
        unblock(turn, effects);
    } else if (const auto* produced = std::get_if<protocol::ProduceResponse>(&response.body)) {
        const auto found = under_way_.find(pending->correlation);
        Request request = std::move(found->second);
        under_way_.erase(found);
        complete(std::move(request), *produced, turn, effects);
        unblock(turn, effects);
    } else if (const auto* init = std::get_if<protocol::InitProducerIdResponse>(&response.body)) {
        if (const auto identity = id_getter_.on_answer(*init, turn.now)) {
            idempotence_->take_producer_id(*identity);
            effects.state(journal::ProducerIdTaken{identity->id, identity->epoch});
        }
    }
    after_everything(turn, effects);
}

// --- the application -----------------------------------------------------------------------------

void Producer::schedule_application(node::Effects& effects) {
    const bool finished = settings_.limit >= 0 && produced_ >= settings_.limit;
    if (!closing_ && !finished) effects.set_timer(timer(application), settings_.interval);
}

void Producer::application_turn(node::Turn& turn, node::Effects& effects) {
    RecordPlan plan = next_record(turn.self);
    if (send_record(plan, turn, effects)) {
        schedule_application(effects);
        return;
    }
    // send() blocks the application's thread until there is metadata and memory (PR-2).
    blocked_ = Blocked{std::move(plan), turn.now};
    effects.set_timer(timer(blocked_too_long), settings_.max_block);
}

RecordPlan Producer::next_record(NodeId self) {
    const std::int64_t n = ++produced_;
    if (settings_.source != nullptr) {
        if (auto plan = settings_.source->record(self, n)) return std::move(*plan);
    }
    RecordPlan plan;
    if (settings_.keys > 0) {
        plan.key = base::Bytes{"k" + std::to_string((n - 1) % settings_.keys + 1)};
    }
    plan.value =
        settings_.value_bytes > 0
            ? base::Bytes{std::string(static_cast<std::size_t>(settings_.value_bytes), 'x')}
            : base::Bytes{"v" + std::to_string(n)};
    return plan;
}

bool Producer::send_record(const RecordPlan& plan, node::Turn& turn, node::Effects& effects) {
    const KnownTopic* topic = metadata_.topic(settings_.topic);
    if (topic == nullptr) {
        updater_.demand();
        return false;
    }
    log::Record record{
        plan.key, plan.value, {}, plan.timestamp_ms.value_or(turn.now.milliseconds())};
    const std::int64_t size = log::batch_size_upper_bound_bytes(record);
    if (size > settings_.max_request_size || size > settings_.buffer_memory) {
        effects.state(journal::SendRefused{
            1, ErrorCode::message_too_large,
            "The message is " + std::to_string(size) +
                " bytes when serialized which is larger than max.request.size or buffer.memory."});
        return true;
    }
    const std::int32_t index = choose_partition(plan, *topic, turn);
    const base::PartitionId partition{topic->id, index};
    if (!accumulator_.has_memory_for(partition, record)) return false;
    journal::RecordsAccepted accepted{partition, 0, {slice_of(record)}};
    accepted.first_number = accumulator_.append(partition, std::move(record), turn.now);
    effects.state(std::move(accepted));
    if (!plan.key && !plan.partition) {
        sticky_.on_appended(size - log::batch_overhead_bytes,
                            accumulator_.newest_is_full(partition));
    }
    return true;
}

std::int32_t Producer::choose_partition(const RecordPlan& plan, const KnownTopic& topic,
                                        node::Turn& turn) {
    if (plan.partition) return std::clamp(*plan.partition, 0, topic.partitions - 1);
    if (plan.key) return kafka::partition_for_key(plan.key->data, topic.partitions);
    const bool choose =
        !sticky_.has_partition() ||
        sticky_.wants_switch(accumulator_.newest_is_full({topic.id, sticky_.partition()}));
    if (choose) {
        const auto draw = static_cast<std::int32_t>(turn.random.below(std::uint64_t{1} << 31));
        sticky_.choose(sticky_choices(topic), draw);
    }
    return sticky_.partition();
}

kafka::PartitionChoices Producer::sticky_choices(const KnownTopic& topic) const {
    kafka::PartitionChoices choices;
    choices.partition_count = topic.partitions;
    choices.with_leader = metadata_.with_leader(settings_.topic);
    std::vector<std::int64_t> queues;
    for (const std::int32_t partition : choices.with_leader) {
        queues.push_back(accumulator_.queue_size({topic.id, partition}));
    }
    choices.loads = kafka::partition_loads(choices.with_leader, queues, topic.partitions);
    return choices;
}

void Producer::unblock(node::Turn& turn, node::Effects& effects) {
    if (!blocked_ || !send_record(blocked_->plan, turn, effects)) return;
    blocked_.reset();
    effects.cancel_timer(timer(blocked_too_long));
    schedule_application(effects);
}

void Producer::refuse_blocked(node::Effects& effects) {
    CHECK(blocked_.has_value(), "only a blocked send() can block for too long");
    const bool no_topic = metadata_.topic(settings_.topic) == nullptr;
    const std::string waited = std::to_string(settings_.max_block.milliseconds()) + " ms.";
    effects.state(journal::SendRefused{
        1, ErrorCode::request_timed_out,
        no_topic ? "Topic " + settings_.topic + " not present in metadata after " + waited
                 : "Failed to allocate memory within the configured max blocking time " + waited});
    blocked_.reset();
    schedule_application(effects);
}

}  // namespace brokerscope::client
