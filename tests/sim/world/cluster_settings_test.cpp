#include "sim/world/cluster_settings.h"

#include "tests/expect.h"

using namespace brokerscope::world;
using brokerscope::base::milliseconds;
using brokerscope::base::seconds;
namespace client = brokerscope::client;
namespace commands = brokerscope::commands;
namespace kafka = brokerscope::kafka;

namespace {

commands::AddProducer producer(std::vector<commands::Setting> configs = {}) {
    commands::AddProducer command;
    command.node = {1001};
    command.name = "orders";
    command.workload.topic = "t";
    command.workload.interval = milliseconds(20);
    command.configs = std::move(configs);
    return command;
}

commands::AddConsumer consumer(std::vector<commands::Setting> configs = {}) {
    commands::AddConsumer command;
    command.node = {1002};
    command.name = "billing";
    command.group = "g";
    command.topics = {"t"};
    command.configs = std::move(configs);
    return command;
}

commands::CreateTopic topic(std::int32_t partitions, std::int32_t replication) {
    return {"t", partitions, replication, {}, {}};
}

}  // namespace

TEST_CASE("a plain cluster numbers its brokers from 1, and its controllers after them") {
    const ClusterSettings cluster = plain_cluster(3, 1);
    REQUIRE_EQ(cluster.servers.size(), 4);
    EXPECT_EQ(cluster.servers[0].id, NodeId{1});
    EXPECT(cluster.servers[2].is_broker);
    EXPECT_EQ(cluster.servers[3].id, NodeId{4});
    EXPECT(cluster.servers[3].is_controller);
    EXPECT_FALSE(cluster.servers[3].is_broker);
    EXPECT(check(cluster).ok());
}

TEST_CASE("a cluster needs a broker and exactly one controller") {
    EXPECT_FALSE(check(plain_cluster(0, 1)).ok());
    EXPECT_FALSE(check(plain_cluster(1, 0)).ok());
    const auto three = check(plain_cluster(1, 3));
    REQUIRE_FALSE(three.ok());
    EXPECT_NE(three.error().hint, "");
}

TEST_CASE("configs of the cluster are everybody's, and a server's own come on top") {
    ClusterSettings cluster = plain_cluster(2, 1);
    cluster.configs = {{"replica.lag.time.max.ms", "5000"}, {"broker.session.timeout.ms", "4000"}};
    cluster.servers[1].configs = {{"replica.lag.time.max.ms", "7000"}};
    const auto plan = [&](std::size_t i) {
        return plan_server(cluster, cluster.servers[i]).value();
    };
    EXPECT_EQ(plan(0).broker->replica.replica_lag_time_max, seconds(5));
    EXPECT_EQ(plan(1).broker->replica.replica_lag_time_max, seconds(7));
    EXPECT_EQ(plan(2).controller->broker_session_timeout, seconds(4));
    EXPECT_FALSE(plan(2).broker.has_value());
    EXPECT_EQ(plan(0).broker->controller, NodeId{3});
}

TEST_CASE("a config that Kafka does not know, or a value that it refuses, is an error") {
    ClusterSettings cluster = plain_cluster(1, 1);
    cluster.configs = {{"no.such.key", "1"}};
    EXPECT_FALSE(check(cluster).ok());
    cluster.configs = {{"replica.lag.time.max.ms", "soon"}};
    EXPECT_FALSE(check(cluster).ok());
}

TEST_CASE("the versions differ as their profiles say") {
    for (const auto version : kafka::all_versions) {
        ClusterSettings cluster = plain_cluster(1, 1);
        cluster.kafka = version;
        const bool newest = version == kafka::KafkaVersion::v4_3;
        const auto broker = plan_server(cluster, cluster.servers[0]).value().broker;
        const auto controller = plan_server(cluster, cluster.servers[1]).value().controller;
        EXPECT_EQ(controller->eligible_leader_replicas, newest);
        EXPECT_EQ(controller->sessions_are_polled, newest);
        EXPECT_EQ(controller->fenced_session_blocks, newest);
        EXPECT(controller->kafka == version);
        EXPECT_EQ(broker->group.is_old_coordinator, !newest);
        EXPECT_EQ(broker->replica.coordinator_needs_min_isr, !newest);
    }
}

TEST_CASE("a topic must fit the cluster") {
    const ClusterSettings cluster = plain_cluster(3, 1);
    EXPECT(check_topic(cluster, topic(3, 3)).ok());
    EXPECT_FALSE(check_topic(cluster, topic(0, 1)).ok());
    EXPECT_FALSE(check_topic(cluster, topic(1, 0)).ok());
    const auto too_many = check_topic(cluster, topic(1, 4));
    REQUIRE_FALSE(too_many.ok());
    EXPECT_NE(too_many.error().hint, "");
    auto named = topic(1, 1);
    named.name = "not a name";
    EXPECT_FALSE(check_topic(cluster, named).ok());
    auto assigned = topic(1, 1);
    assigned.assignments = {{NodeId{2}}};
    EXPECT(check_topic(cluster, assigned).ok());
    assigned.assignments = {{NodeId{4}}};  // the controller keeps no partitions
    EXPECT_FALSE(check_topic(cluster, assigned).ok());
    auto configured = topic(1, 1);
    configured.configs = {{"min.insync.replicas", "0"}};
    EXPECT_FALSE(check_topic(cluster, configured).ok());
}

TEST_CASE("a producer's configs become its settings") {
    const ClusterSettings cluster = plain_cluster(3, 1);
    const auto plan = [&](std::vector<commands::Setting> configs) {
        return plan_producer(cluster, producer(std::move(configs)), nullptr);
    };
    REQUIRE(plan({}).ok());
    EXPECT_EQ(plan({}).value().acks, -1);
    EXPECT_EQ(plan({}).value().brokers.size(), 3);
    EXPECT_EQ(plan({{"acks", "1"}}).value().acks, 1);
    EXPECT_EQ(plan({{"linger.ms", "70"}}).value().linger, milliseconds(70));
    EXPECT(plan({}).value().idempotence);
    EXPECT_EQ(plan({}).value().max_in_flight, 5);
    EXPECT_FALSE(plan({{"acks", "1"}}).value().idempotence);
    EXPECT_FALSE(plan({{"acks", "1"}, {"enable.idempotence", "true"}}).ok());
    EXPECT_FALSE(plan({{"acks", "2"}}).ok());
    EXPECT_FALSE(plan({{"group.id", "g"}}).ok());
    commands::AddProducer idle = producer({});
    idle.workload.interval = {};
    EXPECT_FALSE(plan_producer(cluster, idle, nullptr).ok());
}

TEST_CASE("a consumer's configs become its settings") {
    const ClusterSettings cluster = plain_cluster(3, 1);
    const auto plan = [&](std::vector<commands::Setting> configs) {
        return plan_consumer(cluster, consumer(std::move(configs)), nullptr);
    };
    using Reset = client::ConsumerSettings::AutoOffsetReset;
    REQUIRE(plan({}).ok());
    EXPECT(plan({}).value().auto_offset_reset == Reset::latest);
    EXPECT(plan({{"auto.offset.reset", "earliest"}}).value().auto_offset_reset == Reset::earliest);
    EXPECT_EQ(plan({{"session.timeout.ms", "10000"}}).value().session_timeout, seconds(10));
    EXPECT_FALSE(plan({{"heartbeat.interval.ms", "x"}}).ok());
    commands::AddConsumer aimless = consumer();
    aimless.topics.clear();
    EXPECT_FALSE(plan_consumer(cluster, aimless, nullptr).ok());
}
