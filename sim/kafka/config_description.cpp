#include "sim/kafka/config_description.h"

#include <algorithm>

#include "sim/base/check.h"
#include "sim/kafka/config_value.h"
#include "sim/kafka/topic_config_synonyms.h"
#include "sim/kafka/version_profile.h"

namespace brokerscope::kafka {
namespace {

constexpr std::string_view min_insync = "min.insync.replicas";

const std::string* find(const ConfigTexts& texts, std::string_view name) {
    const auto found = texts.find(std::string(name));
    return found == texts.end() ? nullptr : &found->second;
}

// Java writes 1.0E10 where the table of definitions has 1e+10.
std::string double_text(std::string_view text) {
    std::string java;
    for (const char digit : text) {
        if (digit == '+') continue;
        java.push_back(digit == 'e' ? 'E' : digit);
    }
    return java;
}

// Kafka's ConfigDef.convertToString of what it parsed.
std::string normal_text(ConfigType type, std::string_view text) {
    if (type == ConfigType::double_type) return double_text(trimmed(text));
    if (type == ConfigType::boolean_type)
        return parse_config_boolean(text).value_or(false) ? "true" : "false";
    if (type != ConfigType::list_type) return std::string(trimmed(text));
    std::string list;
    for (const std::string& element : parse_config_list(text))
        list += (list.empty() ? "" : ",") + element;
    return list;
}

std::optional<std::string> default_of(const ConfigDefinition& definition) {
    if (!definition.default_value) return std::nullopt;
    return normal_text(definition.type, *definition.default_value);
}

// ConfigHelper.configSynonyms: of each source in turn all names. It begins with the asked name:
// when only others are set, nothing is told (segment.ms, which log.roll.hours decides).
std::vector<ConfigSynonym> synonyms_of(std::string_view name, const BrokerConfigs& broker,
                                       bool is_sensitive) {
    const std::vector<std::string_view> names = broker_config_synonyms(name);
    std::vector<ConfigSynonym> synonyms;
    const auto add = [&](std::string_view one, std::optional<std::string> value,
                         ConfigSource source) {
        if (is_sensitive) value.reset();
        synonyms.push_back({std::string(one), std::move(value), source});
    };
    for (const std::string_view one : names) {
        if (const std::string* value = find(broker.cluster_defaults, one))
            add(one, *value, ConfigSource::dynamic_default_broker_config);
    }
    for (const std::string_view one : names) {
        if (const std::string* value = find(broker.of_file, one))
            add(one, *value, ConfigSource::static_broker_config);
    }
    for (const std::string_view one : names) {
        const ConfigDefinition* known = find_config(broker.version, ConfigScope::broker, one);
        if (known != nullptr && known->default_value)
            add(one, default_of(*known), ConfigSource::default_config);
    }
    const auto first = std::find_if(synonyms.begin(), synonyms.end(),
                                    [&](const ConfigSynonym& one) { return one.name == name; });
    synonyms.erase(synonyms.begin(), first);
    return synonyms;
}

const std::string* set_value(const BrokerConfigs& broker, std::string_view name) {
    if (const std::string* value = find(broker.cluster_defaults, name)) return value;
    return find(broker.of_file, name);
}

// What the broker says for all topics, where it was told anything.
std::optional<std::string> value_for_all_topics(std::string_view name,
                                                const BrokerConfigs& broker) {
    for (const TopicConfigSynonym& synonym : topic_config_synonyms()) {
        if (synonym.topic_name != name) continue;
        if (const std::string* value = set_value(broker, synonym.broker_name))
            return in_topic_unit(synonym, *value);
    }
    return std::nullopt;
}

ConfigDescription begin_description(const ConfigDefinition& definition) {
    ConfigDescription described;
    described.name = definition.name;
    described.type = definition.type;
    described.is_sensitive = definition.type == ConfigType::password_type;
    return described;
}

// The winning synonym is the source, as Kafka has it.
ConfigDescription finished(ConfigDescription described) {
    if (described.is_sensitive) described.value.reset();
    if (!described.synonyms.empty()) described.source = described.synonyms.front().source;
    return described;
}

ConfigDescription describe_topic_config(const ConfigDefinition& definition,
                                        const ConfigTexts& topic, const BrokerConfigs& broker) {
    ConfigDescription described = begin_description(definition);
    if (const auto synonym = broker_synonym(definition.name))
        described.synonyms = synonyms_of(*synonym, broker, described.is_sensitive);
    const std::string* own = find(topic, definition.name);
    std::optional<std::string> value = default_of(definition);
    if (const auto of_broker = value_for_all_topics(definition.name, broker)) value = of_broker;
    if (own != nullptr) value = *own;
    if (value) described.value = normal_text(definition.type, *value);
    if (own != nullptr) {
        described.synonyms.insert(described.synonyms.begin(), {described.name, described.value,
                                                               ConfigSource::dynamic_topic_config});
    }
    return finished(std::move(described));
}

ConfigDescription describe_broker_config(const ConfigDefinition& definition,
                                         const BrokerConfigs& broker) {
    ConfigDescription described = begin_description(definition);
    described.is_read_only = definition.dynamic == DynamicMode::read_only;
    described.synonyms = synonyms_of(definition.name, broker, described.is_sensitive);
    described.value = default_of(definition);
    if (const std::string* value = set_value(broker, definition.name))
        described.value = normal_text(definition.type, *value);
    return finished(std::move(described));
}

template <class Describe>
std::vector<ConfigDescription> describe_all(KafkaVersion version, ConfigScope scope,
                                            Describe&& describe) {
    std::vector<ConfigDescription> all;
    for (const std::string_view name : config_names(version, scope)) {
        const ConfigDefinition* definition = find_config(version, scope, name);
        CHECK(definition != nullptr, "a listed config is known");
        if (!definition->is_internal) all.push_back(describe(*definition));
    }
    return all;
}

}  // namespace

std::string log_directory_of(std::int32_t server) {
    return "/kafka-" + std::to_string(server) + "/data";
}

std::string first_log_directory(const BrokerConfigs& configs, std::int32_t server) {
    for (const char* name : {"log.dirs", "log.dir"}) {
        const std::string* value = find(configs.of_file, name);
        if (value == nullptr) continue;
        const std::vector<std::string> directories = parse_config_list(*value);
        if (!directories.empty()) return directories.front();
    }
    return log_directory_of(server);
}

BrokerConfigs configs_of_broker(KafkaVersion version, const ServerIdentity& server,
                                const ConfigTexts& chosen, const ConfigTexts& of_controller) {
    BrokerConfigs configs{version, chosen, {}};
    const std::string id = std::to_string(server.id);
    // broker.id is what node.id was called before there was KRaft; a broker sets both.
    configs.of_file.emplace("node.id", id);
    configs.of_file.emplace("broker.id", id);
    configs.of_file.emplace("process.roles", server.roles);
    if (chosen.count("log.dir") == 0)
        configs.of_file.emplace("log.dirs", log_directory_of(server.id));
    if (!server.rack.empty()) configs.of_file.emplace("broker.rack", server.rack);
    if (version_profile(version).has_eligible_leader_replicas) {
        const std::string* value = find(of_controller, min_insync);
        configs.cluster_defaults.emplace(min_insync, value == nullptr ? "1" : *value);
    }
    return configs;
}

std::vector<ConfigDescription> describe_topic_configs(const ConfigTexts& topic,
                                                      const BrokerConfigs& broker) {
    return describe_all(broker.version, ConfigScope::topic,
                        [&](const ConfigDefinition& definition) {
                            return describe_topic_config(definition, topic, broker);
                        });
}

std::vector<ConfigDescription> describe_broker_configs(const BrokerConfigs& broker) {
    return describe_all(broker.version, ConfigScope::broker,
                        [&](const ConfigDefinition& definition) {
                            return describe_broker_config(definition, broker);
                        });
}

std::vector<ConfigDescription> describe_cluster_configs(const BrokerConfigs& broker) {
    std::vector<ConfigDescription> defaults;
    for (const auto& [name, value] : broker.cluster_defaults) {
        const ConfigDefinition* definition = find_config(broker.version, ConfigScope::broker, name);
        CHECK(definition != nullptr, "a dynamic default is a broker's config");
        ConfigDescription described = describe_broker_config(*definition, broker);
        std::erase_if(described.synonyms, [](const ConfigSynonym& synonym) {
            return synonym.source != ConfigSource::dynamic_default_broker_config;
        });
        defaults.push_back(finished(std::move(described)));
    }
    return defaults;
}

}  // namespace brokerscope::kafka
