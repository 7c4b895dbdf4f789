// The classic group protocol: FIND_COORDINATOR, JOIN_GROUP, SYNC_GROUP, HEARTBEAT, LEAVE_GROUP.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/protocol/common.h"

namespace brokerscope::protocol {

/// keyType 0: a group, 1: a transactional id.
struct FindCoordinatorRequest {
    static constexpr ApiKey api = ApiKey::find_coordinator;
    std::int8_t key_type = 0;
    std::vector<std::string> coordinator_keys;
    static constexpr auto fields() {
        return std::tuple{field("keyType", &FindCoordinatorRequest::key_type),
                          field("coordinatorKeys", &FindCoordinatorRequest::coordinator_keys)};
    }
};

struct Coordinator {
    std::string key;
    NodeId node_id{base::no_node};
    ErrorCode error = ErrorCode::none;
    std::optional<std::string> error_message;
    static constexpr auto fields() {
        return std::tuple{field("key", &Coordinator::key), field("nodeId", &Coordinator::node_id),
                          field("errorCode", &Coordinator::error),
                          field("errorMessage", &Coordinator::error_message)};
    }
};

struct FindCoordinatorResponse {
    static constexpr ApiKey api = ApiKey::find_coordinator;
    std::vector<Coordinator> coordinators;
    static constexpr auto fields() {
        return std::tuple{field("coordinators", &FindCoordinatorResponse::coordinators)};
    }
};

/// metadata: a ConsumerProtocolSubscription in Kafka's own encoding.
struct JoinGroupProtocol {
    std::string name;
    Bytes metadata;
    static constexpr auto fields() {
        return std::tuple{field("name", &JoinGroupProtocol::name),
                          field("metadata", &JoinGroupProtocol::metadata)};
    }
};

struct JoinGroupRequest {
    static constexpr ApiKey api = ApiKey::join_group;
    std::string group_id;
    std::int32_t session_timeout_ms = 45'000;
    std::int32_t rebalance_timeout_ms = 300'000;
    std::string member_id;
    std::optional<std::string> group_instance_id;
    std::string protocol_type;
    std::vector<JoinGroupProtocol> protocols;
    std::optional<std::string> reason;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &JoinGroupRequest::group_id),
                          field("sessionTimeoutMs", &JoinGroupRequest::session_timeout_ms),
                          field("rebalanceTimeoutMs", &JoinGroupRequest::rebalance_timeout_ms),
                          field("memberId", &JoinGroupRequest::member_id),
                          field("groupInstanceId", &JoinGroupRequest::group_instance_id),
                          field("protocolType", &JoinGroupRequest::protocol_type),
                          field("protocols", &JoinGroupRequest::protocols),
                          field("reason", &JoinGroupRequest::reason)};
    }
};

struct JoinGroupMember {
    std::string member_id;
    std::optional<std::string> group_instance_id;
    Bytes metadata;
    static constexpr auto fields() {
        return std::tuple{field("memberId", &JoinGroupMember::member_id),
                          field("groupInstanceId", &JoinGroupMember::group_instance_id),
                          field("metadata", &JoinGroupMember::metadata)};
    }
};

/// members is filled for the leader only.
struct JoinGroupResponse {
    static constexpr ApiKey api = ApiKey::join_group;
    ErrorCode error = ErrorCode::none;
    GenerationId generation_id{base::no_generation};
    std::optional<std::string> protocol_type;
    std::optional<std::string> protocol_name;
    std::string leader;
    bool skip_assignment = false;
    std::string member_id;
    std::vector<JoinGroupMember> members;
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &JoinGroupResponse::error),
                          field("generationId", &JoinGroupResponse::generation_id),
                          field("protocolType", &JoinGroupResponse::protocol_type),
                          field("protocolName", &JoinGroupResponse::protocol_name),
                          field("leader", &JoinGroupResponse::leader),
                          field("skipAssignment", &JoinGroupResponse::skip_assignment),
                          field("memberId", &JoinGroupResponse::member_id),
                          field("members", &JoinGroupResponse::members)};
    }
};

