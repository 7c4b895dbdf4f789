// The join phase: JOIN_GROUP, the initial delay, and the beginning of a generation (GR-10 to
// GR-28).
#include <algorithm>
#include <utility>

#include "sim/base/check.h"
#include "sim/group/group_coordinator.h"
#include "sim/kafka/hashing.h"

namespace brokerscope::group {

using kafka::ErrorCode;

namespace {

// A version 4 UUID drawn from the node's stream, as Kafka appends one to the client id.
std::string draw_uuid(base::Rng& random) {
    constexpr std::string_view digits = "0123456789abcdef";
    const std::uint64_t high = random.next();
    const std::uint64_t low = random.next();
    std::string text;
    for (int i = 0; i < 32; ++i) {
        const std::uint64_t word = i < 16 ? high : low;
        auto digit = static_cast<std::size_t>((word >> (60 - 4 * (i % 16))) & 15);
        if (i == 12) digit = 4;
        if (i == 16) digit = 8 | (digit & 3);
        if (i == 8 || i == 12 || i == 16 || i == 20) text += '-';
        text += digits[digit];
    }
    return text;
}

bool same_protocols(const Member& member, const protocol::JoinGroupRequest& body) {
    return std::equal(member.protocols.begin(), member.protocols.end(), body.protocols.begin(),
                      body.protocols.end(), [](const auto& a, const auto& b) {
                          return a.name == b.name && a.metadata == b.metadata;
                      });
}

// Until the join completes a new member may stay silent for this long (GR-21).
constexpr Duration new_member_timeout = base::milliseconds(300'000);
constexpr std::int16_t first_version_with_given_ids = 4;

}  // namespace

ErrorCode GroupCoordinator::judge_join(const protocol::JoinGroupRequest& body) const {
    if (body.group_id.empty()) return ErrorCode::invalid_group_id;
    if (!partition_of(body.group_id)) return ErrorCode::not_coordinator;
    const Duration session = base::milliseconds(body.session_timeout_ms);
    if (session < settings_.min_session_timeout || session > settings_.max_session_timeout) {
        return ErrorCode::invalid_session_timeout;
    }
    const auto found = groups_.find(body.group_id);
    if (found == groups_.end()) {
        return body.member_id.empty() ? ErrorCode::none : ErrorCode::unknown_member_id;
    }
    const ClassicGroup& group = found->second;
    if (!has_room(group, body.member_id)) return ErrorCode::group_max_size_reached;
    if (!accepts_protocols(group, body)) return ErrorCode::inconsistent_group_protocol;
    return ErrorCode::none;
}

bool GroupCoordinator::has_room(const ClassicGroup& group, const std::string& member_id) const {
    const auto is_me = [&](const Member& member) { return member.id == member_id; };
    const bool known = std::any_of(group.members.begin(), group.members.end(), is_me);
    switch (group.state) {
        case GroupState::preparing_rebalance: {
            const auto waiting =
                std::count_if(group.members.begin(), group.members.end(),
                              [](const Member& member) { return member.joining.has_value(); });
            const bool waits = std::any_of(
                group.members.begin(), group.members.end(),
                [&](const Member& member) { return is_me(member) && member.joining.has_value(); });
            return waits || waiting < settings_.max_size;
        }
        case GroupState::completing_rebalance:
        case GroupState::stable:
            return known || static_cast<std::int32_t>(group.members.size()) < settings_.max_size;
        default: return true;
    }
}

void GroupCoordinator::handle(const protocol::Request& request,
                              const protocol::JoinGroupRequest& body, node::Turn& turn,
                              node::Effects& effects) {
    const auto refuse = [&](ErrorCode error) {
        protocol::JoinGroupResponse answer;
        answer.error = error;
        answer.member_id = error == ErrorCode::group_max_size_reached ? "" : body.member_id;
        effects.respond(request.connection, request.correlation, std::move(answer));
    };
    const ErrorCode error = judge_join(body);
    const bool creates =
        body.member_id.empty() && find(body.group_id) == nullptr && (error == ErrorCode::none);
    if (creates) {
        const ClassicGroup& group = create_group(body.group_id, turn, effects);
        if (!accepts_protocols(group, body)) return refuse(ErrorCode::inconsistent_group_protocol);
    }
    if (error == ErrorCode::group_max_size_reached) turn_away(body, turn, effects);
    if (error != ErrorCode::none) return refuse(error);
    if (body.member_id.empty()) return give_member_id(request, body, turn, effects);
    ClassicGroup& group = *find(body.group_id);
    if (const auto pending = group.pending.find(body.member_id); pending != group.pending.end()) {
        cancel(pending_timer, pending->second, effects);
        group.pending.erase(pending);
        return add_member(group, request, body, turn, effects);
    }
    Member* member = group.find(body.member_id);
    if (member == nullptr) return refuse(ErrorCode::unknown_member_id);
    rejoin(group, *member, request, body, turn, effects);
}

ClassicGroup& GroupCoordinator::create_group(const std::string& group_id, node::Turn& turn,
                                             node::Effects& effects) {
    ClassicGroup& group = groups_[group_id];
    group.id = group_id;
    group.timer_subject = new_timer(group_id, "");
    // GR-50. Nobody waits for this record: the first member is told its id at once. Committed
    // offsets had made the group before, without one.
    const auto committed = offsets_.lower_bound({group_id, PartitionId{}});
    const bool has_offsets = committed != offsets_.end() && committed->first.first == group_id;
    if (!settings_.is_old_coordinator && !has_offsets) {
        write(group_id, {to_record(group)}, EmptyWrite{group_id}, turn, effects);
    }
    return group;
}

// GR-27: who finds the group full is no member any more. The old coordinator forgets a pending id
// too, the new one lets it hold up a join phase until its timer rings (GR-20).
void GroupCoordinator::turn_away(const protocol::JoinGroupRequest& body, node::Turn& turn,
                                 node::Effects& effects) {
    ClassicGroup& group = *find(body.group_id);
    const auto pending = group.pending.find(body.member_id);
    if (group.find(body.member_id) != nullptr) {
        remove_member(group, body.member_id, journal::MemberRemovalReason::rebalance_timeout,
                      effects);
    } else if (pending != group.pending.end() && settings_.is_old_coordinator) {
        cancel(pending_timer, pending->second, effects);
        group.pending.erase(pending);
    }
    maybe_complete_join(group, turn, effects);
}

void GroupCoordinator::give_member_id(const protocol::Request& request,
                                      const protocol::JoinGroupRequest& body, node::Turn& turn,
                                      node::Effects& effects) {
    // GR-19: a member gets its id first, so that a client that never comes back leaves no ghost
    // behind. Old clients do not know that, and are members at once.
    ClassicGroup& group = *find(body.group_id);
    const std::string id = request.client_id + "-" + draw_uuid(turn.random);
    if (request.version >= 0 && request.version < first_version_with_given_ids) {
        protocol::JoinGroupRequest with_id = body;
        with_id.member_id = id;
        return add_member(group, request, with_id, turn, effects);
    }
    const std::int64_t subject = new_timer(group.id, id);
    group.pending[id] = subject;
    effects.set_timer({node::Role::broker, pending_timer, subject},
                      base::milliseconds(body.session_timeout_ms));
    protocol::JoinGroupResponse answer;
    answer.error = ErrorCode::member_id_required;
    answer.member_id = id;
    effects.respond(request.connection, request.correlation, std::move(answer));
}

void GroupCoordinator::add_member(ClassicGroup& group, const protocol::Request& request,
                                  const protocol::JoinGroupRequest& body, node::Turn& turn,
                                  node::Effects& effects) {
    Member member;
    member.id = body.member_id;
    member.client_id = request.client_id;
    member.client = request.from;
    member.session_timeout = base::milliseconds(body.session_timeout_ms);
    member.rebalance_timeout = base::milliseconds(body.rebalance_timeout_ms);
    member.protocols = body.protocols;
    member.joining = Parked{request.connection, request.correlation};
    member.is_new = true;
    member.timer_subject = new_timer(group.id, member.id);
    effects.set_timer({node::Role::broker, member_timer, member.timer_subject}, new_member_timeout);
    effects.state(journal::MemberJoined{group.id, member.id, member.client, member.session_timeout,
                                        member.rebalance_timeout});
    if (group.members.empty()) {
        group.leader = member.id;
        group.protocol_type = body.protocol_type;
    }
    group.members.push_back(std::move(member));
    if (group.initial_delay) group.initial_delay->member_added = true;
    if (group.state == GroupState::preparing_rebalance) {
        maybe_complete_join(group, turn, effects);
    } else {
        prepare_rebalance(group, "Adding new member " + body.member_id, turn, effects);
    }
}

void GroupCoordinator::rejoin(ClassicGroup& group, Member& member, const protocol::Request& request,
                              const protocol::JoinGroupRequest& body, node::Turn& turn,
                              node::Effects& effects) {
    if (group.state == GroupState::empty) {
        protocol::JoinGroupResponse answer;
        answer.error = ErrorCode::unknown_member_id;
        answer.member_id = body.member_id;
        effects.respond(request.connection, request.correlation, std::move(answer));
        return;
    }
    const bool same = same_protocols(member, body);
    const bool is_leader = member.id == group.leader;
    const bool retransmission = same && (group.state == GroupState::completing_rebalance ||
                                         (group.state == GroupState::stable && !is_leader));
    if (retransmission) {
        effects.respond(request.connection, request.correlation, join_answer(group, member));
        return;
    }
    member.protocols = body.protocols;
    member.session_timeout = base::milliseconds(body.session_timeout_ms);
    member.rebalance_timeout = base::milliseconds(body.rebalance_timeout_ms);
    member.client = request.from;
    const std::string id = member.id;
    if (group.state != GroupState::preparing_rebalance) {
        // The member that starts the rebalance is the first to have joined it.
        member.joining = Parked{request.connection, request.correlation};
        prepare_rebalance(group, (is_leader ? "Leader " : "Updating metadata for member ") + id,
                          turn, effects);
        return;
    }
    member.joining = Parked{request.connection, request.correlation};
    maybe_complete_join(group, turn, effects);
}

// --- phases --------------------------------------------------------------------------------------

void GroupCoordinator::prepare_rebalance(ClassicGroup& group, const std::string& reason,
                                         node::Turn& turn, node::Effects& effects) {
    const GroupState before = group.state;
    if (before == GroupState::completing_rebalance) {
        for (Member& member : group.members)
            member.assignment = {};
        answer_all_syncs(group, ErrorCode::rebalance_in_progress, effects);
    }
    cancel(sync_timer, group.timer_subject, effects);
    group.state = GroupState::preparing_rebalance;
    group.assignment_under_way = false;
    state_group(group, reason, effects);
    if (before == GroupState::empty) {
        start_initial_delay(group, effects);
        return;
    }
    journal::ClockSubject clock;
    clock.kind = journal::ClockKind::group_rebalance;
    clock.group = group.id;
    effects.set_timer({node::Role::broker, join_timer, group.timer_subject},
                      group.rebalance_timeout(), clock);
    maybe_complete_join(group, turn, effects);
}

void GroupCoordinator::start_initial_delay(ClassicGroup& group, node::Effects& effects) {
    const Duration delay = settings_.initial_rebalance_delay;
    const Duration rebalance = group.rebalance_timeout();
    group.initial_delay = InitialDelay{delay, std::max(rebalance - delay, Duration{}), false};
    effects.set_timer({node::Role::broker, join_timer, group.timer_subject}, delay);
}

void GroupCoordinator::on_initial_delay(ClassicGroup& group, node::Turn& turn,
                                        node::Effects& effects) {
    InitialDelay& delay = *group.initial_delay;
    if (!delay.member_added || delay.remaining.ns == 0) {
        complete_join(group, turn, effects);
        return;
    }
    const Duration next = std::min(settings_.initial_rebalance_delay, delay.remaining);
    delay = {next, std::max(delay.remaining - delay.running, Duration{}), false};
    effects.set_timer({node::Role::broker, join_timer, group.timer_subject}, next);
}

void GroupCoordinator::maybe_complete_join(ClassicGroup& group, node::Turn& turn,
                                           node::Effects& effects) {
    if (group.state != GroupState::preparing_rebalance || group.initial_delay) return;
    if (group.everybody_joins()) complete_join(group, turn, effects);
}

// GR-18: only an expiry ends even the initial delay when everybody who is left waits.
void GroupCoordinator::complete_join_after_expiry(ClassicGroup& group, node::Turn& turn,
                                                  node::Effects& effects) {
    const bool preparing = group.state == GroupState::preparing_rebalance;
    if (preparing && group.everybody_joins()) complete_join(group, turn, effects);
}

void GroupCoordinator::complete_join(ClassicGroup& group, node::Turn& turn,
                                     node::Effects& effects) {
    group.initial_delay.reset();
    cancel(join_timer, group.timer_subject, effects);
    std::vector<std::string> absent;
    for (const Member& member : group.members) {
        if (!member.joining) absent.push_back(member.id);
    }
    for (const std::string& id : absent) {
        remove_member(group, id, journal::MemberRemovalReason::rebalance_timeout, effects);
    }
    if (group.members.empty()) {
        become_empty(group, turn, effects);
    } else {
        begin_generation(group, turn, effects);
    }
}

void GroupCoordinator::become_empty(ClassicGroup& group, node::Turn& turn, node::Effects& effects) {
    ++group.generation.value;
    group.state = GroupState::empty;
    group.protocol.clear();
    group.leader.clear();
    state_group(group, "the last member is gone", effects);
    write(group.id, {to_record(group)}, EmptyWrite{group.id}, turn, effects);
}

void GroupCoordinator::begin_generation(ClassicGroup& group, node::Turn&, node::Effects& effects) {
    ++group.generation.value;
    group.state = GroupState::completing_rebalance;
    group.protocol = vote_protocol(group);
    state_group(group, "everybody has joined", effects);
    for (Member& member : group.members) {
        member.is_new = false;
        member.has_synced = false;
        arm_session(group, member, effects);
        answer_join(member, join_answer(group, member), effects);
    }
    effects.set_timer({node::Role::broker, sync_timer, group.timer_subject},
                      group.rebalance_timeout());
}

protocol::JoinGroupResponse GroupCoordinator::join_answer(const ClassicGroup& group,
                                                          const Member& member) const {
    protocol::JoinGroupResponse answer;
    answer.generation_id = group.generation;
    answer.protocol_type = group.protocol_type;
    answer.protocol_name = group.protocol;
    answer.leader = group.leader;
    answer.member_id = member.id;
    if (member.id != group.leader) return answer;
    for (const std::string& id : group.ids_in_hash_order()) {
        const auto other = std::find_if(group.members.begin(), group.members.end(),
                                        [&](const Member& one) { return one.id == id; });
        answer.members.push_back({id, std::nullopt, subscription_of(*other, group.protocol)});
    }
    return answer;
}

void GroupCoordinator::answer_join(Member& member, protocol::JoinGroupResponse answer,
                                   node::Effects& effects) {
    if (!member.joining) return;
    effects.respond(member.joining->connection, member.joining->correlation, std::move(answer));
    member.joining.reset();
}

}  // namespace brokerscope::group
