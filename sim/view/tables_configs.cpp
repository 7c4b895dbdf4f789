// What kafka-configs --describe prints about topics and brokers.
#include "sim/kafka/version_profile.h"
#include "sim/view/tables_parts.h"

namespace brokerscope::view {
namespace {

kafka::ConfigTexts texts_of(const std::vector<journal::ConfigValue>& values) {
    kafka::ConfigTexts texts;
    // What is said last counts.
    for (const journal::ConfigValue& config : values)
        texts[config.name] = config.value;
    return texts;
}

kafka::ConfigTexts controller_texts(const View& view) {
    for (const auto& [id, process] : view.processes) {
        if (process.role == NodeRole::controller || process.role == NodeRole::combined)
            return texts_of(process.config);
    }
    return {};
}

std::string text_or_null(const std::optional<std::string>& value) {
    return value ? *value : "null";
}

std::string config_line(const kafka::ConfigDescription& config) {
    std::string synonyms;
    for (const kafka::ConfigSynonym& synonym : config.synonyms)
        synonyms += (synonyms.empty() ? "" : ", ") + std::string(name_of(synonym.source)) + ":" +
                    synonym.name + "=" + text_or_null(synonym.value);
    return "  " + config.name + "=" + text_or_null(config.value) +
           " sensitive=" + (config.is_sensitive ? "true" : "false") + " synonyms={" + synonyms +
           "}\n";
}

// Without --all the tool keeps what was set for this very resource.
std::string lines_of(const std::vector<kafka::ConfigDescription>& configs,
                     std::optional<kafka::ConfigSource> only) {
    std::string text;
    for (const kafka::ConfigDescription& config : configs) {
        if (!only || config.source == *only) text += config_line(config);
    }
    return text;
}

}  // namespace

kafka::BrokerConfigs configs_of_broker(const View& view, NodeId broker) {
    const auto version = base::parse_enum<kafka::KafkaVersion>(view.kafka);
    const auto process = view.processes.find(broker);
    kafka::ServerIdentity server{broker.value, "broker", ""};
    kafka::ConfigTexts chosen;
    if (process != view.processes.end()) {
        if (process->second.role == NodeRole::combined) server.roles = "broker,controller";
        server.rack = process->second.rack;
        chosen = texts_of(process->second.config);
    }
    return kafka::configs_of_broker(version.value_or(kafka::KafkaVersion::v4_3), server, chosen,
                                    controller_texts(view));
}

std::vector<kafka::ConfigDescription> describe_topic_configs(const View& view,
                                                             const TopicView& topic) {
    NodeId asked = view.brokers.empty() ? base::no_node : view.brokers.begin()->first;
    for (const auto& [id, broker] : view.brokers) {
        if (!runs(view, id)) continue;
        asked = id;
        break;
    }
    return kafka::describe_topic_configs(texts_of(topic.config), configs_of_broker(view, asked));
}

std::string topic_configs_table(const View& view, const TopicView& topic, bool all) {
    const auto only = all ? std::nullopt : std::optional(kafka::ConfigSource::dynamic_topic_config);
    return std::string(all ? "All" : "Dynamic") + " configs for topic " + topic.name + " are:\n" +
           lines_of(describe_topic_configs(view, topic), only);
}

std::string broker_configs_table(const View& view, NodeId broker, bool all) {
    const auto only =
        all ? std::nullopt : std::optional(kafka::ConfigSource::dynamic_broker_config);
    return std::string(all ? "All" : "Dynamic") + " configs for broker " +
           std::to_string(broker.value) + " are:\n" +
           lines_of(kafka::describe_broker_configs(configs_of_broker(view, broker)), only);
}

std::string cluster_configs_table(const View& view) {
    const NodeId any = view.brokers.empty() ? base::no_node : view.brokers.begin()->first;
    return "Default configs for brokers in the cluster are:\n" +
           lines_of(kafka::describe_cluster_configs(configs_of_broker(view, any)), std::nullopt);
}

}  // namespace brokerscope::view
