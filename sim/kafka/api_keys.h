// Kafka's requests by number and name, and which versions of each a broker or controller of a
// modelled Kafka speaks.
//
// The rows are generated from what real Kafka lists (api_key_rows.inc, api_version_rows.inc).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sim/base/fields.h"
#include "sim/kafka/version.h"

namespace brokerscope::kafka {

enum class ApiKey : std::int16_t {
#define API_KEY(identifier, number, name) identifier = number,
#include "sim/kafka/api_key_rows.inc"
#undef API_KEY
};

inline constexpr auto api_key_names = std::to_array<base::EnumName<ApiKey>>({
#define API_KEY(identifier, number, name) {ApiKey::identifier, name},
#include "sim/kafka/api_key_rows.inc"
#undef API_KEY
});

constexpr std::span<const base::EnumName<ApiKey>> enum_names(ApiKey) {
    return api_key_names;
}

/// Versions that a modelled Kafka speaks without being told to use unstable ones.
struct ApiVersions {
    ApiKey key;
    KafkaVersion kafka;
    std::string_view name;  // what this version calls it: a few were renamed
    std::int16_t oldest;
    std::int16_t latest;     // -1: only unstable versions, none is spoken
    bool by_brokers;         // a broker answers it (KRaft mode)
    bool by_controllers;     // a controller answers it
    bool is_forwarded;       // a broker passes it on to the controller
    bool is_cluster_action;  // only brokers and controllers send it
};

inline constexpr auto api_versions = std::to_array<ApiVersions>({
#define API_VERSIONS(identifier, kafka, name, oldest, latest, brokers, controllers, forwarded, \
                     action)                                                                   \
    {ApiKey::identifier, KafkaVersion::kafka, name,  oldest, latest, brokers,                  \
     controllers,        forwarded,           action},
#include "sim/kafka/api_version_rows.inc"
#undef API_VERSIONS
});

/// Null when this Kafka does not know the request.
constexpr const ApiVersions* find_api_versions(KafkaVersion kafka, ApiKey key) {
    for (const ApiVersions& versions : api_versions) {
        if (versions.kafka == kafka && versions.key == key) return &versions;
    }
    return nullptr;
}

}  // namespace brokerscope::kafka
