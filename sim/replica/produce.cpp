#include "sim/replica/produce.h"

#include <algorithm>
#include <utility>

#include "sim/kafka/topic_name.h"

namespace brokerscope::replica {
namespace {

using kafka::ErrorCode;
using protocol::ProducePartition;
using protocol::ProducePartitionResponse;
using protocol::ProduceRequest;

constexpr std::int16_t first_version_with_messages = 8;

struct Question {
    Acks acks = Acks::all;
    bool acks_are_valid = true;
    std::int16_t version = 0;
};

Question question_of(const protocol::Request& envelope, const ProduceRequest& request,
                     const ReplicaSettings& settings) {
    return {.acks = static_cast<Acks>(request.acks),
            .acks_are_valid = request.acks >= -1 && request.acks <= 1,
            .version = envelope.version < 0 ? settings.newest_produce_version : envelope.version};
}

// Steps 3 to 6 of ST-8: what is refused before the partition itself is looked at.
ErrorCode refuse_early(const ProducePartition& partition, const Question& question,
                       const node::MetadataImage& image) {
    const node::TopicImage* topic = image.topic(partition.topic);
    if (topic == nullptr && question.version >= 13) return ErrorCode::unknown_topic_id;
    if (topic == nullptr || image.partition(partition.id()) == nullptr)
        return ErrorCode::unknown_topic_or_partition;
    if (partition.batches->size() != 1) return ErrorCode::invalid_record;
    if (!question.acks_are_valid) return ErrorCode::invalid_required_acks;
    if (kafka::is_internal_topic(topic->name)) return ErrorCode::invalid_topic_exception;
    return ErrorCode::none;
}

// ST-8.4: Kafka stumbles over null records of a partition that it knows, and the client waits in
// vain.
bool lacks_records(const ProduceRequest& request, const node::MetadataImage& image) {
    return std::any_of(request.partitions.begin(), request.partitions.end(),
                       [&](const ProducePartition& partition) {
                           return !partition.batches && image.partition(partition.id()) != nullptr;
                       });
}

// RE-48: who is turned away is told whom to ask, as far as this broker knows.
std::optional<protocol::LeaderIdAndEpoch> leader_hint(PartitionId id,
                                                      const node::MetadataImage& image) {
    const node::PartitionImage* partition = image.partition(id);
    if (partition == nullptr) return std::nullopt;
    return protocol::LeaderIdAndEpoch{partition->leader, partition->leader_epoch};
}

ProducePartitionResponse refusal(const ProducePartition& partition, const Refused& refused,
                                 const Question& question, const Context& context) {
    auto response = answer_about<ProducePartitionResponse>(partition.id());
    response.error = refused.error;
    response.log_start_offset = refused.log_start_offset;
    if (question.version >= first_version_with_messages) {
        response.record_errors = refused.record_errors;
        response.error_message = refused.message;
    }
    if (refused.error == ErrorCode::not_leader_or_follower && question.version >= 10)
        response.current_leader = leader_hint(partition.id(), context.image);
    return response;
}

ProduceWait append_one(const ProducePartition& partition, const Question& question,
                       node::FactRef& because, Context& context) {
    const ErrorCode early = refuse_early(partition, question, context.image);
    if (early != ErrorCode::none)
        return {refusal(partition, {early}, question, context), std::nullopt};
    const AppendOutcome outcome = append_as_leader(partition.id(), partition.batches->front(),
                                                   question.acks, AppendOrigin::client, context);
    if (const auto* refused = std::get_if<Refused>(&outcome))
        return {refusal(partition, *refused, question, context), std::nullopt};
    const Stored& stored = std::get<Stored>(outcome);
    because = stored.fact;
    ProduceWait wait;
    wait.response = answer_about<ProducePartitionResponse>(partition.id());
    wait.response.base_offset = stored.base_offset;
    wait.response.log_start_offset = stored.log_start_offset;
    wait.response.log_append_time_ms = stored.log_append_time_ms;
    if (question.acks == Acks::all) wait.required = stored.next_offset;
    return wait;
}

// RE-18, RE-19: absent while the batch still has to wait.
std::optional<ErrorCode> decide_acknowledgement(PartitionId id, Offset required, bool for_client,
                                                Context& context) {
    if (context.is_offline(id)) return ErrorCode::kafka_storage_error;
    const Partition* partition = context.find(id);
    const Leading* leading = partition == nullptr ? nullptr : partition->leading();
    if (leading == nullptr) return ErrorCode::not_leader_or_follower;
    if (context.log_of(id).high_watermark() < required) return std::nullopt;
    const bool enough = leading->isr.maximal().size() >= partition->effective_min_isr();
    return enough || !for_client ? ErrorCode::none : ErrorCode::not_enough_replicas_after_append;
}

void decide_waits(DelayedProduce& produce, PartitionId id, Context& context) {
    const bool for_client = std::holds_alternative<ToClient>(produce.to);
    for (ProduceWait& wait : produce.partitions) {
        if (!wait.required || wait.response.id() != id) continue;
        const auto error = decide_acknowledgement(id, *wait.required, for_client, context);
        if (!error) continue;
        wait.response.error = *error;
        wait.required.reset();
    }
}

bool has_error(const DelayedProduce& produce) {
    return std::any_of(
        produce.partitions.begin(), produce.partitions.end(),
        [](const ProduceWait& wait) { return wait.response.error != ErrorCode::none; });
}

}  // namespace

std::vector<PartitionId> DelayedProduce::partition_ids() const {
    std::vector<PartitionId> ids;
    for (const ProduceWait& wait : partitions)
        ids.push_back(wait.response.id());
    return ids;
}

bool DelayedProduce::is_decided() const {
    return std::none_of(partitions.begin(), partitions.end(),
                        [](const ProduceWait& wait) { return wait.required.has_value(); });
}

void Produces::on_request(const protocol::Request& envelope, const ProduceRequest& request,
                          Context& context) {
    if (lacks_records(request, context.image)) return;
    const Question question = question_of(envelope, request, context.settings);
    DelayedProduce produce{ToClient{envelope.connection, envelope.correlation}, {}};
    node::FactRef because = node::trigger;
    for (const ProducePartition& partition : request.partitions)
        produce.partitions.push_back(append_one(partition, question, because, context));
    if (question.acks == Acks::none) {
        if (has_error(produce)) context.effects.close(envelope.connection);
        return;
    }
    // What the append itself has moved may have decided it already.
    for (const PartitionId id : produce.partition_ids())
        decide_waits(produce, id, context);
    if (produce.is_decided()) {
        answer(std::move(produce), because, context);
    } else {
        park(std::move(produce), base::milliseconds(request.timeout_ms), context);
    }
}

void Produces::park(DelayedProduce produce, base::Duration timeout, Context& context) {
    const std::int64_t id = waiting_.park(std::move(produce));
    context.effects.set_timer(timer_key(ReplicaTimer::produce_expiry, id), timeout);
}

// Each appender hears of all its partitions together.
void Produces::answer(DelayedProduce produce, node::FactRef because, Context& context) {
    if (const auto* local = std::get_if<ToCoordinator>(&produce.to)) {
        finished_.push_back({local->token, produce.partitions.front().response.error});
        return;
    }
    const ToClient to = std::get<ToClient>(produce.to);
    protocol::ProduceResponse response;
    for (ProduceWait& wait : produce.partitions)
        response.partitions.push_back(std::move(wait.response));
    context.effects.respond(to.connection, to.correlation, std::move(response), because);
}

void Produces::append_local(const node::AppendLocal& append, Context& context) {
    const AppendOutcome outcome = append_as_leader(append.partition, append.batch, Acks::all,
                                                   AppendOrigin::coordinator, context);
    if (const auto* refused = std::get_if<Refused>(&outcome)) {
        finished_.push_back({append.token, refused->error});
        return;
    }
    ProduceWait wait;
    wait.response = answer_about<ProducePartitionResponse>(append.partition);
    wait.required = std::get<Stored>(outcome).next_offset;
    DelayedProduce produce{ToCoordinator{append.token}, {wait}};
    decide_waits(produce, append.partition, context);
    if (produce.is_decided()) {
        answer(std::move(produce), node::trigger, context);
    } else {
        park(std::move(produce), context.settings.coordinator_append_timeout, context);
    }
}

void Produces::on_moved(PartitionId partition, node::FactRef because, Context& context) {
    for (const std::int64_t id : waiting_.watching(partition)) {
        DelayedProduce& produce = *waiting_.find(id);
        decide_waits(produce, partition, context);
        if (produce.is_decided()) finish(id, because, context);
    }
}

void Produces::finish(std::int64_t id, node::FactRef because, Context& context) {
    context.effects.cancel_timer(timer_key(ReplicaTimer::produce_expiry, id));
    answer(waiting_.take(id), because, context);
}

// RE-19: the records stay in the log all the same, and may still be committed.
void Produces::on_expired(std::int64_t id, Context& context) {
    if (waiting_.find(id) == nullptr) return;
    DelayedProduce produce = waiting_.take(id);
    for (ProduceWait& wait : produce.partitions) {
        if (wait.required) wait.response.error = ErrorCode::request_timed_out;
    }
    answer(std::move(produce), node::trigger, context);
}

void Produces::on_connection_closed(base::ConnectionId connection, Context& context) {
    std::vector<std::int64_t> gone;
    for (const auto& [id, produce] : waiting_.operations()) {
        const auto* to = std::get_if<ToClient>(&produce.to);
        if (to != nullptr && to->connection == connection) gone.push_back(id);
    }
    for (const std::int64_t id : gone) {
        waiting_.take(id);
        context.effects.cancel_timer(timer_key(ReplicaTimer::produce_expiry, id));
    }
}

}  // namespace brokerscope::replica
