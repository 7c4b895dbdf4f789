#include "sim/client/consumer_membership.h"

#include <algorithm>
#include <utility>

#include "sim/base/check.h"
#include "sim/kafka/assignors/range.h"
#include "sim/kafka/consumer_protocol.h"

namespace brokerscope::client {

using journal::ConsumerState;
using kafka::ErrorCode;

namespace {

constexpr const char* protocol_type = "consumer";
constexpr const char* range_protocol = "range";
// JOIN_GROUP is answered when the whole group has joined: its timeout lies behind that (CO-24).
constexpr Duration join_timeout_margin = base::seconds(5);

}  // namespace

bool ConsumerMembership::is_underway() const {
    return state_ == ConsumerState::joining || state_ == ConsumerState::syncing;
}

void ConsumerMembership::become(ConsumerState state, node::Effects& effects) {
    state_ = state;
    effects.state(
        journal::ConsumerStateChanged{core_.settings.group, state_, member_, generation_});
}

std::optional<Assignment> ConsumerMembership::take_assignment() {
    return std::exchange(assignment_, std::nullopt);
}

bool ConsumerMembership::take_lost() {
    return std::exchange(lost_, false);
}

std::optional<ErrorCode> ConsumerMembership::take_fatal() {
    return std::exchange(fatal_, std::nullopt);
}

// --- joining -------------------------------------------------------------------------------------

void ConsumerMembership::join(node::Turn& turn, node::Effects& effects) {
    CHECK(needs_join(), "one attempt to join at a time");
    if (!retry_.is_due(turn.now) || !coordinator_.is_ready(turn.now)) return;
    const ConsumerSettings& settings = core_.settings;
    stop_heartbeats(effects);
    protocol::JoinGroupRequest request;
    request.group_id = settings.group;
    request.session_timeout_ms = static_cast<std::int32_t>(settings.session_timeout.milliseconds());
    request.rebalance_timeout_ms =
        static_cast<std::int32_t>(settings.max_poll_interval.milliseconds());
    request.member_id = member_;
    request.protocol_type = protocol_type;
    // With an eager assignor nothing is owned any more when the request is made (CO-40, AS-13).
    request.protocols = {
        {range_protocol, kafka::encode_subscription({settings.topics, {}, generation_.value})}};
    const Duration timeout =
        std::max(settings.request_timeout, settings.max_poll_interval + join_timeout_margin);
    become(ConsumerState::joining, effects);
    attempt_ = coordinator_.send(std::move(request), timeout, turn, effects);
}

void ConsumerMembership::on_answer(const protocol::JoinGroupResponse& response,
                                   CorrelationId correlation, node::Turn& turn,
                                   node::Effects& effects) {
    if (attempt_ != correlation) return;
    attempt_.reset();
    if (response.error == ErrorCode::member_id_required) {
        member_ = response.member_id;
        become(ConsumerState::unjoined, effects);
        return;  // poll() joins again at once, with the id (GR-19)
    }
    if (response.error != ErrorCode::none) {
        fail_attempt(response.error, turn, effects);
        return;
    }
    member_ = response.member_id;
    generation_ = response.generation_id;
    protocol_ = response.protocol_name.value_or(range_protocol);
    become(ConsumerState::syncing, effects);
    start_heartbeats(effects);
    dealt_from_.reset();
    if (response.leader != member_ || response.skip_assignment) {
        sync({}, turn, effects);
        return;
    }
    to_deal_.emplace();
    for (const protocol::JoinGroupMember& member : response.members) {
        auto subscription = kafka::decode_subscription(member.metadata);
        if (!subscription) subscription.emplace();
        for (const std::string& topic : subscription->topics)
            core_.metadata.want(topic);
        to_deal_->push_back(
            {member.member_id, member.group_instance_id, std::move(subscription->topics)});
    }
    sync_as_leader(turn, effects);
}

// Waits until the cluster was asked about every topic of the group.
void ConsumerMembership::sync_as_leader(node::Turn& turn, node::Effects& effects) {
    for (const kafka::MemberSubscription& member : *to_deal_) {
        for (const std::string& topic : member.topics) {
            if (core_.metadata.topics().contains(topic)) continue;
            core_.updater.demand();
            return;
        }
    }
    if (!coordinator_.is_ready(turn.now)) {
        fail_attempt(ErrorCode::coordinator_not_available, turn, effects);
        return;
    }
    const auto members = std::move(*to_deal_);
    to_deal_.reset();
    sync(decide_assignments(members), turn, effects);
}

std::vector<protocol::SyncGroupAssignment> ConsumerMembership::decide_assignments(
    const std::vector<kafka::MemberSubscription>& members) {
    kafka::PartitionCounts counts;
    for (const kafka::MemberSubscription& member : members) {
        for (const std::string& name : member.topics) {
            const KnownTopic* topic = core_.metadata.topic(name);
            if (topic != nullptr) counts[name] = topic->partitions;
        }
    }
    dealt_from_ = counts;
    std::vector<protocol::SyncGroupAssignment> assignments;
    for (const auto& [member, partitions] : kafka::assign_range(members, counts)) {
        assignments.push_back({member, kafka::encode_assignment(partitions)});
    }
    return assignments;
}

void ConsumerMembership::sync(std::vector<protocol::SyncGroupAssignment> assignments,
                              node::Turn& turn, node::Effects& effects) {
    if (!coordinator_.is_ready(turn.now)) {
        fail_attempt(ErrorCode::coordinator_not_available, turn, effects);
        return;
    }
    protocol::SyncGroupRequest request;
    request.group_id = core_.settings.group;
    request.generation_id = generation_;
    request.member_id = member_;
    request.protocol_type = protocol_type;
    request.protocol_name = protocol_;
    request.assignments = std::move(assignments);
    attempt_ = coordinator_.send(std::move(request), core_.settings.request_timeout, turn, effects);
}

void ConsumerMembership::on_answer(const protocol::SyncGroupResponse& response,
                                   CorrelationId correlation, node::Turn& turn,
                                   node::Effects& effects) {
    if (attempt_ != correlation) return;
    attempt_.reset();
    if (response.error != ErrorCode::none) {
        fail_attempt(response.error, turn, effects);
        return;
    }
    assignment_ = kafka::decode_assignment(response.assignment);
    if (!assignment_) fatal_ = ErrorCode::unknown_server_error;
    join_needed_ = false;
    retry_.succeeded();
    become(ConsumerState::stable, effects);
}

// JOIN_GROUP or SYNC_GROUP went wrong. Errors that say what to do are followed at once; the round
// trip paces them. The others wait for the backoff (CO-24).
void ConsumerMembership::fail_attempt(ErrorCode error, node::Turn& turn, node::Effects& effects) {
    attempt_.reset();
    to_deal_.reset();
    join_needed_ = true;
    switch (error) {
        case ErrorCode::unknown_member_id:
        case ErrorCode::illegal_generation: lose_generation(error, effects); return;
        case ErrorCode::rebalance_in_progress: break;
        case ErrorCode::not_coordinator:
        case ErrorCode::coordinator_not_available:
            coordinator_.mark_unknown();
            retry_.failed(core_.settings.retry, turn);
            break;
        default:
            if (!kafka::is_retriable(error)) fatal_ = error;
            retry_.failed(core_.settings.retry, turn);
            break;
    }
    stop_heartbeats(effects);
    become(ConsumerState::unjoined, effects);
}

void ConsumerMembership::on_metadata(node::Turn& turn, node::Effects& effects) {
    if (to_deal_) sync_as_leader(turn, effects);
    if (!is_stable() || !dealt_from_) return;
    for (const auto& [name, count] : *dealt_from_) {
        const KnownTopic* topic = core_.metadata.topic(name);
        if (topic != nullptr && topic->partitions != count) join_needed_ = true;
    }
    for (const std::string& name : core_.settings.topics) {
        if (core_.metadata.topic(name) != nullptr && !dealt_from_->contains(name)) {
            join_needed_ = true;
        }
    }
}

// --- losing and leaving --------------------------------------------------------------------------

void ConsumerMembership::lose_generation(ErrorCode error, node::Effects& effects) {
    if (error == ErrorCode::unknown_member_id) member_.clear();
    forget_generation(effects);
}

void ConsumerMembership::forget_generation(node::Effects& effects) {
    generation_ = base::no_generation;
    attempt_.reset();
    to_deal_.reset();
    dealt_from_.reset();
    assignment_.reset();
    join_needed_ = true;
    lost_ = true;
    stop_heartbeats(effects);
    become(ConsumerState::unjoined, effects);
}

bool ConsumerMembership::leave(const std::string& reason, node::Turn& turn,
                               node::Effects& effects) {
    if (member_.empty() || !coordinator_.is_ready(turn.now)) return false;
    protocol::LeaveGroupRequest request;
    request.group_id = core_.settings.group;
    request.members = {{member_, std::nullopt, reason}};
    coordinator_.send(std::move(request), core_.settings.request_timeout, turn, effects);
    return true;
}

void ConsumerMembership::on_poll_too_late(node::Turn& turn, node::Effects& effects) {
    if (!is_stable()) return;
    leave("consumer poll timeout has expired.", turn, effects);
    member_.clear();
    forget_generation(effects);
}

void ConsumerMembership::close(node::Effects& effects) {
    stop_heartbeats(effects);
    member_.clear();
    generation_ = base::no_generation;
    become(ConsumerState::closed, effects);
}

void ConsumerMembership::on_failure(const Pending& request, node::Turn& turn,
                                    node::Effects& effects) {
    if (attempt_ == request.correlation) {
        fail_attempt(ErrorCode::coordinator_not_available, turn, effects);
    } else if (heartbeat_ && heartbeat_->correlation == request.correlation) {
        heartbeat_.reset();
        coordinator_.mark_unknown();
        effects.set_timer(timer_key(ConsumerTimer::heartbeat),
                          base::milliseconds(core_.settings.retry.initial_ms));
    }
}

std::optional<LocalTime> ConsumerMembership::wake(LocalTime now) const {
    return needs_join() ? retry_.wake(now) : std::nullopt;
}

}  // namespace brokerscope::client