/// assignment: a ConsumerProtocolAssignment in Kafka's own encoding.
struct SyncGroupAssignment {
    std::string member_id;
    Bytes assignment;
    static constexpr auto fields() {
        return std::tuple{field("memberId", &SyncGroupAssignment::member_id),
                          field("assignment", &SyncGroupAssignment::assignment)};
    }
};

struct SyncGroupRequest {
    static constexpr ApiKey api = ApiKey::sync_group;
    std::string group_id;
    GenerationId generation_id{base::no_generation};
    std::string member_id;
    std::optional<std::string> group_instance_id;
    std::optional<std::string> protocol_type;
    std::optional<std::string> protocol_name;
    std::vector<SyncGroupAssignment> assignments;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &SyncGroupRequest::group_id),
                          field("generationId", &SyncGroupRequest::generation_id),
                          field("memberId", &SyncGroupRequest::member_id),
                          field("groupInstanceId", &SyncGroupRequest::group_instance_id),
                          field("protocolType", &SyncGroupRequest::protocol_type),
                          field("protocolName", &SyncGroupRequest::protocol_name),
                          field("assignments", &SyncGroupRequest::assignments)};
    }
};

struct SyncGroupResponse {
    static constexpr ApiKey api = ApiKey::sync_group;
    ErrorCode error = ErrorCode::none;
    std::optional<std::string> protocol_type;
    std::optional<std::string> protocol_name;
    Bytes assignment;
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &SyncGroupResponse::error),
                          field("protocolType", &SyncGroupResponse::protocol_type),
                          field("protocolName", &SyncGroupResponse::protocol_name),
                          field("assignment", &SyncGroupResponse::assignment)};
    }
};

struct HeartbeatRequest {
    static constexpr ApiKey api = ApiKey::heartbeat;
    std::string group_id;
    GenerationId generation_id{base::no_generation};
    std::string member_id;
    std::optional<std::string> group_instance_id;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &HeartbeatRequest::group_id),
                          field("generationId", &HeartbeatRequest::generation_id),
                          field("memberId", &HeartbeatRequest::member_id),
                          field("groupInstanceId", &HeartbeatRequest::group_instance_id)};
    }
};

struct HeartbeatResponse {
    static constexpr ApiKey api = ApiKey::heartbeat;
    ErrorCode error = ErrorCode::none;
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &HeartbeatResponse::error)};
    }
};

struct LeaveGroupMember {
    std::string member_id;
    std::optional<std::string> group_instance_id;
    std::optional<std::string> reason;
    static constexpr auto fields() {
        return std::tuple{field("memberId", &LeaveGroupMember::member_id),
                          field("groupInstanceId", &LeaveGroupMember::group_instance_id),
                          field("reason", &LeaveGroupMember::reason)};
    }
};

struct LeaveGroupRequest {
    static constexpr ApiKey api = ApiKey::leave_group;
    std::string group_id;
    std::vector<LeaveGroupMember> members;
    static constexpr auto fields() {
        return std::tuple{field("groupId", &LeaveGroupRequest::group_id),
                          field("members", &LeaveGroupRequest::members)};
    }
};

struct LeaveGroupMemberResponse {
    std::string member_id;
    std::optional<std::string> group_instance_id;
    ErrorCode error = ErrorCode::none;
    static constexpr auto fields() {
        return std::tuple{field("memberId", &LeaveGroupMemberResponse::member_id),
                          field("groupInstanceId", &LeaveGroupMemberResponse::group_instance_id),
                          field("errorCode", &LeaveGroupMemberResponse::error)};
    }
};

struct LeaveGroupResponse {
    static constexpr ApiKey api = ApiKey::leave_group;
    ErrorCode error = ErrorCode::none;
    std::vector<LeaveGroupMemberResponse> members;
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &LeaveGroupResponse::error),
                          field("members", &LeaveGroupResponse::members)};
    }
};

}  // namespace brokerscope::protocol
