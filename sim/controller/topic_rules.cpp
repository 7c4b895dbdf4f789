#include "sim/controller/topic_rules.h"

#include <utility>

#include "sim/kafka/topic_configs.h"

namespace brokerscope::controller {

using base::NodeId;
using kafka::ErrorCode;

Refusal judge_topic_configs(const std::map<std::string, std::string>& configs,
                            kafka::KafkaVersion version) {
    const base::Status status = kafka::check_topic_configs(version, configs);
    if (status) return {};
    return {ErrorCode::invalid_config, status.error().message};
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
