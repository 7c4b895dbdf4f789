#include "tests/sim/group/group_bench_support.h"

#include <algorithm>

namespace brokerscope::group_test {
namespace {

constexpr TopicId unknown_topic{999};

}  // namespace
GroupBench::GroupBench(group::GroupSettings settings,
                       const std::map<std::string, std::int32_t>& topics)
    : settings_(settings) {
    TopicId next{3};
    for (const auto& [name, partitions] : topics) {
        topics_[name] = next;
        image_.apply(node::TopicRecord{name, next});
        for (std::int32_t i = 0; i < partitions; ++i)
            image_.apply(node::PartitionRecord{next, i, {{1}}, {{1}}, {1}, {0}, {0}});
        ++next.value;
    }
    // One partition holds every group, so that one leader coordinates them all.
    settings_.offsets_partitions = 1;
    for (std::int32_t id = 1; id <= 3; ++id) {
        brokers_.emplace(NodeId{id}, group::GroupCoordinator(settings_));
        brokers_.at({id}).set_image(&image_);
    }
    turn(leader_, [&](auto& coordinator, auto& turn, auto& effects) {
        coordinator.on_elected(partition_, {0}, log_, turn, effects);
    });
}

template <class Work>
void GroupBench::turn(NodeId broker, const Work& work) {
    node::Effects effects;
    node::Turn turn{broker, now_, random_, disk_, next_connection_};
    work(brokers_.at(broker), turn, effects);
    carry_out(broker, effects.list());
}

void GroupBench::carry_out(NodeId broker, std::vector<node::Effect>& effects) {
    for (node::Effect& effect : effects) {
        if (auto* sent = std::get_if<node::SendResponse>(&effect)) {
            const protocol::Response& response = sent->response;
            Asked& asked = asked_.at(response.correlation.value);
            REQUIRE_MESSAGE(!asked.answer.has_value(), "a request is answered once");
            Connection& connection = connections_.at(asked.connection);
            if (connection.open) asked.answer = response.body;
            if (connection.busy_with == response.correlation.value) connection.busy_with.reset();
        } else if (auto* timer = std::get_if<node::SetTimer>(&effect)) {
            timers_[{broker, timer->key}] = {now_ + timer->after, timer->clock};
        } else if (const auto* cancel = std::get_if<node::CancelTimer>(&effect)) {
            timers_.erase({broker, cancel->key});
        } else if (auto* append = std::get_if<node::AppendLocal>(&effect)) {
            held_.push_back({broker, std::move(*append)});
        } else if (auto* state = std::get_if<node::State>(&effect)) {
            facts_.push_back(std::move(state->fact));
        }
    }
    if (!holds_appends_) hold_appends(false);
    for (auto& [id, connection] : connections_)
        serve(id);
}

void GroupBench::hold_appends(bool hold) {
    holds_appends_ = hold;
    while (!holds_appends_ && !held_.empty()) {
        const Append append = std::move(held_.front());
        held_.erase(held_.begin());
        commit(append);
    }
}

void GroupBench::commit(const Append& append) {
    const ErrorCode error = std::exchange(next_append_error_, ErrorCode::none);
    if (error == ErrorCode::none)
        REQUIRE(log_.append_as_leader(append.what.batch, {0}).is_accepted());
    turn(append.broker, [&](auto& coordinator, auto& turn, auto& effects) {
        coordinator.on_append_done(append.what.token, error, turn, effects);
    });
}

// --- connections ---------------------------------------------------------------------------------

ConnectionId GroupBench::connection_to(const std::string& name, NodeId broker) {
    for (const auto& [id, connection] : connections_) {
        if (connection.open && connection.name == name && connection.broker == broker) return id;
    }
    const ConnectionId id{next_connection_++};
    connections_[id] = {name, broker, true, {}, {}};
    return id;
}

std::int32_t GroupBench::send(const std::string& connection, protocol::RequestBody body,
                              NodeId broker) {
    const auto request = static_cast<std::int32_t>(asked_.size()) + 1;
    const ConnectionId id = connection_to(connection, broker);
    asked_[request] = {id, std::move(body), {}};
    connections_.at(id).waiting.push_back(request);
    serve(id);
    return request;
}

// GR-68: a request waits until the one before it on its connection is answered, and is handled even
// if the client has closed the connection meanwhile.
void GroupBench::serve(ConnectionId id) {
    Connection& connection = connections_.at(id);
    if (connection.busy_with || connection.waiting.empty()) return;
    const std::int32_t next = connection.waiting.front();
    connection.waiting.erase(connection.waiting.begin());
    connection.busy_with = next;
    const protocol::Request request{id, {1001}, {next}, -1, connection.name, asked_.at(next).body};
    turn(connection.broker, [&](auto& coordinator, auto& turn, auto& effects) {
        coordinator.on_request(request, turn, effects);
    });
}

const protocol::ResponseBody* GroupBench::answer(std::int32_t request) const {
    const auto& found = asked_.at(request).answer;
    return found ? &*found : nullptr;
}

void GroupBench::close(const std::string& name) {
    for (auto& [id, connection] : connections_) {
        if (connection.name == name) connection.open = false;
    }
}

void GroupBench::move_coordinator(NodeId broker) {
    turn(leader_, [&](auto& coordinator, auto& turn, auto& effects) {
        coordinator.on_resigned(partition_, turn, effects);
    });
    leader_ = broker;
    turn(leader_, [&](auto& coordinator, auto& turn, auto& effects) {
        coordinator.on_elected(partition_, {1}, log_, turn, effects);
    });
}

void GroupBench::fail_over(NodeId to) {
    for (auto& [id, connection] : connections_) {
        if (connection.broker == leader_) connection.open = false;
    }
    std::erase_if(timers_, [&](const auto& timer) { return timer.first.first == leader_; });
    brokers_.at(leader_) = group::GroupCoordinator(settings_);
    leader_ = to;
    turn(leader_, [&](auto& coordinator, auto& turn, auto& effects) {
        coordinator.on_elected(partition_, {1}, log_, turn, effects);
    });
}

void GroupBench::set_max_size(std::int32_t max_size) {
    settings_.max_size = max_size;
    for (auto& [id, coordinator] : brokers_) {
        if (id == leader_) continue;
        coordinator = group::GroupCoordinator(settings_);
        coordinator.set_image(&image_);
    }
}

// --- time ----------------------------------------------------------------------------------------

std::optional<LocalTime> GroupBench::next_timer() const {
    std::optional<LocalTime> next;
    for (const auto& [key, timer] : timers_) {
        if (!next || timer.rings < *next) next = timer.rings;
    }
    return next;
}

void GroupBench::ring_next() {
    const auto next = std::min_element(
        timers_.begin(), timers_.end(),
        [](const auto& a, const auto& b) { return a.second.rings < b.second.rings; });
    const auto [broker, key] = next->first;
    now_ = next->second.rings;
    timers_.erase(next);
    turn(broker, [&, ringing = key](auto& coordinator, auto& turn, auto& effects) {
        coordinator.on_timer(ringing, turn, effects);
    });
}

void GroupBench::run(Duration duration) {
    const LocalTime until = now_ + duration;
    while (true) {
        const auto next = next_timer();
        if (!next || *next > until) break;
        ring_next();
    }
    now_ = until;
}

void GroupBench::run_until_answered(std::int32_t request, Duration limit) {
    const LocalTime until = now_ + limit;
    while (answer(request) == nullptr) {
        const auto next = next_timer();
        if (!next || *next > until) return;
        ring_next();
    }
}

std::optional<Duration> GroupBench::clock(journal::ClockKind kind,
                                          const std::string& member) const {
    for (const auto& [key, timer] : timers_) {
        if (timer.clock && timer.clock->kind == kind && timer.clock->member == member) {
            return timer.rings - now_;
        }
    }
    return std::nullopt;
}

// --- names ---------------------------------------------------------------------------------------

TopicId GroupBench::topic_id(const std::string& name) const {
    const auto found = topics_.find(name);
    return found == topics_.end() ? unknown_topic : found->second;
}

std::string GroupBench::topic_name(TopicId id) const {
    for (const auto& [name, topic] : topics_) {
        if (topic == id) return name;
    }
    return "nosuch";
}

protocol::JoinGroupRequest join(const std::string& member, const std::string& metadata,
                                std::int32_t session_ms, std::int32_t rebalance_ms) {
    protocol::JoinGroupRequest request;
    request.group_id = "g";
    request.member_id = member;
    request.session_timeout_ms = session_ms;
    request.rebalance_timeout_ms = rebalance_ms;
    request.protocol_type = "consumer";
    request.protocols = {{"range", base::Bytes{metadata}}};
    return request;
}

protocol::SyncGroupRequest sync(const std::string& member, std::int32_t generation,
                                const std::map<std::string, std::string>& assignments) {
    protocol::SyncGroupRequest request;
    request.group_id = "g";
    request.member_id = member;
    request.generation_id = {generation};
    request.protocol_type = "consumer";
    request.protocol_name = "range";
    for (const auto& [id, bytes] : assignments)
        request.assignments.push_back({id, base::Bytes{bytes}});
    return request;
}

protocol::HeartbeatRequest heartbeat(const std::string& member, std::int32_t generation) {
    protocol::HeartbeatRequest request;
    request.group_id = "g";
    request.member_id = member;
    request.generation_id = {generation};
    return request;
}

protocol::LeaveGroupRequest leave(const std::vector<std::string>& members) {
    protocol::LeaveGroupRequest request;
    request.group_id = "g";
    for (const std::string& member : members)
        request.members.push_back({member, {}, {}});
    return request;
}

std::map<std::string, std::string> stable_group(GroupBench& bench,
                                                const std::vector<std::string>& names) {
    std::map<std::string, std::string> ids;
    std::map<std::string, std::string> assignments;
    std::vector<std::int32_t> joins;
    for (const std::string& name : names) {
        ids[name] = bench.ask<protocol::JoinGroupResponse>(name, join("")).member_id;
        assignments[ids[name]] = "asg-" + name;
        joins.push_back(bench.send(name, join(ids[name])));
    }
    for (const std::int32_t one : joins)
        REQUIRE_EQ(bench.await<protocol::JoinGroupResponse>(one).error, ErrorCode::none);
    for (const std::string& name : names) {
        const bool leads = name == names.front();
        const auto request =
            sync(ids[name], 1, leads ? assignments : std::map<std::string, std::string>{});
        REQUIRE_EQ(bench.ask<protocol::SyncGroupResponse>(name, request).error, ErrorCode::none);
    }
    return ids;
}

}  // namespace brokerscope::group_test
