#include "sim/replica/replica_manager.h"

#include <algorithm>
#include <utility>

#include "sim/replica/describe.h"
#include "sim/replica/isr.h"
#include "sim/replica/lookup.h"
#include "sim/replica/replica_timers.h"
#include "sim/replica/upkeep.h"

namespace brokerscope::replica {

ReplicaManager::ReplicaManager(NodeId self, NodeId controller, ReplicaSettings settings)
    : settings_(std::move(settings)),
      directories_(static_cast<std::int32_t>(settings_.log_directories.size())),
      isr_changes_(self, controller, settings_.request_timeout),
      fetches_(settings_) {}

// One piece of work inside a turn, and then whatever waits for what it has moved.
template <class Work>
void ReplicaManager::work(const node::MetadataImage& image, node::Turn& turn,
                          node::Effects& effects, const Work& handle) {
    std::map<PartitionId, node::FactRef> moved;
    Context context{.settings = settings_,
                    .image = image,
                    .broker_epoch = broker_epoch_,
                    .partitions = partitions_,
                    .directories = directories_,
                    .recovery_points = recovery_points_,
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
            deletions_.on_moved(partition, because, context);
        }
    }
}

void ReplicaManager::on_start(bool stop_was_clean, node::Turn& turn, node::Effects& effects) {
    for (const std::int32_t directory : directories_.notice_failures(turn.disk)) {
        effects.state(
            journal::LogDirectoryFailed{directory, directories_.logs_in(directory, turn.disk)});
        directory_failure_ = {{}, directories_.are_fatal()};
    }
    if (directories_.are_fatal()) return;
    recovery_points_ = recover_logs(stop_was_clean, directories_, turn, effects);
    const auto begin = [&](ReplicaTimer timer, base::Duration after) {
        effects.set_timer(timer_key(timer), after);
    };
    begin(ReplicaTimer::isr_shrink_check, settings_.replica_lag_time_max / 2);
    begin(ReplicaTimer::retention_check, settings_.initial_task_delay);
    begin(ReplicaTimer::recovery_point_checkpoint, settings_.initial_task_delay);
    begin(ReplicaTimer::log_start_checkpoint, settings_.initial_task_delay);
    if (settings_.flush_check_interval)
        begin(ReplicaTimer::flush_check, settings_.initial_task_delay);
    begin(ReplicaTimer::producer_expiration_check, settings_.producer_expiration_check_interval);
    if (settings_.cleaner_is_enabled) begin(ReplicaTimer::cleaner_run, settings_.cleaner_backoff);
    for (const auto& [number, directory] : turn.disk.deleted_directories) {
        effects.set_timer(timer_key(ReplicaTimer::directory_removal, number),
                          settings_.segment_delete_delay);
    }
}

void ReplicaManager::on_flushed(PartitionId id, Offset up_to, const node::Turn& turn) {
    const auto partition = partitions_.find(id);
    if (partition == partitions_.end()) return;
    // The log may have been cut meanwhile.
    const Offset end = turn.disk.logs.at(id).log_end_offset();
    Offset& recovery_point = partition->second.recovery_point;
    recovery_point = std::max(recovery_point, std::min(up_to, end));
    partition->second.last_flush = turn.now;
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
            effects.respond(request.connection, request.correlation,
                            list_offsets(*list, request.version, context));
        } else if (const auto* epochs =
                       std::get_if<protocol::OffsetForLeaderEpochRequest>(&request.body)) {
            effects.respond(request.connection, request.correlation,
                            offsets_for_leader_epochs(*epochs, context));
        } else if (const auto* producers =
                       std::get_if<protocol::DescribeProducersRequest>(&request.body)) {
            effects.respond(request.connection, request.correlation,
                            describe_producers(*producers, context));
        } else if (const auto* dirs =
                       std::get_if<protocol::DescribeLogDirsRequest>(&request.body)) {
            effects.respond(request.connection, request.correlation,
                            describe_log_dirs(*dirs, context));
        } else if (const auto* deletion =
                       std::get_if<protocol::DeleteRecordsRequest>(&request.body)) {
            deletions_.on_request(request, *deletion, context);
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
            notice_broken_directories(context);
            checkpoint_high_watermarks(context.turn);
            context.effects.set_timer(timer_key(timer),
                                      settings_.high_watermark_checkpoint_interval);
            return;
        case ReplicaTimer::isr_shrink_check: return check_isr_shrinks(context);
        case ReplicaTimer::produce_expiry: return produces_.on_expired(subject, context);
        case ReplicaTimer::delete_expiry: return deletions_.on_expired(subject, context);
        case ReplicaTimer::fetch_expiry: return fetches_.on_expired(subject, context);
        case ReplicaTimer::fetcher_wake_up: return fetchers_.on_wake_up(node, context);
        case ReplicaTimer::fetcher_timeout: return fetchers_.on_timeout(node, context);
        case ReplicaTimer::isr_change_retry:
            return isr_changes_.on_retry(context.turn, context.effects);
        case ReplicaTimer::isr_change_timeout:
            return isr_changes_.on_timeout(context.turn, context.effects);
        default: return on_upkeep_timer(timer, subject, context);
    }
}

