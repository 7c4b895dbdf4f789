#include "sim/replica/replica_settings.h"

#include <charconv>
#include <string>

#include "sim/kafka/config_value.h"

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
    out.log.is_compacted = policy->find("compact") != std::string::npos;
    out.log.deletes_old_segments = policy->find("delete") != std::string::npos;
}

void read_dirty_ratio(const node::TopicImage& topic, log::LogConfig& out) {
    const std::string* text = find_config(topic, "min.cleanable.dirty.ratio");
    if (text == nullptr) return;
    if (const auto billionths = kafka::parse_config_decimal(*text))
        out.min_cleanable_dirty_ratio_millionths = *billionths / 1000;
}

void read_log_config(const node::TopicImage& topic, log::LogConfig& out) {
    read_number(topic, "segment.bytes", out.segment_bytes);
    read_number(topic, "internal.segment.bytes", out.segment_bytes);
    read_number(topic, "segment.ms", out.segment_ms);
    read_number(topic, "segment.jitter.ms", out.segment_jitter_ms);
    read_number(topic, "segment.index.bytes", out.segment_index_bytes);
    read_number(topic, "index.interval.bytes", out.index_interval_bytes);
    read_number(topic, "retention.bytes", out.retention_bytes);
    read_number(topic, "retention.ms", out.retention_ms);
    read_number(topic, "min.compaction.lag.ms", out.min_compaction_lag_ms);
    read_number(topic, "max.compaction.lag.ms", out.max_compaction_lag_ms);
    read_number(topic, "delete.retention.ms", out.delete_retention_ms);
    read_dirty_ratio(topic, out);
}

}  // namespace

TopicSettings settings_of(const node::TopicImage& topic, const TopicSettings& defaults) {
    TopicSettings settings = defaults;
    read_number(topic, "min.insync.replicas", settings.min_insync_replicas);
    read_number(topic, "max.message.bytes", settings.max_message_bytes);
    read_number(topic, "message.timestamp.before.max.ms", settings.timestamp_before_max_ms);
    read_number(topic, "message.timestamp.after.max.ms", settings.timestamp_after_max_ms);
    read_number(topic, "flush.messages", settings.flush_messages);
    read_number(topic, "flush.ms", settings.flush_ms);
    read_number(topic, "file.delete.delay.ms", settings.file_delete_delay_ms);
    read_log_config(topic, settings.log);
    read_cleanup_policy(topic, settings);
    if (const std::string* type = find_config(topic, "message.timestamp.type")) {
        settings.timestamp_type =
            base::parse_enum<log::TimestampType>(*type).value_or(defaults.timestamp_type);
    }
    return settings;
}

}  // namespace brokerscope::replica
