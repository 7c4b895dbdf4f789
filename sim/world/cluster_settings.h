// ClusterSettings: what a scenario says about its cluster, and how it becomes the settings of
// brokers, controllers and clients. Config keys are Kafka's; an unknown, unsupported or wrong one
// is an Error.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/result.h"
#include "sim/base/text.h"
#include "sim/base/time.h"
#include "sim/client/consumer.h"
#include "sim/client/producer.h"
#include "sim/client/workload.h"
#include "sim/commands/commands.h"
#include "sim/kafka/config_set.h"
#include "sim/world/machine.h"
#include "sim/world/network.h"

namespace brokerscope::world {

struct ServerSettings {
    NodeId id;
    bool is_broker = true;
    bool is_controller = false;
    std::string rack;
    std::vector<commands::Setting> configs;  // on top of the cluster's
};

struct ClusterSettings {
    base::Text title;
    std::uint64_t seed = 1;
    kafka::KafkaVersion kafka = kafka::KafkaVersion::v4_3;
    std::vector<ServerSettings> servers;     // brokers first, then controllers, ids ascending
    std::vector<commands::Setting> configs;  // of every broker
    NetworkSettings network;
    Duration boot = base::milliseconds(300);  // from the start of a server to its first turn
    Duration boot_jitter = base::milliseconds(200);
    Duration write_back_interval = base::seconds(5);  // vm.dirty_writeback_centisecs
    Duration dirty_expire = base::seconds(30);        // vm.dirty_expire_centisecs
    Duration disk_latency = base::milliseconds(4);
    Duration disk_jitter = base::milliseconds(2);
};

/// Brokers 1..n and then `controllers` separate controllers, without configs.
ClusterSettings plain_cluster(std::int32_t brokers, std::int32_t controllers);

/// Checks every setting: names, types, ranges, and whether the model knows it yet.
base::Status check(const ClusterSettings& settings);

/// Whether this topic could be created on this cluster: name, counts, assignments, configs.
base::Status check_topic(const ClusterSettings& cluster, const commands::CreateTopic& topic);

base::Result<ServerPlan> plan_server(const ClusterSettings& cluster, const ServerSettings& server);
base::Result<client::ProducerSettings> plan_producer(const ClusterSettings& cluster,
                                                     const commands::AddProducer& command,
                                                     client::WorkloadSource* source);
base::Result<client::ConsumerSettings> plan_consumer(const ClusterSettings& cluster,
                                                     const commands::AddConsumer& command,
                                                     client::WorkloadSource* source);

/// A ConfigSet of this scope with the scenario's settings in it.
base::Result<kafka::ConfigSet> config_set(kafka::KafkaVersion version, kafka::ConfigScope scope,
                                          const std::vector<commands::Setting>& settings);

}  // namespace brokerscope::world
