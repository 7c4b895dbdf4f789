// Which broker configs speak for all topics, where a topic sets nothing itself: retention.ms is
// log.retention.ms, or log.retention.minutes, or log.retention.hours. As Kafka's
// ServerTopicConfigSynonyms and DynamicBrokerConfig.brokerConfigSynonyms have it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace brokerscope::kafka {

struct TopicConfigSynonym {
    std::string_view topic_name;
    std::string_view broker_name;
    std::int64_t unit_ms = 1;  // of a broker's number
};

/// In order of the topics' names; where several broker configs mean the same, the first that is set
/// counts. Names of all modelled versions.
std::span<const TopicConfigSynonym> topic_config_synonyms();

/// The broker config that counts most for this topic config, if there is one.
std::optional<std::string_view> broker_synonym(std::string_view topic_config);

/// This broker config and those that mean the same in other units, the one that counts most first.
std::vector<std::string_view> broker_config_synonyms(std::string_view broker_config);

/// A broker's number in the unit of the topic's config; negative numbers mean "never" and stay.
std::string in_topic_unit(const TopicConfigSynonym& synonym, std::string_view broker_value);

/// The topic configs in the order in which Kafka defines them: it decides how a tool lists those
/// that share a bucket of its hash map. Names of all modelled versions.
std::span<const std::string_view> topic_configs_as_defined();

}  // namespace brokerscope::kafka
