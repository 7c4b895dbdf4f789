// What a broker's configs say about its logs: the defaults of its topics, and how often it looks
// after them.
#pragma once

#include "sim/kafka/config_set.h"
#include "sim/replica/replica_settings.h"

namespace brokerscope::world {

/// `broker` holds the configs of one broker; what is not set has Kafka's default.
void read_storage_configs(const kafka::ConfigSet& broker, replica::ReplicaSettings& settings);

}  // namespace brokerscope::world
