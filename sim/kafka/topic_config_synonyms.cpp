#include "sim/kafka/topic_config_synonyms.h"

#include <algorithm>

#include "sim/kafka/config_value.h"

namespace brokerscope::kafka {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t hour_ms = 60 * minute_ms;

constexpr TopicConfigSynonym synonyms[] = {
    {"cleanup.policy", "log.cleanup.policy"},
    {"compression.gzip.level", "compression.gzip.level"},
    {"compression.lz4.level", "compression.lz4.level"},
    {"compression.type", "compression.type"},
    {"compression.zstd.level", "compression.zstd.level"},
    {"delete.retention.ms", "log.cleaner.delete.retention.ms"},
    {"file.delete.delay.ms", "log.segment.delete.delay.ms"},
    {"flush.messages", "log.flush.interval.messages"},
    {"flush.ms", "log.flush.interval.ms"},
    {"flush.ms", "log.flush.scheduler.interval.ms"},
    {"index.interval.bytes", "log.index.interval.bytes"},
    {"local.retention.bytes", "log.local.retention.bytes"},
    {"local.retention.ms", "log.local.retention.ms"},
    {"max.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms"},
    {"max.message.bytes", "message.max.bytes"},
    {"message.downconversion.enable", "log.message.downconversion.enable"},
    {"message.format.version", "log.message.format.version"},
    {"message.timestamp.after.max.ms", "log.message.timestamp.after.max.ms"},
    {"message.timestamp.before.max.ms", "log.message.timestamp.before.max.ms"},
    {"message.timestamp.difference.max.ms", "log.message.timestamp.difference.max.ms"},
    {"message.timestamp.type", "log.message.timestamp.type"},
    {"min.cleanable.dirty.ratio", "log.cleaner.min.cleanable.ratio"},
    {"min.compaction.lag.ms", "log.cleaner.min.compaction.lag.ms"},
    {"min.insync.replicas", "min.insync.replicas"},
    {"preallocate", "log.preallocate"},
    {"retention.bytes", "log.retention.bytes"},
    {"retention.ms", "log.retention.ms"},
    {"retention.ms", "log.retention.minutes", minute_ms},
    {"retention.ms", "log.retention.hours", hour_ms},
    {"segment.bytes", "log.segment.bytes"},
    {"segment.index.bytes", "log.index.size.max.bytes"},
    {"segment.jitter.ms", "log.roll.jitter.ms"},
    {"segment.jitter.ms", "log.roll.jitter.hours", hour_ms},
    {"segment.ms", "log.roll.ms"},
    {"segment.ms", "log.roll.hours", hour_ms},
    {"unclean.leader.election.enable", "unclean.leader.election.enable"},
};

constexpr std::string_view as_defined[] = {
    "segment.bytes",
    "segment.ms",
    "segment.jitter.ms",
    "segment.index.bytes",
    "flush.messages",
    "flush.ms",
    "retention.bytes",
    "retention.ms",
    "max.message.bytes",
    "index.interval.bytes",
    "delete.retention.ms",
    "min.compaction.lag.ms",
    "max.compaction.lag.ms",
    "file.delete.delay.ms",
    "min.cleanable.dirty.ratio",
    "cleanup.policy",
    "unclean.leader.election.enable",
    "min.insync.replicas",
    "compression.type",
    "compression.gzip.level",
    "compression.lz4.level",
    "compression.zstd.level",
    "preallocate",
    "message.format.version",
    "message.timestamp.type",
    "message.timestamp.difference.max.ms",
    "message.timestamp.before.max.ms",
    "message.timestamp.after.max.ms",
    "leader.replication.throttled.replicas",
    "follower.replication.throttled.replicas",
    "message.downconversion.enable",
    "remote.storage.enable",
    "local.retention.ms",
    "local.retention.bytes",
    "remote.log.copy.disable",
    "remote.log.delete.on.disable",
};

}  // namespace

std::span<const TopicConfigSynonym> topic_config_synonyms() {
    return synonyms;
}

std::optional<std::string_view> broker_synonym(std::string_view topic_config) {
    for (const TopicConfigSynonym& synonym : synonyms) {
        if (synonym.topic_name == topic_config) return synonym.broker_name;
    }
    return std::nullopt;
}

std::vector<std::string_view> broker_config_synonyms(std::string_view broker_config) {
    // The scheduler's interval stands in for log.flush.interval.ms, but not the other way round.
    constexpr std::string_view one_way = "log.flush.scheduler.interval.ms";
    std::string_view meaning;
    for (const TopicConfigSynonym& synonym : synonyms) {
        if (synonym.broker_name == broker_config && broker_config != one_way)
            meaning = synonym.topic_name;
    }
    std::vector<std::string_view> names;
    for (const TopicConfigSynonym& synonym : synonyms) {
        if (synonym.topic_name == meaning) names.push_back(synonym.broker_name);
    }
    if (names.empty()) names.push_back(broker_config);
    return names;
}

std::string in_topic_unit(const TopicConfigSynonym& synonym, std::string_view broker_value) {
    const std::optional<std::int64_t> number = parse_config_integer(broker_value);
    if (synonym.unit_ms == 1 || !number || *number < 0) return std::string(broker_value);
    return std::to_string(*number * synonym.unit_ms);
}

std::span<const std::string_view> topic_configs_as_defined() {
    return as_defined;
}

}  // namespace brokerscope::kafka
