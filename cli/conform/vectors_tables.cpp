// Vectors of Kafka's tables: error codes, API keys, metadata versions and features.
#include <algorithm>

#include "cli/conform/vectors.h"
#include "sim/kafka/errors.h"
#include "sim/kafka/protocol_details.h"

namespace brokerscope::cli::conform {
namespace {

// Where a name is asked for that this Kafka does not have.
Json unknown_name() {
    return {{"name", "not known to this Kafka"}};
}

Answer play_error(const Question& question) {
    const auto code =
        base::parse_enum<kafka::ErrorCode>(question.input.at("name").get<std::string>());
    const kafka::ErrorCodeInfo* info = code ? kafka::find_error(*code) : nullptr;
    if (info == nullptr || info->since > question.version) return unknown_name();
    Json classes = Json::array();
    for (std::string_view name = kafka::parent_exception(question.version, info->exception);
         !name.empty(); name = kafka::parent_exception(question.version, name))
        classes.push_back(name);
    return Json{{"code", static_cast<std::int16_t>(*code)},
                {"retriable", info->is_retriable},
                {"refreshMetadata", info->refreshes_metadata},
                {"exception", info->exception.empty() ? Json() : Json(info->exception)},
                {"superclasses", std::move(classes)}};
}

const kafka::ApiVersions* find_api(kafka::KafkaVersion version, const std::string& name) {
    for (const kafka::ApiVersions& one : kafka::api_versions) {
        if (one.kafka == version && one.name == name) return &one;
    }
    return nullptr;
}

Answer play_api_key(const Question& question) {
    const kafka::ApiVersions* api = find_api(question.version, question.input.at("name"));
    if (api == nullptr) return unknown_name();
    const kafka::ApiDetails* details = kafka::find_api_details(question.version, api->key);
    if (details == nullptr) return unknown_name();
    Json listeners = Json::array();
    if (api->by_brokers) listeners.push_back("BROKER");
    if (api->by_controllers) listeners.push_back("CONTROLLER");
    if (details->by_zookeeper_brokers) listeners.push_back("ZK_BROKER");
    Json headers = Json::array();
    for (std::int16_t version = api->oldest; version <= details->latest; ++version)
        headers.push_back(kafka::request_header_version(*details, version));
    return Json{{"id", static_cast<std::int16_t>(api->key)},
                {"clusterAction", api->is_cluster_action},
                {"forwardable", api->is_forwarded},
                {"oldestVersion", api->oldest},
                {"latestVersion", details->latest},
                {"latestStableVersion", api->latest},
                {"requiresDelayedAllocation", details->delays_allocation},
                {"listeners", std::move(listeners)},
                {"requestHeaderVersions", std::move(headers)}};
}

Answer play_metadata_version(const Question& question) {
    const kafka::MetadataVersion* one = kafka::find_metadata_version(
        question.version, question.input.at("name").get<std::string>());
    if (one == nullptr) return unknown_name();
    const bool is_production =
        one->version == kafka::latest_production_metadata_version(question.version);
    return Json{{"version", one->version},
                {"featureLevel", one->feature_level},
                {"release", nullptr},
                {"elrSupported", one->supports_elr(question.version)},
                {"directoryAssignment", one->assigns_directories()},
                {"leaderEpochBumpOnIsrShrink", one->bumps_leader_epoch_on_isr_shrink()},
                {"skipLeaderEpochBump", nullptr},
                {"migration", one->supports_migration()},
                {"controllerRegistration", one->registers_controllers()},
                {"scram", one->supports_scram()},
                {"metadataTransactions", one->supports_metadata_transactions()},
                {"latestProduction", is_production},
                {"latest", one->version == kafka::latest_metadata_version(question.version)}};
}

Answer play_feature(const Question& question) {
    const std::string feature = question.input.at("feature");
    const std::vector<kafka::FeatureLevel> levels =
        kafka::feature_levels(question.version, feature);
    if (levels.empty()) return unknown_name();
    Json output{{"latestProduction", levels.front().latest_production},
                {"latestTesting", levels.front().latest_testing},
                {"levels", Json::array()},
                {"defaultLevelForMetadataVersion", Json::object()}};
    for (const kafka::FeatureLevel& level : levels) {
        Json needs = Json::object();
        if (!level.depends_on.empty())
            needs[std::string(level.depends_on)] = level.depends_on_level;
        output["levels"].push_back({{"level", level.level},
                                    {"name", level.name},
                                    {"bootstrapMetadataVersion", level.bootstrap_version},
                                    {"dependencies", std::move(needs)}});
    }
    for (const kafka::MetadataVersion& one : kafka::metadata_versions(question.version)) {
        output["defaultLevelForMetadataVersion"][std::string(one.name)] =
            kafka::default_feature_level(question.version, feature, one);
    }
    return output;
}

constexpr VectorFamily families[] = {
    {"errors", "name", play_error, ExtraMembers::differ},
    {"api-keys", "name", play_api_key, ExtraMembers::differ},
    {"metadata-versions", "name", play_metadata_version, ExtraMembers::differ},
    {"features", "feature", play_feature, ExtraMembers::differ},
};

}  // namespace

std::span<const VectorFamily> table_vectors() {
    return families;
}

}  // namespace brokerscope::cli::conform
