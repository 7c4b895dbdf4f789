// Facts about replicas and their logs, and what the controller decides about them.
#pragma once

#include "sim/journal/fact_words.h"

namespace brokerscope::journal {

// --- logs ----------------------------------------------------------------------------------------

/// What identifies a batch wherever it is copied.
struct BatchStamp {
    Offset base_offset;
    Offset last_offset;
    LeaderEpoch leader_epoch;
    std::int32_t bytes = 0;
    std::uint32_t crc = 0;
    NodeId origin_client{base::no_node};  // whose records these are; no_node: not a client's
    std::int64_t origin_first = -1;  // that client's number of the first record in this partition
    bool is_control = false;
    ProducerId producer_id{base::no_producer_id};
    std::int16_t producer_epoch = -1;
    std::int32_t base_sequence = -1;
    std::int32_t record_count = 0;       // of those that are left in it
    std::int64_t max_timestamp_ms = -1;  // -1: its records carry no time
    bool is_log_append_time = false;     // the leader's clock, not the client's
    bool is_transactional = false;
    /// When the cleaner may take its tombstones, or the marker that it is (ST-27).
    std::optional<std::int64_t> delete_horizon_ms{};
    friend bool operator==(const BatchStamp&, const BatchStamp&) = default;
    static constexpr auto fields() {
        return std::tuple{field("baseOffset", &BatchStamp::base_offset),
                          field("lastOffset", &BatchStamp::last_offset),
                          field("partitionLeaderEpoch", &BatchStamp::leader_epoch),
                          field("sizeInBytes", &BatchStamp::bytes),
                          field("crc", &BatchStamp::crc),
                          field("originClient", &BatchStamp::origin_client),
                          field("originFirst", &BatchStamp::origin_first),
                          field("isControl", &BatchStamp::is_control),
                          field("producerId", &BatchStamp::producer_id),
                          field("producerEpoch", &BatchStamp::producer_epoch),
                          field("baseSequence", &BatchStamp::base_sequence),
                          field("recordCount", &BatchStamp::record_count),
                          field("maxTimestamp", &BatchStamp::max_timestamp_ms),
                          field("isLogAppendTime", &BatchStamp::is_log_append_time),
                          field("isTransactional", &BatchStamp::is_transactional),
                          field("deleteHorizonMs", &BatchStamp::delete_horizon_ms)};
    }
};

/// A broker opened its replica of a partition: a new one, or what its disk still holds after a
/// restart.
struct ReplicaOpened {
    PartitionId partition;
    Offset log_start;
    Offset log_end;
    Offset high_watermark;
    std::vector<SegmentStamp> segments;
    static constexpr auto fields() {
        return std::tuple{field("partition", &ReplicaOpened::partition),
                          field("logStartOffset", &ReplicaOpened::log_start),
                          field("logEndOffset", &ReplicaOpened::log_end),
                          field("highWatermark", &ReplicaOpened::high_watermark),
                          field("segments", &ReplicaOpened::segments)};
    }
};

/// A replica took a role in a leader epoch.
struct ReplicaRoleTaken {
    PartitionId partition;
    ReplicaRole role = ReplicaRole::follower;
    NodeId leader{base::no_node};
    LeaderEpoch leader_epoch;
    static constexpr auto fields() {
        return std::tuple{field("partition", &ReplicaRoleTaken::partition),
                          field("role", &ReplicaRoleTaken::role),
                          field("leader", &ReplicaRoleTaken::leader),
                          field("leaderEpoch", &ReplicaRoleTaken::leader_epoch)};
    }
};

/// The leader appended a batch to its log.
struct LeaderAppended {
    PartitionId partition;
    BatchStamp batch;
    std::vector<RecordSlice> records;
    static constexpr auto fields() {
        return std::tuple{field("partition", &LeaderAppended::partition),
                          field("batch", &LeaderAppended::batch),
                          field("records", &LeaderAppended::records)};
    }
};

/// A follower appended batches as it fetched them from its leader.
struct FollowerAppended {
    PartitionId partition;
    std::vector<BatchStamp> batches;
    static constexpr auto fields() {
        return std::tuple{field("partition", &FollowerAppended::partition),
                          field("batches", &FollowerAppended::batches)};
    }
};

/// A replica cut its log: everything from this offset on is gone from it.
struct LogTruncated {
    PartitionId partition;
    Offset to;    // the new log end offset
    Offset from;  // the log end offset before
    TruncationReason reason = TruncationReason::diverging_epoch;
    std::vector<SegmentStamp> segments;  // what is left
    static constexpr auto fields() {
        return std::tuple{field("partition", &LogTruncated::partition),
                          field("to", &LogTruncated::to), field("from", &LogTruncated::from),
                          field("reason", &LogTruncated::reason),
                          field("segments", &LogTruncated::segments)};
    }
};

/// What lay in the page cache up to this offset is on the disk.
struct LogFlushed {
    PartitionId partition;
    Offset up_to;
    static constexpr auto fields() {
        return std::tuple{field("partition", &LogFlushed::partition),
                          field("upTo", &LogFlushed::up_to)};
    }
};

/// A replica's high watermark moved: records below it may be read and are safe from a clean
/// election.
struct HighWatermarkMoved {
    PartitionId partition;
    Offset to;
    static constexpr auto fields() {
        return std::tuple{field("partition", &HighWatermarkMoved::partition),
                          field("highWatermark", &HighWatermarkMoved::to)};
    }
};

// --- controller ----------------------------------------------------------------------------------

/// A controller leads the metadata quorum in this epoch.
struct ControllerElected {
    std::int32_t epoch = 0;
    static constexpr auto fields() { return std::tuple{field("epoch", &ControllerElected::epoch)}; }
};

/// The controller wrote records to `__cluster_metadata`.
struct MetadataAppended {
    Offset base_offset;
    std::vector<std::string> types;  // Kafka's record names, one a record
    static constexpr auto fields() {
        return std::tuple{field("baseOffset", &MetadataAppended::base_offset),
                          field("types", &MetadataAppended::types)};
    }
};

/// A broker has applied the metadata log up to here.
struct MetadataApplied {
    Offset up_to;  // the next offset to apply
    static constexpr auto fields() { return std::tuple{field("upTo", &MetadataApplied::up_to)}; }
};

/// The controller registered a broker's incarnation; it is fenced until it has caught up.
struct BrokerRegistered {
    NodeId broker;
    BrokerEpoch epoch;
    static constexpr auto fields() {
        return std::tuple{field("brokerId", &BrokerRegistered::broker),
                          field("brokerEpoch", &BrokerRegistered::epoch)};
    }
};

/// The controller fenced a broker (nobody may lead or be in an ISR there), unfenced it, or lets it
/// leave.
struct BrokerFencing {
    NodeId broker;
    FencingState state = FencingState::fenced;
    static constexpr auto fields() {
        return std::tuple{field("brokerId", &BrokerFencing::broker),
                          field("state", &BrokerFencing::state)};
    }
};

/// A topic exists from now on.
struct TopicCreated {
    TopicId topic;
    std::string name;
    std::int32_t partitions = 0;
    std::int32_t replication = 0;
    bool internal = false;
    std::vector<ConfigValue> config;
    static constexpr auto fields() {
        return std::tuple{field("topicId", &TopicCreated::topic),
                          field("name", &TopicCreated::name),
                          field("numPartitions", &TopicCreated::partitions),
                          field("replicationFactor", &TopicCreated::replication),
                          field("isInternal", &TopicCreated::internal),
                          field("config", &TopicCreated::config)};
    }
};

/// The controller decided who leads a partition and who is in its ISR.
struct PartitionChanged {
    PartitionId partition;
    PartitionChangeReason reason = PartitionChangeReason::created;
    NodeId leader{base::no_node};
    LeaderEpoch leader_epoch;
    PartitionEpoch partition_epoch;
    std::vector<NodeId> replicas;
    std::vector<NodeId> isr;
    static constexpr auto fields() {
        return std::tuple{field("partition", &PartitionChanged::partition),
                          field("reason", &PartitionChanged::reason),
                          field("leader", &PartitionChanged::leader),
                          field("leaderEpoch", &PartitionChanged::leader_epoch),
                          field("partitionEpoch", &PartitionChanged::partition_epoch),
                          field("replicas", &PartitionChanged::replicas),
                          field("isr", &PartitionChanged::isr)};
    }
};

/// The metadata log's high watermark moved, or is where a controller that has just started finds
/// it: what lies below is on a majority of disks, and brokers may apply it.
struct MetadataCommitted {
    Offset high_watermark;
    static constexpr auto fields() {
        return std::tuple{field("highWatermark", &MetadataCommitted::high_watermark)};
    }
};

}  // namespace brokerscope::journal
