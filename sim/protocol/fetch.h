// FETCH: consumers read committed records, followers copy their leader, observers the metadata log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/log/record_batch.h"
#include "sim/protocol/common.h"

namespace brokerscope::protocol {

/// lastFetchedEpoch: epoch of the last record the replica holds; the leader answers with a
/// divergingEpoch when it does not match (KIP-595). Consumers leave it at -1.
struct FetchPartition {
    TopicId topic;
    std::int32_t partition = 0;
    LeaderEpoch current_leader_epoch{base::no_leader_epoch};
    Offset fetch_offset{0};
    LeaderEpoch last_fetched_epoch{base::no_leader_epoch};
    Offset log_start_offset{base::no_offset};
    std::int32_t partition_max_bytes = 1'048'576;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{field("topic", &FetchPartition::topic),
                          field("partition", &FetchPartition::partition),
                          field("currentLeaderEpoch", &FetchPartition::current_leader_epoch),
                          field("fetchOffset", &FetchPartition::fetch_offset),
                          field("lastFetchedEpoch", &FetchPartition::last_fetched_epoch),
                          field("logStartOffset", &FetchPartition::log_start_offset),
                          field("partitionMaxBytes", &FetchPartition::partition_max_bytes)};
    }
};

/// A partition that leaves the fetch session.
struct ForgottenTopic {
    TopicId topic;
    std::int32_t partition = 0;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{field("topic", &ForgottenTopic::topic),
                          field("partition", &ForgottenTopic::partition)};
    }
};

/// replicaId: -1 for a consumer, otherwise the follower (or observer) that asks.
/// sessionId, sessionEpoch: (0, -1) no session, (0, 0) a new one (KIP-227); in a session only what
/// changes is in `partitions` and `forgottenTopicsData`.
struct FetchRequest {
    static constexpr ApiKey api = ApiKey::fetch;
    NodeId replica_id{base::no_node};
    BrokerEpoch replica_epoch{base::no_broker_epoch};
    std::int32_t max_wait_ms = 0;
    std::int32_t min_bytes = 1;
    std::int32_t max_bytes = 52'428'800;
    std::int8_t isolation_level = 0;
    std::int32_t session_id = 0;
    std::int32_t session_epoch = -1;
    std::string rack_id;
    std::vector<FetchPartition> partitions;
    std::vector<ForgottenTopic> forgotten_topics_data;
    static constexpr auto fields() {
        return std::tuple{field("replicaId", &FetchRequest::replica_id),
                          field("replicaEpoch", &FetchRequest::replica_epoch),
                          field("maxWaitMs", &FetchRequest::max_wait_ms),
                          field("minBytes", &FetchRequest::min_bytes),
                          field("maxBytes", &FetchRequest::max_bytes),
                          field("isolationLevel", &FetchRequest::isolation_level),
                          field("sessionId", &FetchRequest::session_id),
                          field("sessionEpoch", &FetchRequest::session_epoch),
                          field("rackId", &FetchRequest::rack_id),
                          field("partitions", &FetchRequest::partitions),
                          field("forgottenTopicsData", &FetchRequest::forgotten_topics_data)};
    }
};

struct EpochEndOffset {
    friend bool operator==(const EpochEndOffset&, const EpochEndOffset&) = default;
    LeaderEpoch epoch{base::no_leader_epoch};
    Offset end_offset{base::no_offset};
    static constexpr auto fields() {
        return std::tuple{field("epoch", &EpochEndOffset::epoch),
                          field("endOffset", &EpochEndOffset::end_offset)};
    }
};

/// For a read_committed reader: records of this producer from `first_offset` to its abort are not
/// to be seen.
struct AbortedTransaction {
    friend bool operator==(const AbortedTransaction&, const AbortedTransaction&) = default;
    base::ProducerId producer_id{base::no_producer_id};
    Offset first_offset{base::no_offset};
    static constexpr auto fields() {
        return std::tuple{field("producerId", &AbortedTransaction::producer_id),
                          field("firstOffset", &AbortedTransaction::first_offset)};
    }
};

/// recordsSizeInBytes: what the records take on the wire. More than the batches when one more was
/// cut off at the limit: its head travels too, and the reader ignores it (ST-15).
struct FetchPartitionResponse {
    TopicId topic;
    std::int32_t partition = 0;
    ErrorCode error = ErrorCode::none;
    Offset high_watermark{base::no_offset};
    Offset last_stable_offset{base::no_offset};
    Offset log_start_offset{base::no_offset};
    std::optional<EpochEndOffset> diverging_epoch;
    std::optional<LeaderIdAndEpoch> current_leader;
    std::optional<std::vector<AbortedTransaction>> aborted_transactions;
    std::vector<log::RecordBatch> batches;
    std::int64_t records_size_bytes = 0;
    PartitionId id() const { return {topic, partition}; }
    static constexpr auto fields() {
        return std::tuple{
            field("topic", &FetchPartitionResponse::topic),
            field("partition", &FetchPartitionResponse::partition),
            field("errorCode", &FetchPartitionResponse::error),
            field("highWatermark", &FetchPartitionResponse::high_watermark),
            field("lastStableOffset", &FetchPartitionResponse::last_stable_offset),
            field("logStartOffset", &FetchPartitionResponse::log_start_offset),
            field("divergingEpoch", &FetchPartitionResponse::diverging_epoch),
            field("currentLeader", &FetchPartitionResponse::current_leader),
            field("abortedTransactions", &FetchPartitionResponse::aborted_transactions),
            field("batches", &FetchPartitionResponse::batches),
            field("recordsSizeInBytes", &FetchPartitionResponse::records_size_bytes)};
    }
};

struct FetchResponse {
    static constexpr ApiKey api = ApiKey::fetch;
    ErrorCode error = ErrorCode::none;
    std::int32_t session_id = 0;
    std::vector<FetchPartitionResponse> partitions;
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &FetchResponse::error),
                          field("sessionId", &FetchResponse::session_id),
                          field("partitions", &FetchResponse::partitions)};
    }
};

}  // namespace brokerscope::protocol
