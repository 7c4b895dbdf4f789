#include "sim/view/tables.h"

#include <algorithm>
#include <map>

#include "sim/kafka/config_value.h"
#include "sim/kafka/hashing.h"
#include "sim/kafka/topic_config_synonyms.h"
#include "sim/view/tables_parts.h"

namespace brokerscope::view {
namespace {

// A name in letters and digits, as a directory or topic id shows it.
std::string topic_id_text(TopicId id) {
    std::string digits = std::to_string(id.value);
    return std::string(digits.size() < 22 ? 22 - digits.size() : 0, 'A') + digits;
}

// All that is no default, in the order of the hash map in which the tool keeps all configs.
std::string configs_of(const View& view, const TopicView& topic) {
    std::map<std::string, const kafka::ConfigDescription*> by_name;
    const std::vector<kafka::ConfigDescription> configs = describe_topic_configs(view, topic);
    for (const kafka::ConfigDescription& config : configs)
        by_name[config.name] = &config;
    std::vector<std::string> names;
    for (const std::string_view name : kafka::topic_configs_as_defined()) {
        if (by_name.count(std::string(name)) > 0) names.emplace_back(name);
    }
    std::string text;
    for (const std::string& name : kafka::java_hash_order(names)) {
        const kafka::ConfigDescription& config = *by_name.at(name);
        if (config.source == kafka::ConfigSource::default_config) continue;
        text += (text.empty() ? "" : ",") + name + "=" + config.value.value_or("null");
    }
    return text;
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
           rows + "],\"error\":null,\"logDir\":\"" +
           kafka::first_log_directory(configs_of_broker(view, broker), broker.value) + "\"}]}";
}

std::string joined(std::string names, std::string_view name) {
    return std::move(names) + (names.empty() ? "" : ", ") + std::string(name);
}

base::Error not_there(const std::string& what, const std::string& name, const std::string& kinds,
                      const std::string& names) {
    return {"there is no " + what + " '" + name + "' at this moment", "NAME",
            kinds + ": " + (names.empty() ? "none yet" : names)};
}

std::string topic_names(const View& view) {
    std::string names;
    for (const auto& [id, topic] : view.topics)
        names = joined(std::move(names), topic.name);
    return names;
}

std::string broker_ids(const View& view) {
    std::string names;
    for (const auto& [id, broker] : view.brokers)
        names = joined(std::move(names), std::to_string(id.value));
    return names;
}

base::Result<std::string> about_configs(const View& view, const TableQuery& query) {
    std::string text;
    for (const auto& [id, topic] : view.topics) {
        if (is_asked(query.name, topic))
            text += topic_configs_table(view, topic, query.all_configs);
    }
    return text;
}

base::Result<std::string> about_broker_configs(const View& view, const TableQuery& query) {
    const std::optional<std::int64_t> id = kafka::parse_config_integer(query.name);
    std::string text;
    for (const auto& [broker, shown] : view.brokers) {
        if (!query.name.empty() && id != std::optional<std::int64_t>(broker.value)) continue;
        if (runs(view, broker)) {
            text += broker_configs_table(view, broker, query.all_configs);
        } else if (!query.name.empty()) {
            return base::Error{"broker " + query.name + " does not run at this moment", "NAME",
                               "only a broker that runs tells its configs"};
        }
    }
    if (query.name.empty()) return text + cluster_configs_table(view);
    if (text.empty()) return not_there("broker", query.name, "brokers", broker_ids(view));
    return text;
}

base::Result<std::string> about_logs(const View& view, const TableQuery& query) {
    std::string text;
    for (const auto& [broker, shown] : view.brokers) {
        if (query.broker != base::no_node && query.broker != broker) continue;
        for (const auto& [id, replica] : shown.replicas) {
            if (query.name.empty() || query.name == view.partition_name(id) ||
                query.name == view.topic_name(id.topic))
                text += log_table(view, broker, id, replica);
        }
    }
    if (!text.empty() || query.name.empty()) return text;
    const std::string who =
        query.broker == base::no_node
            ? "no broker has a replica of '"
            : "broker " + std::to_string(query.broker.value) + " has no replica of '";
    return base::Error{who + query.name + "' at this moment", "NAME",
                       "name a topic or a partition (orders-0); topics: " +
                           (view.topics.empty() ? "none yet" : topic_names(view))};
}

base::Result<std::string> about_groups(const View& view, const TableQuery& query) {
    std::string text;
    std::string names;
    for (const auto& [name, group] : view.groups) {
        names = joined(std::move(names), name);
        if (!query.name.empty() && query.name != name) continue;
        if (query.kind == TableKind::groups) text += group_offsets_table(view, group);
        if (query.kind == TableKind::members) text += group_members_table(view, group);
        if (query.kind == TableKind::state) text += group_state_table(view, group);
    }
    if (!query.name.empty() && text.empty()) return not_there("group", query.name, "groups", names);
    return text;
}

}  // namespace

std::string id_list(const std::vector<NodeId>& ids) {
    std::string text;
    for (const NodeId id : ids)
        text += (text.empty() ? "" : ",") + std::to_string(id.value);
    return text;
}

bool runs(const View& view, NodeId node) {
    const auto process = view.processes.find(node);
    return process != view.processes.end() && process->second.state == ProcessState::running;
}

bool is_asked(std::string_view asked, const TopicView& topic) {
    return asked.empty() || asked == topic.name;
}

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

std::string log_dirs_table(const View& view, std::string_view asked, NodeId only) {
    std::vector<NodeId> brokers;
    std::string rows;
    for (const auto& [id, broker] : view.brokers) {
        if (!runs(view, id) || (only != base::no_node && only != id)) continue;
        brokers.push_back(id);
        rows += (rows.empty() ? "" : ",") + directory_of(view, id, asked);
    }
    return "Querying brokers for log directories information\n"
           "Received log directory information from brokers " +
           id_list(brokers) + "\n{\"brokers\":[" + rows + "],\"version\":1}\n";
}

base::Result<std::string> table(const View& view, const TableQuery& query) {
    if (query.broker != base::no_node && view.brokers.count(query.broker) == 0)
        return base::Error{"there is no broker " + std::to_string(query.broker.value), "--broker",
                           "brokers: " + broker_ids(view)};
    switch (query.kind) {
        case TableKind::groups:
        case TableKind::members:
        case TableKind::state: return about_groups(view, query);
        case TableKind::log: return about_logs(view, query);
        case TableKind::broker_configs: return about_broker_configs(view, query);
        default: break;
    }
    if (!query.name.empty() && view.topic(query.name) == nullptr)
        return not_there("topic", query.name, "topics", topic_names(view));
    switch (query.kind) {
        case TableKind::configs: return about_configs(view, query);
        case TableKind::log_dirs: return log_dirs_table(view, query.name, query.broker);
        case TableKind::offsets: return offsets_table(view, query.time, query.name);
        case TableKind::earliest_offsets: return offsets_table(view, "earliest", query.name);
        default: return topics_table(view, query.name);
    }
}

}  // namespace brokerscope::view
