#include "sim/kafka/config_set.h"

#include "sim/kafka/supported.h"
#include "sim/kafka/version_profile.h"
#include "tests/golden/vectors.h"

using namespace brokerscope;
using namespace brokerscope::kafka;
using nlohmann::json;

namespace {

std::string message_of(const base::Status& status) {
    return status.ok() ? "" : base::to_text(status.error());
}

ConfigSet producer_with(std::initializer_list<std::pair<const char*, const char*>> settings,
                        KafkaVersion version = KafkaVersion::v4_3) {
    ConfigSet producer(version, ConfigScope::producer);
    for (const auto& [name, value] : settings)
        REQUIRE_EQ(message_of(producer.set(name, std::string_view(value))), "");
    return producer;
}

}  // namespace

TEST_CASE("a config that nobody set has its version's default") {
    const ConfigSet old_producer(KafkaVersion::v3_9, ConfigScope::producer);
    const ConfigSet new_producer(KafkaVersion::v4_3, ConfigScope::producer);
    EXPECT_EQ(old_producer.integer("linger.ms"), 0);
    EXPECT_EQ(new_producer.duration("linger.ms"), base::milliseconds(5));
    EXPECT_EQ(new_producer.text("acks"), "all");
    EXPECT(new_producer.boolean("enable.idempotence"));
    EXPECT_EQ(new_producer.text("transactional.id"), "");
    EXPECT(new_producer.source("acks") == ConfigSource::default_config);
    const ConfigSet consumer(KafkaVersion::v4_3, ConfigScope::consumer);
    EXPECT_EQ(consumer.list("partition.assignment.strategy").size(), 2);
    const ConfigSet broker(KafkaVersion::v4_3, ConfigScope::broker);
    EXPECT_EQ(broker.integer("offsets.topic.num.partitions"), 50);
    // Kafka's "never" stays a duration that can be added to a time.
    EXPECT_GT(broker.duration("log.flush.interval.messages").ns, 0);
}

TEST_CASE("what is set is kept trimmed, with its source, and can be taken back") {
    ConfigSet broker(KafkaVersion::v4_3, ConfigScope::broker);
    REQUIRE(broker.set("num.partitions", " 7 ").ok());
    REQUIRE(broker.set("min.insync.replicas", 2).ok());
    EXPECT_EQ(broker.integer("num.partitions"), 7);
    EXPECT_EQ(broker.entries().front(),
              ConfigEntry{"min.insync.replicas", "2", ConfigSource::static_broker_config});
    EXPECT(broker.is_set("num.partitions"));
    EXPECT(broker.reset("num.partitions"));
    EXPECT_FALSE(broker.reset("num.partitions"));
    EXPECT_EQ(broker.integer("num.partitions"), 1);
}

TEST_CASE("a bad value is refused with Kafka's words, and nothing changes") {
    ConfigSet topic(KafkaVersion::v4_3, ConfigScope::topic);
    EXPECT_EQ(message_of(topic.set("min.insync.replicas", "0")),
              "Invalid value 0 for configuration min.insync.replicas: Value must be at least 1");
    EXPECT_EQ(message_of(topic.set("segment.bytes", "x")),
              "Invalid value x for configuration segment.bytes: Not a number of type INT");
    EXPECT(topic.entries().empty());
}

TEST_CASE("an unknown config is refused with a hint") {
    ConfigSet producer(KafkaVersion::v4_3, ConfigScope::producer);
    EXPECT_EQ(message_of(producer.set("linger", "5")),
              "producer config 'linger' is not known\n  hint: did you mean 'linger.ms'?");
    EXPECT_EQ(message_of(producer.set("colour", "5")), "producer config 'colour' is not known");
    EXPECT_EQ(message_of(producer.set("batch.sice", "5")),
              "producer config 'batch.sice' is not known\n  hint: did you mean 'batch.size'?");
    EXPECT_EQ(message_of(producer.set("min.insync.replicas", "5")),
              "producer config 'min.insync.replicas' is not known\n  hint: it is a broker config");
    ConfigSet broker(KafkaVersion::v4_3, ConfigScope::broker);
    EXPECT_EQ(message_of(broker.set("zookeeper.connect", "zk:2181")),
              "broker config 'zookeeper.connect' is not known to Kafka 4.3\n"
              "  hint: Kafka 3.9 has it");
}

TEST_CASE("a config or value that is not modelled is refused, never silently ignored") {
    ConfigSet consumer(KafkaVersion::v4_3, ConfigScope::consumer);
    EXPECT_EQ(message_of(consumer.set("client.rack", "a")),
              "consumer config 'client.rack' is not modelled yet\n"
              "  hint: see docs/not-modelled.md");
    EXPECT_EQ(message_of(consumer.set("isolation.level", "read_committed")),
              "isolation.level=read_committed is not modelled yet\n"
              "  hint: see docs/not-modelled.md");
    EXPECT(consumer.set("isolation.level", "read_uncommitted").ok());
    EXPECT(consumer.set("auto.offset.reset", "none").ok());
    EXPECT_FALSE(consumer.set("auto.offset.reset", "by_duration:PT1H").ok());
}

