// LIST_OFFSETS: the offset for a timestamp; -1 asks for the latest, -2 for the earliest, -3 for the
// largest timestamp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/protocol/common.h"

namespace brokerscope::protocol {

struct ListOffsetsPartition {
    TopicId topic;
    std::int32_t partition = 0;
    LeaderEpoch current_leader_epoch{base::no_leader_epoch};
    std::int64_t timestamp_ms = -1;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{field("topic", &ListOffsetsPartition::topic),
                          field("partition", &ListOffsetsPartition::partition),
                          field("currentLeaderEpoch", &ListOffsetsPartition::current_leader_epoch),
                          field("timestamp", &ListOffsetsPartition::timestamp_ms)};
    }
};

struct ListOffsetsRequest {
    static constexpr ApiKey api = ApiKey::list_offsets;
    NodeId replica_id{base::no_node};
    std::int8_t isolation_level = 0;
    std::vector<ListOffsetsPartition> partitions;
    static constexpr auto fields() {
        return std::tuple{field("replicaId", &ListOffsetsRequest::replica_id),
                          field("isolationLevel", &ListOffsetsRequest::isolation_level),
                          field("partitions", &ListOffsetsRequest::partitions)};
    }
};

struct ListOffsetsPartitionResponse {
    TopicId topic;
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::none;
    std::int64_t timestamp_ms = -1;
    Offset offset{base::no_offset};
    LeaderEpoch leader_epoch{base::no_leader_epoch};
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{field("topic", &ListOffsetsPartitionResponse::topic),
                          field("partition", &ListOffsetsPartitionResponse::partition),
                          field("errorCode", &ListOffsetsPartitionResponse::error),
                          field("timestamp", &ListOffsetsPartitionResponse::timestamp_ms),
                          field("offset", &ListOffsetsPartitionResponse::offset),
                          field("leaderEpoch", &ListOffsetsPartitionResponse::leader_epoch)};
    }
};

struct ListOffsetsResponse {
    static constexpr ApiKey api = ApiKey::list_offsets;
    std::vector<ListOffsetsPartitionResponse> partitions;
    static constexpr auto fields() {
        return std::tuple{field("partitions", &ListOffsetsResponse::partitions)};
    }
};

}  // namespace brokerscope::protocol
