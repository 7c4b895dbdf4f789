// OFFSET_COMMIT and OFFSET_FETCH (GR-60 to GR-69).
#include <algorithm>
#include <utility>

#include "sim/group/group_coordinator.h"

namespace brokerscope::group {

using kafka::ErrorCode;

ErrorCode GroupCoordinator::judge_commit(const protocol::OffsetCommitRequest& body) const {
    const auto found = groups_.find(body.group_id);
    const ClassicGroup* group = found == groups_.end() ? nullptr : &found->second;
    const bool without_membership = body.generation_id == base::no_generation;
    if (group == nullptr) {
        // GR-61: a group that only stores offsets needs no members. GR-69 for the rest.
        if (without_membership) return ErrorCode::none;
        return settings_.is_old_coordinator ? ErrorCode::illegal_generation
                                            : ErrorCode::group_id_not_found;
    }
    if (without_membership && group->state == GroupState::empty) return ErrorCode::none;
    const ErrorCode error = judge_member(group, body.member_id, body.generation_id);
    if (error != ErrorCode::none) return error;
    return group->state == GroupState::completing_rebalance ? ErrorCode::rebalance_in_progress
                                                            : ErrorCode::none;
}

void GroupCoordinator::handle(const protocol::Request& request,
                              const protocol::OffsetCommitRequest& body, node::Turn& turn,
                              node::Effects& effects) {
    ErrorCode error = judge_group(body.group_id, true);
    if (error == ErrorCode::none) error = judge_commit(body);
    OffsetWrite write;
    write.group = body.group_id;
    write.member = body.member_id;
    write.parked = {request.connection, request.correlation};
    for (const protocol::OffsetCommitPartition& one : body.partitions) {
        ErrorCode partition_error = error;
        const bool exists = image_ != nullptr && image_->partition(one.id()) != nullptr;
        if (partition_error == ErrorCode::none && !exists) {
            partition_error = ErrorCode::unknown_topic_or_partition;
        }
        const auto metadata_size = static_cast<std::int64_t>(one.committed_metadata.size());
        if (partition_error == ErrorCode::none &&
            metadata_size > settings_.offset_metadata_max_bytes) {
            partition_error = ErrorCode::offset_metadata_too_large;
        }
        write.response.partitions.push_back({one.topic, one.partition, partition_error});
        if (partition_error != ErrorCode::none) continue;
        write.records.push_back({body.group_id, one.id(), one.committed_offset,
                                 one.committed_leader_epoch, one.committed_metadata,
                                 body.member_id});
    }
    if (error == ErrorCode::none) {
        ClassicGroup* group = find(body.group_id);
        Member* member = group == nullptr ? nullptr : group->find(body.member_id);
        if (member != nullptr) arm_session(*group, *member, effects);  // GR-34
    }
    if (write.records.empty()) {
        effects.respond(request.connection, request.correlation, std::move(write.response));
        return;
    }
    const std::vector<GroupRecord> records(write.records.begin(), write.records.end());
    const std::string group_id = write.group;
    this->write(group_id, records, std::move(write), turn, effects);
}

void GroupCoordinator::handle(const protocol::Request& request,
                              const protocol::OffsetFetchRequest& body, node::Turn&,
                              node::Effects& effects) {
    protocol::OffsetFetchResponse answer;
    answer.error = judge_group(body.group_id, true);
    const auto add = [&](PartitionId partition, const OffsetCommitRecord* committed) {
        protocol::OffsetFetchPartitionResponse one;
        one.topic = partition.topic;
        one.partition = partition.partition;
        if (committed != nullptr) {
            one.committed_offset = committed->offset;
            one.committed_leader_epoch = committed->leader_epoch;
            one.metadata = committed->metadata;
        }
        answer.partitions.push_back(std::move(one));
    };
    if (answer.error == ErrorCode::none && body.partitions) {
        for (const protocol::OffsetFetchPartition& asked : *body.partitions) {
            const auto found = offsets_.find({body.group_id, asked.id()});
            add(asked.id(), found == offsets_.end() ? nullptr : &found->second);
        }
    } else if (answer.error == ErrorCode::none) {
        for (const auto& [key, committed] : offsets_) {
            if (key.first == body.group_id) add(key.second, &committed);
        }
    }
    effects.respond(request.connection, request.correlation, std::move(answer));
}

}  // namespace brokerscope::group
