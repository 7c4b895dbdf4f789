#include "cli/conform/story/observe.h"

#include <map>
#include <string>

namespace brokerscope::cli::conform {
namespace {

using Look = Json (*)(const Json& step, Stage& stage);

const std::map<std::string, Look>& looks() {
    static const std::map<std::string, Look> table{
        {"log", observe_log},
        {"checkpoints", observe_checkpoints},
        {"files", observe_files},
        {"leaderEpochs", observe_leader_epochs},
        {"partitionDirectories", observe_partition_directories},
        {"coordinatorRecords", observe_coordinator_records},
        {"partition", observe_partition},
        {"topic", observe_topic}};
    return table;
}

}  // namespace

NodeId node_of(const Json& step, Stage& stage) {
    if (step.contains("node")) {
        const Json& node = step["node"];
        if (node.is_number()) return {node.get<std::int32_t>()};
        if (node == "$controller") return stage.controller();
        throw NotModelled{"node " + shown(node)};
    }
    if (stage.brokers().size() == 1) return stage.brokers().front();
    const PartitionId id = stage.partition(step["topic"], step["partition"]);
    const node::PartitionImage* partition = stage.partition_image(id);
    if (partition == nullptr) throw NotModelled{"who leads a partition that is not there"};
    return partition->leader != base::no_node ? partition->leader : partition->replicas.front();
}

Json observe(const Json& step, Stage& stage) {
    const std::string what = step["what"];
    const auto found = looks().find(what);
    if (found == looks().end()) throw NotModelled{"see " + what};
    Json seen = found->second(step, stage);
    for (const char* name : {"topic", "partition", "node", "groupId"}) {
        if (step.contains(name)) seen[name] = step[name];
    }
    return seen;
}

}  // namespace brokerscope::cli::conform
