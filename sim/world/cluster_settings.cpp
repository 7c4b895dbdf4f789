#include "sim/world/cluster_settings.h"

#include <algorithm>
#include <set>
#include <utility>

#include "sim/kafka/topic_name.h"
#include "sim/kafka/version_profile.h"
#include "sim/world/storage_settings.h"

namespace brokerscope::world {
namespace {

using kafka::ConfigScope;
using kafka::ConfigSet;

kafka::ExponentialBackoff backoff(const ConfigSet& configs, const char* first,
                                  const char* longest) {
    kafka::ExponentialBackoff result;
    result.initial_ms = configs.integer(first);
    result.max_ms = configs.integer(longest);
    return result;
}

std::int32_t int32(const ConfigSet& configs, const char* name) {
    return static_cast<std::int32_t>(configs.integer(name));
}

std::vector<NodeId> brokers_of(const ClusterSettings& cluster) {
    std::vector<NodeId> brokers;
    for (const ServerSettings& server : cluster.servers) {
        if (server.is_broker) brokers.push_back(server.id);
    }
    return brokers;
}

NodeId controller_of(const ClusterSettings& cluster) {
    for (const ServerSettings& server : cluster.servers) {
        if (server.is_controller) return server.id;
    }
    return base::no_node;
}

replica::ReplicaSettings replica_settings(const ConfigSet& configs,
                                          const kafka::VersionProfile& profile) {
    replica::ReplicaSettings settings;
    settings.replica_lag_time_max = configs.duration("replica.lag.time.max.ms");
    settings.replica_fetch_wait_max = configs.duration("replica.fetch.wait.max.ms");
    settings.replica_fetch_min_bytes = int32(configs, "replica.fetch.min.bytes");
    settings.replica_fetch_max_bytes = int32(configs, "replica.fetch.max.bytes");
    settings.replica_fetch_backoff = configs.duration("replica.fetch.backoff.ms");
    settings.high_watermark_checkpoint_interval =
        configs.duration("replica.high.watermark.checkpoint.interval.ms");
    read_storage_configs(configs, settings);
    settings.isr_in_id_order = profile.sorts_isr_by_broker;
    const bool newest = profile.version == kafka::KafkaVersion::v4_3;
    settings.coordinator_needs_min_isr = !newest;
    settings.newest_produce_version = newest ? 13 : 11;
    settings.newest_fetch_version = newest ? 18 : 17;
    return settings;
}

kafka::ConfigTexts texts_of(const std::vector<commands::Setting>& first,
                            const std::vector<commands::Setting>& then) {
    kafka::ConfigTexts texts;
    for (const std::vector<commands::Setting>* settings : {&first, &then}) {
        for (const commands::Setting& setting : *settings)
            texts[setting.name] = setting.value;
    }
    return texts;
}

// What the broker answers when it is asked for its configs.
kafka::BrokerConfigs configs_told(const ClusterSettings& cluster, const ServerSettings& server) {
    kafka::ConfigTexts of_controller;
    for (const ServerSettings& one : cluster.servers) {
        if (one.is_controller) of_controller = texts_of(cluster.configs, one.configs);
    }
    const char* roles = server.is_controller ? "broker,controller" : "broker";
    return kafka::configs_of_broker(cluster.kafka, {server.id.value, roles, server.rack},
                                    texts_of(cluster.configs, server.configs), of_controller);
}

broker::BrokerSettings broker_settings(const ClusterSettings& cluster, const ServerSettings& server,
                                       const ConfigSet& configs) {
    broker::BrokerSettings settings;
    settings.id = server.id;
    settings.controller = controller_of(cluster);
    settings.rack = server.rack;
    settings.configs = configs_told(cluster, server);
    settings.replica = replica_settings(configs, kafka::version_profile(cluster.kafka));
    if (!configs.is_set("log.dirs") && !configs.is_set("log.dir"))
        settings.replica.log_directories = {kafka::log_directory_of(server.id.value)};
    settings.heartbeat_interval = configs.duration("broker.heartbeat.interval.ms");
    settings.controlled_shutdown = configs.boolean("controlled.shutdown.enable");
    settings.auto_create_topics = configs.boolean("auto.create.topics.enable");

    settings.offsets_topic_replication =
        static_cast<std::int16_t>(configs.integer("offsets.topic.replication.factor"));
    settings.offsets_topic_segment_bytes = configs.integer("offsets.topic.segment.bytes");
    settings.group.initial_rebalance_delay = configs.duration("group.initial.rebalance.delay.ms");
    settings.group.min_session_timeout = configs.duration("group.min.session.timeout.ms");
    settings.group.max_session_timeout = configs.duration("group.max.session.timeout.ms");
    settings.group.offsets_partitions = int32(configs, "offsets.topic.num.partitions");
    settings.group.max_size = int32(configs, "group.max.size");
    settings.group.offset_metadata_max_bytes = int32(configs, "offset.metadata.max.bytes");
    settings.group.is_old_coordinator = cluster.kafka == kafka::KafkaVersion::v3_9;
    return settings;
}

controller::ControllerSettings controller_settings(const ClusterSettings& cluster,
                                                   const ConfigSet& configs) {
    const kafka::VersionProfile& profile = kafka::version_profile(cluster.kafka);
    controller::ControllerSettings settings;
    settings.kafka = cluster.kafka;
    settings.broker_session_timeout = configs.duration("broker.session.timeout.ms");
    settings.default_partitions = int32(configs, "num.partitions");
    settings.default_replication = int32(configs, "default.replication.factor");
    settings.min_insync_replicas = int32(configs, "min.insync.replicas");
    settings.unclean_leader_election = configs.boolean("unclean.leader.election.enable");
    settings.eligible_leader_replicas = profile.has_eligible_leader_replicas;
    settings.sessions_are_polled = profile.session_checks_per_timeout > 0;
    settings.fenced_session_blocks = profile.refuses_reregistration_during_session;
    return settings;
}

base::Error about(const std::string& who, base::Error error) {
    error.message = who + ": " + error.message;
    return error;
}

}  // namespace

ClusterSettings plain_cluster(std::int32_t brokers, std::int32_t controllers) {
    ClusterSettings cluster;
    for (std::int32_t i = 1; i <= brokers; ++i)
        cluster.servers.push_back({NodeId{i}, true, false, "", {}});
    for (std::int32_t i = 1; i <= controllers; ++i) {
        cluster.servers.push_back({NodeId{brokers + i}, false, true, "", {}});
    }
    return cluster;
}

base::Result<ConfigSet> config_set(kafka::KafkaVersion version, ConfigScope scope,
                                   const std::vector<commands::Setting>& settings) {
    ConfigSet configs(version, scope);
    for (const commands::Setting& setting : settings) {
        const base::Status status = configs.set(setting.name, setting.value);
        if (!status) return status.error();
    }
    return configs;
}

namespace {

base::Status check_log_directories(const std::vector<std::string>& directories) {
    std::set<std::string> seen;
    for (const std::string& directory : directories) {
        if (directory.empty() || !seen.insert(directory).second) {
            return base::Error{"log.dirs names each directory once, and none is empty", "log.dirs",
                               "for example log.dirs=/data/a,/data/b"};
        }
    }
    if (directories.empty()) {
        return base::Error{"At least one log directory must be defined via log.dirs or log.dir.",
                           "log.dir", ""};
    }
    return base::Nothing{};
}

}  // namespace

base::Status check(const ClusterSettings& settings) {
    const auto count = [&](auto member) {
        return std::count_if(settings.servers.begin(), settings.servers.end(),
                             [&](const ServerSettings& server) { return server.*member; });
    };
    if (count(&ServerSettings::is_broker) < 1)
        return base::Error{"a cluster needs a broker", "", ""};
    if (count(&ServerSettings::is_controller) != 1) {
        return base::Error{"only one controller is modelled yet", "",
                           "leave 'controllers' out, or set controllers = 1"};
    }
    for (const ServerSettings& server : settings.servers) {
        const base::Result<ServerPlan> plan = plan_server(settings, server);
        if (!plan) return plan.error();
        if (!plan->broker) continue;
        base::Status directories = check_log_directories(plan->broker->replica.log_directories);
        if (!directories) return directories;
    }
    return base::Nothing{};
}

base::Status check_topic(const ClusterSettings& cluster, const commands::CreateTopic& topic) {
    if (const base::Status name = kafka::check_topic_name(topic.name); !name) return name;
    const base::Result<ConfigSet> configs =
        config_set(cluster.kafka, ConfigScope::topic, topic.configs);
    if (!configs) return configs.error();
    const std::vector<NodeId> brokers = brokers_of(cluster);
    const auto count = static_cast<std::int32_t>(brokers.size());
    if (topic.partitions < 1) return base::Error{"a topic needs at least one partition", "", ""};
    if (topic.replication < 1 || topic.replication > count) {
        return base::Error{"replication must be from 1 to " + std::to_string(count) +
                               ", the number of brokers, but is " +
                               std::to_string(topic.replication),
                           "", "add brokers to the cluster, or lower the topic's replication"};
    }
    for (const std::vector<NodeId>& replicas : topic.assignments) {
        for (const NodeId replica : replicas) {
            if (std::find(brokers.begin(), brokers.end(), replica) == brokers.end()) {
                return base::Error{"the assignment names broker " + std::to_string(replica.value) +
                                       ", which does not exist",
                                   "", ""};
            }
        }
    }
    return base::Nothing{};
}

base::Result<ServerPlan> plan_server(const ClusterSettings& cluster, const ServerSettings& server) {
    std::vector<commands::Setting> all = cluster.configs;
    all.insert(all.end(), server.configs.begin(), server.configs.end());
    const base::Result<ConfigSet> configs = config_set(cluster.kafka, ConfigScope::broker, all);
    if (!configs) return about("cluster", configs.error());
    ServerPlan plan;
    if (server.is_broker) plan.broker = broker_settings(cluster, server, configs.value());
    if (server.is_controller) plan.controller = controller_settings(cluster, configs.value());
    return plan;
}

base::Result<client::ProducerSettings> plan_producer(const ClusterSettings& cluster,
                                                     const commands::AddProducer& command,
                                                     client::WorkloadSource* source) {
    const std::string who = "producer \"" + command.name + "\"";
    const base::Result<ConfigSet> set =
        config_set(cluster.kafka, ConfigScope::producer, command.configs);
    if (!set) return about(who, set.error());
    const ConfigSet& configs = set.value();
    if (const base::Status status = kafka::check_client_configs(configs); !status) {
        return about(who, status.error());
    }
    if (command.workload.interval.ns <= 0) {
        return base::Error{who + ": the rate must be above zero", "",
                           "for example rate = \"50/s\""};
    }
    client::ProducerSettings settings;
    settings.name = command.name;
    settings.topic = command.workload.topic;
    settings.interval = command.workload.interval;
    settings.limit = command.workload.limit;
    settings.keys = command.workload.keys;
    settings.value_bytes = command.workload.value_bytes;
    settings.brokers = brokers_of(cluster);
    const std::string acks = configs.text("acks");
    settings.acks = acks == "0"   ? std::int16_t{0}
                    : acks == "1" ? std::int16_t{1}
                                  : std::int16_t{-1};
    settings.idempotence = *kafka::effective_idempotence(configs);
    settings.max_in_flight = int32(configs, "max.in.flight.requests.per.connection");
    settings.splits_pieces_by_half = kafka::version_profile(cluster.kafka).splits_pieces_by_half;
    settings.linger = configs.duration("linger.ms");
    settings.batch_size = configs.integer("batch.size");
    settings.buffer_memory = configs.integer("buffer.memory");
    settings.max_request_size = configs.integer("max.request.size");
    settings.max_block = configs.duration("max.block.ms");
    settings.request_timeout = configs.duration("request.timeout.ms");
    settings.delivery_timeout = kafka::effective_delivery_timeout(configs);
    settings.retries = configs.integer("retries");
    settings.retry = backoff(configs, "retry.backoff.ms", "retry.backoff.max.ms");
    settings.reconnect = backoff(configs, "reconnect.backoff.ms", "reconnect.backoff.max.ms");
    settings.metadata_max_age = configs.duration("metadata.max.age.ms");
    settings.source = source;
    return settings;
}

base::Result<client::ConsumerSettings> plan_consumer(const ClusterSettings& cluster,
                                                     const commands::AddConsumer& command,
                                                     client::WorkloadSource* source) {
    const std::string who = "consumer \"" + command.name + "\"";
    const base::Result<ConfigSet> set =
        config_set(cluster.kafka, ConfigScope::consumer, command.configs);
    if (!set) return about(who, set.error());
    const ConfigSet& configs = set.value();
    if (const base::Status status = kafka::check_client_configs(configs); !status) {
        return about(who, status.error());
    }
    if (command.topics.empty()) return base::Error{who + ": subscribes to no topic", "", ""};
    client::ConsumerSettings settings;
    settings.name = command.name;
    settings.group = command.group;
    settings.topics = command.topics;
    settings.work = command.work;
    settings.brokers = brokers_of(cluster);
    settings.session_timeout = configs.duration("session.timeout.ms");
    settings.heartbeat_interval = configs.duration("heartbeat.interval.ms");
    settings.max_poll_interval = configs.duration("max.poll.interval.ms");
    settings.max_poll_records = int32(configs, "max.poll.records");
    const std::string reset = configs.text("auto.offset.reset");
    settings.auto_offset_reset =
        reset == "earliest" ? client::ConsumerSettings::AutoOffsetReset::earliest
        : reset == "none"   ? client::ConsumerSettings::AutoOffsetReset::none
                            : client::ConsumerSettings::AutoOffsetReset::latest;
    settings.enable_auto_commit = configs.boolean("enable.auto.commit");
    settings.auto_commit_interval = configs.duration("auto.commit.interval.ms");
    settings.fetch_min_bytes = int32(configs, "fetch.min.bytes");
    settings.fetch_max_wait = configs.duration("fetch.max.wait.ms");
    settings.fetch_max_bytes = int32(configs, "fetch.max.bytes");
    settings.max_partition_fetch_bytes = int32(configs, "max.partition.fetch.bytes");
    settings.request_timeout = configs.duration("request.timeout.ms");
    settings.retry = backoff(configs, "retry.backoff.ms", "retry.backoff.max.ms");
    settings.reconnect = backoff(configs, "reconnect.backoff.ms", "reconnect.backoff.max.ms");
    settings.metadata_max_age = configs.duration("metadata.max.age.ms");
    settings.source = source;
    return settings;
}

}  // namespace brokerscope::world
