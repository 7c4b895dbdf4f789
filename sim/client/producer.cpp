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

// Errors after which the client's metadata is no longer to be trusted (InvalidMetadataException).
bool is_invalid_metadata(ErrorCode error) {
    switch (error) {
        case ErrorCode::unknown_topic_or_partition:
        case ErrorCode::leader_not_available:
        case ErrorCode::not_leader_or_follower:
        case ErrorCode::network_exception:
        case ErrorCode::kafka_storage_error:
        case ErrorCode::fenced_leader_epoch:
        case ErrorCode::unknown_leader_epoch:
        case ErrorCode::unknown_topic_id: return true;
        default: return false;
    }
}

AccumulatorSettings accumulator_settings(const ProducerSettings& settings) {
    return {settings.batch_size, settings.buffer_memory, settings.linger,
            settings.delivery_timeout};
}

}  // namespace

Producer::Producer(ProducerSettings settings)
    : settings_(std::move(settings)),
      metadata_(settings_.brokers),
      connections_({settings_.name, 1, settings_.reconnect}),
      updater_({settings_.metadata_max_age, settings_.request_timeout, settings_.retry},
               timer(metadata_wake)),
      accumulator_(accumulator_settings(settings_)),
      sticky_(settings_.batch_size) {
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
            for (const Failure& failure :
                 connections_.on_request_timeout(key.subject, turn, effects)) {
                fail_request(failure, turn, effects);
            }
            break;
        case application: application_turn(turn, effects); break;
        case blocked_too_long: refuse_blocked(effects); break;
        default: break;  // sender and metadata: after_everything() does their work
    }
    after_everything(turn, effects);
}

void Producer::on_connection_closed(ConnectionId connection, journal::ConnectionEnd,
                                    node::Turn& turn, node::Effects& effects) {
    for (const Failure& failure : connections_.on_closed(connection, turn, effects)) {
        fail_request(failure, turn, effects);
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
        complete(request, *produced, turn, effects);
        unblock(turn, effects);
    }
    after_everything(turn, effects);
}

