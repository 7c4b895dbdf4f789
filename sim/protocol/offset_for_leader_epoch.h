// OFFSET_FOR_LEADER_EPOCH: where a leader epoch ends in the leader's log (KIP-101, KIP-320).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/protocol/common.h"

namespace brokerscope::protocol {

struct OffsetForLeaderEpochPartition {
    TopicId topic;
    std::int32_t partition = 0;
    LeaderEpoch current_leader_epoch{base::no_leader_epoch};
    LeaderEpoch leader_epoch{base::no_leader_epoch};
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{
            field("topic", &OffsetForLeaderEpochPartition::topic),
            field("partition", &OffsetForLeaderEpochPartition::partition),
            field("currentLeaderEpoch", &OffsetForLeaderEpochPartition::current_leader_epoch),
            field("leaderEpoch", &OffsetForLeaderEpochPartition::leader_epoch)};
    }
};

struct OffsetForLeaderEpochRequest {
    static constexpr ApiKey api = ApiKey::offset_for_leader_epoch;
    NodeId replica_id{base::no_node};
    std::vector<OffsetForLeaderEpochPartition> partitions;
    static constexpr auto fields() {
        return std::tuple{field("replicaId", &OffsetForLeaderEpochRequest::replica_id),
                          field("partitions", &OffsetForLeaderEpochRequest::partitions)};
    }
};

struct OffsetForLeaderEpochPartitionResponse {
    TopicId topic;
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::none;
    LeaderEpoch leader_epoch{base::no_leader_epoch};
    Offset end_offset{base::no_offset};
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{
            field("topic", &OffsetForLeaderEpochPartitionResponse::topic),
            field("partition", &OffsetForLeaderEpochPartitionResponse::partition),
            field("errorCode", &OffsetForLeaderEpochPartitionResponse::error),
            field("leaderEpoch", &OffsetForLeaderEpochPartitionResponse::leader_epoch),
            field("endOffset", &OffsetForLeaderEpochPartitionResponse::end_offset)};
    }
};

struct OffsetForLeaderEpochResponse {
    static constexpr ApiKey api = ApiKey::offset_for_leader_epoch;
    std::vector<OffsetForLeaderEpochPartitionResponse> partitions;
    static constexpr auto fields() {
        return std::tuple{field("partitions", &OffsetForLeaderEpochResponse::partitions)};
    }
};

}  // namespace brokerscope::protocol
