// What DESCRIBE_CONFIGS tells of a topic's or a broker's configs: every config that Kafka shows,
// with its value, where the value comes from, and all the places that could give one (its
// synonyms, the winning one first). Brokers answer with it, kafka-configs prints it.
//
// It shows all configs of the version, also those that the simulation does not obey: they have
// their defaults. Internal ones are left out, as Kafka leaves them out. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kafka/config_definition.h"
#include "sim/kafka/config_set.h"

namespace brokerscope::kafka {

/// Names and values, as they were written.
using ConfigTexts = std::map<std::string, std::string>;

/// What a broker's configs are made of.
struct BrokerConfigs {
    KafkaVersion version = KafkaVersion::v4_3;
    ConfigTexts of_file;           // its properties file
    ConfigTexts cluster_defaults;  // dynamic ones, the same for all brokers

    friend bool operator==(const BrokerConfigs&, const BrokerConfigs&) = default;
};

/// Where a server keeps its logs when nobody chose: "/kafka-1/data".
std::string log_directory_of(std::int32_t server);

/// What the properties file of every server says beside what somebody chose.
struct ServerIdentity {
    std::int32_t id = 0;
    std::string_view roles;  // "broker", "broker,controller"
    std::string_view rack;   // may be empty
};

/// The configs of a broker that was set up with these. A cluster with eligible leader replicas
/// turns the active controller's min.insync.replicas into a dynamic default when it is formatted
/// (recorded: 4.3.1).
BrokerConfigs configs_of_broker(KafkaVersion version, const ServerIdentity& server,
                                const ConfigTexts& chosen, const ConfigTexts& of_controller);

/// The first of log.dirs, which holds the metadata log.
std::string first_log_directory(const BrokerConfigs& configs, std::int32_t server);

struct ConfigSynonym {
    std::string name;
    std::optional<std::string> value;
    ConfigSource source = ConfigSource::default_config;

    friend bool operator==(const ConfigSynonym&, const ConfigSynonym&) = default;
};

struct ConfigDescription {
    std::string name;
    std::optional<std::string> value;  // absent also when it is secret
    ConfigSource source = ConfigSource::default_config;
    bool is_read_only = false;  // a broker's that needs a restart
    bool is_sensitive = false;
    ConfigType type = ConfigType::string_type;
    std::vector<ConfigSynonym> synonyms;

    friend bool operator==(const ConfigDescription&, const ConfigDescription&) = default;
};

/// In order of names. `topic` is what the topic sets for itself.
std::vector<ConfigDescription> describe_topic_configs(const ConfigTexts& topic,
                                                      const BrokerConfigs& broker);
std::vector<ConfigDescription> describe_broker_configs(const BrokerConfigs& broker);
/// The dynamic defaults of all brokers.
std::vector<ConfigDescription> describe_cluster_configs(const BrokerConfigs& broker);

}  // namespace brokerscope::kafka
