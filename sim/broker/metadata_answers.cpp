#include "sim/broker/metadata_answers.h"

#include "sim/kafka/hashing.h"
#include "sim/kafka/topic_name.h"

namespace brokerscope::broker {
namespace {

using base::NodeId;
using base::PartitionId;
using kafka::ErrorCode;

bool is_live(NodeId id, const node::MetadataImage& image) {
    const node::BrokerImage* broker = image.broker(id);
    return broker != nullptr && !broker->fenced;
}

// MD-2.
protocol::MetadataPartition describe_partition(PartitionId id,
                                               const node::PartitionImage& partition,
                                               const node::MetadataImage& image) {
    protocol::MetadataPartition described;
    described.topic = id.topic;
    described.partition = id.partition;
    described.leader_epoch = partition.leader_epoch;
    described.replica_nodes = partition.replicas;
    described.isr_nodes = partition.isr;
    for (const NodeId replica : partition.replicas) {
        if (!is_live(replica, image) || image.broker(replica)->offline_replicas.count(id) > 0)
            described.offline_replicas.push_back(replica);
    }
    if (image.broker(partition.leader) != nullptr) {
        described.leader_id = partition.leader;
    } else {
        described.error = ErrorCode::leader_not_available;
    }
    return described;
}

void describe_topic(const node::TopicImage& topic, const node::MetadataImage& image,
                    protocol::MetadataResponse& response) {
    protocol::MetadataTopic described;
    described.name = topic.name;
    described.topic_id = topic.id;
    described.is_internal = kafka::is_internal_topic(topic.name);
    response.topics.push_back(std::move(described));
    for (std::int32_t number = 0; number < topic.partitions; ++number) {
        const PartitionId id{topic.id, number};
        if (const node::PartitionImage* partition = image.partition(id))
            response.partitions.push_back(describe_partition(id, *partition, image));
    }
}

// MD-3.
void describe_unknown(const std::string& name, MetadataAnswer& answer) {
    protocol::MetadataTopic described;
    described.name = name;
    described.is_internal = kafka::is_internal_topic(name);
    const bool is_legal = kafka::check_topic_name(name).ok();
    described.error =
        is_legal ? ErrorCode::unknown_topic_or_partition : ErrorCode::invalid_topic_exception;
    if (is_legal) answer.unknown_topics.push_back(name);
    answer.response.topics.push_back(std::move(described));
}

protocol::Coordinator find_group_coordinator(const std::string& group,
                                             const node::MetadataImage& image,
                                             std::int32_t offsets_partitions) {
    protocol::Coordinator found;
    found.key = group;
    found.error = ErrorCode::coordinator_not_available;
    const node::TopicImage* topic = image.topic(kafka::consumer_offsets_topic);
    if (topic == nullptr) return found;
    const node::PartitionImage* partition =
        image.partition({topic->id, kafka::coordinator_partition(group, offsets_partitions)});
    if (partition == nullptr || !is_live(partition->leader, image)) return found;
    found.node_id = partition->leader;
    found.error = ErrorCode::none;
    return found;
}

}  // namespace

std::vector<NodeId> live_brokers(const node::MetadataImage& image) {
    std::vector<NodeId> live;
    for (const auto& [id, broker] : image.brokers()) {
        if (!broker.fenced) live.push_back(id);
    }
    return live;
}

MetadataAnswer answer_metadata(const protocol::MetadataRequest& request,
                               const node::MetadataImage& image, NodeId controller_id) {
    MetadataAnswer answer;
    answer.response.controller_id = controller_id;
    for (const NodeId id : live_brokers(image))
        answer.response.brokers.push_back({id, image.broker(id)->rack});
    if (!request.topics) {
        for (const auto& [id, topic] : image.topics())
            describe_topic(topic, image, answer.response);
        return answer;
    }
    for (const std::string& name : *request.topics) {
        const node::TopicImage* topic = image.topic(name);
        if (topic != nullptr) {
            describe_topic(*topic, image, answer.response);
        } else {
            describe_unknown(name, answer);
        }
    }
    return answer;
}

CoordinatorAnswer answer_coordinator(const protocol::FindCoordinatorRequest& request,
                                     const node::MetadataImage& image,
                                     std::int32_t offsets_partitions) {
    constexpr std::int8_t group_key = 0;
    CoordinatorAnswer answer;
    for (const std::string& key : request.coordinator_keys) {
        if (request.key_type == group_key) {
            answer.response.coordinators.push_back(
                find_group_coordinator(key, image, offsets_partitions));
            continue;
        }
        // Transactions are not modelled: nobody coordinates them.
        protocol::Coordinator nobody;
        nobody.key = key;
        nobody.error = ErrorCode::coordinator_not_available;
        answer.response.coordinators.push_back(std::move(nobody));
    }
    answer.offsets_topic_is_missing = request.key_type == group_key &&
                                      !request.coordinator_keys.empty() &&
                                      image.topic(kafka::consumer_offsets_topic) == nullptr;
    return answer;
}

}  // namespace brokerscope::broker
