#include "sim/group/group_coordinator.h"

#include <utility>

#include "sim/base/check.h"
#include "sim/kafka/hashing.h"

namespace brokerscope::group {

using kafka::ErrorCode;

bool is_group_request(const protocol::RequestBody& body) {
    switch (protocol::api_of(body)) {
        case kafka::ApiKey::join_group:
        case kafka::ApiKey::sync_group:
        case kafka::ApiKey::heartbeat:
        case kafka::ApiKey::leave_group:
        case kafka::ApiKey::offset_commit:
        case kafka::ApiKey::offset_fetch: return true;
        default: return false;
    }
}

template <class Body>
void GroupCoordinator::handle(const protocol::Request&, const Body&, node::Turn&, node::Effects&) {
    CHECK(false, "the broker hands group requests to its coordinator, and no others");
}

void GroupCoordinator::on_request(protocol::Request request, node::Turn& turn,
                                  node::Effects& effects) {
    std::visit([&](const auto& body) { handle(request, body, turn, effects); }, request.body);
}

std::optional<PartitionId> GroupCoordinator::partition_of(const std::string& group_id) const {
    const auto found =
        active_.find(kafka::coordinator_partition(group_id, settings_.offsets_partitions));
    return found == active_.end() ? std::nullopt : std::optional(found->second);
}

ErrorCode GroupCoordinator::judge_group(const std::string& group_id, bool may_be_empty) const {
    if (group_id.empty() && !may_be_empty) return ErrorCode::invalid_group_id;
    return partition_of(group_id) ? ErrorCode::none : ErrorCode::not_coordinator;
}

ClassicGroup* GroupCoordinator::find(const std::string& group_id) {
    const auto found = groups_.find(group_id);
    return found == groups_.end() ? nullptr : &found->second;
}

// --- timers --------------------------------------------------------------------------------------

std::int64_t GroupCoordinator::new_timer(const std::string& group, const std::string& member) {
    const std::int64_t subject = next_subject_++;
    timers_[subject] = {group, member};
    return subject;
}

void GroupCoordinator::cancel(std::int32_t kind, std::int64_t subject, node::Effects& effects) {
    effects.cancel_timer({node::Role::broker, kind, subject});
    if (kind == member_timer || kind == pending_timer) timers_.erase(subject);
}

void GroupCoordinator::on_timer(node::TimerKey key, node::Turn& turn, node::Effects& effects) {
    const auto owner = timers_.find(key.subject);
    CHECK(owner != timers_.end(), "who is gone has no timers");
    ClassicGroup* group = find(owner->second.group);
    CHECK(group != nullptr, "a group that is gone has no timers");
    const std::string member = owner->second.member;
    switch (key.kind) {
        case member_timer: on_session_expired(*group, member, turn, effects); return;
        case pending_timer:
            timers_.erase(owner);
            group->pending.erase(member);
            complete_join_after_expiry(*group, turn, effects);
            return;
        case join_timer:
            if (group->initial_delay) {
                on_initial_delay(*group, turn, effects);
            } else {
                complete_join(*group, turn, effects);
            }
            return;
        case sync_timer: on_sync_timeout(*group, turn, effects); return;
        default: CHECK(false, "a coordinator knows its timers");
    }
}

}  // namespace brokerscope::group
