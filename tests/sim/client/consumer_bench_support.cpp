#include "tests/sim/client/consumer_bench_support.h"

#include <algorithm>
#include <utility>

namespace brokerscope::client {

using kafka::ApiKey;
using kafka::ErrorCode;

namespace {

const char* const member_id = "anna-1";

std::string text_of(base::PartitionId partition) {
    return "orders-" + std::to_string(partition.partition);
}

std::string text_of(const std::vector<base::PartitionId>& partitions) {
    std::string text;
    for (const base::PartitionId partition : partitions)
        text += " " + text_of(partition);
    return text.empty() ? " nothing" : text;
}

std::string text_of(const protocol::Request& request) {
    std::string text = "> " + std::string(base::name_of(protocol::api_of(request.body)));
    if (const auto* commit = std::get_if<protocol::OffsetCommitRequest>(&request.body)) {
        for (const auto& one : commit->partitions)
            text += " " + text_of(one.id()) + "=" + std::to_string(one.committed_offset.value);
    } else if (const auto* join = std::get_if<protocol::JoinGroupRequest>(&request.body)) {
        text += " '" + join->member_id + "'";
    } else if (const auto* sync = std::get_if<protocol::SyncGroupRequest>(&request.body)) {
        for (const auto& one : sync->assignments) {
            text += " " + one.member_id + ":";
            const auto assignment = kafka::decode_assignment(one.assignment);
            for (const auto& partition : assignment.value())
                text += " " + std::to_string(partition.partition);
        }
    } else if (const auto* fetch = std::get_if<protocol::FetchRequest>(&request.body)) {
        for (const auto& one : fetch->partitions)
            text += " " + text_of(one.id()) + "@" + std::to_string(one.fetch_offset.value);
    } else if (const auto* leave = std::get_if<protocol::LeaveGroupRequest>(&request.body)) {
        text += " " + leave->members.at(0).member_id;
    }
    return text;
}

}  // namespace

ConsumerSettings billing() {
    ConsumerSettings settings;
    settings.name = "anna";
    settings.group = "billing";
    settings.topics = {"orders"};
    settings.brokers = {NodeId{1}, NodeId{2}, NodeId{3}};
    settings.auto_offset_reset = ConsumerSettings::AutoOffsetReset::earliest;
    return settings;
}

Lines first(std::size_t n, const Lines& lines) {
    return {lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(std::min(n, lines.size()))};
}

Lines last(std::size_t n, const Lines& lines) {
    return {lines.end() - static_cast<std::ptrdiff_t>(std::min(n, lines.size())), lines.end()};
}

Bench::Bench(ConsumerSettings settings) : consumer_(std::move(settings)) {}

// --- the world -----------------------------------------------------------------------------------

void Bench::start() {
    turn([&](auto& turn, auto& effects) { consumer_.on_start(turn, effects); });
    settle();
}

void Bench::stop() {
    turn([&](auto& turn, auto& effects) { consumer_.on_stop(turn, effects); });
    settle();
}

void Bench::turn(const Handler& handler) {
    REQUIRE_MESSAGE(++turns_without_time_ < 500, "the consumer lets time pass");
    REQUIRE_FALSE(exited_);
    node::Effects effects;
    node::Turn turn{NodeId{1001}, now_, random_, disk_, next_connection_};
    handler(turn, effects);
    for (node::Effect& effect : effects.list())
        carry_out(effect);
}

void Bench::carry_out(node::Effect& effect) {
    if (auto* open = std::get_if<node::OpenConnection>(&effect)) {
        connections_[open->connection] = open->to;
    } else if (auto* close = std::get_if<node::CloseConnection>(&effect)) {
        connections_.erase(close->connection);
        std::erase_if(waiting_,
                      [&](const auto& one) { return one.connection == close->connection; });
    } else if (auto* send = std::get_if<node::SendRequest>(&effect)) {
        on_sent(std::move(send->request));
    } else if (auto* set = std::get_if<node::SetTimer>(&effect)) {
        REQUIRE(set->after.ns >= 0);
        timers_[set->key] = {now_ + set->after, timer_number_++};
    } else if (auto* cancel = std::get_if<node::CancelTimer>(&effect)) {
        timers_.erase(cancel->key);
    } else if (auto* state = std::get_if<node::State>(&effect)) {
        write_fact(state->fact);
    } else if (std::holds_alternative<node::Exit>(effect)) {
        exited_ = true;
        timers_.clear();
        waiting_.clear();
        lines_.push_back("exits");
    }
}

void Bench::on_sent(protocol::Request request) {
    REQUIRE(connections_.contains(request.connection));
    lines_.push_back(text_of(request));
    all_sent_.push_back(request);
    if (const auto* fetch = std::get_if<protocol::FetchRequest>(&request.body)) {
        parked_until_[request.correlation] = now_ + base::milliseconds(fetch->max_wait_ms);
    }
    waiting_.push_back(std::move(request));
}

void Bench::pass(Duration duration) {
    const LocalTime end = now_ + duration;
    settle();
    while (!exited_) {
        auto next = timers_.end();
        for (auto it = timers_.begin(); it != timers_.end(); ++it) {
            if (it->second.first <= end && (next == timers_.end() || it->second < next->second)) {
                next = it;
            }
        }
        const std::optional<LocalTime> parked = next_parked();
        if (parked && *parked <= end && (next == timers_.end() || *parked <= next->second.first)) {
            now_ = std::max(now_, *parked);
            turns_without_time_ = 0;
            settle();
            continue;
        }
        if (next == timers_.end()) break;
        const node::TimerKey key = next->first;
        if (next->second.first > now_) turns_without_time_ = 0;
        now_ = next->second.first;
        timers_.erase(next);
        turn([&](auto& turn, auto& effects) { consumer_.on_timer(key, turn, effects); });
        settle();
    }
    if (now_ < end) turns_without_time_ = 0;
    now_ = end;
}

std::optional<LocalTime> Bench::next_parked() const {
    Earliest earliest;
    if (held.contains(ApiKey::fetch)) return std::nullopt;
    for (const protocol::Request& request : waiting_) {
        const auto until = parked_until_.find(request.correlation);
        if (until != parked_until_.end()) earliest.consider(until->second);
    }
    return earliest.value();
}

void Bench::lose_coordinator() {
    std::vector<ConnectionId> lost;
    for (const auto& [connection, to] : connections_) {
        if (to == coordinator_now) lost.push_back(connection);
    }
    for (const ConnectionId connection : lost) {
        connections_.erase(connection);
        std::erase_if(waiting_, [&](const auto& one) { return one.connection == connection; });
        turn([&](auto& turn, auto& effects) {
            consumer_.on_connection_closed(connection, journal::ConnectionEnd::peer_gone, turn,
                                           effects);
        });
    }
    settle();
}

void Bench::answer(const protocol::Request& request, protocol::ResponseBody body) {
    std::erase_if(waiting_,
                  [&](const auto& one) { return one.correlation == request.correlation; });
    turn([&](auto& turn, auto& effects) {
        consumer_.on_response({request.connection, connections_.at(request.connection),
                               request.correlation, std::move(body)},
                              turn, effects);
    });
    settle();
}

void Bench::let_go(const protocol::Request& request) {
    answer(request, reply(request).value());
}

void Bench::settle() {
    for (std::size_t i = 0; i < waiting_.size() && !exited_;) {
        const protocol::Request request = waiting_[i];
        std::optional<protocol::ResponseBody> body;
        if (!held.contains(protocol::api_of(request.body))) body = reply(request);
        if (!body) {
            ++i;
            continue;
        }
        answer(request, std::move(*body));
        i = 0;
    }
}

// --- what was told -------------------------------------------------------------------------------

void Bench::write_fact(const journal::FactBody& fact) {
    if (const auto* state = std::get_if<journal::ConsumerStateChanged>(&fact)) {
        lines_.push_back(std::string(base::name_of(state->state)) + " '" + state->member + "' " +
                         std::to_string(state->generation.value));
    } else if (const auto* owned = std::get_if<journal::OwnershipChanged>(&fact)) {
        lines_.push_back(std::string(base::name_of(owned->reason)) + text_of(owned->partitions));
    } else if (const auto* position = std::get_if<journal::PositionSet>(&fact)) {
        lines_.push_back("position " + text_of(position->partition) + "=" +
                         std::to_string(position->position.value) + " " +
                         std::string(base::name_of(position->reason)));
    } else if (const auto* delivered = std::get_if<journal::RecordsDelivered>(&fact)) {
        lines_.push_back("delivered " + text_of(delivered->partition) + " " +
                         std::to_string(delivered->first.value) + "-" +
                         std::to_string(delivered->last.value));
    }
}

Lines Bench::told() {
    Lines lines;
    for (std::string& line : lines_) {
        const bool left_out = std::any_of(left_out_.begin(), left_out_.end(), [&](const auto& one) {
            return line.substr(0, one.size()) == one &&
                   (line.size() == one.size() || line[one.size()] == ' ');
        });
        if (!left_out) lines.push_back(std::move(line));
    }
    lines_.clear();
    return lines;
}

// --- the cluster ---------------------------------------------------------------------------------

void Bench::produce(base::PartitionId partition, std::int32_t records) {
    const std::vector<log::Record> content(static_cast<std::size_t>(records),
                                           log::Record{std::nullopt, base::Bytes{"x"}, {}, 0});
    logs[partition].push_back(
        log::with_offsets(log::make_batch(content), log_end(partition), base::LeaderEpoch{0}));
    settle();
}

base::Offset Bench::log_end(base::PartitionId partition) const {
    const auto found = logs.find(partition);
    if (found == logs.end() || found->second.empty()) return {0};
    return found->second.back().next_offset();
}

ErrorCode Bench::error_of(ApiKey api) const {
    const auto found = errors.find(api);
    return found == errors.end() ? ErrorCode::none : found->second;
}

std::optional<protocol::ResponseBody> Bench::reply(const protocol::Request& request) {
    const protocol::RequestBody& body = request.body;
    const ErrorCode error = error_of(protocol::api_of(body));
    if (std::holds_alternative<protocol::MetadataRequest>(body)) return reply_metadata();
    if (std::holds_alternative<protocol::FindCoordinatorRequest>(body)) {
        return protocol::FindCoordinatorResponse{{{"billing", coordinator_now, error, {}}}};
    }
    if (const auto* join = std::get_if<protocol::JoinGroupRequest>(&body)) return reply_join(*join);
    if (const auto* sync = std::get_if<protocol::SyncGroupRequest>(&body)) return reply_sync(*sync);
    if (std::holds_alternative<protocol::HeartbeatRequest>(body)) {
        return protocol::HeartbeatResponse{error};
    }
    if (std::holds_alternative<protocol::LeaveGroupRequest>(body)) {
        return protocol::LeaveGroupResponse{error, {}};
    }
    if (const auto* commit = std::get_if<protocol::OffsetCommitRequest>(&body)) {
        return reply_commit(*commit);
    }
    if (const auto* offsets = std::get_if<protocol::OffsetFetchRequest>(&body)) {
        return reply_committed(*offsets);
    }
    if (const auto* list = std::get_if<protocol::ListOffsetsRequest>(&body)) {
        return reply_offsets(*list);
    }
    if (const auto* ends = std::get_if<protocol::OffsetForLeaderEpochRequest>(&body)) {
        return reply_epoch_ends(*ends);
    }
    return reply_fetch(request);
}

protocol::ResponseBody Bench::reply_metadata() {
    protocol::MetadataResponse response;
    for (const std::int32_t broker : {1, 2, 3})
        response.brokers.push_back({NodeId{broker}, ""});
    response.topics.push_back({ErrorCode::none, "orders", orders, false});
    for (const auto& [partition, leader] : leaders) {
        protocol::MetadataPartition one;
        one.topic = partition.topic;
        one.partition = partition.partition;
        one.leader_id = leader;
        one.leader_epoch = leader_epoch;
        response.partitions.push_back(one);
    }
    return response;
}

protocol::ResponseBody Bench::reply_join(const protocol::JoinGroupRequest& request) {
    protocol::JoinGroupResponse response;
    response.error = error_of(ApiKey::join_group);
    response.member_id = request.member_id;
    if (response.error != ErrorCode::none) return response;
    if (request.member_id.empty()) {
        response.error = ErrorCode::member_id_required;
        response.member_id = member_id;
        return response;
    }
    ++generation.value;
    response.generation_id = generation;
    response.protocol_type = "consumer";
    response.protocol_name = "range";
    response.leader = dealt ? "somebody else" : request.member_id;
    if (!dealt) response.members = {{request.member_id, {}, request.protocols.at(0).metadata}};
    return response;
}

protocol::ResponseBody Bench::reply_sync(const protocol::SyncGroupRequest& request) {
    protocol::SyncGroupResponse response;
    response.error = error_of(ApiKey::sync_group);
    if (response.error != ErrorCode::none) return response;
    if (dealt) response.assignment = kafka::encode_assignment(*dealt);
    for (const protocol::SyncGroupAssignment& one : request.assignments) {
        if (one.member_id == request.member_id) response.assignment = one.assignment;
    }
    return response;
}

protocol::ResponseBody Bench::reply_commit(const protocol::OffsetCommitRequest& request) {
    const ErrorCode error = error_of(ApiKey::offset_commit);
    protocol::OffsetCommitResponse response;
    for (const protocol::OffsetCommitPartition& one : request.partitions) {
        if (error == ErrorCode::none) committed[one.id()] = one.committed_offset;
        response.partitions.push_back({one.topic, one.partition, error});
    }
    return response;
}

protocol::ResponseBody Bench::reply_committed(const protocol::OffsetFetchRequest& request) {
    protocol::OffsetFetchResponse response;
    response.error = error_of(ApiKey::offset_fetch);
    for (const protocol::OffsetFetchPartition& one : request.partitions.value()) {
        const auto found = committed.find(one.id());
        const base::Offset offset = found == committed.end() ? base::no_offset : found->second;
        response.partitions.push_back(
            {one.topic, one.partition, offset, committed_epoch, "", ErrorCode::none});
    }
    return response;
}

protocol::ResponseBody Bench::reply_offsets(const protocol::ListOffsetsRequest& request) {
    protocol::ListOffsetsResponse response;
    for (const protocol::ListOffsetsPartition& one : request.partitions) {
        const bool latest = one.timestamp_ms == -1;
        const auto log = logs.find(one.id());
        const base::Offset start =
            log == logs.end() ? base::Offset{0} : log->second.front().base_offset;
        response.partitions.push_back({one.topic, one.partition, error_of(ApiKey::list_offsets), -1,
                                       latest ? log_end(one.id()) : start, base::LeaderEpoch{0}});
    }
    return response;
}

protocol::ResponseBody Bench::reply_epoch_ends(
    const protocol::OffsetForLeaderEpochRequest& request) {
    protocol::OffsetForLeaderEpochResponse response;
    for (const protocol::OffsetForLeaderEpochPartition& one : request.partitions) {
        const auto end =
            epoch_end.value_or(protocol::EpochEndOffset{one.leader_epoch, log_end(one.id())});
        response.partitions.push_back(
            {one.topic, one.partition, ErrorCode::none, end.epoch, end.end_offset});
    }
    return response;
}

std::optional<protocol::ResponseBody> Bench::reply_fetch(const protocol::Request& request) {
    protocol::FetchResponse response;
    bool worth_it = parked_until_.at(request.correlation) <= now_;
    for (const protocol::FetchPartition& one :
         std::get<protocol::FetchRequest>(request.body).partitions) {
        protocol::FetchPartitionResponse answer;
        answer.topic = one.topic;
        answer.partition = one.partition;
        answer.error = error_of(ApiKey::fetch);
        const bool out_of_range = log_end(one.id()) < one.fetch_offset;
        if (out_of_range) answer.error = ErrorCode::offset_out_of_range;
        for (const log::RecordBatch& batch : logs[one.id()]) {
            const bool wanted = one.fetch_offset < batch.next_offset();
            if (wanted && answer.error == ErrorCode::none) answer.batches.push_back(batch);
        }
        worth_it = worth_it || answer.error != ErrorCode::none || !answer.batches.empty();
        response.partitions.push_back(std::move(answer));
    }
    if (!worth_it) return std::nullopt;
    return response;
}

}  // namespace brokerscope::client
