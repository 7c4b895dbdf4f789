// What Kafka's tables say beside error codes and API versions: the Java classes behind the errors,
// the header version of each request, and which metadata versions and features a release knows.
// What differs between releases stands once for each.
//
// The rows are generated from what real Kafka lists.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sim/kafka/api_keys.h"
#include "sim/kafka/version.h"

namespace brokerscope::kafka {

/// The class that this exception extends; "" for none, or an unknown one.
std::string_view parent_exception(KafkaVersion version, std::string_view exception);

struct ApiDetails {
    ApiKey key;
    KafkaVersion kafka;
    std::int16_t latest;          // also when it is not stable yet
    std::int16_t first_flexible;  // the first version with tagged fields
    bool by_zookeeper_brokers;    // a broker in ZooKeeper mode answers it
    bool delays_allocation;       // its buffer is needed until it is answered
};

/// Null when this Kafka does not know the request.
const ApiDetails* find_api_details(KafkaVersion kafka, ApiKey key);

/// The version of the header in front of a request of this version.
std::int16_t request_header_version(const ApiDetails& details, std::int16_t version);

struct MetadataVersion {
    std::string_view name;       // "IBP_3_9_IV0"
    std::string_view version;    // "3.9-IV0"
    std::int16_t feature_level;  // -1 before KRaft
    bool in_3_9;
    bool in_4_3;

    bool is_in(KafkaVersion kafka) const { return kafka == KafkaVersion::v3_9 ? in_3_9 : in_4_3; }

    // --- what a cluster at this version can do
    /// Planned one step earlier when 3.9 was released.
    bool supports_elr(KafkaVersion kafka) const {
        return feature_level >= (kafka == KafkaVersion::v3_9 ? 22 : 23);
    }
    bool assigns_directories() const { return feature_level >= 17; }
    bool bumps_leader_epoch_on_isr_shrink() const { return feature_level < 12; }
    bool supports_migration() const { return feature_level >= 8; }
    bool registers_controllers() const { return feature_level >= 15; }
    bool supports_scram() const { return feature_level >= 11; }
    bool supports_metadata_transactions() const { return feature_level >= 13; }
};

/// In order.
std::vector<MetadataVersion> metadata_versions(KafkaVersion kafka);
/// Null when this Kafka does not know the name ("IBP_3_9_IV0").
const MetadataVersion* find_metadata_version(KafkaVersion kafka, std::string_view name);
/// The newest that is meant for production, and the newest of all.
std::string_view latest_production_metadata_version(KafkaVersion kafka);
std::string_view latest_metadata_version(KafkaVersion kafka);

struct FeatureLevel {
    std::string_view feature;
    bool in_3_9;
    bool in_4_3;
    std::int16_t level;
    std::string_view name;
    std::string_view bootstrap_version;  // the metadata version from which on it is the default
    std::string_view depends_on;         // another feature; "" for none
    std::int16_t depends_on_level;
    std::int16_t latest_production;  // of the feature
    std::int16_t latest_testing;

    bool is_in(KafkaVersion kafka) const { return kafka == KafkaVersion::v3_9 ? in_3_9 : in_4_3; }
};

/// The levels of one feature, ascending; none when this Kafka does not know it.
std::vector<FeatureLevel> feature_levels(KafkaVersion kafka, std::string_view feature);
/// The level that a new cluster at this metadata version begins with.
std::int16_t default_feature_level(KafkaVersion kafka, std::string_view feature,
                                   const MetadataVersion& version);

}  // namespace brokerscope::kafka
