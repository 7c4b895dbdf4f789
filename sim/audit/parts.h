// The parts of an audit, one a file; only Auditor calls them. Each compares one part of the View
// with those who know about it.
#pragma once

#include "sim/audit/findings.h"

namespace brokerscope::audit {

using base::NodeId;
using base::Offset;
using base::PartitionId;
using view::View;
using world::Machine;
using world::World;
using Agreed = std::map<std::pair<NodeId, PartitionId>, AgreedLog>;

// audit_stage.cpp: processes, links, connections, messages on their way, clocks.
void audit_processes(const World& world, const View& view, Findings& findings);
void audit_network(const World& world, const View& view, Findings& findings);
void audit_clocks(const World& world, const View& view, Findings& findings);

// audit_metadata.cpp: controllers and what they decided; the images of the brokers.
void audit_metadata(const World& world, const View& view, Findings& findings);

// audit_brokers.cpp and audit_replica.cpp
void audit_brokers(const World& world, const View& view, Agreed& agreed, Findings& findings);
/// Everything about one replica but its role; `agreed` is moved on when its batches are the same.
void audit_log(NodeId broker, PartitionId partition, const log::PartitionLog& log,
               const view::ReplicaView& replica, AgreedLog& agreed, Findings& findings);

// audit_groups.cpp
void audit_groups(const World& world, const View& view, Findings& findings);

// audit_clients.cpp
void audit_clients(const World& world, const View& view, Findings& findings);

/// "broker 2"
std::string place_of(std::string_view kind, NodeId node);

}  // namespace brokerscope::audit
