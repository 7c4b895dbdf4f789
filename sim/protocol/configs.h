// INCREMENTAL_ALTER_CONFIGS and DESCRIBE_CONFIGS: what a topic (or broker) sets for itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/protocol/common.h"

namespace brokerscope::protocol {

/// Kafka's numbers of what has configs.
inline constexpr std::int8_t topic_resource = 2;
inline constexpr std::int8_t broker_resource = 4;

/// configOperation: 0 set, 1 delete, 2 append to a list, 3 subtract from it.
struct AlterableConfig {
    std::string name;
    std::int8_t config_operation = 0;
    std::optional<std::string> value;
    static constexpr auto fields() {
        return std::tuple{field("name", &AlterableConfig::name),
                          field("configOperation", &AlterableConfig::config_operation),
                          field("value", &AlterableConfig::value)};
    }
};

struct AlterConfigsResource {
    std::int8_t resource_type = topic_resource;
    std::string resource_name;
    std::vector<AlterableConfig> configs;
    static constexpr auto fields() {
        return std::tuple{field("resourceType", &AlterConfigsResource::resource_type),
                          field("resourceName", &AlterConfigsResource::resource_name),
                          field("configs", &AlterConfigsResource::configs)};
    }
};

struct IncrementalAlterConfigsRequest {
    static constexpr ApiKey api = ApiKey::incremental_alter_configs;
    std::vector<AlterConfigsResource> resources;
    bool validate_only = false;
    static constexpr auto fields() {
        return std::tuple{field("resources", &IncrementalAlterConfigsRequest::resources),
                          field("validateOnly", &IncrementalAlterConfigsRequest::validate_only)};
    }
};

struct AlterConfigsResourceResponse {
    ErrorCode error = ErrorCode::none;
    std::optional<std::string> error_message;
    std::int8_t resource_type = topic_resource;
    std::string resource_name;
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &AlterConfigsResourceResponse::error),
                          field("errorMessage", &AlterConfigsResourceResponse::error_message),
                          field("resourceType", &AlterConfigsResourceResponse::resource_type),
                          field("resourceName", &AlterConfigsResourceResponse::resource_name)};
    }
};

struct IncrementalAlterConfigsResponse {
    static constexpr ApiKey api = ApiKey::incremental_alter_configs;
    std::vector<AlterConfigsResourceResponse> responses;
    static constexpr auto fields() {
        return std::tuple{field("responses", &IncrementalAlterConfigsResponse::responses)};
    }
};

/// configurationKeys absent: all of them.
struct DescribeConfigsResource {
    std::int8_t resource_type = topic_resource;
    std::string resource_name;
    std::optional<std::vector<std::string>> configuration_keys;
    static constexpr auto fields() {
        return std::tuple{field("resourceType", &DescribeConfigsResource::resource_type),
                          field("resourceName", &DescribeConfigsResource::resource_name),
                          field("configurationKeys", &DescribeConfigsResource::configuration_keys)};
    }
};

struct DescribeConfigsRequest {
    static constexpr ApiKey api = ApiKey::describe_configs;
    std::vector<DescribeConfigsResource> resources;
    bool include_synonyms = false;
    bool include_documentation = false;
    static constexpr auto fields() {
        return std::tuple{
            field("resources", &DescribeConfigsRequest::resources),
            field("includeSynonyms", &DescribeConfigsRequest::include_synonyms),
            field("includeDocumentation", &DescribeConfigsRequest::include_documentation)};
    }
};

/// A place where the value may come from, the winning one first. The numbers of the sources are
/// those of kafka::ConfigSource.
struct DescribedConfigSynonym {
    std::string name;
    std::optional<std::string> value;
    std::int8_t source = 5;
    static constexpr auto fields() {
        return std::tuple{field("name", &DescribedConfigSynonym::name),
                          field("value", &DescribedConfigSynonym::value),
                          field("source", &DescribedConfigSynonym::source)};
    }
};

struct DescribedConfig {
    std::string name;
    std::optional<std::string> value;
    bool read_only = false;
    std::int8_t config_source = 5;
    bool is_sensitive = false;
    std::vector<DescribedConfigSynonym> synonyms;
    std::int8_t config_type = 0;
    std::optional<std::string> documentation;  // never given
    static constexpr auto fields() {
        return std::tuple{field("name", &DescribedConfig::name),
                          field("value", &DescribedConfig::value),
                          field("readOnly", &DescribedConfig::read_only),
                          field("configSource", &DescribedConfig::config_source),
                          field("isSensitive", &DescribedConfig::is_sensitive),
                          field("synonyms", &DescribedConfig::synonyms),
                          field("configType", &DescribedConfig::config_type),
                          field("documentation", &DescribedConfig::documentation)};
    }
};

struct DescribeConfigsResult {
    ErrorCode error = ErrorCode::none;
    std::optional<std::string> error_message;
    std::int8_t resource_type = topic_resource;
    std::string resource_name;
    std::vector<DescribedConfig> configs;
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &DescribeConfigsResult::error),
                          field("errorMessage", &DescribeConfigsResult::error_message),
                          field("resourceType", &DescribeConfigsResult::resource_type),
                          field("resourceName", &DescribeConfigsResult::resource_name),
                          field("configs", &DescribeConfigsResult::configs)};
    }
};

struct DescribeConfigsResponse {
    static constexpr ApiKey api = ApiKey::describe_configs;
    std::vector<DescribeConfigsResult> results;
    static constexpr auto fields() {
        return std::tuple{field("results", &DescribeConfigsResponse::results)};
    }
};

}  // namespace brokerscope::protocol
