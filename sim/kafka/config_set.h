// The configs of one broker, topic or client: what was set, over Kafka's defaults. Setting checks
// the name, whether the simulation obeys it, and the value; so whatever a ConfigSet holds is valid,
// and the getters cannot fail.
//
// Values are texts as in a properties file. Durations come in milliseconds: whoever reads "250ms"
// converts it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/base/fields.h"
#include "sim/base/result.h"
#include "sim/base/time.h"
#include "sim/kafka/config_definition.h"

namespace brokerscope::kafka {

/// Where a value comes from; the numbers are those of DescribeConfigs. A client's own settings,
/// which no broker sees, have none.
enum class ConfigSource : std::int8_t {
    client = 0,
    dynamic_topic_config = 1,
    dynamic_broker_config = 2,
    dynamic_default_broker_config = 3,
    static_broker_config = 4,
    default_config = 5,
};

constexpr auto enum_names(ConfigSource) {
    return std::array<base::EnumName<ConfigSource>, 6>{{
        {ConfigSource::client, "CLIENT"},
        {ConfigSource::dynamic_topic_config, "DYNAMIC_TOPIC_CONFIG"},
        {ConfigSource::dynamic_broker_config, "DYNAMIC_BROKER_CONFIG"},
        {ConfigSource::dynamic_default_broker_config, "DYNAMIC_DEFAULT_BROKER_CONFIG"},
        {ConfigSource::static_broker_config, "STATIC_BROKER_CONFIG"},
        {ConfigSource::default_config, "DEFAULT_CONFIG"},
    }};
}

struct ConfigEntry {
    std::string name;
    std::string value;
    ConfigSource source = ConfigSource::default_config;

    friend bool operator==(const ConfigEntry&, const ConfigEntry&) = default;
    static constexpr auto fields() {
        return std::tuple{base::field("name", &ConfigEntry::name),
                          base::field("value", &ConfigEntry::value),
                          base::field("source", &ConfigEntry::source)};
    }
};

class ConfigSet {
  public:
    ConfigSet(KafkaVersion version, ConfigScope scope);

    KafkaVersion version() const { return version_; }
    ConfigScope scope() const { return scope_; }

    /// Sets one config, or says what is wrong with it and changes nothing. Without a source the
    /// scope's own is meant: a client's setting, a topic's, a broker's properties file.
    base::Status set(std::string_view name, std::string_view value);
    base::Status set(std::string_view name, std::int64_t value);
    base::Status set(std::string_view name, std::string_view value, ConfigSource source);
    /// Back to what it was without this setting; false when it was not set.
    bool reset(std::string_view name);

    // --- getters; the name must be a config of this scope, and the type must fit
    std::int64_t integer(std::string_view name) const;
    base::Duration duration(
        std::string_view name) const;  // of an "...ms" config; -1 ms stays -1 ms
    bool boolean(std::string_view name) const;
    std::string text(std::string_view name) const;  // "" when there is no value
    std::vector<std::string> list(std::string_view name) const;

    bool is_set(std::string_view name) const;
    ConfigSource source(std::string_view name) const;
    /// What was set, in order of names.
    const std::vector<ConfigEntry>& entries() const { return entries_; }
    /// Every config that the simulation obeys, with its value and source, in order of names.
    std::vector<ConfigEntry> effective_entries() const;

    friend bool operator==(const ConfigSet&, const ConfigSet&) = default;

  private:
    const ConfigEntry* find(std::string_view name) const;
    std::string_view value_of(const ConfigDefinition& definition) const;
    const ConfigDefinition& definition_of(std::string_view name) const;

    KafkaVersion version_;
    ConfigScope scope_;
    std::vector<ConfigEntry> entries_;  // sorted by name
};

/// A topic's configs over what its broker says for all topics (segment.bytes over
/// log.segment.bytes, ...): the values that a replica on that broker obeys.
ConfigSet resolve_topic_configs(const ConfigSet& topic, const ConfigSet& broker);

/// Whether the producer is idempotent after Kafka's own corrections (rule PR-20), or why Kafka
/// would refuse to start with these settings.
base::Result<bool> effective_idempotence(const ConfigSet& producer);

/// delivery.timeout.ms, raised to linger.ms + request.timeout.ms where nobody set it (PR-12).
base::Duration effective_delivery_timeout(const ConfigSet& producer);

/// What Kafka's client refuses to start with although each value alone is valid.
base::Status check_client_configs(const ConfigSet& client);

}  // namespace brokerscope::kafka
