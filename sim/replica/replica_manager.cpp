#include "sim/replica/replica_manager.h"

#include <utility>

#include "sim/replica/isr.h"
#include "sim/replica/lookup.h"
#include "sim/replica/replica_timers.h"

namespace brokerscope::replica {

ReplicaManager::ReplicaManager(NodeId self, NodeId controller, ReplicaSettings settings)
    : settings_(std::move(settings)), isr_changes_(self, controller, settings_.request_timeout) {}

// One piece of work inside a turn, and then whatever waits for what it has moved.
template <class Work>
void ReplicaManager::work(const node::MetadataImage& image, node::Turn& turn,
                          node::Effects& effects, const Work& handle) {
    std::map<PartitionId, node::FactRef> moved;
    Context context{.settings = settings_,
                    .image = image,
                    .broker_epoch = broker_epoch_,
                    .partitions = partitions_,
                    .isr_changes = isr_changes_,
                    .moved = moved,
                    .turn = turn,
                    .effects = effects};
    handle(context);
    complete_waiting(context);
}

void ReplicaManager::complete_waiting(Context& context) {
    while (!context.moved.empty()) {
        const auto moved = std::exchange(context.moved, {});
        for (const auto& [partition, because] : moved) {
            produces_.on_moved(partition, because, context);
            fetches_.on_moved(partition, because, context);
        }
    }
}

void ReplicaManager::on_start(node::Turn&, node::Effects& effects) {
    effects.set_timer(timer_key(ReplicaTimer::high_watermark_checkpoint),
                      settings_.high_watermark_checkpoint_interval);
    effects.set_timer(timer_key(ReplicaTimer::isr_shrink_check),
                      settings_.replica_lag_time_max / 2);
}

void ReplicaManager::set_broker_epoch(BrokerEpoch epoch) {
    broker_epoch_ = epoch;
    isr_changes_.set_broker_epoch(epoch);
}

bool ReplicaManager::on_request(const protocol::Request& request, const node::MetadataImage& image,
                                node::Turn& turn, node::Effects& effects) {
    bool is_ours = true;
    work(image, turn, effects, [&](Context& context) {
        if (const auto* produce = std::get_if<protocol::ProduceRequest>(&request.body)) {
            produces_.on_request(request, *produce, context);
        } else if (const auto* fetch = std::get_if<protocol::FetchRequest>(&request.body)) {
            fetches_.on_request(request, *fetch, context);
        } else if (const auto* list = std::get_if<protocol::ListOffsetsRequest>(&request.body)) {
            effects.respond(request.connection, request.correlation, list_offsets(*list, context));
        } else if (const auto* epochs =
                       std::get_if<protocol::OffsetForLeaderEpochRequest>(&request.body)) {
            effects.respond(request.connection, request.correlation,
                            offsets_for_leader_epochs(*epochs, context));
        } else {
            is_ours = false;
        }
    });
    return is_ours;
}

bool ReplicaManager::on_response(const protocol::Response& response,
                                 const node::MetadataImage& image, node::Turn& turn,
                                 node::Effects& effects) {
    bool is_ours = true;
    work(image, turn, effects, [&](Context& context) {
        if (const auto answers = isr_changes_.take_response(response, turn, effects)) {
            for (const protocol::AlterPartitionPartitionResponse& answer : *answers)
                on_isr_answer(answer, context);
        } else {
            is_ours = fetchers_.on_response(response, context);
        }
    });
    return is_ours;
}

void ReplicaManager::on_timer(node::TimerKey key, const node::MetadataImage& image,
                              node::Turn& turn, node::Effects& effects) {
    CHECK(key.kind <= last_replica_timer, "other parts of the broker have their own timers");
    work(image, turn, effects, [&](Context& context) {
        on_replica_timer(static_cast<ReplicaTimer>(key.kind), key.subject, context);
    });
}

void ReplicaManager::on_replica_timer(ReplicaTimer timer, std::int64_t subject, Context& context) {
    const NodeId node{static_cast<std::int32_t>(subject)};
    switch (timer) {
        case ReplicaTimer::high_watermark_checkpoint:
            checkpoint_high_watermarks(context.turn);
            context.effects.set_timer(timer_key(timer),
                                      settings_.high_watermark_checkpoint_interval);
            return;
        case ReplicaTimer::isr_shrink_check: return check_isr_shrinks(context);
        case ReplicaTimer::produce_expiry: return produces_.on_expired(subject, context);
        case ReplicaTimer::fetch_expiry: return fetches_.on_expired(subject, context);
        case ReplicaTimer::fetcher_wake_up: return fetchers_.on_wake_up(node, context);
        case ReplicaTimer::fetcher_timeout: return fetchers_.on_timeout(node, context);
        case ReplicaTimer::isr_change_retry:
            return isr_changes_.on_retry(context.turn, context.effects);
        case ReplicaTimer::isr_change_timeout:
            return isr_changes_.on_timeout(context.turn, context.effects);
    }
}

void ReplicaManager::check_isr_shrinks(Context& context) {
    for (auto& [id, partition] : partitions_)
        shrink_isr_if_needed(partition, context);
    context.effects.set_timer(timer_key(ReplicaTimer::isr_shrink_check),
                              settings_.replica_lag_time_max / 2);
}

void ReplicaManager::on_connection_closed(base::ConnectionId connection,
                                          const node::MetadataImage& image, node::Turn& turn,
                                          node::Effects& effects) {
    work(image, turn, effects, [&](Context& context) {
        if (isr_changes_.on_connection_closed(connection, effects)) return;
        if (fetchers_.on_connection_closed(connection, context)) return;
        produces_.on_connection_closed(connection, context);
        fetches_.on_connection_closed(connection, context);
    });
}

std::vector<LeadershipChange> ReplicaManager::on_metadata(const MetadataChange& change,
                                                          const node::MetadataImage& image,
                                                          node::Turn& turn,
                                                          node::Effects& effects) {
    std::vector<LeadershipChange> changes;
    work(image, turn, effects, [&](Context& context) {
        changes = apply_metadata(change, fetchers_, context);
        fetchers_.send_next(context);
    });
    return changes;
}

void ReplicaManager::append_local(const node::AppendLocal& append, const node::MetadataImage& image,
                                  node::Turn& turn, node::Effects& effects) {
    work(image, turn, effects, [&](Context& context) { produces_.append_local(append, context); });
}

void ReplicaManager::checkpoint_high_watermarks(node::Turn& turn) const {
    for (const auto& [id, partition] : partitions_)
        turn.disk.high_watermark_checkpoint[id] = turn.disk.logs.at(id).high_watermark();
}

}  // namespace brokerscope::replica
