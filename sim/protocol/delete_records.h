// DELETE_RECORDS: an administrator moves the start of a log forward, by hand.
#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "sim/protocol/common.h"

namespace brokerscope::protocol {

/// offset -1: up to the high watermark.
struct DeleteRecordsPartition {
    TopicId topic;
    std::int32_t partition = 0;
    Offset offset{base::no_offset};
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{field("topic", &DeleteRecordsPartition::topic),
                          field("partition", &DeleteRecordsPartition::partition),
                          field("offset", &DeleteRecordsPartition::offset)};
    }
};

struct DeleteRecordsRequest {
    static constexpr ApiKey api = ApiKey::delete_records;
    std::vector<DeleteRecordsPartition> partitions;
    std::int32_t timeout_ms = 30'000;
    static constexpr auto fields() {
        return std::tuple{field("partitions", &DeleteRecordsRequest::partitions),
                          field("timeoutMs", &DeleteRecordsRequest::timeout_ms)};
    }
};

/// lowWatermark: the smallest log start offset among the replicas; -1 with an error.
struct DeleteRecordsPartitionResponse {
    TopicId topic;
    std::int32_t partition = 0;
    Offset low_watermark{base::no_offset};
    ErrorCode error = ErrorCode::none;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{field("topic", &DeleteRecordsPartitionResponse::topic),
                          field("partition", &DeleteRecordsPartitionResponse::partition),
                          field("lowWatermark", &DeleteRecordsPartitionResponse::low_watermark),
                          field("errorCode", &DeleteRecordsPartitionResponse::error)};
    }
};

struct DeleteRecordsResponse {
    static constexpr ApiKey api = ApiKey::delete_records;
    std::vector<DeleteRecordsPartitionResponse> partitions;
    static constexpr auto fields() {
        return std::tuple{field("partitions", &DeleteRecordsResponse::partitions)};
    }
};

}  // namespace brokerscope::protocol
