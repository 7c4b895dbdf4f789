// What is written to `__consumer_offsets`, what follows when it is committed, and how a coordinator
// comes and goes with its partition (GR-6, GR-31, GR-50 to GR-53).
#include <algorithm>
#include <utility>

#include "sim/base/check.h"
#include "sim/group/group_coordinator.h"
#include "sim/kafka/consumer_protocol.h"

namespace brokerscope::group {

using kafka::ErrorCode;

namespace {

// What a client is told when the append failed (GR-6).
ErrorCode told_to_client(ErrorCode error) {
    switch (error) {
        case ErrorCode::none: return ErrorCode::none;
        case ErrorCode::request_timed_out:
        case ErrorCode::not_enough_replicas:
        case ErrorCode::not_enough_replicas_after_append:
        case ErrorCode::unknown_topic_or_partition: return ErrorCode::coordinator_not_available;
        case ErrorCode::not_leader_or_follower:
        case ErrorCode::kafka_storage_error: return ErrorCode::not_coordinator;
        default: return ErrorCode::unknown_server_error;
    }
}

}  // namespace

void GroupCoordinator::write(const std::string& group, const std::vector<GroupRecord>& records,
                             Write write, node::Turn& turn, node::Effects& effects) {
    const std::optional<PartitionId> partition = partition_of(group);
    CHECK(partition.has_value(), "a coordinator writes where it is the coordinator");
    std::vector<log::Record> encoded;
    for (const GroupRecord& record : records) {
        encoded.push_back(encode_record(record, turn.now.milliseconds()));
    }
    const std::int64_t token = next_token_++;
    writes_.emplace(token, std::move(write));
    effects.append_local(*partition, log::make_batch(std::move(encoded)), token);
}

void GroupCoordinator::on_append_done(std::int64_t token, ErrorCode error, node::Turn& turn,
                                      node::Effects& effects) {
    const auto found = writes_.find(token);
    if (found == writes_.end()) return;  // its partition has moved away meanwhile
    Write write = std::move(found->second);
    writes_.erase(found);
    std::visit([&](auto& one) { write_done(one, told_to_client(error), turn, effects); }, write);
}

void GroupCoordinator::write_done(AssignmentWrite& write, ErrorCode error, node::Turn& turn,
                                  node::Effects& effects) {
    ClassicGroup* group = find(write.group);
    const bool current = group != nullptr && group->state == GroupState::completing_rebalance &&
                         group->generation == write.generation;
    if (!current) return;
    group->assignment_under_way = false;
    if (error != ErrorCode::none) {
        for (Member& member : group->members)
            member.assignment = {};
        answer_all_syncs(*group, error, effects);
        prepare_rebalance(*group, "the assignment could not be stored", turn, effects);
        return;
    }
    for (const StoredMember& stored : write.record.members) {
        if (Member* member = group->find(stored.member_id)) member->assignment = stored.assignment;
    }
    group->state = GroupState::stable;
    state_group(*group, "the assignment is in the log", effects);
    state_assignment(*group, effects);
    answer_all_syncs(*group, ErrorCode::none, effects);
}

void GroupCoordinator::write_done(EmptyWrite&, ErrorCode, node::Turn&, node::Effects&) {}

void GroupCoordinator::write_done(OffsetWrite& write, ErrorCode error, node::Turn&,
                                  node::Effects& effects) {
    for (const OffsetCommitRecord& record : write.records) {
        if (error == ErrorCode::none) {
            offsets_[{record.group, record.partition}] = record;
            state_commit(record, effects);
            continue;
        }
        for (protocol::PartitionError& answer : write.response.partitions) {
            if (answer.id() == record.partition) answer.error = error;
        }
    }
    effects.respond(write.parked.connection, write.parked.correlation, std::move(write.response));
}

// --- coming and going ----------------------------------------------------------------------------

void GroupCoordinator::on_elected(PartitionId offsets_partition, LeaderEpoch,
                                  const log::PartitionLog& log, node::Turn& turn,
                                  node::Effects& effects) {
    // The same broker in a newer epoch: what it had only in its memory may not be what the log
    // says.
    on_resigned(offsets_partition, turn, effects);
    active_[offsets_partition.partition] = offsets_partition;
    std::map<std::string, GroupMetadataRecord> loaded;
    for (const log::RecordBatch& batch : log.read_all()) {
        if (batch.is_control()) continue;
        for (const log::Record& record : *batch.records) {
            const std::optional<GroupRecord> decoded = decode_record(record);
            if (!decoded) continue;
            if (const auto* group = std::get_if<GroupMetadataRecord>(&*decoded)) {
                loaded[group->group] = *group;
            } else {
                const auto& offset = std::get<OffsetCommitRecord>(*decoded);
                offsets_[{offset.group, offset.partition}] = offset;
            }
        }
    }
    journal::CoordinatorChanged changed{offsets_partition.partition, true, {}};
    for (const auto& [id, record] : loaded)
        changed.groups.push_back(id);
    effects.state(std::move(changed));
    for (const auto& [id, record] : loaded)
        load_group(record, effects);
    for (const auto& [id, record] : loaded) {
        ClassicGroup& group = groups_.at(id);
        const bool is_too_large =
            static_cast<std::int32_t>(group.members.size()) > settings_.max_size;
        // GR-51: the members that come back first stay.
        if (is_too_large) prepare_rebalance(group, "the group is too large", turn, effects);
    }
    for (const auto& [key, record] : offsets_) {
        if (partition_of(record.group) == offsets_partition) state_commit(record, effects);
    }
}

void GroupCoordinator::load_group(const GroupMetadataRecord& record, node::Effects& effects) {
    ClassicGroup& group = groups_[record.group];
    group = from_record(record);
    group.timer_subject = new_timer(group.id, "");
    for (Member& member : group.members) {
        member.timer_subject = new_timer(group.id, member.id);
        member.has_synced = true;
        arm_session(group, member, effects);  // GR-51: sessions start fresh
    }
    state_group(group, "loaded from __consumer_offsets", effects);
    for (const Member& member : group.members) {
        effects.state(journal::MemberJoined{group.id, member.id, member.client,
                                            member.session_timeout, member.rebalance_timeout});
    }
    if (!group.members.empty()) state_assignment(group, effects);
}

void GroupCoordinator::on_resigned(PartitionId offsets_partition, node::Turn&,
                                   node::Effects& effects) {
    if (active_.count(offsets_partition.partition) == 0) return;
    effects.state(journal::CoordinatorChanged{offsets_partition.partition, false, {}});
    for (auto it = groups_.begin(); it != groups_.end();) {
        const std::optional<PartitionId> partition = partition_of(it->first);
        if (partition != offsets_partition) {
            ++it;
            continue;
        }
        drop_group(it->second, effects);
        it = groups_.erase(it);
    }
    std::erase_if(offsets_, [&](const auto& entry) {
        return partition_of(entry.first.first) == offsets_partition;
    });
    // Commits that wait are answered; an assignment's waiters were answered with their group.
    for (auto it = writes_.begin(); it != writes_.end();) {
        const std::string& group =
            std::visit([](const auto& one) -> const std::string& { return one.group; }, it->second);
        if (partition_of(group) != offsets_partition) {
            ++it;
            continue;
        }
        if (auto* offsets = std::get_if<OffsetWrite>(&it->second)) {
            for (auto& answer : offsets->response.partitions)
                answer.error = ErrorCode::not_coordinator;
            effects.respond(offsets->parked.connection, offsets->parked.correlation,
                            std::move(offsets->response));
        }
        it = writes_.erase(it);
    }
    active_.erase(offsets_partition.partition);
}

void GroupCoordinator::drop_group(ClassicGroup& group, node::Effects& effects) {
    cancel(join_timer, group.timer_subject, effects);
    cancel(sync_timer, group.timer_subject, effects);
    for (const auto& [id, subject] : group.pending)
        cancel(pending_timer, subject, effects);
    for (Member& member : group.members) {
        cancel(member_timer, member.timer_subject, effects);
        protocol::JoinGroupResponse moved;
        moved.error = ErrorCode::not_coordinator;
        moved.member_id = member.id;
        answer_join(member, std::move(moved), effects);
    }
    answer_all_syncs(group, ErrorCode::not_coordinator, effects);
}

// --- telling -------------------------------------------------------------------------------------

void GroupCoordinator::state_group(const ClassicGroup& group, const std::string& reason,
                                   node::Effects& effects) {
    effects.state(journal::GroupChanged{group.id, group.state, group.generation, group.protocol,
                                        group.leader, reason});
}

void GroupCoordinator::state_commit(const OffsetCommitRecord& record, node::Effects& effects) {
    effects.state(
        journal::OffsetCommitted{record.group, record.partition, record.offset, record.member_id});
}

void GroupCoordinator::state_assignment(const ClassicGroup& group, node::Effects& effects) const {
    journal::GroupAssigned assigned{group.id, group.generation, {}};
    for (const Member& member : group.members) {
        journal::MemberPartitions partitions{member.id, {}};
        const auto decoded = kafka::decode_assignment(member.assignment);
        for (const kafka::TopicPartition& one :
             decoded.value_or(std::vector<kafka::TopicPartition>{})) {
            const node::TopicImage* topic = image_ == nullptr ? nullptr : image_->topic(one.topic);
            if (topic != nullptr) partitions.partitions.push_back({topic->id, one.partition});
        }
        assigned.members.push_back(std::move(partitions));
    }
    effects.state(std::move(assigned));
}

}  // namespace brokerscope::group
