#include "sim/view/tables.h"

#include <algorithm>

#include "sim/kafka/version_profile.h"

namespace brokerscope::view {
namespace {

std::string id_list(const std::vector<NodeId>& ids) {
    std::string text;
    for (const NodeId id : ids)
        text += (text.empty() ? "" : ",") + std::to_string(id.value);
    return text;
}

// A cluster that is formatted with eligible leader replicas gets min.insync.replicas=1 as a default
// for all brokers, and every topic shows it (recorded: 4.3.1).
bool shows_default_min_insync(const View& view) {
    const auto version = base::parse_enum<kafka::KafkaVersion>(view.kafka);
    return version && kafka::version_profile(*version).has_eligible_leader_replicas;
}

std::string configs_of(const View& view, const TopicView& topic) {
    std::vector<journal::ConfigValue> configs = topic.config;
    const bool sets_it = std::any_of(configs.begin(), configs.end(), [](const auto& config) {
        return config.name == "min.insync.replicas";
    });
    if (!sets_it && shows_default_min_insync(view))
        configs.insert(configs.begin(), {"min.insync.replicas", "1"});
    std::string text;
    for (const journal::ConfigValue& config : configs)
        text += (text.empty() ? "" : ",") + config.name + "=" + config.value;
    return text;
}

bool runs(const View& view, NodeId node) {
    const auto process = view.processes.find(node);
    return process != view.processes.end() && process->second.state == ProcessState::running;
}

// A name in letters and digits, as a directory or topic id shows it.
std::string topic_id_text(TopicId id) {
    std::string digits = std::to_string(id.value);
    return std::string(digits.size() < 22 ? 22 - digits.size() : 0, 'A') + digits;
}

bool is_asked(std::string_view asked, const TopicView& topic) {
    return asked.empty() || asked == topic.name;
}

template <class Visit>
void each_partition(const View& view, TopicId topic, Visit&& visit) {
    for (auto one = view.partitions.lower_bound({topic, 0});
         one != view.partitions.end() && one->first.topic == topic; ++one)
        visit(one->first, one->second);
}

std::string partition_row(const TopicView& topic, PartitionId id, const PartitionView& partition) {
    const std::string leader =
        partition.leader == base::no_node ? "none" : std::to_string(partition.leader.value);
    return "\tTopic: " + topic.name + "\tPartition: " + std::to_string(id.partition) +
           "\tLeader: " + leader + "\tReplicas: " + id_list(partition.replicas) +
           "\tIsr: " + id_list(partition.isr) + "\tElr: \tLastKnownElr: \n";
}

std::string directory_of(const View& view, NodeId broker, std::string_view asked) {
    std::string rows;
    const auto found = view.brokers.find(broker);
    for (const auto& [id, replica] : found->second.replicas) {
        const auto topic = view.topics.find(id.topic);
        if (topic == view.topics.end() || !is_asked(asked, topic->second) || !replica.open)
            continue;
        const std::int64_t lag =
            std::max<std::int64_t>(replica.high_watermark - replica.log_end, 0);
        rows += (rows.empty() ? "" : ",") + std::string("{\"partition\":\"") +
                view.partition_name(id) + "\",\"size\":" + std::to_string(replica.size_bytes) +
                ",\"offsetLag\":" + std::to_string(lag) + ",\"isFuture\":false}";
    }
    return "{\"broker\":" + std::to_string(broker.value) + ",\"logDirs\":[{\"partitions\":[" +
           rows + "],\"error\":null,\"logDir\":\"/kafka-" + std::to_string(broker.value) +
           "/data\"}]}";
}

}  // namespace

std::string topics_table(const View& view, std::string_view asked) {
    std::string text;
    for (const auto& entry : view.topics) {
        const TopicView& topic = entry.second;
        const TopicId id = entry.first;
        if (!is_asked(asked, topic)) continue;
        text += "Topic: " + topic.name + "\tTopicId: " + topic_id_text(id) +
                "\tPartitionCount: " + std::to_string(topic.partitions) +
                "\tReplicationFactor: " + std::to_string(topic.replication) +
                "\tConfigs: " + configs_of(view, topic) + "\n";
        each_partition(view, id, [&](PartitionId partition, const PartitionView& shown) {
            text += partition_row(topic, partition, shown);
        });
    }
    return text;
}

std::string offsets_table(const View& view, WhichOffset which, std::string_view asked) {
    std::string text;
    for (const auto& entry : view.topics) {
        const TopicView& topic = entry.second;
        if (!is_asked(asked, topic) || (topic.internal && asked.empty())) continue;
        each_partition(view, topic.id, [&](PartitionId partition, const PartitionView& shown) {
            const ReplicaView* leader = view.replica(shown.leader, partition);
            if (leader == nullptr || !leader->open || !runs(view, shown.leader)) return;
            const Offset offset =
                which == WhichOffset::earliest ? leader->log_start : leader->high_watermark;
            text += topic.name + ":" + std::to_string(partition.partition) + ":" +
                    std::to_string(offset.value) + "\n";
        });
    }
    return text;
}

std::string log_dirs_table(const View& view, std::string_view asked) {
    std::vector<NodeId> brokers;
    std::string rows;
    for (const auto& [id, broker] : view.brokers) {
        if (!runs(view, id)) continue;
        brokers.push_back(id);
        rows += (rows.empty() ? "" : ",") + directory_of(view, id, asked);
    }
    return "Querying brokers for log directories information\n"
           "Received log directory information from brokers " +
           id_list(brokers) + "\n{\"brokers\":[" + rows + "],\"version\":1}\n";
}

std::string topic_configs_table(const View& view, const TopicView& topic) {
    std::string text = "Dynamic configs for topic " + topic.name + " are:\n";
    for (const journal::ConfigValue& config : topic.config) {
        text += "  " + config.name + "=" + config.value +
                " sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:" + config.name + "=" +
                config.value;
        if (config.name == "min.insync.replicas") {
            if (shows_default_min_insync(view))
                text += ", DYNAMIC_DEFAULT_BROKER_CONFIG:min.insync.replicas=1";
            text += ", DEFAULT_CONFIG:min.insync.replicas=1";
        }
        text += "}\n";
    }
    return text;
}

}  // namespace brokerscope::view
