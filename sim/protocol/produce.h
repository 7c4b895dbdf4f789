// PRODUCE: a client asks a partition leader to append batches.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/log/record_batch.h"
#include "sim/protocol/common.h"

namespace brokerscope::protocol {

/// Absent batches are null records, which no client sends: such a request is never answered.
struct ProducePartition {
    TopicId topic;
    std::int32_t partition = 0;
    std::optional<std::vector<log::RecordBatch>> batches;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{field("topic", &ProducePartition::topic),
                          field("partition", &ProducePartition::partition),
                          field("batches", &ProducePartition::batches)};
    }
};

/// acks: 0 = no answer, 1 = after the leader's append, -1 = after all in-sync replicas have it.
struct ProduceRequest {
    static constexpr ApiKey api = ApiKey::produce;
    std::optional<std::string> transactional_id;
    std::int16_t acks = -1;
    std::int32_t timeout_ms = 30'000;
    std::vector<ProducePartition> partitions;
    static constexpr auto fields() {
        return std::tuple{field("transactionalId", &ProduceRequest::transactional_id),
                          field("acks", &ProduceRequest::acks),
                          field("timeoutMs", &ProduceRequest::timeout_ms),
                          field("partitions", &ProduceRequest::partitions)};
    }
};

/// What is wrong with one record of a refused batch.
struct BatchIndexAndErrorMessage {
    friend bool operator==(const BatchIndexAndErrorMessage&,
                           const BatchIndexAndErrorMessage&) = default;
    std::int32_t batch_index = 0;
    std::optional<std::string> batch_index_error_message;
    static constexpr auto fields() {
        return std::tuple{
            field("batchIndex", &BatchIndexAndErrorMessage::batch_index),
            field("batchIndexErrorMessage", &BatchIndexAndErrorMessage::batch_index_error_message)};
    }
};

struct ProducePartitionResponse {
    TopicId topic;
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::none;
    std::optional<std::string> error_message;
    Offset base_offset{base::no_offset};
    Offset log_start_offset{base::no_offset};
    std::int64_t log_append_time_ms = -1;
    std::vector<BatchIndexAndErrorMessage> record_errors;
    std::optional<LeaderIdAndEpoch> current_leader;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{field("topic", &ProducePartitionResponse::topic),
                          field("partition", &ProducePartitionResponse::partition),
                          field("errorCode", &ProducePartitionResponse::error),
                          field("errorMessage", &ProducePartitionResponse::error_message),
                          field("baseOffset", &ProducePartitionResponse::base_offset),
                          field("logStartOffset", &ProducePartitionResponse::log_start_offset),
                          field("logAppendTimeMs", &ProducePartitionResponse::log_append_time_ms),
                          field("recordErrors", &ProducePartitionResponse::record_errors),
                          field("currentLeader", &ProducePartitionResponse::current_leader)};
    }
};

struct ProduceResponse {
    static constexpr ApiKey api = ApiKey::produce;
    std::vector<ProducePartitionResponse> partitions;
    static constexpr auto fields() {
        return std::tuple{field("partitions", &ProduceResponse::partitions)};
    }
};

}  // namespace brokerscope::protocol
