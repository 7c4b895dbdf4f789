// Facts about consumer groups (stated by their coordinator), producers and consumers.
#pragma once

#include "sim/journal/fact_words.h"

namespace brokerscope::journal {

// --- groups (stated by the coordinator) ----------------------------------------------------------

/// A broker has become (or is no longer) the coordinator of a partition of `__consumer_offsets`.
struct CoordinatorChanged {
    std::int32_t offsets_partition = 0;
    bool active = true;
    std::vector<std::string> groups;  // the groups that it found in the log
    static constexpr auto fields() {
        return std::tuple{field("offsetsPartition", &CoordinatorChanged::offsets_partition),
                          field("active", &CoordinatorChanged::active),
                          field("groups", &CoordinatorChanged::groups)};
    }
};

/// A group moved to another state, generation, protocol or leader.
struct GroupChanged {
    std::string group;
    GroupState state = GroupState::empty;
    GenerationId generation;
    std::string protocol;  // the assignor in use; "" before the first generation
    std::string leader;    // member id
    std::string reason;    // Kafka's own words, for people
    static constexpr auto fields() {
        return std::tuple{field("groupId", &GroupChanged::group),
                          field("state", &GroupChanged::state),
                          field("generationId", &GroupChanged::generation),
                          field("protocolName", &GroupChanged::protocol),
                          field("leader", &GroupChanged::leader),
                          field("reason", &GroupChanged::reason)};
    }
};

/// A member is known to its group's coordinator.
struct MemberJoined {
    std::string group;
    std::string member;
    NodeId client;  // the consumer process behind it; no_node when it is a raw client
    Duration session_timeout;
    Duration rebalance_timeout;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &MemberJoined::group),
                          field("memberId", &MemberJoined::member),
                          field("client", &MemberJoined::client),
                          field("sessionTimeout", &MemberJoined::session_timeout),
                          field("rebalanceTimeout", &MemberJoined::rebalance_timeout)};
    }
};

/// A member is no longer in its group.
struct MemberRemoved {
    std::string group;
    std::string member;
    MemberRemovalReason reason = MemberRemovalReason::left;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &MemberRemoved::group),
                          field("memberId", &MemberRemoved::member),
                          field("reason", &MemberRemoved::reason)};
    }
};

struct MemberPartitions {
    std::string member;
    std::vector<PartitionId> partitions;
    friend bool operator==(const MemberPartitions&, const MemberPartitions&) = default;
    static constexpr auto fields() {
        return std::tuple{field("memberId", &MemberPartitions::member),
                          field("partitions", &MemberPartitions::partitions)};
    }
};

/// The assignment of a generation was written to `__consumer_offsets` and holds from now on.
struct GroupAssigned {
    std::string group;
    GenerationId generation;
    std::vector<MemberPartitions> members;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &GroupAssigned::group),
                          field("generationId", &GroupAssigned::generation),
                          field("members", &GroupAssigned::members)};
    }
};

/// The group's committed offset of a partition: where the next owner will go on.
struct OffsetCommitted {
    std::string group;
    PartitionId partition;
    Offset offset;
    std::string member;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &OffsetCommitted::group),
                          field("partition", &OffsetCommitted::partition),
                          field("committedOffset", &OffsetCommitted::offset),
                          field("memberId", &OffsetCommitted::member)};
    }
};

// --- clients -------------------------------------------------------------------------------------

/// The producer's send() accepted records of one partition; they wait in its accumulator.
struct RecordsAccepted {
    PartitionId partition;
    std::int64_t first_number = 0;
    std::vector<RecordSlice> records;
    static constexpr auto fields() {
        return std::tuple{field("partition", &RecordsAccepted::partition),
                          field("firstNumber", &RecordsAccepted::first_number),
                          field("records", &RecordsAccepted::records)};
    }
};

/// send() refused records (no metadata, no memory, too large): the application knows.
struct SendRefused {
    std::int32_t records = 0;
    kafka::ErrorCode error{};
    std::string reason;
    static constexpr auto fields() {
        return std::tuple{field("records", &SendRefused::records),
                          field("errorCode", &SendRefused::error),
                          field("reason", &SendRefused::reason)};
    }
};

/// What became of a producer's batch: it was sent, will be tried again, was acknowledged, or
/// failed.
struct BatchProgress {
    PartitionId partition;
    std::int64_t first_number = 0;
    std::int32_t records = 0;
    BatchState state = BatchState::sent;
    std::int32_t attempt = 1;
    kafka::ErrorCode error{};             // of a retry or failure
    Offset base_offset{base::no_offset};  // of an acknowledgement; no_offset with acks=0
    static constexpr auto fields() {
        return std::tuple{field("partition", &BatchProgress::partition),
                          field("firstNumber", &BatchProgress::first_number),
                          field("records", &BatchProgress::records),
                          field("state", &BatchProgress::state),
                          field("attempt", &BatchProgress::attempt),
                          field("errorCode", &BatchProgress::error),
                          field("baseOffset", &BatchProgress::base_offset)};
    }
};

/// The consumer's own view of its membership changed.
struct ConsumerStateChanged {
    std::string group;
    ConsumerState state = ConsumerState::unjoined;
    std::string member;
    GenerationId generation;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &ConsumerStateChanged::group),
                          field("state", &ConsumerStateChanged::state),
                          field("memberId", &ConsumerStateChanged::member),
                          field("generationId", &ConsumerStateChanged::generation)};
    }
};

/// The consumer owns these partitions now (all of them are listed; empty: it owns nothing).
struct OwnershipChanged {
    std::string group;
    GenerationId generation;
    std::vector<PartitionId> partitions;
    OwnershipReason reason = OwnershipReason::assigned;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &OwnershipChanged::group),
                          field("generationId", &OwnershipChanged::generation),
                          field("partitions", &OwnershipChanged::partitions),
                          field("reason", &OwnershipChanged::reason)};
    }
};

/// The consumer will go on reading here: a committed offset, a reset, or its own progress after
/// delivery.
struct PositionSet {
    std::string group;
    PartitionId partition;
    Offset position;
    PositionReason reason = PositionReason::committed;
    static constexpr auto fields() {
        return std::tuple{
            field("groupId", &PositionSet::group), field("partition", &PositionSet::partition),
            field("position", &PositionSet::position), field("reason", &PositionSet::reason)};
    }
};

/// poll() gave these records to the application; the position is behind them now.
struct RecordsDelivered {
    std::string group;
    PartitionId partition;
    Offset first;
    Offset last;  // included
    static constexpr auto fields() {
        return std::tuple{field("groupId", &RecordsDelivered::group),
                          field("partition", &RecordsDelivered::partition),
                          field("firstOffset", &RecordsDelivered::first),
                          field("lastOffset", &RecordsDelivered::last)};
    }
};

/// A raw client got the answer that it was waiting for, or none.
struct RawAnswer {
    std::int64_t request = 0;  // number of the raw request in its scenario
    kafka::ApiKey api{};
    bool answered = false;
    PackedValue body;
    static constexpr auto fields() {
        return std::tuple{field("request", &RawAnswer::request), field("apiKey", &RawAnswer::api),
                          field("answered", &RawAnswer::answered), field("body", &RawAnswer::body)};
    }
};

}  // namespace brokerscope::journal
