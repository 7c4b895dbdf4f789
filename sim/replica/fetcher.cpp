#include "sim/replica/fetcher.h"

#include <algorithm>

#include "sim/replica/append.h"
#include "sim/replica/follower.h"
#include "sim/replica/replica_timers.h"
#include "sim/replica/upkeep.h"

namespace brokerscope::replica {
namespace {

using kafka::ErrorCode;

constexpr std::int64_t latest_timestamp = -1;
constexpr std::int64_t earliest_timestamp = -2;

protocol::FetchPartition question_about(PartitionId id, LeaderEpoch leader_epoch,
                                        const log::PartitionLog& log,
                                        const ReplicaSettings& settings) {
    protocol::FetchPartition asked;
    asked.topic = id.topic;
    asked.partition = id.partition;
    asked.current_leader_epoch = leader_epoch;
    asked.fetch_offset = log.log_end_offset();
    asked.last_fetched_epoch = log.latest_epoch();
    asked.log_start_offset = log.log_start_offset();
    asked.partition_max_bytes = settings.replica_fetch_max_bytes;
    return asked;
}

protocol::FetchRequest empty_request(const Context& context) {
    protocol::FetchRequest request;
    request.replica_id = context.turn.self;
    request.replica_epoch = context.broker_epoch;
    request.max_wait_ms =
        static_cast<std::int32_t>(context.settings.replica_fetch_wait_max.milliseconds());
    request.min_bytes = context.settings.replica_fetch_min_bytes;
    request.max_bytes = context.settings.replica_fetch_response_max_bytes;
    return request;
}

}  // namespace

Fetcher::Fetcher(NodeId self, NodeId leader, const ReplicaSettings& settings)
    : leader_(leader),
      channel_({.to = leader,
                .listener = node::Role::broker,
                .client_id = "broker-" + std::to_string(self.value) + "-fetcher-0",
                .timeout = settings.replica_socket_timeout,
                .timeout_timer = timer_key(ReplicaTimer::fetcher_timeout, leader.value)}) {}

void Fetcher::close(node::Effects& effects) {
    channel_.close(effects);
    effects.cancel_timer(timer_key(ReplicaTimer::fetcher_wake_up, leader_.value));
}

void Fetcher::wake_paused(LocalTime now) {
    for (auto& [id, target] : targets_) {
        const auto* paused = std::get_if<Paused>(&target.state);
        if (paused != nullptr && paused->until <= now) target.state = Ready{};
    }
}

void Fetcher::pause(FetchTarget& target, Context& context) {
    target.state = Paused{context.turn.now + context.settings.replica_fetch_backoff};
}

// RE-6: a lost request delays everything that this fetcher fetches.
void Fetcher::pause_all(Context& context) {
    asked_.clear();
    for (auto& [id, target] : targets_) {
        if (!std::holds_alternative<Superseded>(target.state)) pause(target, context);
    }
    set_wake_up(context);
}

void Fetcher::set_wake_up(Context& context) {
    std::optional<LocalTime> first;
    for (const auto& [id, target] : targets_) {
        const auto* paused = std::get_if<Paused>(&target.state);
        if (paused != nullptr && (!first || paused->until < *first)) first = paused->until;
    }
    if (!first) return;
    context.effects.set_timer(timer_key(ReplicaTimer::fetcher_wake_up, leader_.value),
                              *first - context.turn.now);
}

void Fetcher::send_next(Context& context) {
    if (channel_.busy()) return;
    wake_paused(context.turn.now);
    if (send_lookup(context) || send_fetch(context)) return;
    set_wake_up(context);
}

bool Fetcher::send_lookup(Context& context) {
    protocol::ListOffsetsRequest request;
    request.replica_id = context.turn.self;
    for (const auto& [id, target] : targets_) {
        const bool end = std::holds_alternative<SeekingLeaderEnd>(target.state);
        if (!end && !std::holds_alternative<SeekingLeaderStart>(target.state)) continue;
        request.partitions.push_back({.topic = id.topic,
                                      .partition = id.partition,
                                      .current_leader_epoch = target.leader_epoch,
                                      .timestamp_ms = end ? latest_timestamp : earliest_timestamp});
        asked_[id] = {target.leader_epoch, context.log_of(id).log_end_offset()};
    }
    if (request.partitions.empty()) return false;
    channel_.send(std::move(request), context.turn, context.effects);
    return true;
}

bool Fetcher::send_fetch(Context& context) {
    protocol::FetchRequest request = empty_request(context);
    for (const auto& [id, target] : targets_) {
        if (!std::holds_alternative<Ready>(target.state)) continue;
        request.partitions.push_back(
            question_about(id, target.leader_epoch, context.log_of(id), context.settings));
        asked_[id] = {target.leader_epoch, request.partitions.back().fetch_offset};
    }
    if (request.partitions.empty()) return false;
    channel_.send(std::move(request), context.turn, context.effects);
    return true;
}

bool Fetcher::on_response(const protocol::Response& response, Context& context) {
    if (!channel_.take_response(response)) return false;
    if (const auto* fetched = std::get_if<protocol::FetchResponse>(&response.body)) {
        on_fetched(*fetched, context);
    } else if (const auto* offsets = std::get_if<protocol::ListOffsetsResponse>(&response.body)) {
        on_offsets(*offsets, context);
    }
    asked_.clear();
    send_next(context);
    return true;
}

bool Fetcher::on_connection_closed(base::ConnectionId connection, Context& context) {
    const bool was_busy = channel_.busy();
    if (!channel_.take_closed(connection)) return false;
    if (was_busy) pause_all(context);
    return true;
}

void Fetcher::on_timeout(Context& context) {
    if (channel_.take_timeout(context.turn, context.effects)) pause_all(context);
}

// The partition, if the answer is still about what it is doing: it may have been cut, or follow
// somebody else by now.
FetchTarget* Fetcher::still_asked(PartitionId id, Context& context) {
    const auto target = targets_.find(id);
    const auto asked = asked_.find(id);
    if (target == targets_.end() || asked == asked_.end()) return nullptr;
    if (target->second.leader_epoch != asked->second.leader_epoch) return nullptr;
    if (context.log_of(id).log_end_offset() != asked->second.offset) return nullptr;
    return &target->second;
}

void Fetcher::on_fetched(const protocol::FetchResponse& response, Context& context) {
    if (response.error != ErrorCode::none) {
        pause_all(context);
        return;
    }
    for (const protocol::FetchPartitionResponse& fetched : response.partitions)
        on_fetched_partition(fetched, context);
}

void Fetcher::on_fetched_partition(const protocol::FetchPartitionResponse& fetched,
                                   Context& context) {
    FetchTarget* target = still_asked(fetched.id(), context);
    if (target == nullptr || !std::holds_alternative<Ready>(target->state)) return;
    if (fetched.error != ErrorCode::none) {
        on_fetch_error(*target, fetched, context);
    } else if (fetched.diverging_epoch) {
        const log::PartitionLog& log = context.log_of(fetched.id());
        truncate(fetched.id(), decide_truncation(log, *fetched.diverging_epoch),
                 journal::TruncationReason::diverging_epoch, context);
    } else if (!take_fetched(fetched, context)) {
        pause(*target, context);
    }
}

void Fetcher::on_fetch_error(FetchTarget& target, const protocol::FetchPartitionResponse& fetched,
                             Context& context) {
    if (fetched.error == ErrorCode::offset_out_of_range) {
        target.state = SeekingLeaderEnd{};
    } else if (fetched.error == ErrorCode::fenced_leader_epoch) {
        target.state = Superseded{};
    } else {
        pause(target, context);
    }
}

void Fetcher::on_offsets(const protocol::ListOffsetsResponse& response, Context& context) {
    for (const protocol::ListOffsetsPartitionResponse& found : response.partitions) {
        FetchTarget* target = still_asked(found.id(), context);
        if (target == nullptr) continue;
        if (found.error == ErrorCode::fenced_leader_epoch) {
            target->state = Superseded{};
        } else if (found.error != ErrorCode::none) {
            pause(*target, context);
        } else if (std::holds_alternative<SeekingLeaderEnd>(target->state)) {
            on_leader_end(found.id(), *target, found.offset, context);
        } else if (std::holds_alternative<SeekingLeaderStart>(target->state)) {
            on_leader_start(found.id(), *target, found.offset, context);
        }
    }
}

void Fetcher::on_leader_end(PartitionId id, FetchTarget& target, Offset end, Context& context) {
    if (end >= context.log_of(id).log_end_offset()) {
        target.state = SeekingLeaderStart{};
        return;
    }
    truncate(id, end, journal::TruncationReason::out_of_range, context);
    target.state = Ready{};
}

void Fetcher::on_leader_start(PartitionId id, FetchTarget& target, Offset start, Context& context) {
    target.state = Ready{};
    log::PartitionLog& log = context.log_of(id);
    if (start <= log.log_end_offset()) return;
    // Two facts: all that was here is gone, and the replica begins anew further on.
    const node::FactRef emptied =
        context.effects.state(journal::LogTruncated{id,
                                                    log.log_start_offset(),
                                                    log.log_end_offset(),
                                                    journal::TruncationReason::out_of_range,
                                                    {{log.log_start_offset(), 0}}});
    log.truncate_fully_and_start_at(start);
    schedule_file_removal(id, context);
    checkpoint_recovery_points(context.partitions, context.recovery_points, context.turn.disk);
    context.moved[id] = context.effects.state(
        journal::ReplicaOpened{id, start, start, start, segments_of(log)}, emptied);
}

void Fetchers::follow(PartitionId id, NodeId leader, LeaderEpoch leader_epoch, Context& context) {
    stop(id);
    const auto fetcher =
        fetchers_.try_emplace(leader, context.turn.self, leader, context.settings).first;
    fetcher->second.add(id, leader_epoch);
    leader_of_[id] = leader;
}

void Fetchers::stop(PartitionId id) {
    const auto leader = leader_of_.find(id);
    if (leader == leader_of_.end()) return;
    fetchers_.at(leader->second).remove(id);
    leader_of_.erase(leader);
}

void Fetchers::send_next(Context& context) {
    for (auto fetcher = fetchers_.begin(); fetcher != fetchers_.end();) {
        if (fetcher->second.empty()) {
            fetcher->second.close(context.effects);
            fetcher = fetchers_.erase(fetcher);
        } else {
            fetcher->second.send_next(context);
            ++fetcher;
        }
    }
}

bool Fetchers::on_response(const protocol::Response& response, Context& context) {
    return std::any_of(fetchers_.begin(), fetchers_.end(),
                       [&](auto& entry) { return entry.second.on_response(response, context); });
}

bool Fetchers::on_connection_closed(base::ConnectionId connection, Context& context) {
    return std::any_of(fetchers_.begin(), fetchers_.end(), [&](auto& entry) {
        return entry.second.on_connection_closed(connection, context);
    });
}

void Fetchers::on_wake_up(NodeId leader, Context& context) {
    const auto fetcher = fetchers_.find(leader);
    if (fetcher != fetchers_.end()) fetcher->second.send_next(context);
}

void Fetchers::on_timeout(NodeId leader, Context& context) {
    const auto fetcher = fetchers_.find(leader);
    if (fetcher != fetchers_.end()) fetcher->second.on_timeout(context);
}

}  // namespace brokerscope::replica
