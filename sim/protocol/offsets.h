// OFFSET_COMMIT and OFFSET_FETCH: how far a group has come.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/protocol/common.h"

namespace brokerscope::protocol {

struct OffsetCommitPartition {
    TopicId topic;
    std::int32_t partition = 0;
    Offset committed_offset{base::no_offset};
    LeaderEpoch committed_leader_epoch{base::no_leader_epoch};
    std::string committed_metadata;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{
            field("topic", &OffsetCommitPartition::topic),
            field("partition", &OffsetCommitPartition::partition),
            field("committedOffset", &OffsetCommitPartition::committed_offset),
            field("committedLeaderEpoch", &OffsetCommitPartition::committed_leader_epoch),
            field("committedMetadata", &OffsetCommitPartition::committed_metadata)};
    }
};

struct OffsetCommitRequest {
    static constexpr ApiKey api = ApiKey::offset_commit;
    std::string group_id;
    GenerationId generation_id{base::no_generation};
    std::string member_id;
    std::optional<std::string> group_instance_id;
    std::vector<OffsetCommitPartition> partitions;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &OffsetCommitRequest::group_id),
                          field("generationIdOrMemberEpoch", &OffsetCommitRequest::generation_id),
                          field("memberId", &OffsetCommitRequest::member_id),
                          field("groupInstanceId", &OffsetCommitRequest::group_instance_id),
                          field("partitions", &OffsetCommitRequest::partitions)};
    }
};

struct OffsetCommitResponse {
    static constexpr ApiKey api = ApiKey::offset_commit;
    std::vector<PartitionError> partitions;
    static constexpr auto fields() {
        return std::tuple{field("partitions", &OffsetCommitResponse::partitions)};
    }
};

struct OffsetFetchPartition {
    TopicId topic;
    std::int32_t partition = 0;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{field("topic", &OffsetFetchPartition::topic),
                          field("partition", &OffsetFetchPartition::partition)};
    }
};

/// partitions absent: all that the group has committed.
struct OffsetFetchRequest {
    static constexpr ApiKey api = ApiKey::offset_fetch;
    std::string group_id;
    std::optional<std::string> member_id;
    std::int32_t member_epoch = -1;
    bool require_stable = false;
    std::optional<std::vector<OffsetFetchPartition>> partitions;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &OffsetFetchRequest::group_id),
                          field("memberId", &OffsetFetchRequest::member_id),
                          field("memberEpoch", &OffsetFetchRequest::member_epoch),
                          field("requireStable", &OffsetFetchRequest::require_stable),
                          field("partitions", &OffsetFetchRequest::partitions)};
    }
};

/// committedOffset -1: nothing was committed.
struct OffsetFetchPartitionResponse {
    TopicId topic;
    std::int32_t partition = 0;
    Offset committed_offset{base::no_offset};
    LeaderEpoch committed_leader_epoch{base::no_leader_epoch};
    std::string metadata;
    ErrorCode error = ErrorCode::none;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{
            field("topic", &OffsetFetchPartitionResponse::topic),
            field("partition", &OffsetFetchPartitionResponse::partition),
            field("committedOffset", &OffsetFetchPartitionResponse::committed_offset),
            field("committedLeaderEpoch", &OffsetFetchPartitionResponse::committed_leader_epoch),
            field("metadata", &OffsetFetchPartitionResponse::metadata),
            field("errorCode", &OffsetFetchPartitionResponse::error)};
    }
};

struct OffsetFetchResponse {
    static constexpr ApiKey api = ApiKey::offset_fetch;
    ErrorCode error = ErrorCode::none;
    std::vector<OffsetFetchPartitionResponse> partitions;
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &OffsetFetchResponse::error),
                          field("partitions", &OffsetFetchResponse::partitions)};
    }
};

}  // namespace brokerscope::protocol
