#include "sim/kafka/protocol_details.h"

#include <algorithm>
#include <array>

namespace brokerscope::kafka {
namespace {

struct ExceptionRow {
    bool in_3_9;
    bool in_4_3;
    std::string_view name;
    std::string_view parent;
};

constexpr ExceptionRow exceptions[] = {
#define EXCEPTION(in_3_9, in_4_3, name, parent) {in_3_9, in_4_3, name, parent},
#include "sim/kafka/exception_rows.inc"
#undef EXCEPTION
};

constexpr ApiDetails api_details[] = {
#define API_DETAILS(number, kafka, latest, flexible, zookeeper, delays) \
    {static_cast<ApiKey>(number), KafkaVersion::kafka, latest, flexible, zookeeper, delays},
#include "sim/kafka/api_detail_rows.inc"
#undef API_DETAILS
};

constexpr MetadataVersion all_metadata_versions[] = {
#define METADATA_VERSION(name, version, level, in_3_9, in_4_3) \
    {name, version, level, in_3_9, in_4_3},
#include "sim/kafka/metadata_version_rows.inc"
#undef METADATA_VERSION
};

constexpr FeatureLevel all_feature_levels[] = {
#define FEATURE_LEVEL(feature, in_3_9, in_4_3, level, name, bootstrap, needs, needs_level, \
                      production, testing)                                                 \
    {feature, in_3_9, in_4_3, level, name, bootstrap, needs, needs_level, production, testing},
#include "sim/kafka/feature_rows.inc"
#undef FEATURE_LEVEL
};

// Where a version stands in the order of all; the table is in that order.
std::ptrdiff_t place_of(std::string_view version) {
    return std::find_if(std::begin(all_metadata_versions), std::end(all_metadata_versions),
                        [&](const MetadataVersion& row) { return row.version == version; }) -
           std::begin(all_metadata_versions);
}

}  // namespace

std::string_view parent_exception(KafkaVersion version, std::string_view exception) {
    for (const ExceptionRow& row : exceptions) {
        const bool is_known = version == KafkaVersion::v3_9 ? row.in_3_9 : row.in_4_3;
        if (is_known && row.name == exception) return row.parent;
    }
    return "";
}

const ApiDetails* find_api_details(KafkaVersion kafka, ApiKey key) {
    for (const ApiDetails& row : api_details) {
        if (row.kafka == kafka && row.key == key) return &row;
    }
    return nullptr;
}

std::int16_t request_header_version(const ApiDetails& details, std::int16_t version) {
    // The oldest request of a broker that stops has no client id in its header.
    if (details.key == ApiKey::controlled_shutdown && version == 0) return 0;
    return version >= details.first_flexible ? 2 : 1;
}

std::vector<MetadataVersion> metadata_versions(KafkaVersion kafka) {
    std::vector<MetadataVersion> known;
    for (const MetadataVersion& row : all_metadata_versions) {
        if (row.is_in(kafka)) known.push_back(row);
    }
    return known;
}

const MetadataVersion* find_metadata_version(KafkaVersion kafka, std::string_view name) {
    for (const MetadataVersion& row : all_metadata_versions) {
        if (row.name == name && row.is_in(kafka)) return &row;
    }
    return nullptr;
}

std::string_view latest_production_metadata_version(KafkaVersion kafka) {
    return kafka == KafkaVersion::v3_9 ? "3.9-IV0" : "4.3-IV0";
}

std::string_view latest_metadata_version(KafkaVersion kafka) {
    return metadata_versions(kafka).back().version;
}

std::vector<FeatureLevel> feature_levels(KafkaVersion kafka, std::string_view feature) {
    std::vector<FeatureLevel> levels;
    for (const FeatureLevel& row : all_feature_levels) {
        if (row.feature == feature && row.is_in(kafka)) levels.push_back(row);
    }
    return levels;
}

std::int16_t default_feature_level(KafkaVersion kafka, std::string_view feature,
                                   const MetadataVersion& version) {
    std::int16_t level = 0;
    for (const FeatureLevel& row : feature_levels(kafka, feature)) {
        if (place_of(row.bootstrap_version) <= place_of(version.version)) level = row.level;
    }
    return level;
}

}  // namespace brokerscope::kafka
