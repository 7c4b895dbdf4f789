// ClassicGroup: the state of one consumer group of the classic protocol at its coordinator.
//
// Legal transitions (rules GR-10 to GR-16): Empty -> PreparingRebalance when a first member is
// added; Stable and CompletingRebalance -> PreparingRebalance when membership or subscriptions
// change; PreparingRebalance -> CompletingRebalance when the join phase completes with members, ->
// Empty without; CompletingRebalance -> Stable when the leader's assignment is in the log; any ->
// Dead when the coordinator moves away. Members, generation and assignments that survive a
// coordinator are those that were written; join phases and pending ids are soft.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/group/group_records.h"
#include "sim/journal/fact_enums.h"
#include "sim/protocol/message.h"

namespace brokerscope::group {

using base::ConnectionId;
using base::CorrelationId;
using base::Duration;
using journal::GroupState;

/// A request whose answer has to wait.
struct Parked {
    ConnectionId connection;
    CorrelationId correlation;
};

struct Member {
    std::string id;
    std::string client_id;
    NodeId client{base::no_node};
    Duration session_timeout;
    Duration rebalance_timeout;
    std::vector<protocol::JoinGroupProtocol> protocols;
    Bytes assignment;
    std::optional<Parked> joining;
    std::optional<Parked> syncing;
    bool is_new = false;      // until the first join phase with it completes
    bool has_synced = false;  // in this generation
    std::int64_t timer_subject = 0;
};

/// The initial delay collects the members of a group that starts (GR-17).
struct InitialDelay {
    Duration running;           // the delay that is running now
    Duration remaining;         // what may still be added
    bool member_added = false;  // since it was armed
};

struct ClassicGroup {
    std::string id;
    GroupState state = GroupState::empty;
    GenerationId generation{0};
    std::string protocol_type;
    std::string protocol;  // "" before the first generation
    std::string leader;
    std::vector<Member> members;                  // in the order in which they were added
    std::map<std::string, std::int64_t> pending;  // ids given out, not yet used -> timer subject
    std::optional<InitialDelay> initial_delay;
    std::int64_t timer_subject = 0;
    bool assignment_under_way = false;  // the leader's assignment is being written

    Member* find(const std::string& member_id);
    bool everybody_joins() const;
    Duration rebalance_timeout() const;
    /// Member ids in the order of Java's hash map (rule DET-2).
    std::vector<std::string> ids_in_hash_order() const;
};

/// A joiner fits when the group has no members, or some protocol name is listed by everybody
/// (GR-24).
bool accepts_protocols(const ClassicGroup& group, const protocol::JoinGroupRequest& request);
/// The protocols that every member lists, by name.
std::set<std::string> candidate_protocols(const ClassicGroup& group);
/// Each member votes for its first candidate; who gets no vote is not in the result.
std::map<std::string, std::int32_t> count_votes(const ClassicGroup& group);
/// The vote: each member for its first candidate; ties in Java's hash order of the names.
std::string vote_protocol(const ClassicGroup& group);
/// Who leads once the leader is gone: the first that remains, in hash order (GR-23); "" for nobody.
std::string next_leader(const ClassicGroup& group);
/// The member's subscription for this protocol; empty when it does not list it.
Bytes subscription_of(const Member& member, const std::string& protocol);

GroupMetadataRecord to_record(const ClassicGroup& group);
ClassicGroup from_record(const GroupMetadataRecord& record);

}  // namespace brokerscope::group
