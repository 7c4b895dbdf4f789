#include "sim/client/metadata.h"

#include <algorithm>

namespace brokerscope::client {

protocol::MetadataRequest ClientMetadata::request() const {
    protocol::MetadataRequest request;
    request.topics.emplace(wanted_.begin(), wanted_.end());
    return request;
}

void ClientMetadata::update(const protocol::MetadataResponse& response) {
    answered_ = true;
    brokers_.clear();
    for (const protocol::MetadataBroker& broker : response.brokers)
        brokers_.push_back(broker.node_id);
    for (const protocol::MetadataTopic& topic : response.topics) {
        KnownTopic& known = topics_[topic.name];
        known.error = topic.error;
        if (topic.error != protocol::ErrorCode::none) continue;
        known.id = topic.topic_id;
        known.partitions = 0;
        for (const protocol::MetadataPartition& partition : response.partitions) {
            if (partition.topic == topic.topic_id) ++known.partitions;
        }
    }
    for (const protocol::MetadataPartition& partition : response.partitions) {
        KnownPartition& known = partitions_[partition.id()];
        if (partition.leader_epoch < known.leader_epoch) continue;
        known = {partition.leader_id, partition.leader_epoch};
    }
}

void ClientMetadata::learn_leader(base::PartitionId partition,
                                  const protocol::LeaderIdAndEpoch& leader) {
    const bool is_broker =
        std::find(brokers_.begin(), brokers_.end(), leader.leader_id) != brokers_.end();
    KnownPartition& known = partitions_[partition];
    if (is_broker && leader.leader_epoch > known.leader_epoch) {
        known = {leader.leader_id, leader.leader_epoch};
    }
}

const KnownTopic* ClientMetadata::topic(const std::string& name) const {
    const auto found = topics_.find(name);
    const bool usable = found != topics_.end() && found->second.id != base::no_topic &&
                        found->second.partitions > 0;
    return usable ? &found->second : nullptr;
}

protocol::ErrorCode ClientMetadata::topic_error(const std::string& name) const {
    const auto found = topics_.find(name);
    return found == topics_.end() ? protocol::ErrorCode::none : found->second.error;
}

KnownPartition ClientMetadata::partition(base::PartitionId id) const {
    const auto found = partitions_.find(id);
    return found == partitions_.end() ? KnownPartition{} : found->second;
}

std::vector<std::int32_t> ClientMetadata::with_leader(const std::string& name) const {
    std::vector<std::int32_t> found;
    const KnownTopic* known = topic(name);
    if (known == nullptr) return found;
    for (std::int32_t i = 0; i < known->partitions; ++i) {
        if (partition({known->id, i}).leader != base::no_node) found.push_back(i);
    }
    return found;
}

}  // namespace brokerscope::client