void ReplicaManager::on_upkeep_timer(ReplicaTimer timer, std::int64_t subject, Context& context) {
    const auto again = [&](base::Duration after) {
        context.effects.set_timer(timer_key(timer), after);
    };
    node::Disk& disk = context.turn.disk;
    notice_broken_directories(context);
    switch (timer) {
        case ReplicaTimer::retention_check:
            run_retention(context);
            return again(settings_.retention_check_interval);
        case ReplicaTimer::cleaner_run:
            return again(run_cleaner(context) ? base::Duration{} : settings_.cleaner_backoff);
        case ReplicaTimer::recovery_point_checkpoint:
            checkpoint_recovery_points(partitions_, recovery_points_, disk);
            return again(settings_.recovery_point_checkpoint_interval);
        case ReplicaTimer::log_start_checkpoint:
            checkpoint_log_starts(partitions_, disk);
            return again(settings_.log_start_checkpoint_interval);
        case ReplicaTimer::producer_expiration_check:
            expire_producers(context);
            return again(settings_.producer_expiration_check_interval);
        case ReplicaTimer::flush_check:
            flush_overdue(context);
            return again(*settings_.flush_check_interval);
        case ReplicaTimer::file_removal: return remove_deleted_files(subject, context);
        case ReplicaTimer::directory_removal: return remove_directory(subject, disk);
        default: CHECK(false, "the replicas know their timers");
    }
}

void ReplicaManager::check_isr_shrinks(Context& context) {
    for (auto& [id, partition] : partitions_)
        shrink_isr_if_needed(partition, context);
    context.effects.set_timer(timer_key(ReplicaTimer::isr_shrink_check),
                              settings_.replica_lag_time_max / 2);
}

void ReplicaManager::notice_broken_directories(Context& context) {
    for (const std::int32_t directory : directories_.notice_failures(context.turn.disk)) {
        if (!directory_failure_) directory_failure_.emplace();
        for (const LeadershipChange& change : take_offline(directory, fetchers_, context))
            directory_failure_->resigned.push_back(change);
        directory_failure_->is_fatal = directories_.are_fatal();
    }
}

void ReplicaManager::on_connection_closed(base::ConnectionId connection,
                                          const node::MetadataImage& image, node::Turn& turn,
                                          node::Effects& effects) {
    work(image, turn, effects, [&](Context& context) {
        if (isr_changes_.on_connection_closed(connection, effects)) return;
        if (fetchers_.on_connection_closed(connection, context)) return;
        produces_.on_connection_closed(connection, context);
        fetches_.on_connection_closed(connection, context);
        deletions_.on_connection_closed(connection, context);
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
        // What the replicas of the start know is written down at once, and then at its interval
        // (ReplicaManager.startHighWatermarkCheckPointThread).
        if (std::exchange(knows_metadata_, true)) return;
        effects.set_timer(timer_key(ReplicaTimer::high_watermark_checkpoint), base::Duration{});
    });
    return changes;
}

void ReplicaManager::append_local(const node::AppendLocal& append, const node::MetadataImage& image,
                                  node::Turn& turn, node::Effects& effects) {
    work(image, turn, effects, [&](Context& context) { produces_.append_local(append, context); });
}

void ReplicaManager::close_logs(node::Turn& turn) {
    for (auto& [id, partition] : partitions_) {
        log::PartitionLog& log = turn.disk.logs.at(id);
        log.close();
        partition.recovery_point = log.log_end_offset();
    }
    checkpoint_high_watermarks(turn);
    checkpoint_recovery_points(partitions_, recovery_points_, turn.disk);
    checkpoint_log_starts(partitions_, turn.disk);
}

void ReplicaManager::checkpoint_high_watermarks(node::Turn& turn) const {
    for (const auto& [id, partition] : partitions_)
        turn.disk.high_watermark_checkpoint[id] = turn.disk.logs.at(id).high_watermark();
}

}  // namespace brokerscope::replica
