// What Kafka knows about each of its configs: type, default, valid values, importance, and whether
// it can change while a broker runs. Plain data for every modelled version, whether the simulation
// obeys the config (supported.h) or not.
//
// The rows are generated from what real Kafka lists (config_rows.inc).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/base/fields.h"
#include "sim/base/result.h"
#include "sim/kafka/version.h"

namespace brokerscope::kafka {

/// Whose config it is: the same name may mean something else elsewhere.
enum class ConfigScope : std::uint8_t {
    broker,
    topic,
    producer,
    consumer,
    admin,
    group,
    connect_distributed,  // a worker of a Connect cluster
    quota_ip,
    quota_user_and_client,
    quota_scram_user_and_client,
};

constexpr auto enum_names(ConfigScope) {
    return std::array<base::EnumName<ConfigScope>, 10>{{
        {ConfigScope::broker, "broker"},
        {ConfigScope::topic, "topic"},
        {ConfigScope::producer, "producer"},
        {ConfigScope::consumer, "consumer"},
        {ConfigScope::admin, "admin"},
        {ConfigScope::group, "group"},
        {ConfigScope::connect_distributed, "connect-distributed"},
        {ConfigScope::quota_ip, "quota-ip"},
        {ConfigScope::quota_user_and_client, "quota-userAndClient"},
        {ConfigScope::quota_scram_user_and_client, "quota-scramMechanismsPlusUserAndClient"},
    }};
}

enum class ConfigType : std::uint8_t {
    boolean_type,
    string_type,
    int_type,
    short_type,
    long_type,
    double_type,
    list_type,
    class_type,
    password_type,
};

constexpr auto enum_names(ConfigType) {
    return std::array<base::EnumName<ConfigType>, 9>{{
        {ConfigType::boolean_type, "BOOLEAN"},
        {ConfigType::string_type, "STRING"},
        {ConfigType::int_type, "INT"},
        {ConfigType::short_type, "SHORT"},
        {ConfigType::long_type, "LONG"},
        {ConfigType::double_type, "DOUBLE"},
        {ConfigType::list_type, "LIST"},
        {ConfigType::class_type, "CLASS"},
        {ConfigType::password_type, "PASSWORD"},
    }};
}

enum class Importance : std::uint8_t { high, medium, low };

constexpr auto enum_names(Importance) {
    return std::array<base::EnumName<Importance>, 3>{{
        {Importance::high, "HIGH"},
        {Importance::medium, "MEDIUM"},
        {Importance::low, "LOW"},
    }};
}

/// How a broker's config can be changed without a restart. Everything that is no broker config
/// says read_only.
enum class DynamicMode : std::uint8_t { read_only, per_broker, cluster_wide };

constexpr auto enum_names(DynamicMode) {
    return std::array<base::EnumName<DynamicMode>, 3>{{
        {DynamicMode::read_only, "read-only"},
        {DynamicMode::per_broker, "per-broker"},
        {DynamicMode::cluster_wide, "cluster-wide"},
    }};
}

struct ConfigDefinition {
    ConfigScope scope;
    std::string_view name;
    bool in_3_9;
    bool in_4_3;
    ConfigType type;
    bool is_required;
    std::optional<std::string_view> default_value;  // as a user would write it; absent is null
    std::optional<std::string_view> validator;      // Kafka's own description of what is valid
    bool accepts_empty;                             // an empty text or list is valid
    Importance importance;
    DynamicMode dynamic;
    bool is_internal;

    bool is_in(KafkaVersion version) const {
        return version == KafkaVersion::v3_9 ? in_3_9 : in_4_3;
    }
};

/// Null when this Kafka has no such config in this scope.
const ConfigDefinition* find_config(KafkaVersion version, ConfigScope scope, std::string_view name);

/// All names of a scope, in order.
std::vector<std::string_view> config_names(KafkaVersion version, ConfigScope scope);

}  // namespace brokerscope::kafka
