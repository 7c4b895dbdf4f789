// DESCRIBE_PRODUCERS and DESCRIBE_LOG_DIRS: what a broker knows of the producers of a partition,
// and how its logs fill its directories.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/protocol/common.h"

namespace brokerscope::protocol {

struct TopicPartition {
    TopicId topic;
    std::int32_t partition = 0;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{field("topic", &TopicPartition::topic),
                          field("partition", &TopicPartition::partition)};
    }
};

struct DescribeProducersRequest {
    static constexpr ApiKey api = ApiKey::describe_producers;
    std::vector<TopicPartition> partitions;
    static constexpr auto fields() {
        return std::tuple{field("partitions", &DescribeProducersRequest::partitions)};
    }
};

/// coordinatorEpoch -1: no marker yet; currentTxnStartOffset -1: no open transaction.
struct ActiveProducer {
    base::ProducerId producer_id{base::no_producer_id};
    std::int32_t producer_epoch = -1;
    std::int32_t last_sequence = -1;
    std::int64_t last_timestamp_ms = -1;
    std::int32_t coordinator_epoch = -1;
    Offset current_txn_start_offset{base::no_offset};
    static constexpr auto fields() {
        return std::tuple{
            field("producerId", &ActiveProducer::producer_id),
            field("producerEpoch", &ActiveProducer::producer_epoch),
            field("lastSequence", &ActiveProducer::last_sequence),
            field("lastTimestamp", &ActiveProducer::last_timestamp_ms),
            field("coordinatorEpoch", &ActiveProducer::coordinator_epoch),
            field("currentTxnStartOffset", &ActiveProducer::current_txn_start_offset)};
    }
};

struct DescribeProducersPartitionResponse {
    TopicId topic;
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::none;
    std::optional<std::string> error_message;
    std::vector<ActiveProducer> active_producers;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{
            field("topic", &DescribeProducersPartitionResponse::topic),
            field("partition", &DescribeProducersPartitionResponse::partition),
            field("errorCode", &DescribeProducersPartitionResponse::error),
            field("errorMessage", &DescribeProducersPartitionResponse::error_message),
            field("activeProducers", &DescribeProducersPartitionResponse::active_producers)};
    }
};

struct DescribeProducersResponse {
    static constexpr ApiKey api = ApiKey::describe_producers;
    std::vector<DescribeProducersPartitionResponse> partitions;
    static constexpr auto fields() {
        return std::tuple{field("partitions", &DescribeProducersResponse::partitions)};
    }
};

/// partitions absent: all of them.
struct DescribeLogDirsRequest {
    static constexpr ApiKey api = ApiKey::describe_log_dirs;
    std::optional<std::vector<TopicPartition>> partitions;
    static constexpr auto fields() {
        return std::tuple{field("partitions", &DescribeLogDirsRequest::partitions)};
    }
};

/// offsetLag: how far the log's end is behind the high watermark.
struct DescribeLogDirsPartition {
    TopicId topic;
    std::int32_t partition = 0;
    std::int64_t partition_size = 0;
    std::int64_t offset_lag = 0;
    bool is_future_key = false;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{field("topic", &DescribeLogDirsPartition::topic),
                          field("partition", &DescribeLogDirsPartition::partition),
                          field("partitionSize", &DescribeLogDirsPartition::partition_size),
                          field("offsetLag", &DescribeLogDirsPartition::offset_lag),
                          field("isFutureKey", &DescribeLogDirsPartition::is_future_key)};
    }
};

struct DescribeLogDirsResult {
    ErrorCode error = ErrorCode::none;
    std::string log_dir;
    std::vector<DescribeLogDirsPartition> partitions;
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &DescribeLogDirsResult::error),
                          field("logDir", &DescribeLogDirsResult::log_dir),
                          field("partitions", &DescribeLogDirsResult::partitions)};
    }
};

struct DescribeLogDirsResponse {
    static constexpr ApiKey api = ApiKey::describe_log_dirs;
    ErrorCode error = ErrorCode::none;
    std::vector<DescribeLogDirsResult> results;
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &DescribeLogDirsResponse::error),
                          field("results", &DescribeLogDirsResponse::results)};
    }
};

}  // namespace brokerscope::protocol
