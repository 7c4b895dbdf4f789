// A run told by hand, for laws and the ledger: facts go through a journal into a Chronicle, as they
// do in the simulator. The world has brokers 1 to 3, controller 4, the producers `shop` (1001,
// acks=all), `hasty` (1004, acks=1) and `careless` (1005, acks=0), the consumers `anna` and `bruno`
// of the group `billing`, and the topic `orders` with two partitions of three replicas.
#pragma once

#include <string>
#include <vector>

#include "sim/journal/journal.h"
#include "sim/laws/chronicle.h"
#include "sim/laws/promises.h"
#include "sim/view/describe.h"
#include "sim/view/timeline.h"

namespace brokerscope::laws {

using namespace journal;

inline constexpr NodeId controller{4};
inline constexpr NodeId shop{1001};
inline constexpr NodeId anna{1002};
inline constexpr NodeId bruno{1003};
inline constexpr NodeId hasty{1004};
inline constexpr NodeId careless{1005};
inline constexpr TopicId orders{2};
inline constexpr PartitionId orders_0{orders, 0};
inline constexpr PartitionId orders_1{orders, 1};

/// Records [first, first + count) of a client.
struct Numbers {
    NodeId client;
    std::int64_t first = 0;
    std::int32_t count = 1;
};

struct Told {
    Journal journal;
    Chronicle chronicle;
    SimTime now;

    FactId state(NodeId node, const FactBody& body);
    void wait_ms(std::int64_t ms) { now = now + base::milliseconds(ms); }

    // --- clients
    void accept(Numbers numbers);
    FactId acknowledge(Numbers numbers, std::int64_t base_offset);
    void fail(Numbers numbers);
    void deliver(NodeId consumer, std::int64_t first, std::int64_t last);
    void set_position(NodeId consumer, std::int64_t position,
                      PositionReason reason = PositionReason::committed);

    // --- replicas of orders-0
    LeaderAppended append(NodeId leader, std::int32_t epoch, std::int64_t base_offset,
                          Numbers numbers);
    void copy(NodeId follower, const LeaderAppended& batch);
    void high_watermark(NodeId node, std::int64_t to);
    void truncate(NodeId node, std::int64_t from, std::int64_t to);
    void open(NodeId node, std::int64_t end);
    void role(NodeId node, NodeId leader, std::int32_t epoch);
    /// Accepted, appended by broker 1 in epoch 0, copied by 2 and 3, below the high watermark and
    /// acknowledged.
    void write_safely(std::int64_t base_offset, Numbers numbers);

    // --- the controller's decisions about orders-0
    FactId decide(NodeId leader, std::int32_t epoch, std::vector<NodeId> isr,
                  PartitionChangeReason reason = PartitionChangeReason::broker_fenced);

    TopicTotals totals() const { return chronicle.ledger.topic(orders); }
    GroupTotals billing() const;
    Verdict verdict(std::string_view law) const;

  private:
    std::int32_t partition_epoch_ = 0;
};

/// Everything is declared and runs; the topic has min.insync.replicas = 2.
Told small_world();
/// And all brokers have opened orders-0, which broker 1 leads in epoch 0.
Told world_with_orders();
/// Broker 1 is gone, broker 2 leads orders-0 in epoch 1 and broker 3 follows it.
FactId hand_over(Told& told, PartitionChangeReason reason = PartitionChangeReason::broker_fenced);

}  // namespace brokerscope::laws
