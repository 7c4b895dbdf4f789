#include "sim/kafka/config_set.h"

#include <algorithm>
#include <array>

#include "sim/base/check.h"
#include "sim/kafka/config_value.h"
#include "sim/kafka/supported.h"
#include "sim/kafka/topic_config_synonyms.h"

namespace brokerscope::kafka {
namespace {

ConfigSource own_source(ConfigScope scope) {
    switch (scope) {
        case ConfigScope::broker: return ConfigSource::static_broker_config;
        case ConfigScope::topic: return ConfigSource::dynamic_topic_config;
        default: return ConfigSource::client;
    }
}

std::string scoped(ConfigScope scope, std::string_view name) {
    return std::string(base::name_of(scope)) + " config '" + std::string(name) + "'";
}

base::Error unknown(KafkaVersion version, ConfigScope scope, std::string_view name) {
    base::Error error{scoped(scope, name) + " is not known", "", ""};
    const KafkaVersion other =
        version == KafkaVersion::v3_9 ? KafkaVersion::v4_3 : KafkaVersion::v3_9;
    if (find_config(other, scope, name) != nullptr) {
        error.message += " to Kafka " + std::string(base::name_of(version));
        error.hint = "Kafka " + std::string(base::name_of(other)) + " has it";
        return error;
    }
    for (const ConfigScope elsewhere :
         {ConfigScope::broker, ConfigScope::topic, ConfigScope::producer, ConfigScope::consumer}) {
        if (find_config(version, elsewhere, name) == nullptr) continue;
        error.hint = "it is a " + std::string(base::name_of(elsewhere)) + " config";
        return error;
    }
    const std::string_view near = base::nearest_name(name, config_names(version, scope));
    if (!near.empty()) error.hint = "did you mean '" + std::string(near) + "'?";
    return error;
}

base::Error not_modelled(const std::string& what) {
    return {what + " is not modelled yet", "", "see docs/not-modelled.md"};
}

// `allowed` holds the modelled values between bars.
bool is_among(std::string_view value, std::string_view allowed) {
    while (true) {
        const std::size_t bar = std::min(allowed.find('|'), allowed.size());
        if (allowed.substr(0, bar) == value) return true;
        if (bar == allowed.size()) return false;
        allowed.remove_prefix(bar + 1);
    }
}

bool in_name_order(const ConfigEntry& entry, std::string_view name) {
    return entry.name < name;
}

}  // namespace

ConfigSet::ConfigSet(KafkaVersion version, ConfigScope scope) : version_(version), scope_(scope) {}

base::Status ConfigSet::set(std::string_view name, std::string_view value) {
    return set(name, value, own_source(scope_));
}

base::Status ConfigSet::set(std::string_view name, std::int64_t value) {
    return set(name, std::to_string(value), own_source(scope_));
}

base::Status ConfigSet::set(std::string_view name, std::string_view value, ConfigSource source) {
    const ConfigDefinition* definition = find_config(version_, scope_, name);
    if (definition == nullptr) return unknown(version_, scope_, name);
    const SupportedConfig* supported = find_supported(scope_, name);
    if (supported == nullptr) return not_modelled(scoped(scope_, name));
    if (base::Status status = check_config_value(*definition, value); !status) return status;
    const std::string kept(trimmed(value));
    if (!supported->only.empty() && !is_among(kept, supported->only)) {
        return not_modelled(std::string(name) + "=" + kept);
    }
    auto at = std::lower_bound(entries_.begin(), entries_.end(), name, in_name_order);
    if (at == entries_.end() || at->name != name) at = entries_.emplace(at);
    *at = {std::string(name), kept, source};
    return base::Nothing{};
}

bool ConfigSet::reset(std::string_view name) {
    return std::erase_if(entries_, [&](const ConfigEntry& entry) { return entry.name == name; }) >
           0;
}

const ConfigEntry* ConfigSet::find(std::string_view name) const {
    const auto at = std::lower_bound(entries_.begin(), entries_.end(), name, in_name_order);
    return at != entries_.end() && at->name == name ? &*at : nullptr;
}

const ConfigDefinition& ConfigSet::definition_of(std::string_view name) const {
    const ConfigDefinition* definition = find_config(version_, scope_, name);
    CHECK(definition != nullptr, "no " + scoped(scope_, name));
    return *definition;
}

std::string_view ConfigSet::value_of(const ConfigDefinition& definition) const {
    const ConfigEntry* entry = find(definition.name);
    return entry != nullptr ? std::string_view(entry->value)
                            : definition.default_value.value_or("");
}

std::int64_t ConfigSet::integer(std::string_view name) const {
    const std::optional<std::int64_t> number = parse_config_integer(value_of(definition_of(name)));
    CHECK(number.has_value(), scoped(scope_, name) + " is no number");
    return *number;
}

base::Duration ConfigSet::duration(std::string_view name) const {
    // Kafka's "never" is the largest number of milliseconds; it must not overflow nanoseconds.
    constexpr std::int64_t longest_ms = 9'000'000'000'000;
    return base::milliseconds(std::min(integer(name), longest_ms));
}

bool ConfigSet::boolean(std::string_view name) const {
    const std::optional<bool> value = parse_config_boolean(value_of(definition_of(name)));
    CHECK(value.has_value(), scoped(scope_, name) + " is neither true nor false");
    return *value;
}

std::string ConfigSet::text(std::string_view name) const {
    return std::string(value_of(definition_of(name)));
}

std::vector<std::string> ConfigSet::list(std::string_view name) const {
    const ConfigDefinition& definition = definition_of(name);
    CHECK(definition.type == ConfigType::list_type, scoped(scope_, name) + " is no list");
    return parse_config_list(value_of(definition));
}

bool ConfigSet::is_set(std::string_view name) const {
    return find(name) != nullptr;
}

ConfigSource ConfigSet::source(std::string_view name) const {
    const ConfigEntry* entry = find(name);
    return entry != nullptr ? entry->source : ConfigSource::default_config;
}

std::vector<ConfigEntry> ConfigSet::effective_entries() const {
    std::vector<ConfigEntry> effective;
    for (const std::string_view name : config_names(version_, scope_)) {
        if (find_supported(scope_, name) == nullptr) continue;
        effective.push_back({std::string(name), text(name), source(name)});
    }
    return effective;
}

ConfigSet resolve_topic_configs(const ConfigSet& topic, const ConfigSet& broker) {
    CHECK(topic.scope() == ConfigScope::topic, "the first set is a topic's");
    CHECK(broker.scope() == ConfigScope::broker, "the second set is a broker's");
    ConfigSet resolved = topic;
    for (const TopicConfigSynonym& synonym : topic_config_synonyms()) {
        if (resolved.is_set(synonym.topic_name) || !broker.is_set(synonym.broker_name)) continue;
        const std::string value = in_topic_unit(synonym, broker.text(synonym.broker_name));
        const base::Status status =
            resolved.set(synonym.topic_name, value, broker.source(synonym.broker_name));
        CHECK(status.ok(), "a topic takes what its broker took");
    }
    return resolved;
}

}  // namespace brokerscope::kafka
