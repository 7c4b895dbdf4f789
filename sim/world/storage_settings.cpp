#include "sim/world/storage_settings.h"

#include <algorithm>
#include <limits>

#include "sim/kafka/config_value.h"
#include "sim/kafka/version_profile.h"

namespace brokerscope::world {
namespace {

using kafka::ConfigSet;

bool contains(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

log::LogConfig log_config(const ConfigSet& topic) {
    log::LogConfig config;
    config.segment_bytes = topic.integer("segment.bytes");
    config.segment_ms = topic.integer("segment.ms");
    config.segment_jitter_ms = topic.integer("segment.jitter.ms");
    config.segment_index_bytes = topic.integer("segment.index.bytes");
    config.index_interval_bytes = topic.integer("index.interval.bytes");
    config.retention_bytes = topic.integer("retention.bytes");
    config.retention_ms = topic.integer("retention.ms");
    const std::vector<std::string> policy = topic.list("cleanup.policy");
    config.deletes_old_segments = contains(policy, "delete");
    config.is_compacted = contains(policy, "compact");
    if (const auto ratio = kafka::parse_config_decimal(topic.text("min.cleanable.dirty.ratio")))
        config.min_cleanable_dirty_ratio_millionths = *ratio / 1000;
    config.min_compaction_lag_ms = topic.integer("min.compaction.lag.ms");
    config.max_compaction_lag_ms = topic.integer("max.compaction.lag.ms");
    config.delete_retention_ms = topic.integer("delete.retention.ms");
    return config;
}

replica::TopicSettings topic_defaults(const ConfigSet& broker) {
    const ConfigSet topic = kafka::resolve_topic_configs(
        ConfigSet(broker.version(), kafka::ConfigScope::topic), broker);
    replica::TopicSettings settings;
    settings.min_insync_replicas = static_cast<std::int32_t>(topic.integer("min.insync.replicas"));
    settings.max_message_bytes = static_cast<std::int32_t>(topic.integer("max.message.bytes"));
    settings.timestamp_type =
        base::parse_enum<log::TimestampType>(topic.text("message.timestamp.type"))
            .value_or(log::TimestampType::create_time);
    settings.timestamp_before_max_ms = topic.integer("message.timestamp.before.max.ms");
    settings.timestamp_after_max_ms = topic.integer("message.timestamp.after.max.ms");
    settings.flush_messages = topic.integer("flush.messages");
    settings.flush_ms = topic.integer("flush.ms");
    settings.file_delete_delay_ms = topic.integer("file.delete.delay.ms");
    settings.log = log_config(topic);
    settings.log.producer_id_expiration_ms = broker.integer("producer.id.expiration.ms");
    settings.log.unstable_offset_may_lie_below_start =
        kafka::version_profile(broker.version()).keeps_unstable_offset_below_log_start;
    return settings;
}

}  // namespace

void read_storage_configs(const ConfigSet& broker, replica::ReplicaSettings& settings) {
    settings.topic_defaults = topic_defaults(broker);
    settings.initial_task_delay = broker.duration("log.initial.task.delay.ms");
    settings.retention_check_interval = broker.duration("log.retention.check.interval.ms");
    settings.recovery_point_checkpoint_interval =
        broker.duration("log.flush.offset.checkpoint.interval.ms");
    settings.log_start_checkpoint_interval =
        broker.duration("log.flush.start.offset.checkpoint.interval.ms");
    settings.producer_expiration_check_interval =
        broker.duration("producer.id.expiration.check.interval.ms");
    settings.cleaner_backoff = broker.duration("log.cleaner.backoff.ms");
    settings.cleaner_is_enabled = broker.boolean("log.cleaner.enable");
    settings.segment_delete_delay = broker.duration("log.segment.delete.delay.ms");
    const std::int64_t flush_check_ms = broker.integer("log.flush.scheduler.interval.ms");
    if (flush_check_ms != std::numeric_limits<std::int64_t>::max())
        settings.flush_check_interval = base::milliseconds(flush_check_ms);
    settings.log_directories = kafka::parse_config_list(broker.text("log.dirs"));
    if (settings.log_directories.empty())
        settings.log_directories = kafka::parse_config_list(broker.text("log.dir"));
    settings.fetch_session_slots =
        static_cast<std::int32_t>(broker.integer("max.incremental.fetch.session.cache.slots"));
}

}  // namespace brokerscope::world
