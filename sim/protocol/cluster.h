// Between brokers and the controller: BROKER_REGISTRATION, BROKER_HEARTBEAT, ALTER_PARTITION; and
// CREATE_TOPICS.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/protocol/common.h"

namespace brokerscope::protocol {

/// incarnationId: another number for every start of the process.
struct BrokerRegistrationRequest {
    static constexpr ApiKey api = ApiKey::broker_registration;
    NodeId broker_id{base::no_node};
    std::string cluster_id;
    std::int64_t incarnation_id = 0;
    std::string rack;
    BrokerEpoch previous_broker_epoch{base::no_broker_epoch};
    static constexpr auto fields() {
        return std::tuple{
            field("brokerId", &BrokerRegistrationRequest::broker_id),
            field("clusterId", &BrokerRegistrationRequest::cluster_id),
            field("incarnationId", &BrokerRegistrationRequest::incarnation_id),
            field("rack", &BrokerRegistrationRequest::rack),
            field("previousBrokerEpoch", &BrokerRegistrationRequest::previous_broker_epoch)};
    }
};

struct BrokerRegistrationResponse {
    static constexpr ApiKey api = ApiKey::broker_registration;
    ErrorCode error = ErrorCode::none;
    BrokerEpoch broker_epoch{base::no_broker_epoch};
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &BrokerRegistrationResponse::error),
                          field("brokerEpoch", &BrokerRegistrationResponse::broker_epoch)};
    }
};

/// currentMetadataOffset: the newest metadata offset that the broker has applied. offlineReplicas
/// stands for Kafka's ids of log directories, which the controller would look up: the broker's
/// replicas in directories that it cannot use.
struct BrokerHeartbeatRequest {
    static constexpr ApiKey api = ApiKey::broker_heartbeat;
    NodeId broker_id{base::no_node};
    BrokerEpoch broker_epoch{base::no_broker_epoch};
    Offset current_metadata_offset{base::no_offset};
    bool want_fence = false;
    bool want_shut_down = false;
    std::vector<PartitionId> offline_replicas = {};
    static constexpr auto fields() {
        return std::tuple{
            field("brokerId", &BrokerHeartbeatRequest::broker_id),
            field("brokerEpoch", &BrokerHeartbeatRequest::broker_epoch),
            field("currentMetadataOffset", &BrokerHeartbeatRequest::current_metadata_offset),
            field("wantFence", &BrokerHeartbeatRequest::want_fence),
            field("wantShutDown", &BrokerHeartbeatRequest::want_shut_down),
            field("offlineReplicas", &BrokerHeartbeatRequest::offline_replicas)};
    }
};

struct BrokerHeartbeatResponse {
    static constexpr ApiKey api = ApiKey::broker_heartbeat;
    ErrorCode error = ErrorCode::none;
    bool is_caught_up = false;
    bool is_fenced = true;
    bool should_shut_down = false;
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &BrokerHeartbeatResponse::error),
                          field("isCaughtUp", &BrokerHeartbeatResponse::is_caught_up),
                          field("isFenced", &BrokerHeartbeatResponse::is_fenced),
                          field("shouldShutDown", &BrokerHeartbeatResponse::should_shut_down)};
    }
};

struct BrokerIdAndEpoch {
    friend bool operator==(const BrokerIdAndEpoch&, const BrokerIdAndEpoch&) = default;
    NodeId broker_id{base::no_node};
    BrokerEpoch broker_epoch{base::no_broker_epoch};
    static constexpr auto fields() {
        return std::tuple{field("brokerId", &BrokerIdAndEpoch::broker_id),
                          field("brokerEpoch", &BrokerIdAndEpoch::broker_epoch)};
    }
};

struct AlterPartitionPartition {
    TopicId topic;
    std::int32_t partition = 0;
    LeaderEpoch leader_epoch{base::no_leader_epoch};
    PartitionEpoch partition_epoch;
    std::vector<BrokerIdAndEpoch> new_isr;
    std::int8_t leader_recovery_state = 0;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{
            field("topic", &AlterPartitionPartition::topic),
            field("partition", &AlterPartitionPartition::partition),
            field("leaderEpoch", &AlterPartitionPartition::leader_epoch),
            field("partitionEpoch", &AlterPartitionPartition::partition_epoch),
            field("newIsr", &AlterPartitionPartition::new_isr),
            field("leaderRecoveryState", &AlterPartitionPartition::leader_recovery_state)};
    }
};

