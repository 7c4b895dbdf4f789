#include "sim/broker/config_answers.h"

#include <algorithm>

#include "sim/kafka/config_value.h"
#include "sim/kafka/topic_name.h"

namespace brokerscope::broker {
namespace {

using kafka::ErrorCode;
using protocol::DescribeConfigsResource;
using protocol::DescribeConfigsResult;

DescribeConfigsResult refused(ErrorCode error, const std::string& message) {
    DescribeConfigsResult result;
    result.error = error;
    result.error_message = message;
    return result;
}

protocol::DescribedConfig in_answer(const kafka::ConfigDescription& config, bool with_synonyms) {
    protocol::DescribedConfig described;
    described.name = config.name;
    described.value = config.value;
    described.read_only = config.is_read_only;
    described.config_source = static_cast<std::int8_t>(config.source);
    described.is_sensitive = config.is_sensitive;
    // Kafka's numbers of types begin behind UNKNOWN.
    described.config_type = static_cast<std::int8_t>(static_cast<int>(config.type) + 1);
    if (!with_synonyms) return described;
    for (const kafka::ConfigSynonym& synonym : config.synonyms)
        described.synonyms.push_back(
            {synonym.name, synonym.value, static_cast<std::int8_t>(synonym.source)});
    return described;
}

// No keys ask for all; keys that do not exist are passed over.
DescribeConfigsResult picked(const std::vector<kafka::ConfigDescription>& configs,
                             const DescribeConfigsResource& asked, bool with_synonyms) {
    DescribeConfigsResult result;
    result.error_message = "";
    const bool wants_all = !asked.configuration_keys || asked.configuration_keys->empty();
    for (const kafka::ConfigDescription& config : configs) {
        if (wants_all ||
            std::find(asked.configuration_keys->begin(), asked.configuration_keys->end(),
                      config.name) != asked.configuration_keys->end())
            result.configs.push_back(in_answer(config, with_synonyms));
    }
    return result;
}

const node::TopicImage* find_topic(const node::MetadataImage& image, const std::string& name) {
    for (const auto& [id, topic] : image.topics()) {
        if (topic.name == name) return &topic;
    }
    return nullptr;
}

DescribeConfigsResult describe_topic(const DescribeConfigsResource& asked,
                                     const node::MetadataImage& image,
                                     const kafka::BrokerConfigs& configs, bool with_synonyms) {
    const std::string& name = asked.resource_name;
    if (const base::Status legal = kafka::check_topic_name(name); !legal)
        return refused(ErrorCode::invalid_topic_exception, legal.error().message);
    const node::TopicImage* topic = find_topic(image, name);
    if (topic == nullptr) return refused(ErrorCode::unknown_topic_or_partition, "");
    return picked(kafka::describe_topic_configs(topic->configs, configs), asked, with_synonyms);
}

DescribeConfigsResult describe_broker(const DescribeConfigsResource& asked, base::NodeId self,
                                      const kafka::BrokerConfigs& configs, bool with_synonyms) {
    const std::string& name = asked.resource_name;
    if (name.empty()) return picked(kafka::describe_cluster_configs(configs), asked, with_synonyms);
    const std::optional<std::int64_t> id = kafka::parse_config_integer(name);
    if (!id)
        return refused(ErrorCode::invalid_request,
                       "Broker id must be an integer, but it is: " + name);
    if (*id != self.value)
        return refused(ErrorCode::invalid_request, "Unexpected broker id, expected " +
                                                       std::to_string(self.value) +
                                                       " or empty string, but received " + name);
    return picked(kafka::describe_broker_configs(configs), asked, with_synonyms);
}

}  // namespace

protocol::DescribeConfigsResponse answer_describe_configs(
    const protocol::DescribeConfigsRequest& request, const node::MetadataImage& image,
    base::NodeId self, const kafka::BrokerConfigs& configs) {
    protocol::DescribeConfigsResponse response;
    for (const DescribeConfigsResource& asked : request.resources) {
        DescribeConfigsResult result;
        if (asked.resource_type == protocol::topic_resource) {
            result = describe_topic(asked, image, configs, request.include_synonyms);
        } else if (asked.resource_type == protocol::broker_resource) {
            result = describe_broker(asked, self, configs, request.include_synonyms);
        } else {
            result = refused(
                ErrorCode::invalid_request,
                "Resource type " + std::to_string(asked.resource_type) + " is not modelled");
        }
        result.resource_type = asked.resource_type;
        result.resource_name = asked.resource_name;
        response.results.push_back(std::move(result));
    }
    return response;
}

}  // namespace brokerscope::broker
