#include "sim/node/metadata_image.h"

#include <algorithm>

#include "sim/base/check.h"

namespace brokerscope::node {
namespace {

bool contains(const std::vector<NodeId>& nodes, NodeId node) {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

template <class Map, class Key>
auto* find_in(Map& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? nullptr : &found->second;
}

}  // namespace

bool PartitionImage::has_replica(NodeId broker) const {
    return contains(replicas, broker);
}
bool PartitionImage::in_isr(NodeId broker) const {
    return contains(isr, broker);
}

void MetadataImage::apply(const MetadataRecord& record) {
    std::visit([this](const auto& content) { apply_one(content); }, record);
}

void MetadataImage::apply_one(const RegisterBrokerRecord& record) {
    brokers_[record.broker_id] = {record.broker_epoch, record.incarnation_id,         record.rack,
                                  record.fenced,       record.in_controlled_shutdown, {}};
}

void MetadataImage::apply_one(const BrokerRegistrationChangeRecord& record) {
    BrokerImage* broker = find_in(brokers_, record.broker_id);
    CHECK(broker != nullptr, "a registration that changes must exist");
    CHECK(broker->epoch == record.broker_epoch,
          "a registration change names the current broker epoch");
    if (record.fenced != 0) broker->fenced = record.fenced > 0;
    if (record.in_controlled_shutdown > 0) broker->in_controlled_shutdown = true;
    broker->offline_replicas.insert(record.offline_replicas.begin(), record.offline_replicas.end());
}

void MetadataImage::apply_one(const TopicRecord& record) {
    CHECK(topics_.count(record.topic_id) == 0, "a topic id is used once");
    topics_[record.topic_id] = {record.topic_id, record.topic_name, 0, {}};
    topic_ids_[record.topic_name] = record.topic_id;
}

void MetadataImage::apply_one(const ConfigRecord& record) {
    if (record.resource_type != 2) return;
    const TopicId* id = find_in(topic_ids_, record.resource_name);
    CHECK(id != nullptr, "a topic config belongs to a topic");
    auto& configs = topics_.at(*id).configs;
    if (record.value) {
        configs[record.config_name] = *record.value;
    } else {
        configs.erase(record.config_name);
    }
}

void MetadataImage::apply_one(const PartitionRecord& record) {
    TopicImage* topic = find_in(topics_, record.topic_id);
    CHECK(topic != nullptr, "a partition belongs to a topic");
    topic->partitions = std::max(topic->partitions, record.partition_id + 1);
    PartitionImage& partition = partitions_[{record.topic_id, record.partition_id}];
    partition.replicas = record.replicas;
    partition.isr = record.isr;
    partition.leader = record.leader;
    partition.leader_epoch = record.leader_epoch;
    partition.partition_epoch = record.partition_epoch;
}

void MetadataImage::apply_one(const PartitionChangeRecord& record) {
    PartitionImage* partition =
        find_in(partitions_, PartitionId{record.topic_id, record.partition_id});
    CHECK(partition != nullptr, "a partition that changes must exist");
    if (record.isr) partition->isr = *record.isr;
    if (record.elr) partition->elr = *record.elr;
    if (record.last_known_elr) partition->last_known_elr = *record.last_known_elr;
    if (record.leader) {
        partition->leader = *record.leader;
        ++partition->leader_epoch.value;
    }
    ++partition->partition_epoch.value;
    partition->reason = record.reason;
}

void MetadataImage::apply_one(const RemoveTopicRecord& record) {
    const auto topic = topics_.find(record.topic_id);
    CHECK(topic != topics_.end(), "a topic that is removed must exist");
    topic_ids_.erase(topic->second.name);
    topics_.erase(topic);
    std::erase_if(partitions_,
                  [&](const auto& entry) { return entry.first.topic == record.topic_id; });
    for (auto& [id, broker] : brokers_) {
        std::erase_if(broker.offline_replicas,
                      [&](PartitionId replica) { return replica.topic == record.topic_id; });
    }
}

void MetadataImage::apply_one(const ProducerIdsRecord& record) {
    CHECK(record.next_producer_id > next_producer_id_, "blocks of producer ids never overlap");
    next_producer_id_ = record.next_producer_id;
}

const BrokerImage* MetadataImage::broker(NodeId id) const {
    return find_in(brokers_, id);
}
const TopicImage* MetadataImage::topic(TopicId id) const {
    return find_in(topics_, id);
}
const TopicImage* MetadataImage::topic(std::string_view name) const {
    const auto found = topic_ids_.find(name);
    return found == topic_ids_.end() ? nullptr : topic(found->second);
}
const PartitionImage* MetadataImage::partition(PartitionId id) const {
    return find_in(partitions_, id);
}

}  // namespace brokerscope::node
