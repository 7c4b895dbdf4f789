// METADATA: which topics there are and who leads their partitions, as the answering broker
// believes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/protocol/common.h"

namespace brokerscope::protocol {

/// topics absent: all topics.
struct MetadataRequest {
    static constexpr ApiKey api = ApiKey::metadata;
    std::optional<std::vector<std::string>> topics;
    bool allow_auto_topic_creation = false;
    static constexpr auto fields() {
        return std::tuple{
            field("topics", &MetadataRequest::topics),
            field("allowAutoTopicCreation", &MetadataRequest::allow_auto_topic_creation)};
    }
};

struct MetadataBroker {
    NodeId node_id{base::no_node};
    std::string rack;
    static constexpr auto fields() {
        return std::tuple{field("nodeId", &MetadataBroker::node_id),
                          field("rack", &MetadataBroker::rack)};
    }
};

struct MetadataTopic {
    ErrorCode error = ErrorCode::none;
    std::string name;
    TopicId topic_id;
    bool is_internal = false;
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &MetadataTopic::error),
                          field("name", &MetadataTopic::name),
                          field("topicId", &MetadataTopic::topic_id),
                          field("isInternal", &MetadataTopic::is_internal)};
    }
};

struct MetadataPartition {
    TopicId topic;
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::none;
    NodeId leader_id{base::no_node};
    LeaderEpoch leader_epoch{base::no_leader_epoch};
    std::vector<NodeId> replica_nodes;
    std::vector<NodeId> isr_nodes;
    std::vector<NodeId> offline_replicas;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{field("topic", &MetadataPartition::topic),
                          field("partition", &MetadataPartition::partition),
                          field("errorCode", &MetadataPartition::error),
                          field("leaderId", &MetadataPartition::leader_id),
                          field("leaderEpoch", &MetadataPartition::leader_epoch),
                          field("replicaNodes", &MetadataPartition::replica_nodes),
                          field("isrNodes", &MetadataPartition::isr_nodes),
                          field("offlineReplicas", &MetadataPartition::offline_replicas)};
    }
};

struct MetadataResponse {
    static constexpr ApiKey api = ApiKey::metadata;
    std::vector<MetadataBroker> brokers;
    NodeId controller_id{base::no_node};
    std::vector<MetadataTopic> topics;
    std::vector<MetadataPartition> partitions;
    static constexpr auto fields() {
        return std::tuple{field("brokers", &MetadataResponse::brokers),
                          field("controllerId", &MetadataResponse::controller_id),
                          field("topics", &MetadataResponse::topics),
                          field("partitions", &MetadataResponse::partitions)};
    }
};

}  // namespace brokerscope::protocol
