// The cluster as a story looks at it: the controller's image, or that of one broker.
#include <algorithm>

#include "cli/conform/story/observe.h"

namespace brokerscope::cli::conform {
namespace {

Json ids(const std::vector<NodeId>& nodes) {
    Json list = Json::array();
    for (const NodeId node : nodes)
        list.push_back(node.value);
    return list;
}

Json sorted(Json list) {
    std::sort(list.begin(), list.end());
    return list;
}

Json offline_replicas(const node::PartitionImage& partition, const node::MetadataImage& image) {
    Json list = Json::array();
    for (const NodeId replica : partition.replicas) {
        const node::BrokerImage* broker = image.broker(replica);
        if (broker == nullptr || broker->fenced) list.push_back(replica.value);
    }
    return list;
}

const node::MetadataImage* image_for(const Json& step, Stage& stage) {
    if (!step.contains("node")) return stage.image();
    const broker::Broker* broker = stage.broker(node_of(step, stage));
    return broker == nullptr ? nullptr : &broker->image();
}

}  // namespace

Json observe_partition(const Json& step, Stage& stage) {
    const node::MetadataImage* image = image_for(step, stage);
    const PartitionId id = stage.partition(step["topic"], step["partition"]);
    const node::PartitionImage* partition = image == nullptr ? nullptr : image->partition(id);
    if (partition == nullptr) return {{"errorCode", "UNKNOWN_TOPIC_OR_PARTITION"}};
    // Nothing here reassigns replicas or recovers a leader's log, so there is one state of both.
    if (step.value("leaderRecoveryState", "RECOVERED") != "RECOVERED")
        throw NotModelled{"leaderRecoveryState " + step["leaderRecoveryState"].get<std::string>()};
    const bool has_leader = partition->leader != base::no_node;
    return {{"errorCode", has_leader ? "NONE" : "LEADER_NOT_AVAILABLE"},
            {"leader", partition->leader.value},
            {"leaderEpoch", partition->leader_epoch.value},
            {"partitionEpoch", partition->partition_epoch.value},
            {"replicas", ids(partition->replicas)},
            {"isr", step.contains("node") ? sorted(ids(partition->isr)) : ids(partition->isr)},
            {"elr", ids(partition->elr)},
            {"lastKnownElr", ids(partition->last_known_elr)},
            {"addingReplicas", Json::array()},
            {"removingReplicas", Json::array()},
            {"leaderRecoveryState", "RECOVERED"},
            {"isrSize", partition->isr.size()},
            {"elrSize", partition->elr.size()},
            {"lastKnownElrSize", partition->last_known_elr.size()},
            {"allInIsr", sorted(ids(partition->isr)) == sorted(ids(partition->replicas))},
            {"offlineReplicas", offline_replicas(*partition, *image)}};
}

Json observe_topic(const Json& step, Stage& stage) {
    const node::MetadataImage* image = stage.image();
    const bool exists = image != nullptr && image->topic(step["topic"].get<std::string>());
    return {{"exists", exists}};
}

}  // namespace brokerscope::cli::conform
