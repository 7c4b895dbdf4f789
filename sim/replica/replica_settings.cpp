#include "sim/replica/replica_settings.h"

#include <charconv>
#include <string>

namespace brokerscope::replica {
namespace {

const std::string* find_config(const node::TopicImage& topic, const char* key) {
    const auto found = topic.configs.find(key);
    return found == topic.configs.end() ? nullptr : &found->second;
}

template <class Number>
void read_number(const node::TopicImage& topic, const char* key, Number& out) {
    const std::string* text = find_config(topic, key);
    if (text == nullptr) return;
    Number value{};
    const char* end = text->data() + text->size();
    const auto [stopped, error] = std::from_chars(text->data(), end, value);
    if (error == std::errc{} && stopped == end) out = value;
}

void read_cleanup_policy(const node::TopicImage& topic, TopicSettings& out) {
    const std::string* policy = find_config(topic, "cleanup.policy");
    if (policy == nullptr) return;
    out.is_compacted = policy->find("compact") != std::string::npos;
    out.log.deletes_old_segments = policy->find("delete") != std::string::npos;
}

}  // namespace

TopicSettings settings_of(const node::TopicImage& topic, const TopicSettings& defaults) {
    TopicSettings settings = defaults;
    read_number(topic, "min.insync.replicas", settings.min_insync_replicas);
    read_number(topic, "max.message.bytes", settings.max_message_bytes);
    read_number(topic, "message.timestamp.after.max.ms", settings.timestamp_after_max_ms);
    read_number(topic, "segment.bytes", settings.log.segment_bytes);
    read_number(topic, "internal.segment.bytes", settings.log.segment_bytes);
    read_number(topic, "segment.ms", settings.log.segment_ms);
    read_number(topic, "retention.bytes", settings.log.retention_bytes);
    read_number(topic, "retention.ms", settings.log.retention_ms);
    read_cleanup_policy(topic, settings);
    if (const std::string* type = find_config(topic, "message.timestamp.type")) {
        settings.timestamp_type =
            base::parse_enum<log::TimestampType>(*type).value_or(defaults.timestamp_type);
    }
    return settings;
}

}  // namespace brokerscope::replica
