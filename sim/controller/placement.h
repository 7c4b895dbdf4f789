// Where the replicas of a new topic go: Kafka's striped placement over racks (rule CT-18,
// StripedReplicaPlacer). Same draws, same placement: the draws are asked for in Kafka's order.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/result.h"
#include "sim/kafka/version.h"

namespace brokerscope::controller {

struct UsableBroker {
    base::NodeId id;
    std::string rack;  // may be empty
    bool fenced = false;
};

/// A number in [0, bound), any of them equally likely; bound > 0.
using Draw = std::function<std::uint64_t(std::uint64_t bound)>;

/// Nothing, or why this many replicas cannot be placed, in the words of this Kafka.
base::Status check_placement(const std::vector<UsableBroker>& brokers, std::int32_t replication,
                             kafka::KafkaVersion version);

/// One replica list per partition. `brokers` are registered and not shutting down, and
/// check_placement() accepted them.
std::vector<std::vector<base::NodeId>> place_replicas(const std::vector<UsableBroker>& brokers,
                                                      std::int32_t partitions,
                                                      std::int32_t replication, const Draw& draw);

}  // namespace brokerscope::controller
