#include "sim/controller/topic_rules.h"

#include <utility>

#include "sim/kafka/config_definition.h"
#include "sim/kafka/config_value.h"

namespace brokerscope::controller {
namespace {

using base::NodeId;
using kafka::ErrorCode;

Refusal judge_compaction_lags(const std::map<std::string, std::string>& configs) {
    const auto min = configs.find("min.compaction.lag.ms");
    const auto max = configs.find("max.compaction.lag.ms");
    if (min == configs.end() || max == configs.end()) return {};
    const auto min_ms = kafka::parse_config_integer(min->second);
    const auto max_ms = kafka::parse_config_integer(max->second);
    if (!min_ms || !max_ms || *min_ms <= *max_ms) return {};
    return {ErrorCode::invalid_config, "conflict topic config setting min.compaction.lag.ms (" +
                                           std::to_string(*min_ms) + ") > max.compaction.lag.ms (" +
                                           std::to_string(*max_ms) + ")"};
}

}  // namespace

Refusal judge_topic_configs(const std::map<std::string, std::string>& configs,
                            kafka::KafkaVersion version) {
    for (const auto& [name, value] : configs) {
        if (kafka::find_config(version, kafka::ConfigScope::topic, name) == nullptr)
            return {ErrorCode::invalid_config, "Unknown topic config name: " + name};
    }
    for (const auto& [name, value] : configs) {
        const base::Status status = kafka::check_config_value(
            *kafka::find_config(version, kafka::ConfigScope::topic, name), value);
        if (!status) return {ErrorCode::invalid_config, status.error().message};
    }
    return judge_compaction_lags(configs);
}

Refusal judge_replication(std::int32_t replication, const std::vector<UsableBroker>& brokers,
                          kafka::KafkaVersion version) {
    const base::Status status = check_placement(brokers, replication, version);
    if (status) return {};
    return {ErrorCode::invalid_replication_factor, "Unable to replicate the partition " +
                                                       std::to_string(replication) +
                                                       " time(s): " + status.error().message};
}

std::vector<UsableBroker> usable_brokers(const node::MetadataImage& image) {
    std::vector<UsableBroker> usable;
    for (const auto& [id, broker] : image.brokers()) {
        if (!broker.in_controlled_shutdown) usable.push_back({id, broker.rack, broker.fenced});
    }
    return usable;
}

node::PartitionRecord partition_record(base::TopicId topic, std::int32_t index,
                                       std::vector<NodeId> replicas,
                                       const node::MetadataImage& image) {
    node::PartitionRecord record;
    record.topic_id = topic;
    record.partition_id = index;
    for (const NodeId replica : replicas) {
        if (image.broker(replica)->active()) record.isr.push_back(replica);
    }
    record.leader = record.isr.empty() ? base::no_node : record.isr.front();
    record.replicas = std::move(replicas);
    return record;
}

}  // namespace brokerscope::controller
