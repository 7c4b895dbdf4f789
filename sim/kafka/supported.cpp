#include "sim/kafka/supported.h"

namespace brokerscope::kafka {
namespace {

constexpr ConfigScope broker = ConfigScope::broker;
constexpr ConfigScope topic = ConfigScope::topic;
constexpr ConfigScope producer = ConfigScope::producer;
constexpr ConfigScope consumer = ConfigScope::consumer;

constexpr SupportedConfig rows[] = {
    // liveness and quorum
    {broker, "broker.heartbeat.interval.ms"},
    {broker, "broker.session.timeout.ms"},
    {broker, "controlled.shutdown.enable"},
    {broker, "controller.quorum.append.linger.ms"},
    {broker, "controller.quorum.election.backoff.max.ms"},
    {broker, "controller.quorum.election.timeout.ms"},
    {broker, "controller.quorum.fetch.timeout.ms"},
    {broker, "controller.quorum.request.timeout.ms"},
    {broker, "controller.quorum.retry.backoff.ms"},
    // replication
    {broker, "default.replication.factor"},
    {broker, "min.insync.replicas"},
    {broker, "replica.fetch.backoff.ms"},
    {broker, "replica.fetch.max.bytes"},
    {broker, "replica.fetch.min.bytes"},
    {broker, "replica.fetch.response.max.bytes"},
    {broker, "replica.fetch.wait.max.ms"},
    {broker, "replica.high.watermark.checkpoint.interval.ms"},
    {broker, "replica.lag.time.max.ms"},
    {broker, "unclean.leader.election.enable"},
    // topics and logs
    {broker, "auto.create.topics.enable"},
    {broker, "log.cleaner.backoff.ms"},
    {broker, "log.cleaner.delete.retention.ms"},
    {broker, "log.cleaner.enable"},
    {broker, "log.cleaner.max.compaction.lag.ms"},
    {broker, "log.cleaner.min.cleanable.ratio"},
    {broker, "log.cleaner.min.compaction.lag.ms"},
    {broker, "log.cleanup.policy"},
    {broker, "log.dir"},
    {broker, "log.dirs"},
    {broker, "log.flush.interval.messages"},
    {broker, "log.flush.interval.ms"},
    {broker, "log.flush.scheduler.interval.ms"},
    {broker, "log.flush.offset.checkpoint.interval.ms"},
    {broker, "log.flush.start.offset.checkpoint.interval.ms"},
    {broker, "log.index.interval.bytes"},
    {broker, "log.index.size.max.bytes"},
    {broker, "log.initial.task.delay.ms"},
    {broker, "log.message.timestamp.after.max.ms"},
    {broker, "log.message.timestamp.before.max.ms"},
    {broker, "log.message.timestamp.type"},
    {broker, "log.retention.bytes"},
    {broker, "log.retention.check.interval.ms"},
    {broker, "log.retention.hours"},
    {broker, "log.retention.minutes"},
    {broker, "log.retention.ms"},
    {broker, "log.roll.hours"},
    {broker, "log.roll.jitter.hours"},
    {broker, "log.roll.jitter.ms"},
    {broker, "log.roll.ms"},
    {broker, "log.segment.bytes"},
    {broker, "log.segment.delete.delay.ms"},
    {broker, "max.incremental.fetch.session.cache.slots"},
    {broker, "message.max.bytes"},
    {broker, "num.partitions"},
    {broker, "producer.id.expiration.check.interval.ms"},
    {broker, "producer.id.expiration.ms"},
    // groups
    {broker, "group.initial.rebalance.delay.ms"},
    {broker, "group.max.session.timeout.ms"},
    {broker, "group.max.size"},
    {broker, "group.min.session.timeout.ms"},
    {broker, "offset.metadata.max.bytes"},
    {broker, "offsets.topic.num.partitions"},
    {broker, "offsets.topic.replication.factor"},
    {broker, "offsets.topic.segment.bytes"},

    {topic, "cleanup.policy"},
    {topic, "delete.retention.ms"},
    {topic, "file.delete.delay.ms"},
    {topic, "flush.messages"},
    {topic, "flush.ms"},
    {topic, "index.interval.bytes"},
    {topic, "internal.segment.bytes"},
    {topic, "max.compaction.lag.ms"},
    {topic, "max.message.bytes"},
    {topic, "message.timestamp.after.max.ms"},
    {topic, "message.timestamp.before.max.ms"},
    {topic, "message.timestamp.type"},
    {topic, "min.cleanable.dirty.ratio"},
    {topic, "min.compaction.lag.ms"},
    {topic, "min.insync.replicas"},
    {topic, "retention.bytes"},
    {topic, "retention.ms"},
    {topic, "segment.bytes"},
    {topic, "segment.index.bytes"},
    {topic, "segment.jitter.ms"},
    {topic, "segment.ms"},
    {topic, "unclean.leader.election.enable"},

    {producer, "acks"},
    {producer, "batch.size"},
    {producer, "buffer.memory"},
    {producer, "client.id"},
    {producer, "delivery.timeout.ms"},
    {producer, "enable.idempotence"},
    {producer, "linger.ms"},
    {producer, "max.block.ms"},
    {producer, "max.in.flight.requests.per.connection"},
    {producer, "max.request.size"},
    {producer, "metadata.max.age.ms"},
    {producer, "partitioner.adaptive.partitioning.enable"},
    {producer, "partitioner.availability.timeout.ms", "0"},
    {producer, "partitioner.ignore.keys"},
    {producer, "reconnect.backoff.max.ms"},
    {producer, "reconnect.backoff.ms"},
    {producer, "request.timeout.ms"},
    {producer, "retries"},
    {producer, "retry.backoff.max.ms"},
    {producer, "retry.backoff.ms"},

    {consumer, "auto.commit.interval.ms"},
    {consumer, "auto.offset.reset", "earliest|latest|none"},
    {consumer, "client.id"},
    {consumer, "enable.auto.commit"},
    {consumer, "fetch.max.bytes"},
    {consumer, "fetch.max.wait.ms"},
    {consumer, "fetch.min.bytes"},
    {consumer, "group.id"},
    {consumer, "group.protocol", "classic"},
    {consumer, "heartbeat.interval.ms"},
    {consumer, "isolation.level", "read_uncommitted"},
    {consumer, "max.partition.fetch.bytes"},
    {consumer, "max.poll.interval.ms"},
    {consumer, "max.poll.records"},
    {consumer, "metadata.max.age.ms"},
    {consumer, "partition.assignment.strategy", "org.apache.kafka.clients.consumer.RangeAssignor"},
    {consumer, "reconnect.backoff.max.ms"},
    {consumer, "reconnect.backoff.ms"},
    {consumer, "request.timeout.ms"},
    {consumer, "retry.backoff.max.ms"},
    {consumer, "retry.backoff.ms"},
    {consumer, "session.timeout.ms"},
};

}  // namespace

std::span<const SupportedConfig> supported_configs() {
    return rows;
}

const SupportedConfig* find_supported(ConfigScope scope, std::string_view name) {
    for (const SupportedConfig& row : rows) {
        if (row.scope == scope && row.name == name) return &row;
    }
    return nullptr;
}

}  // namespace brokerscope::kafka
