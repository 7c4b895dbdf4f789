// DELETE_TOPICS and CREATE_PARTITIONS: what becomes of topics that exist. (CREATE_TOPICS is in
// cluster.h.)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/protocol/common.h"

namespace brokerscope::protocol {

/// By name, or by id where there is none.
struct DeleteTopicState {
    std::optional<std::string> name;
    TopicId topic_id{-1};
    static constexpr auto fields() {
        return std::tuple{field("name", &DeleteTopicState::name),
                          field("topicId", &DeleteTopicState::topic_id)};
    }
};

struct DeleteTopicsRequest {
    static constexpr ApiKey api = ApiKey::delete_topics;
    std::vector<DeleteTopicState> topics;
    std::int32_t timeout_ms = 30'000;
    static constexpr auto fields() {
        return std::tuple{field("topics", &DeleteTopicsRequest::topics),
                          field("timeoutMs", &DeleteTopicsRequest::timeout_ms)};
    }
};

struct DeletableTopicResult {
    std::optional<std::string> name;
    TopicId topic_id{-1};
    ErrorCode error = ErrorCode::none;
    std::optional<std::string> error_message;
    static constexpr auto fields() {
        return std::tuple{field("name", &DeletableTopicResult::name),
                          field("topicId", &DeletableTopicResult::topic_id),
                          field("errorCode", &DeletableTopicResult::error),
                          field("errorMessage", &DeletableTopicResult::error_message)};
    }
};

struct DeleteTopicsResponse {
    static constexpr ApiKey api = ApiKey::delete_topics;
    std::vector<DeletableTopicResult> responses;
    static constexpr auto fields() {
        return std::tuple{field("responses", &DeleteTopicsResponse::responses)};
    }
};

struct CreatePartitionsAssignment {
    std::vector<NodeId> broker_ids;
    static constexpr auto fields() {
        return std::tuple{field("brokerIds", &CreatePartitionsAssignment::broker_ids)};
    }
};

/// count: how many partitions the topic shall have in all. Assignments, where given, are those of
/// the new partitions.
struct CreatePartitionsTopic {
    std::string name;
    std::int32_t count = 0;
    std::optional<std::vector<CreatePartitionsAssignment>> assignments;
    static constexpr auto fields() {
        return std::tuple{field("name", &CreatePartitionsTopic::name),
                          field("count", &CreatePartitionsTopic::count),
                          field("assignments", &CreatePartitionsTopic::assignments)};
    }
};

struct CreatePartitionsRequest {
    static constexpr ApiKey api = ApiKey::create_partitions;
    std::vector<CreatePartitionsTopic> topics;
    std::int32_t timeout_ms = 30'000;
    bool validate_only = false;
    static constexpr auto fields() {
        return std::tuple{field("topics", &CreatePartitionsRequest::topics),
                          field("timeoutMs", &CreatePartitionsRequest::timeout_ms),
                          field("validateOnly", &CreatePartitionsRequest::validate_only)};
    }
};

struct CreatePartitionsTopicResult {
    std::string name;
    ErrorCode error = ErrorCode::none;
    std::optional<std::string> error_message;
    static constexpr auto fields() {
        return std::tuple{field("name", &CreatePartitionsTopicResult::name),
                          field("errorCode", &CreatePartitionsTopicResult::error),
                          field("errorMessage", &CreatePartitionsTopicResult::error_message)};
    }
};

struct CreatePartitionsResponse {
    static constexpr ApiKey api = ApiKey::create_partitions;
    std::vector<CreatePartitionsTopicResult> results;
    static constexpr auto fields() {
        return std::tuple{field("results", &CreatePartitionsResponse::results)};
    }
};

}  // namespace brokerscope::protocol
