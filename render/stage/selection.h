// What can be pointed at: everything on the stage that has a state of its own. Plain data, so that
// a click in a test and a click in the window are the same.
#pragma once

#include <compare>
#include <string>
#include <variant>

#include "sim/base/ids.h"
#include "sim/journal/facts.h"

namespace brokerscope::render::stage {

using base::NodeId;
using base::Offset;
using base::PartitionId;

struct NodeChosen {
    NodeId node;
    friend auto operator<=>(const NodeChosen&, const NodeChosen&) = default;
};
struct ReplicaChosen {
    NodeId broker;
    PartitionId partition;
    friend auto operator<=>(const ReplicaChosen&, const ReplicaChosen&) = default;
};
struct RecordChosen {
    NodeId broker;
    PartitionId partition;
    Offset offset;
    friend auto operator<=>(const RecordChosen&, const RecordChosen&) = default;
};
struct GroupChosen {
    std::string group;
    friend auto operator<=>(const GroupChosen&, const GroupChosen&) = default;
};
struct MessageChosen {
    base::FactId fact;
    friend auto operator<=>(const MessageChosen&, const MessageChosen&) = default;
};
struct ClockChosen {
    journal::ClockSubject subject;
    friend auto operator<=>(const ClockChosen&, const ClockChosen&) = default;
};
/// The network between two nodes, smaller id first.
struct LinkChosen {
    NodeId a;
    NodeId b;
    friend auto operator<=>(const LinkChosen&, const LinkChosen&) = default;
};
struct FactChosen {
    base::FactId fact;
    friend auto operator<=>(const FactChosen&, const FactChosen&) = default;
};

using Selection = std::variant<std::monostate, NodeChosen, ReplicaChosen, RecordChosen, GroupChosen,
                               MessageChosen, ClockChosen, LinkChosen, FactChosen>;

inline bool is_nothing(const Selection& selection) {
    return std::holds_alternative<std::monostate>(selection);
}

}  // namespace brokerscope::render::stage
