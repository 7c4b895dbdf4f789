// Members between two joins: SYNC_GROUP, HEARTBEAT, LEAVE_GROUP, sessions (GR-30 to GR-37).
#include <algorithm>
#include <utility>

#include "sim/base/check.h"
#include "sim/group/group_coordinator.h"

namespace brokerscope::group {

using kafka::ErrorCode;

ErrorCode GroupCoordinator::judge_member(const ClassicGroup* group, const std::string& member,
                                         GenerationId generation) const {
    if (group == nullptr) return ErrorCode::unknown_member_id;
    const bool known = std::any_of(group->members.begin(), group->members.end(),
                                   [&](const Member& one) { return one.id == member; });
    if (!known) return ErrorCode::unknown_member_id;
    return generation == group->generation ? ErrorCode::none : ErrorCode::illegal_generation;
}

// --- SYNC_GROUP ----------------------------------------------------------------------------------

// GR-30. A group that never had a protocol contradicts nobody; the old coordinator took that for a
// difference.
ErrorCode GroupCoordinator::judge_protocol(const ClassicGroup& group,
                                           const protocol::SyncGroupRequest& body) const {
    const auto differs = [&](const std::optional<std::string>& named, const std::string& ours) {
        const bool comparable = settings_.is_old_coordinator || !ours.empty();
        return named && comparable && *named != ours;
    };
    const bool other = differs(body.protocol_type, group.protocol_type) ||
                       differs(body.protocol_name, group.protocol);
    return other ? ErrorCode::inconsistent_group_protocol : ErrorCode::none;
}

void GroupCoordinator::handle(const protocol::Request& request,
                              const protocol::SyncGroupRequest& body, node::Turn& turn,
                              node::Effects& effects) {
    const auto refuse = [&](ErrorCode error) {
        protocol::SyncGroupResponse answer;
        answer.error = error;
        effects.respond(request.connection, request.correlation, std::move(answer));
    };
    // Requests have these fields from version 5 on, and then must fill them (GR-30).
    const bool has_fields = request.version < 0 || request.version >= 5;
    if (has_fields && (!body.protocol_type || !body.protocol_name)) {
        return refuse(ErrorCode::inconsistent_group_protocol);
    }
    ErrorCode error = judge_group(body.group_id, false);
    ClassicGroup* group = find(body.group_id);
    if (error == ErrorCode::none) error = judge_member(group, body.member_id, body.generation_id);
    if (error == ErrorCode::none) error = judge_protocol(*group, body);
    if (error != ErrorCode::none) return refuse(error);
    if (group->state == GroupState::empty) return refuse(ErrorCode::unknown_member_id);
    if (group->state == GroupState::preparing_rebalance) {
        return refuse(ErrorCode::rebalance_in_progress);
    }
    Member& member = *group->find(body.member_id);
    member.has_synced = true;
    const Parked parked{request.connection, request.correlation};
    if (group->state == GroupState::stable) {
        answer_sync(*group, member, parked, ErrorCode::none, effects);
        return;
    }
    member.syncing = parked;
    if (member.id != group->leader || group->assignment_under_way) return;
    // GR-31: the leader's assignment is written first; members without an entry get an empty one.
    group->assignment_under_way = true;
    GroupMetadataRecord record = to_record(*group);
    for (StoredMember& stored : record.members) {
        const auto entry =
            std::find_if(body.assignments.begin(), body.assignments.end(),
                         [&](const auto& one) { return one.member_id == stored.member_id; });
        stored.assignment = entry == body.assignments.end() ? Bytes{} : entry->assignment;
    }
    write(group->id, {record}, AssignmentWrite{group->id, group->generation, record}, turn,
          effects);
}

void GroupCoordinator::answer_sync(const ClassicGroup& group, const Member& member, Parked parked,
                                   ErrorCode error, node::Effects& effects) const {
    protocol::SyncGroupResponse answer;
    answer.error = error;
    if (error == ErrorCode::none) {
        answer.protocol_type = group.protocol_type;
        answer.protocol_name = group.protocol;
        answer.assignment = member.assignment;
    }
    effects.respond(parked.connection, parked.correlation, std::move(answer));
}

void GroupCoordinator::answer_all_syncs(ClassicGroup& group, ErrorCode error,
                                        node::Effects& effects) {
    for (Member& member : group.members) {
        if (!member.syncing) continue;
        if (error == ErrorCode::none) arm_session(group, member, effects);
        answer_sync(group, member, *std::exchange(member.syncing, std::nullopt), error, effects);
    }
}

void GroupCoordinator::on_sync_timeout(ClassicGroup& group, node::Turn& turn,
                                       node::Effects& effects) {
    std::vector<std::string> silent;
    for (const Member& member : group.members) {
        if (!member.has_synced) silent.push_back(member.id);
    }
    if (silent.empty()) return;
    for (const std::string& id : silent) {
        remove_member(group, id, journal::MemberRemovalReason::rebalance_timeout, effects);
    }
    prepare_rebalance(group, "Removing members that did not sync", turn, effects);
}

// --- HEARTBEAT and LEAVE_GROUP -------------------------------------------------------------------

void GroupCoordinator::handle(const protocol::Request& request,
                              const protocol::HeartbeatRequest& body, node::Turn&,
                              node::Effects& effects) {
    ErrorCode error = judge_group(body.group_id, false);
    ClassicGroup* group = find(body.group_id);
    if (error == ErrorCode::none && group != nullptr && group->state == GroupState::empty) {
        error = ErrorCode::unknown_member_id;
    }
    if (error == ErrorCode::none) error = judge_member(group, body.member_id, body.generation_id);
    if (error == ErrorCode::none) {
        arm_session(*group, *group->find(body.member_id), effects);
        if (group->state == GroupState::preparing_rebalance)
            error = ErrorCode::rebalance_in_progress;
    }
    effects.respond(request.connection, request.correlation, protocol::HeartbeatResponse{error});
}

void GroupCoordinator::handle(const protocol::Request& request,
                              const protocol::LeaveGroupRequest& body, node::Turn& turn,
                              node::Effects& effects) {
    protocol::LeaveGroupResponse answer;
    answer.error = judge_group(body.group_id, false);
    ClassicGroup* group = find(body.group_id);
    bool anything_changed = false;
    if (answer.error == ErrorCode::none) {
        for (const protocol::LeaveGroupMember& leaving : body.members) {
            const Departure departure =
                group == nullptr ? Departure::of_nobody : leave(*group, leaving.member_id, effects);
            const bool left = departure != Departure::of_nobody;
            answer.members.push_back({leaving.member_id, leaving.group_instance_id,
                                      left ? ErrorCode::none : ErrorCode::unknown_member_id});
            // The old coordinator starts no rebalance for somebody who never was a member.
            const bool changes = departure == Departure::of_member ||
                                 (left && (!settings_.is_old_coordinator ||
                                           group->state == GroupState::preparing_rebalance));
            anything_changed = anything_changed || changes;
            // GR-36: it looks after each of them whether a join phase is complete.
            if (changes && settings_.is_old_coordinator) {
                after_removal(*group, "a member has left", turn, effects);
            }
        }
    }
    effects.respond(request.connection, request.correlation, std::move(answer));
    if (anything_changed && !settings_.is_old_coordinator) {
        after_removal(*group, "a member has left", turn, effects);
    }
}

GroupCoordinator::Departure GroupCoordinator::leave(ClassicGroup& group,
                                                    const std::string& member_id,
                                                    node::Effects& effects) {
    if (const auto pending = group.pending.find(member_id); pending != group.pending.end()) {
        cancel(pending_timer, pending->second, effects);
        group.pending.erase(pending);
        return Departure::of_pending_id;
    }
    if (group.find(member_id) == nullptr) return Departure::of_nobody;
    remove_member(group, member_id, journal::MemberRemovalReason::left, effects);
    return Departure::of_member;
}

// --- members and their clocks --------------------------------------------------------------------

void GroupCoordinator::remove_member(ClassicGroup& group, const std::string& member_id,
                                     journal::MemberRemovalReason reason, node::Effects& effects) {
    Member* member = group.find(member_id);
    CHECK(member != nullptr, "only a member can be removed");
    cancel(member_timer, member->timer_subject, effects);
    protocol::JoinGroupResponse gone;
    gone.error = ErrorCode::unknown_member_id;
    answer_join(*member, std::move(gone), effects);
    if (member->syncing) {
        answer_sync(group, *member, *member->syncing, ErrorCode::unknown_member_id, effects);
    }
    effects.state(journal::MemberRemoved{group.id, member_id, reason});
    std::erase_if(group.members, [&](const Member& one) { return one.id == member_id; });
    if (group.leader == member_id) {
        group.leader = next_leader(group);
        // Otherwise a rebalance follows, and tells who leads.
        if (group.state == GroupState::preparing_rebalance) {
            state_group(group, "the leader is gone", effects);
        }
    }
}

void GroupCoordinator::after_removal(ClassicGroup& group, const std::string& reason,
                                     node::Turn& turn, node::Effects& effects) {
    switch (group.state) {
        case GroupState::stable:
        case GroupState::completing_rebalance:
            prepare_rebalance(group, reason, turn, effects);
            return;
        case GroupState::preparing_rebalance: maybe_complete_join(group, turn, effects); return;
        default: return;
    }
}

void GroupCoordinator::arm_session(const ClassicGroup& group, Member& member,
                                   node::Effects& effects) {
    journal::ClockSubject clock;
    clock.kind = journal::ClockKind::member_session;
    clock.node = member.client;
    clock.group = group.id;
    clock.member = member.id;
    effects.set_timer({node::Role::broker, member_timer, member.timer_subject},
                      member.session_timeout, clock);
}

void GroupCoordinator::on_session_expired(ClassicGroup& group, const std::string& member_id,
                                          node::Turn& turn, node::Effects& effects) {
    const Member* member = group.find(member_id);
    CHECK(member != nullptr, "a removed member has no session");
    // GR-21: who waits for an answer of ours is alive as far as we can tell, but for a member that
    // has waited for its first generation all this time.
    if (!member->is_new && (member->joining || member->syncing)) return;
    remove_member(group, member_id, journal::MemberRemovalReason::session_expired, effects);
    if (group.state == GroupState::preparing_rebalance) {
        complete_join_after_expiry(group, turn, effects);
    } else {
        after_removal(group, "the session of " + member_id + " has expired", turn, effects);
    }
}

}  // namespace brokerscope::group
