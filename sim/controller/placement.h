// Where the replicas of a new topic go: Kafka's striped placement over racks (rule CT-18,
// StripedReplicaPlacer), with our own random stream.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/rng.h"

namespace brokerscope::controller {

struct UsableBroker {
    base::NodeId id;
    std::string rack;  // may be empty
    bool fenced = false;
};

/// One replica list per partition. `brokers` are registered and not shutting down, in order of id;
/// at least `replication` of them, one of them unfenced.
std::vector<std::vector<base::NodeId>> place_replicas(const std::vector<UsableBroker>& brokers,
                                                      std::int32_t partitions,
                                                      std::int32_t replication, base::Rng& random);

}  // namespace brokerscope::controller