struct AlterPartitionRequest {
    static constexpr ApiKey api = ApiKey::alter_partition;
    NodeId broker_id{base::no_node};
    BrokerEpoch broker_epoch{base::no_broker_epoch};
    std::vector<AlterPartitionPartition> partitions;
    static constexpr auto fields() {
        return std::tuple{field("brokerId", &AlterPartitionRequest::broker_id),
                          field("brokerEpoch", &AlterPartitionRequest::broker_epoch),
                          field("partitions", &AlterPartitionRequest::partitions)};
    }
};

struct AlterPartitionPartitionResponse {
    TopicId topic;
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::none;
    NodeId leader_id{base::no_node};
    LeaderEpoch leader_epoch{base::no_leader_epoch};
    std::vector<NodeId> isr;
    std::int8_t leader_recovery_state = 0;
    PartitionEpoch partition_epoch;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{
            field("topic", &AlterPartitionPartitionResponse::topic),
            field("partition", &AlterPartitionPartitionResponse::partition),
            field("errorCode", &AlterPartitionPartitionResponse::error),
            field("leaderId", &AlterPartitionPartitionResponse::leader_id),
            field("leaderEpoch", &AlterPartitionPartitionResponse::leader_epoch),
            field("isr", &AlterPartitionPartitionResponse::isr),
            field("leaderRecoveryState", &AlterPartitionPartitionResponse::leader_recovery_state),
            field("partitionEpoch", &AlterPartitionPartitionResponse::partition_epoch)};
    }
};

struct AlterPartitionResponse {
    static constexpr ApiKey api = ApiKey::alter_partition;
    ErrorCode error = ErrorCode::none;
    std::vector<AlterPartitionPartitionResponse> partitions;
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &AlterPartitionResponse::error),
                          field("partitions", &AlterPartitionResponse::partitions)};
    }
};

struct CreatableReplicaAssignment {
    std::int32_t partition_index = 0;
    std::vector<NodeId> broker_ids;
    static constexpr auto fields() {
        return std::tuple{field("partitionIndex", &CreatableReplicaAssignment::partition_index),
                          field("brokerIds", &CreatableReplicaAssignment::broker_ids)};
    }
};

struct CreatableTopicConfig {
    std::string name;
    std::optional<std::string> value;
    static constexpr auto fields() {
        return std::tuple{field("name", &CreatableTopicConfig::name),
                          field("value", &CreatableTopicConfig::value)};
    }
};

/// numPartitions and replicationFactor -1: the broker's default, or given by assignments.
struct CreatableTopic {
    std::string name;
    std::int32_t num_partitions = -1;
    std::int16_t replication_factor = -1;
    std::vector<CreatableReplicaAssignment> assignments;
    std::vector<CreatableTopicConfig> configs;
    static constexpr auto fields() {
        return std::tuple{field("name", &CreatableTopic::name),
                          field("numPartitions", &CreatableTopic::num_partitions),
                          field("replicationFactor", &CreatableTopic::replication_factor),
                          field("assignments", &CreatableTopic::assignments),
                          field("configs", &CreatableTopic::configs)};
    }
};

struct CreateTopicsRequest {
    static constexpr ApiKey api = ApiKey::create_topics;
    std::vector<CreatableTopic> topics;
    std::int32_t timeout_ms = 30'000;
    bool validate_only = false;
    static constexpr auto fields() {
        return std::tuple{field("topics", &CreateTopicsRequest::topics),
                          field("timeoutMs", &CreateTopicsRequest::timeout_ms),
                          field("validateOnly", &CreateTopicsRequest::validate_only)};
    }
};

struct CreatableTopicResult {
    std::string name;
    TopicId topic_id;
    ErrorCode error = ErrorCode::none;
    std::optional<std::string> error_message;
    std::int32_t num_partitions = -1;
    std::int16_t replication_factor = -1;
    static constexpr auto fields() {
        return std::tuple{field("name", &CreatableTopicResult::name),
                          field("topicId", &CreatableTopicResult::topic_id),
                          field("errorCode", &CreatableTopicResult::error),
                          field("errorMessage", &CreatableTopicResult::error_message),
                          field("numPartitions", &CreatableTopicResult::num_partitions),
                          field("replicationFactor", &CreatableTopicResult::replication_factor)};
    }
};

struct CreateTopicsResponse {
    static constexpr ApiKey api = ApiKey::create_topics;
    std::vector<CreatableTopicResult> topics;
    static constexpr auto fields() {
        return std::tuple{field("topics", &CreateTopicsResponse::topics)};
    }
};

}  // namespace brokerscope::protocol
