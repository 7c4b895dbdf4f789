#include "sim/replica/delete_records.h"

#include <algorithm>
#include <utility>

#include "sim/kafka/topic_name.h"
#include "sim/replica/replica_timers.h"

namespace brokerscope::replica {
namespace {

using kafka::ErrorCode;
using protocol::DeleteRecordsPartition;

constexpr Offset up_to_high_watermark{-1};

// Replicas on brokers that are gone do not count.
Offset low_watermark(const Partition& partition, Context& context) {
    Offset lowest = context.log_of(partition.id).log_start_offset();
    for (const auto& [node, follower] : partition.leading()->followers) {
        const node::BrokerImage* broker = context.image.broker(node);
        if (broker != nullptr && !broker->fenced)
            lowest = std::min(lowest, follower.log_start_offset);
    }
    return lowest;
}

DeleteWait refusal(const DeleteRecordsPartition& asked, ErrorCode error) {
    DeleteWait wait;
    wait.response = answer_about<protocol::DeleteRecordsPartitionResponse>(asked.id());
    wait.response.error = error;
    return wait;
}

DeleteWait delete_one(const DeleteRecordsPartition& asked, node::FactRef& because,
                      Context& context) {
    const node::TopicImage* topic = context.image.topic(asked.topic);
    if (topic == nullptr || context.image.partition(asked.id()) == nullptr)
        return refusal(asked, ErrorCode::unknown_topic_or_partition);
    if (kafka::is_internal_topic(topic->name))
        return refusal(asked, ErrorCode::invalid_topic_exception);
    const Access access = find_for(asked.id(), base::no_leader_epoch, Needs::leader, context);
    if (access.partition == nullptr) return refusal(asked, access.error);
    log::PartitionLog& log = context.log_of(asked.id());
    if (!log.config().deletes_old_segments) return refusal(asked, ErrorCode::policy_violation);
    const Offset to = asked.offset == up_to_high_watermark ? log.high_watermark() : asked.offset;
    if (to.value < 0 || to > log.high_watermark())
        return refusal(asked, ErrorCode::offset_out_of_range);
    if (log.advance_log_start_offset(to)) {
        because = context.effects.state(journal::LogStartMoved{
            asked.id(), log.log_start_offset(), journal::LogStartReason::delete_records});
        context.moved[asked.id()] = because;
    }
    DeleteWait wait;
    wait.response = answer_about<protocol::DeleteRecordsPartitionResponse>(asked.id());
    wait.response.low_watermark = low_watermark(*access.partition, context);
    if (wait.response.low_watermark < to) wait.required = to;
    return wait;
}

void decide_waits(DelayedDelete& deletion, PartitionId id, Context& context) {
    for (DeleteWait& wait : deletion.partitions) {
        if (!wait.required || wait.response.id() != id) continue;
        const Access access = find_for(id, base::no_leader_epoch, Needs::leader, context);
        if (access.partition == nullptr) {
            wait.response.error = access.error;
            wait.response.low_watermark = base::no_offset;
            wait.required.reset();
            continue;
        }
        wait.response.low_watermark = low_watermark(*access.partition, context);
        if (wait.response.low_watermark >= *wait.required) wait.required.reset();
    }
}

void answer(DelayedDelete deletion, node::FactRef because, Context& context) {
    protocol::DeleteRecordsResponse response;
    for (DeleteWait& wait : deletion.partitions)
        response.partitions.push_back(wait.response);
    context.effects.respond(deletion.connection, deletion.correlation, std::move(response),
                            because);
}

}  // namespace

std::vector<PartitionId> DelayedDelete::partition_ids() const {
    std::vector<PartitionId> ids;
    for (const DeleteWait& wait : partitions)
        ids.push_back(wait.response.id());
    return ids;
}

bool DelayedDelete::is_decided() const {
    return std::none_of(partitions.begin(), partitions.end(),
                        [](const DeleteWait& wait) { return wait.required.has_value(); });
}

void RecordDeletions::on_request(const protocol::Request& envelope,
                                 const protocol::DeleteRecordsRequest& request, Context& context) {
    DelayedDelete deletion{envelope.connection, envelope.correlation, {}};
    node::FactRef because = node::trigger;
    for (const DeleteRecordsPartition& asked : request.partitions)
        deletion.partitions.push_back(delete_one(asked, because, context));
    if (deletion.is_decided()) {
        answer(std::move(deletion), because, context);
        return;
    }
    const std::int64_t id = waiting_.park(std::move(deletion));
    context.effects.set_timer(timer_key(ReplicaTimer::delete_expiry, id),
                              base::milliseconds(request.timeout_ms));
}

void RecordDeletions::on_moved(PartitionId partition, node::FactRef because, Context& context) {
    for (const std::int64_t id : waiting_.watching(partition)) {
        DelayedDelete& deletion = *waiting_.find(id);
        decide_waits(deletion, partition, context);
        if (!deletion.is_decided()) continue;
        context.effects.cancel_timer(timer_key(ReplicaTimer::delete_expiry, id));
        answer(waiting_.take(id), because, context);
    }
}

// The log start has moved all the same.
void RecordDeletions::on_expired(std::int64_t id, Context& context) {
    if (waiting_.find(id) == nullptr) return;
    DelayedDelete deletion = waiting_.take(id);
    for (DeleteWait& wait : deletion.partitions) {
        if (wait.required) wait.response.error = ErrorCode::request_timed_out;
    }
    answer(std::move(deletion), node::trigger, context);
}

void RecordDeletions::on_connection_closed(base::ConnectionId connection, Context& context) {
    std::vector<std::int64_t> gone;
    for (const auto& [id, deletion] : waiting_.operations()) {
        if (deletion.connection == connection) gone.push_back(id);
    }
    for (const std::int64_t id : gone) {
        waiting_.take(id);
        context.effects.cancel_timer(timer_key(ReplicaTimer::delete_expiry, id));
    }
}

}  // namespace brokerscope::replica
