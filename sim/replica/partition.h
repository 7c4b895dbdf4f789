// One replica of a partition as its broker keeps it in memory; the log itself lies on the disk. A
// replica has exactly one role, and what belongs to a role exists only in it: followers' progress
// and the ISR with a leader, whom it follows with a follower.
//
// Legal transitions, each by a metadata change only: new -> follower | leader; follower <-> leader;
// leader -> leader in a newer epoch (the followers' progress starts anew); and inside a leader:
// settled -> joining | leaving -> settled (RE-13).
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/replica/replica_settings.h"

namespace brokerscope::replica {

using base::BrokerEpoch;
using base::LeaderEpoch;
using base::LocalTime;
using base::NodeId;
using base::Offset;
using base::PartitionEpoch;
using base::PartitionId;

/// What a leader knows about one follower (RE-3).
struct FollowerProgress {
    Offset log_end_offset = base::no_offset;    // -1: it has not fetched from this leader yet
    std::optional<LocalTime> last_caught_up;    // absent: never
    Offset log_start_offset = base::no_offset;  // as its fetches say
    Offset leader_end_at_last_fetch = base::no_offset;
    std::optional<LocalTime> last_fetch;
    std::optional<BrokerEpoch> broker_epoch;  // as its fetches say

    friend bool operator==(const FollowerProgress&, const FollowerProgress&) = default;
};

/// No change of the ISR is on its way to the controller.
struct Settled {};
/// Asked the controller to add this follower; it already constrains the high watermark.
struct Joining {
    NodeId follower;
};
/// Asked the controller to remove these; they constrain the high watermark until it has agreed.
struct Leaving {
    std::vector<NodeId> followers;
};

struct InSyncReplicas {
    std::vector<NodeId> committed;
    std::variant<Settled, Joining, Leaving> change;

    bool is_settled() const { return std::holds_alternative<Settled>(change); }
    /// The larger of what is committed and what is asked for.
    std::vector<NodeId> maximal() const;
    bool maximal_contains(NodeId node) const;
};

struct Leading {
    /// Where this leader epoch began: who is not as far cannot join the ISR (RE-12).
    Offset epoch_start;
    InSyncReplicas isr;
    std::map<NodeId, FollowerProgress> followers;  // all other assigned replicas
};

struct Following {
    NodeId leader{base::no_node};  // none: the partition has no leader
};

struct Partition {
    PartitionId id;
    std::vector<NodeId> replicas;
    LeaderEpoch leader_epoch{base::no_leader_epoch};
    PartitionEpoch partition_epoch{-1};
    TopicSettings topic;
    /// What lies below was flushed, as far as this process knows.
    Offset recovery_point{0};
    LocalTime last_flush;
    std::variant<Following, Leading> role;

    Leading* leading() { return std::get_if<Leading>(&role); }
    const Leading* leading() const { return std::get_if<Leading>(&role); }
    /// RE-10: no more than there are replicas.
    std::size_t effective_min_isr() const {
        return std::min(static_cast<std::size_t>(std::max(topic.min_insync_replicas, 0)),
                        replicas.size());
    }
};

inline bool contains(const std::vector<NodeId>& nodes, NodeId node) {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

inline std::vector<NodeId> InSyncReplicas::maximal() const {
    std::vector<NodeId> nodes = committed;
    if (const auto* joining = std::get_if<Joining>(&change)) nodes.push_back(joining->follower);
    return nodes;
}

inline bool InSyncReplicas::maximal_contains(NodeId node) const {
    const auto* joining = std::get_if<Joining>(&change);
    return contains(committed, node) || (joining != nullptr && joining->follower == node);
}

}  // namespace brokerscope::replica