// What the sender's thread would do next, after whatever has just happened.
void Producer::after_everything(node::Turn& turn, node::Effects& effects) {
    expire_batches(turn, effects);
    sender_turn(turn, effects);
    updater_.work(metadata_, connections_, turn, effects);
    set_sender_timer(turn, effects);
    if (closing_ && !blocked_ && accumulator_.empty() && under_way_.empty()) {
        connections_.close_all(effects);
        effects.exit();
    }
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

// --- the sender ----------------------------------------------------------------------------------

void Producer::sender_turn(node::Turn& turn, node::Effects& effects) {
    std::map<NodeId, std::vector<base::PartitionId>> ready;
    for (const base::PartitionId partition : accumulator_.waiting()) {
        if (!accumulator_.is_ready(partition, turn.now, closing_)) continue;
        const NodeId leader = metadata_.partition(partition).leader;
        if (leader == base::no_node) {
            updater_.demand();
        } else if (connections_.is_ready(leader, turn.now)) {
            ready[leader].push_back(partition);
        }
    }
    for (const auto& [node, partitions] : ready)
        send_to(NodeId{node}, partitions, turn, effects);
}

void Producer::send_to(NodeId node, const std::vector<base::PartitionId>& ready, node::Turn& turn,
                       node::Effects& effects) {
    protocol::ProduceRequest body;
    body.acks = settings_.acks;
    body.timeout_ms = static_cast<std::int32_t>(settings_.request_timeout.milliseconds());
    Request request;
    std::int64_t bytes = 0;
    for (const base::PartitionId partition : ready) {
        if (bytes > 0 && bytes >= settings_.max_request_size) break;
        SendingBatch batch = accumulator_.drain(partition, turn.self);
        ++batch.attempts;
        bytes += batch.batch.size_bytes;
        body.partitions.push_back(
            {partition.topic, partition.partition, std::vector<log::RecordBatch>{batch.batch}});
        state_progress(batch, journal::BatchState::sent, ErrorCode::none, base::no_offset, effects);
        request.push_back(std::move(batch));
    }
    const bool answered = settings_.acks != 0;
    const base::CorrelationId correlation = connections_.send(
        node, std::move(body), answered ? settings_.request_timeout : Duration{}, 0, turn, effects);
    if (answered) {
        under_way_.emplace(correlation, std::move(request));
        return;
    }
    for (const SendingBatch& batch : request) {
        state_progress(batch, journal::BatchState::acknowledged, ErrorCode::none, base::no_offset,
                       effects);
        accumulator_.release(batch);
        accumulator_.unmute(batch.partition);
    }
}

void Producer::expire_batches(node::Turn& turn, node::Effects& effects) {
    for (const SendingBatch& batch : accumulator_.expire(turn.now, turn.self)) {
        state_progress(batch, journal::BatchState::failed, ErrorCode::request_timed_out,
                       base::no_offset, effects);
        accumulator_.release(batch);
    }
}

void Producer::set_sender_timer(node::Turn& turn, node::Effects& effects) {
    std::optional<LocalTime> next = accumulator_.next_expiry();
    const auto consider = [&](LocalTime at) {
        if (!next || at < *next) next = at;
    };
    for (const base::PartitionId partition : accumulator_.waiting()) {
        const NodeId leader = metadata_.partition(partition).leader;
        if (leader == base::no_node) continue;  // the next metadata wakes the sender
        const auto ready = accumulator_.ready_at(partition);
        if (!ready) continue;
        const auto blocked = connections_.blocked_until(leader, turn.now);
        if (blocked) {
            consider(std::max(*ready, *blocked));
        } else if (*ready > turn.now) {
            consider(*ready);
        }  // otherwise it waits for the answer of a request in flight
    }
    if (next) {
        effects.set_timer(timer(sender), std::max(*next - turn.now, Duration{1}));
    } else {
        effects.cancel_timer(timer(sender));
    }
}

void Producer::complete(Request& request, const protocol::ProduceResponse& response,
                        node::Turn& turn, node::Effects& effects) {
    for (SendingBatch& batch : request) {
        const auto answer =
            std::find_if(response.partitions.begin(), response.partitions.end(),
                         [&](const auto& one) { return one.id() == batch.partition; });
        const ErrorCode error =
            answer == response.partitions.end() ? ErrorCode::unknown_server_error : answer->error;
        if (error != ErrorCode::none) {
            retry_or_fail(std::move(batch), error, turn, effects);
            continue;
        }
        state_progress(batch, journal::BatchState::acknowledged, error, answer->base_offset,
                       effects);
        accumulator_.release(batch);
        accumulator_.unmute(batch.partition);
    }
}

void Producer::fail_request(const Failure& failure, node::Turn& turn, node::Effects& effects) {
    updater_.demand();
    if (failure.request.api == kafka::ApiKey::metadata) {
        updater_.on_failure(turn.now);
        return;
    }
    const auto found = under_way_.find(failure.request.correlation);
    if (found == under_way_.end()) return;
    Request request = std::move(found->second);
    under_way_.erase(found);
    for (SendingBatch& batch : request) {
        retry_or_fail(std::move(batch), ErrorCode::network_exception, turn, effects);
    }
}

void Producer::retry_or_fail(SendingBatch batch, ErrorCode error, node::Turn& turn,
                             node::Effects& effects) {
    if (is_invalid_metadata(error)) updater_.demand();
    const bool in_time = turn.now - batch.created < settings_.delivery_timeout;
    const bool may_retry =
        kafka::is_retriable(error) && in_time && batch.attempts <= settings_.retries;
    if (!may_retry) {
        const ErrorCode told = in_time ? error : ErrorCode::request_timed_out;
        state_progress(batch, journal::BatchState::failed, told, base::no_offset, effects);
        accumulator_.release(batch);
        accumulator_.unmute(batch.partition);
        return;
    }
    state_progress(batch, journal::BatchState::retrying, error, base::no_offset, effects);
    batch.not_before =
        turn.now + kafka::draw_backoff(settings_.retry, batch.attempts - 1, turn.random);
    accumulator_.put_back(std::move(batch));
}

void Producer::state_progress(const SendingBatch& batch, journal::BatchState state, ErrorCode error,
                              base::Offset base_offset, node::Effects& effects) {
    journal::BatchProgress progress;
    progress.partition = batch.partition;
    progress.first_number = batch.first_number;
    progress.records = batch.batch.record_count;
    progress.state = state;
    progress.attempt = batch.attempts;
    progress.error = error;
    progress.base_offset = base_offset;
    effects.state(std::move(progress));
}

}  // namespace brokerscope::client
