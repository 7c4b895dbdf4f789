// What becomes of a partition when its ISR should change or its leader cannot go on: the election
// rules as one pure function (rules CT-11 to CT-14 and CT-30; PartitionChangeBuilder in Kafka). It
// looks at nothing but its arguments: no log is compared, the order of the replica list decides.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "sim/base/ids.h"
#include "sim/journal/fact_enums.h"
#include "sim/node/metadata_image.h"
#include "sim/node/metadata_records.h"

namespace brokerscope::controller {

using base::NodeId;
using base::PartitionId;

struct ChangeRequest {
    std::vector<NodeId> target_isr;
    bool unclean_allowed = false;  // the topic's effective unclean.leader.election.enable
    bool eligible_leader_replicas = false;
    std::int32_t min_insync_replicas = 1;
    std::optional<NodeId> lost_its_log;  // registers after an unclean stop: leaves the ELR
    journal::PartitionChangeReason reason = journal::PartitionChangeReason::broker_fenced;
    /// May lead: its broker is active.
    std::function<bool(NodeId)> acceptable;
};

/// The record to write, or nothing when the outcome is the current state.
std::optional<node::PartitionChangeRecord> decide_change(PartitionId id,
                                                         const node::PartitionImage& now,
                                                         const ChangeRequest& request);

/// `nodes` without `gone`, order kept.
std::vector<NodeId> without(const std::vector<NodeId>& nodes, NodeId gone);

}  // namespace brokerscope::controller
