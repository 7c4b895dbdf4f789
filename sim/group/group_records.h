// What a group coordinator writes to `__consumer_offsets`: the group with its members and
// assignments, and committed offsets (rules GR-50, GR-62). They are all that a new coordinator has
// to go by.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "sim/base/bytes.h"
#include "sim/base/fields.h"
#include "sim/base/ids.h"
#include "sim/log/record_batch.h"

namespace brokerscope::group {

using base::Bytes;
using base::field;
using base::GenerationId;
using base::LeaderEpoch;
using base::NodeId;
using base::Offset;
using base::PartitionId;

struct StoredMember {
    std::string member_id;
    std::string client_id;
    NodeId client{base::no_node};
    std::int32_t session_timeout_ms = 0;
    std::int32_t rebalance_timeout_ms = 0;
    Bytes subscription;
    Bytes assignment;
    static constexpr auto fields() {
        return std::tuple{field("memberId", &StoredMember::member_id),
                          field("clientId", &StoredMember::client_id),
                          field("client", &StoredMember::client),
                          field("sessionTimeout", &StoredMember::session_timeout_ms),
                          field("rebalanceTimeout", &StoredMember::rebalance_timeout_ms),
                          field("subscription", &StoredMember::subscription),
                          field("assignment", &StoredMember::assignment)};
    }
};

/// Key: the group. Without members the group is Empty.
struct GroupMetadataRecord {
    std::string group;
    std::string protocol_type;
    std::string protocol;
    std::string leader;
    GenerationId generation{0};
    std::vector<StoredMember> members;
    static constexpr auto fields() {
        return std::tuple{field("group", &GroupMetadataRecord::group),
                          field("protocolType", &GroupMetadataRecord::protocol_type),
                          field("protocol", &GroupMetadataRecord::protocol),
                          field("leader", &GroupMetadataRecord::leader),
                          field("generation", &GroupMetadataRecord::generation),
                          field("members", &GroupMetadataRecord::members)};
    }
};

/// Key: group and partition.
struct OffsetCommitRecord {
    std::string group;
    PartitionId partition;
    Offset offset;
    LeaderEpoch leader_epoch{base::no_leader_epoch};
    std::string metadata;
    std::string member_id;
    static constexpr auto fields() {
        return std::tuple{field("group", &OffsetCommitRecord::group),
                          field("partition", &OffsetCommitRecord::partition),
                          field("offset", &OffsetCommitRecord::offset),
                          field("leaderEpoch", &OffsetCommitRecord::leader_epoch),
                          field("metadata", &OffsetCommitRecord::metadata),
                          field("memberId", &OffsetCommitRecord::member_id)};
    }
};

using GroupRecord = std::variant<GroupMetadataRecord, OffsetCommitRecord>;

log::Record encode_record(const GroupRecord& record, std::int64_t timestamp_ms);
/// Nothing for a record that somebody else wrote to this topic.
std::optional<GroupRecord> decode_record(const log::Record& record);

}  // namespace brokerscope::group
