// How a topic comes to be (rule CT-17): the request is judged, replicas are placed, and the records
// are returned.
#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "sim/base/check.h"
#include "sim/controller/controller.h"
#include "sim/controller/topic_rules.h"
#include "sim/kafka/topic_name.h"

namespace brokerscope::controller {

using protocol::ErrorCode;

namespace {

using Placement = std::vector<std::vector<NodeId>>;

Refusal judge_counts(std::int32_t partitions, std::int32_t replication,
                     const std::vector<UsableBroker>& brokers, kafka::KafkaVersion version) {
    if (partitions == 0 || partitions < -1) {
        return {ErrorCode::invalid_partitions,
                "Number of partitions was set to an invalid non-positive value."};
    }
    if (replication == 0 || replication < -1) {
        return {ErrorCode::invalid_replication_factor,
                "Replication factor must be larger than 0, or -1 to use the default value."};
    }
    return judge_replication(replication, brokers, version);
}

// They may come in any order.
std::vector<protocol::CreatableReplicaAssignment> sorted_assignments(
    const protocol::CreatableTopic& topic) {
    auto sorted = topic.assignments;
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
        return a.partition_index < b.partition_index;
    });
    return sorted;
}

Refusal judge_name(const std::string& name, const node::MetadataImage& image) {
    if (image.topic(name) != nullptr) {
        return {ErrorCode::topic_already_exists, "Topic '" + name + "' already exists."};
    }
    if (const base::Status status = kafka::check_topic_name(name); !status) {
        return {ErrorCode::invalid_topic_exception, status.error().message};
    }
    for (const auto& [id, other] : image.topics()) {
        if (!kafka::topic_names_collide(name, other.name)) continue;
        return {ErrorCode::invalid_topic_exception,
                "Topic '" + name + "' collides with existing topics: " + other.name};
    }
    return {};
}

Refusal judge_configs(const protocol::CreatableTopic& topic, kafka::KafkaVersion version) {
    std::map<std::string, std::string> configs;
    for (const protocol::CreatableTopicConfig& config : topic.configs) {
        if (!config.value) {
            return {ErrorCode::invalid_config,
                    "Null value not supported for topic configs: " + config.name};
        }
        configs[config.name] = *config.value;
    }
    return judge_topic_configs(configs, version);
}

Refusal judge_assignments(const protocol::CreatableTopic& topic, const node::MetadataImage& image) {
    const Refusal invalid{ErrorCode::invalid_replica_assignment,
                          "The manual assignment is not valid."};
    if (topic.num_partitions != -1 || topic.replication_factor != -1) {
        return {ErrorCode::invalid_request,
                "Both numPartitions and replicationFactor must be -1 with a manual assignment."};
    }
    const auto assignments = sorted_assignments(topic);
    for (std::size_t i = 0; i < assignments.size(); ++i) {
        const std::vector<NodeId>& brokers = assignments[i].broker_ids;
        if (assignments[i].partition_index != static_cast<std::int32_t>(i)) return invalid;
        if (brokers.empty() || brokers.size() != assignments[0].broker_ids.size()) return invalid;
        for (const NodeId broker : brokers) {
            if (image.broker(broker) == nullptr) return invalid;
            if (std::count(brokers.begin(), brokers.end(), broker) > 1) return invalid;
        }
        const bool any_active = std::any_of(brokers.begin(), brokers.end(), [&](NodeId broker) {
            return image.broker(broker)->active();
        });
        if (!any_active) return invalid;
    }
    return {};
}

}  // namespace

protocol::CreatableTopicResult Controller::decide_topic(const protocol::CreatableTopic& topic,
                                                        TopicId topic_id, base::Rng& random,
                                                        Records& records) const {
    protocol::CreatableTopicResult result;
    result.name = topic.name;
    const auto refuse = [&](const Refusal& refusal) {
        result.error = refusal.error;
        result.error_message = refusal.message;
        return result;
    };
    for (const Refusal& refusal :
         {judge_name(topic.name, image_), judge_configs(topic, settings_.kafka)}) {
        if (refusal.error != ErrorCode::none) return refuse(refusal);
    }
    Placement placement;
    if (!topic.assignments.empty()) {
        const Refusal refusal = judge_assignments(topic, image_);
        if (refusal.error != ErrorCode::none) return refuse(refusal);
        for (const auto& assignment : sorted_assignments(topic))
            placement.push_back(assignment.broker_ids);
    } else {
        const std::int32_t partitions =
            topic.num_partitions == -1 ? settings_.default_partitions : topic.num_partitions;
        const std::int32_t replication = topic.replication_factor == -1
                                             ? settings_.default_replication
                                             : topic.replication_factor;
        const std::vector<UsableBroker> brokers = usable_brokers(image_);
        const Refusal refusal = judge_counts(partitions, replication, brokers, settings_.kafka);
        if (refusal.error != ErrorCode::none) return refuse(refusal);
        placement = place_replicas(brokers, partitions, replication,
                                   [&](std::uint64_t bound) { return random.below(bound); });
    }
    result.topic_id = topic_id;
    result.num_partitions = static_cast<std::int32_t>(placement.size());
    result.replication_factor = static_cast<std::int16_t>(placement[0].size());
    records.push_back(node::TopicRecord{topic.name, topic_id});
    for (const protocol::CreatableTopicConfig& config : topic.configs) {
        records.push_back(node::ConfigRecord{2, topic.name, config.name, config.value});
    }
    for (std::size_t i = 0; i < placement.size(); ++i) {
        records.push_back(partition_record(topic_id, static_cast<std::int32_t>(i),
                                           std::move(placement[i]), image_));
    }
    return result;
}

}  // namespace brokerscope::controller
