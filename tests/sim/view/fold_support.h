// A run told by hand: facts go through a journal into a View, as they do in the simulator. The
// small world that most tests start from has brokers 1 to 3, controller 4, a topic `orders` with
// two partitions, the producer `shop` (1001) and two consumers of the group `billing` (1002, 1003).
#pragma once

#include <string>
#include <vector>

#include "sim/journal/journal.h"
#include "sim/view/view.h"

namespace brokerscope::view {

inline constexpr NodeId shop{1001};
inline constexpr NodeId anna{1002};
inline constexpr NodeId bruno{1003};
inline constexpr TopicId orders{2};
inline constexpr PartitionId orders_0{orders, 0};
inline constexpr PartitionId orders_1{orders, 1};

struct Fold {
    journal::Journal journal;
    View view;

    /// Facts that follow are stated this much later.
    void wait(Duration duration) { now = now + duration; }
    FactId state(NodeId node, const journal::FactBody& body, FactId cause = base::no_fact);

    SimTime now;
};

/// Brokers, controller, topic and clients are declared and run; nobody has opened a replica yet.
Fold small_world();
/// All three brokers have opened orders-0; broker 1 leads it in epoch 0.
Fold small_world_with_replicas();

journal::PartitionChanged decided(NodeId leader, std::int32_t epoch, std::vector<NodeId> isr);
/// A batch of these values without keys.
journal::LeaderAppended appended(std::int64_t base_offset, std::int32_t epoch,
                                 const std::vector<std::string>& values);
journal::FollowerAppended copied(const std::vector<journal::LeaderAppended>& batches);
journal::MessageSent message(NodeId to, SimTime arrives);

inline SimTime at_ms(std::int64_t ms) {
    return SimTime{} + base::milliseconds(ms);
}

}  // namespace brokerscope::view
