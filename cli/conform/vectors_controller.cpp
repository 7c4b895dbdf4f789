// Vectors of the controller's decisions: where replicas of a new topic go, and what becomes of a
// partition when its ISR or leader must change.
#include <algorithm>

#include "cli/conform/vectors.h"
#include "sim/controller/partition_change.h"
#include "sim/controller/placement.h"
#include "sim/kafka/protocol_details.h"
#include "sim/kafka/version_profile.h"

namespace brokerscope::cli::conform {
namespace {

using base::NodeId;

Json ids_of(const std::vector<NodeId>& nodes) {
    Json ids = Json::array();
    for (const NodeId node : nodes)
        ids.push_back(node.value);
    return ids;
}

std::vector<NodeId> nodes_of(const Json& ids) {
    std::vector<NodeId> nodes;
    for (const Json& id : ids)
        nodes.push_back({id.get<std::int32_t>()});
    return nodes;
}

std::vector<controller::UsableBroker> brokers_of(const Json& rows) {
    std::vector<controller::UsableBroker> brokers;
    for (const Json& row : rows) {
        const Json& rack = row.at("rack");
        brokers.push_back({{row.at("id").get<std::int32_t>()},
                           rack.is_null() ? "" : rack.get<std::string>(),
                           row.at("fenced").get<bool>()});
    }
    return brokers;
}

Answer play_striped_placer(const Question& question) {
    const Json& input = question.input;
    const std::vector<controller::UsableBroker> brokers = brokers_of(input.at("brokers"));
    const auto replication = input.at("replicationFactor").get<std::int32_t>();
    const base::Status status = controller::check_placement(brokers, replication, question.version);
    if (!status) {
        return Json{{"exception", "InvalidReplicationFactorException"},
                    {"message", status.error().message}};
    }
    const Json& draws = input.at("draws_bound_value");
    std::size_t drawn = 0;
    bool same_bounds = true;
    const auto placed = controller::place_replicas(
        brokers, input.at("partitions").get<std::int32_t>(), replication, [&](std::uint64_t bound) {
            same_bounds = same_bounds && drawn < draws.size() &&
                          draws[drawn].at(0).get<std::uint64_t>() == bound;
            return same_bounds ? draws[drawn++].at(1).get<std::uint64_t>() : 0;
        });
    if (!same_bounds || drawn != draws.size()) return Json{{"draws", "others than Kafka's"}};
    Json assignments = Json::array();
    for (const std::vector<NodeId>& replicas : placed)
        assignments.push_back(ids_of(replicas));
    return Json{{"assignments", std::move(assignments)}};
}

constexpr base::PartitionId any_partition{base::TopicId{7}, 0};

node::PartitionImage partition_of(const Json& given) {
    node::PartitionImage partition;
    partition.replicas = nodes_of(given.at("replicas"));
    partition.isr = nodes_of(given.at("isr"));
    partition.elr = nodes_of(given.at("elr"));
    partition.last_known_elr = nodes_of(given.at("lastKnownElr"));
    partition.leader = {given.at("leader").get<std::int32_t>()};
    partition.leader_epoch = {given.at("leaderEpoch").get<std::int32_t>()};
    partition.partition_epoch = {given.at("partitionEpoch").get<std::int32_t>()};
    return partition;
}

// What is left of it once the record is applied, by the code that brokers run too.
node::PartitionImage after(const node::PartitionImage& now,
                           const node::PartitionChangeRecord& change) {
    node::MetadataImage image;
    image.apply(node::TopicRecord{"t", any_partition.topic});
    // A partition is born without an ELR, so it is given one by a change of its own.
    image.apply(node::PartitionRecord{any_partition.topic,
                                      0,
                                      now.replicas,
                                      now.isr,
                                      now.leader,
                                      now.leader_epoch,
                                      {now.partition_epoch.value - 1}});
    image.apply(node::PartitionChangeRecord{
        any_partition.topic, 0, {}, {}, now.elr, now.last_known_elr, {}});
    image.apply(change);
    return *image.partition(any_partition);
}

controller::ChangeRequest request_of(const Json& input) {
    controller::ChangeRequest request;
    const Json& event = input.at("event");
    request.target_isr = nodes_of(event.at("targetIsr"));
    request.unclean_allowed = input.at("uncleanElectionAllowed").get<bool>();
    request.eligible_leader_replicas = input.at("elrEnabled").get<bool>();
    request.min_insync_replicas = input.at("effectiveMinIsr").get<std::int32_t>();
    if (event.at("op") == "unclean-shutdown")
        request.lost_its_log = NodeId{event.at("broker").get<std::int32_t>()};
    request.acceptable = [active = nodes_of(input.at("acceptableLeaders"))](NodeId broker) {
        return std::find(active.begin(), active.end(), broker) != active.end();
    };
    return request;
}

// What this change would need that the model lacks; "" for nothing.
std::string lacking(const Question& question) {
    const Json& input = question.input;
    const Json& partition = input.at("partition");
    const std::string operation = input.at("event").at("op");
    for (const char* modelled : {"fence", "unfence", "alter-partition", "unclean-shutdown"}) {
        if (operation != modelled) continue;
        if (!partition.at("adding").empty() || !partition.at("removing").empty())
            return "a partition that is being reassigned";
        if (partition.at("leaderRecoveryState") != "RECOVERED" ||
            input.at("event").value("targetLeaderRecoveryState", "RECOVERED") != "RECOVERED")
            return "the leader recovery state";
        const auto* metadata_version = kafka::find_metadata_version(
            question.version, input.at("metadataVersion").get<std::string>());
        if (metadata_version == nullptr || metadata_version->bumps_leader_epoch_on_isr_shrink())
            return "metadata versions in which a smaller ISR raises the leader epoch";
        const bool elr = input.at("elrEnabled").get<bool>() || !partition.at("elr").empty() ||
                         !partition.at("lastKnownElr").empty();
        if (elr && !kafka::version_profile(question.version).has_eligible_leader_replicas)
            return "eligible leader replicas of Kafka 3.9";
        return "";
    }
    return "the operation " + operation;
}

Json recorded_partition(const node::PartitionImage& partition) {
    return {{"replicas", ids_of(partition.replicas)},
            {"isr", ids_of(partition.isr)},
            {"leader", partition.leader.value},
            {"leaderEpoch", partition.leader_epoch.value},
            {"partitionEpoch", partition.partition_epoch.value},
            {"leaderRecoveryState", "RECOVERED"},
            {"removing", Json::array()},
            {"adding", Json::array()},
            {"elr", ids_of(partition.elr)},
            {"lastKnownElr", ids_of(partition.last_known_elr)}};
}

// The newest version of the record that this metadata version writes.
std::int32_t record_version(const Question& question) {
    const auto* version = kafka::find_metadata_version(
        question.version, question.input.at("metadataVersion").get<std::string>());
    if (version == nullptr) return -1;
    if (version->supports_elr(question.version)) return 2;
    return version->assigns_directories() ? 1 : 0;
}

Json recorded_change(const node::PartitionChangeRecord& change, std::int32_t version) {
    Json fields = Json::object();
    if (change.isr) fields["isr"] = ids_of(*change.isr);
    if (change.leader) fields["leader"] = change.leader->value;
    if (change.elr) fields["eligibleLeaderReplicas"] = ids_of(*change.elr);
    if (change.last_known_elr) fields["lastKnownElr"] = ids_of(*change.last_known_elr);
    fields["recordVersion"] = version;
    return fields;
}

Answer play_partition_change(const Question& question) {
    if (const std::string what = lacking(question); !what.empty())
        return NotModelled{what + " is not modelled"};
    const node::PartitionImage now = partition_of(question.input.at("partition"));
    const auto change = controller::decide_change(any_partition, now, request_of(question.input));
    if (!change) return Json{{"change", nullptr}};
    const node::PartitionImage later = after(now, *change);
    return Json{{"change", recorded_change(*change, record_version(question))},
                {"after", recorded_partition(later)}};
}

constexpr VectorFamily families[] = {
    {"striped-placer", "draws_bound_value", play_striped_placer},
    {"partition-change", "event", play_partition_change, ExtraMembers::differ},
};

}  // namespace

std::span<const VectorFamily> controller_vectors() {
    return families;
}

}  // namespace brokerscope::cli::conform