TEST_CASE("every supported config exists in at least one version, once") {
    for (const SupportedConfig& row : supported_configs()) {
        INFO(row.name);
        const bool exists = find_config(KafkaVersion::v3_9, row.scope, row.name) != nullptr ||
                            find_config(KafkaVersion::v4_3, row.scope, row.name) != nullptr;
        EXPECT(exists);
        EXPECT_EQ(find_supported(row.scope, row.name), &row);
    }
    const ConfigSet producer(KafkaVersion::v4_3, ConfigScope::producer);
    EXPECT_EQ(producer.effective_entries().front().name, "acks");
}

TEST_CASE("a topic takes from its broker what it does not set itself") {
    ConfigSet broker(KafkaVersion::v4_3, ConfigScope::broker);
    REQUIRE(broker.set("min.insync.replicas", 2).ok());
    REQUIRE(broker.set("log.segment.bytes", 2'000'000).ok());
    ConfigSet topic(KafkaVersion::v4_3, ConfigScope::topic);
    REQUIRE(topic.set("min.insync.replicas", 3).ok());
    const ConfigSet resolved = resolve_topic_configs(topic, broker);
    EXPECT_EQ(resolved.integer("min.insync.replicas"), 3);
    EXPECT_EQ(resolved.integer("segment.bytes"), 2'000'000);
    EXPECT(resolved.source("segment.bytes") == ConfigSource::static_broker_config);
    EXPECT_EQ(resolved.integer("max.message.bytes"), 1'048'588);
}

TEST_CASE(
    "PR-20: idempotence is turned off or refused as in Kafka (vectors producer-idempotence)") {
    int compared = 0;
    for (const json& vector : golden::vectors("producer-idempotence")) {
        const bool in_old = vector.value("kafka", "3.9.2") == "3.9.2";
        ConfigSet producer(in_old ? KafkaVersion::v3_9 : KafkaVersion::v4_3, ConfigScope::producer);
        bool all_supported = true;
        std::string refusal;
        for (const auto& [name, value] : vector["input"]["config"].items()) {
            if (find_supported(ConfigScope::producer, name) == nullptr) {
                all_supported = false;
            } else {
                const base::Status status = producer.set(name, value.get<std::string>());
                if (!status) refusal = status.error().message;
            }
        }
        if (!all_supported) continue;
        INFO(vector["id"].get<std::string>());
        ++compared;
        const base::Result<bool> idempotence = effective_idempotence(producer);
        if (refusal.empty() && !idempotence) refusal = idempotence.error().message;
        EXPECT_EQ(refusal, vector["output"].value("message", ""));
        if (!refusal.empty()) continue;
        EXPECT_EQ(*idempotence, vector["output"]["enable.idempotence"] == "true");
    }
    EXPECT_GT(compared, 20);
}

TEST_CASE("PR-12: the delivery timeout covers linger and one request, or is refused") {
    EXPECT_EQ(effective_delivery_timeout(producer_with({})), base::seconds(120));
    EXPECT_EQ(effective_delivery_timeout(producer_with({{"request.timeout.ms", "200000"}})),
              base::milliseconds(200'005));
    EXPECT(check_client_configs(producer_with({{"delivery.timeout.ms", "40000"}})).ok());
    EXPECT_EQ(message_of(check_client_configs(producer_with({{"delivery.timeout.ms", "1000"}}))),
              "delivery.timeout.ms should be equal to or larger than linger.ms + "
              "request.timeout.ms");
}

TEST_CASE("CO-20: a consumer's heartbeat interval is below its session timeout") {
    ConfigSet consumer(KafkaVersion::v4_3, ConfigScope::consumer);
    EXPECT(check_client_configs(consumer).ok());
    REQUIRE(consumer.set("heartbeat.interval.ms", 45'000).ok());
    EXPECT_EQ(message_of(check_client_configs(consumer)),
              "Heartbeat must be set lower than the session timeout");
}

TEST_CASE("RE-15, RE-36: the version profiles differ where the recordings do") {
    EXPECT_EQ(version_profile(KafkaVersion::v3_9).release, "3.9.2");
    EXPECT_FALSE(version_profile(KafkaVersion::v3_9).has_eligible_leader_replicas);
    EXPECT(version_profile(KafkaVersion::v4_3).has_eligible_leader_replicas);
    EXPECT_EQ(version_profile(KafkaVersion::v4_3).session_checks_per_timeout, 8);
}
