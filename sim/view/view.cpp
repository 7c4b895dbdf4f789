#include "sim/view/view.h"

#include <algorithm>

namespace brokerscope::view {

std::string_view ProcessView::configured(std::string_view key) const {
    const auto it =
        std::find_if(config.begin(), config.end(),
                     [key](const journal::ConfigValue& one) { return one.name == key; });
    return it == config.end() ? std::string_view{} : it->value;
}

bool PartitionView::in_isr(NodeId broker) const {
    return std::find(isr.begin(), isr.end(), broker) != isr.end();
}

std::string_view View::topic_name(TopicId id) const {
    if (id == base::cluster_metadata_topic) return "__cluster_metadata";
    const auto it = topics.find(id);
    return it == topics.end() ? std::string_view{} : it->second.name;
}

const TopicView* View::topic(std::string_view name) const {
    for (auto it = topics.rbegin(); it != topics.rend(); ++it) {
        if (it->second.name == name) return &it->second;
    }
    return nullptr;
}

const ProcessView* View::process(std::string_view name) const {
    for (const auto& [id, process] : processes) {
        if (process.name == name) return &process;
    }
    return nullptr;
}

const ReplicaView* View::replica(NodeId broker, PartitionId partition) const {
    const auto its_broker = brokers.find(broker);
    if (its_broker == brokers.end()) return nullptr;
    const auto it = its_broker->second.replicas.find(partition);
    return it == its_broker->second.replicas.end() ? nullptr : &it->second;
}

std::string View::partition_name(PartitionId partition) const {
    const std::string_view name = topic_name(partition.topic);
    const std::string topic =
        name.empty() ? "topic " + std::to_string(partition.topic.value) : std::string(name);
    return topic + "-" + std::to_string(partition.partition);
}

void View::apply(const journal::Fact& fact) {
    reduce(*this, fact);
}

}  // namespace brokerscope::view
