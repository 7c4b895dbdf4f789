// The range assignor (rules AS-1 to AS-3): topic by topic, the subscribed members in order of their
// ids take consecutive partitions, and the first ones take one more when it does not divide evenly.
// So the first members are loaded most, once for every topic.
//
// Racks are not looked at.
#pragma once

#include <vector>

#include "sim/kafka/assignors/assignment.h"

namespace brokerscope::kafka {

/// How the assignor comes by the members: a leader finds them in a HashMap.
enum class VisitingOrder { of_java_hash_map, as_given };

/// `members` in the order in which they joined: it decides nothing but the order inside a member's
/// list, and that only when names collide in Java's hash tables.
GroupAssignment assign_range(const std::vector<MemberSubscription>& members,
                             const PartitionCounts& partition_counts,
                             VisitingOrder order = VisitingOrder::of_java_hash_map);

}  // namespace brokerscope::kafka
