// What a broker makes of metadata and of its clients' requests.
#include "sim/broker/broker.h"

#include "tests/sim/broker/broker_support.h"

using namespace brokerscope;
using namespace brokerscope::broker_test;
using protocol::CreateTopicsRequest;
using protocol::CreateTopicsResponse;
using protocol::FetchRequest;
using protocol::MetadataRequest;
using protocol::MetadataResponse;

namespace {

protocol::ProduceRequest produce(std::int16_t acks) {
    return {std::nullopt,
            acks,
            1000,
            {{topic_id, 0,
              std::vector<log::RecordBatch>{
                  log::make_batch({{base::Bytes{"k"}, base::Bytes{"v"}, {}, 1}})}}}};
}

MetadataRequest about(std::vector<std::string> names, bool create = false) {
    return {std::move(names), create};
}

}  // namespace

TEST_CASE("KR-14, CT-27: metadata is applied below the controller's high watermark only") {
    Bench bench;
    bench.become_running();
    bench.write(topic("t", {self}));
    bench.hand_over({1});
    CHECK(bench.broker().image().topic("t") == nullptr, "what is not committed is not applied");
    // Asking from its high watermark shows the controller that the news has not arrived yet.
    EXPECT_EQ(bench.last<FetchRequest>().body.partitions[0].fetch_offset.value, 1);
    bench.hand_over({3});
    EXPECT(bench.broker().image().topic("t") != nullptr);
    EXPECT(bench.broker().replicas().partitions().at({topic_id, 0}).leading() != nullptr);
    EXPECT_EQ(bench.disk().logs.at(broker::metadata_partition).log_end_offset().value, 3);
}

TEST_CASE("KR-11: after a restart the copy on the disk goes on where it was") {
    Bench bench;
    bench.become_running();
    bench.publish(topic("t", {self}));
    bench.start();
    EXPECT_EQ(bench.last<FetchRequest>().body.partitions[0].fetch_offset.value, 3);
    EXPECT_EQ(bench.last<FetchRequest>().body.partitions[0].last_fetched_epoch.value, 1);
    EXPECT(bench.broker().image().topic("t") == nullptr);
    bench.hand_over({3});
    EXPECT(bench.broker().image().topic("t") != nullptr);
}

TEST_CASE("KR-11: a lost fetch of metadata is repeated after a growing pause") {
    Bench bench;
    bench.start();
    for (const std::int64_t pause : {50, 100, 200, 400, 500, 500}) {
        bench.close(bench.last<FetchRequest>().envelope.connection);
        EXPECT(bench.timer_set(BrokerTimer::metadata_fetch_retry) == base::milliseconds(pause));
        bench.timer(BrokerTimer::metadata_fetch_retry);
    }
}

TEST_CASE("CT-6: nobody is served before RECOVERY") {
    Bench bench;
    bench.start();
    bench.ask(about({"t"}));
    EXPECT_EQ(bench.effect_count<node::CloseConnection>(), 1u);
    EXPECT_EQ(bench.effect_count<node::SendResponse>(), 0u);
}

TEST_CASE("MD-1 to MD-3: topics, partitions and brokers as the image has them") {
    Bench bench;
    bench.become_running();
    bench.publish(registered({2}, {1}));
    bench.publish(topic("t", {self, {2}}));
    bench.publish({node::BrokerRegistrationChangeRecord{{2}, {1}, 1, 0}});
    bench.ask(about({"t", "unknown", "no/name"}));
    const auto answer = bench.answers<MetadataResponse>().at(0);
    REQUIRE_EQ(answer.brokers.size(), 1u);
    EXPECT(answer.controller_id == self);
    EXPECT_EQ(answer.topics.at(0).topic_id.value, topic_id.value);
    EXPECT_EQ(answer.topics.at(1).error, ErrorCode::unknown_topic_or_partition);
    EXPECT_EQ(answer.topics.at(2).error, ErrorCode::invalid_topic_exception);
    REQUIRE_EQ(answer.partitions.size(), 1u);
    EXPECT(answer.partitions[0].leader_id == self);
    EXPECT(answer.partitions[0].offline_replicas == std::vector<NodeId>{{2}});
}

TEST_CASE("MD-2: a partition without leader is LEADER_NOT_AVAILABLE with its epoch") {
    Bench bench;
    bench.become_running();
    bench.publish(topic("t", {self}));
    node::PartitionChangeRecord change;
    change.topic_id = topic_id;
    change.leader = base::no_node;
    bench.publish({change});
    bench.ask(MetadataRequest{});
    const auto partition = bench.answers<MetadataResponse>().at(0).partitions.at(0);
    EXPECT_EQ(partition.error, ErrorCode::leader_not_available);
    EXPECT_EQ(partition.leader_id.value, -1);
    EXPECT_EQ(partition.leader_epoch.value, 1);
}

TEST_CASE("MD-4: a topic that may be created is asked of the controller, once at a time") {
    Bench bench;
    bench.become_running();
    bench.ask(about({"new"}, false));
    EXPECT_EQ(bench.count<CreateTopicsRequest>(), 0u);
    bench.ask(about({"new"}, true));
    EXPECT_EQ(bench.answers<MetadataResponse>().at(0).topics.at(0).error,
              ErrorCode::unknown_topic_or_partition);
    const auto create = bench.last<CreateTopicsRequest>();
    EXPECT_EQ(create.body.topics.at(0).name, "new");
    bench.ask(about({"new"}, true));
    EXPECT_EQ(bench.count<CreateTopicsRequest>(), 1u);
    bench.answer(create.envelope, CreateTopicsResponse{});
    bench.ask(about({"new"}, true));
    EXPECT_EQ(bench.count<CreateTopicsRequest>(), 2u);
}

TEST_CASE("GR-2: looking for a coordinator creates the offsets topic, and finds its leader later") {
    broker::BrokerSettings settings;
    settings.group.offsets_partitions = 1;
    Bench bench(settings);
    bench.become_running();
    const protocol::FindCoordinatorRequest find{0, {"billing"}};
    bench.ask(find);
    auto found = bench.answers<protocol::FindCoordinatorResponse>().at(0).coordinators.at(0);
    EXPECT_EQ(found.error, ErrorCode::coordinator_not_available);
    const auto create = bench.last<CreateTopicsRequest>().body.topics.at(0);
    EXPECT_EQ(create.name, "__consumer_offsets");
    EXPECT_EQ(create.num_partitions, 1);
    EXPECT_EQ(create.replication_factor, 3);
    bench.publish(topic("__consumer_offsets", {self}));
    bench.ask(find);
    found = bench.answers<protocol::FindCoordinatorResponse>().at(0).coordinators.at(0);
    EXPECT_EQ(found.error, ErrorCode::none);
    EXPECT(found.node_id == self);
}

TEST_CASE(
    "GR-6: a group's commit is written to the offsets topic and answered when it is committed") {
    broker::BrokerSettings settings;
    settings.group.offsets_partitions = 1;
    Bench bench(settings);
    bench.become_running();
    bench.publish(topic("__consumer_offsets", {self}));
    protocol::OffsetCommitRequest commit;
    commit.group_id = "billing";
    commit.partitions.push_back({topic_id, 0, {7}, base::no_leader_epoch, ""});
    bench.ask(commit);
    EXPECT_EQ(bench.effect_count<node::AppendLocal>(), 0u);
    const auto answers = bench.answers<protocol::OffsetCommitResponse>();
    REQUIRE_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].partitions.at(0).error, ErrorCode::none);
    EXPECT_EQ(bench.disk().logs.at({topic_id, 0}).high_watermark().value, 1);
}

TEST_CASE("AD-1: a client's CreateTopics is forwarded and its answer relayed") {
    Bench bench;
    bench.become_running();
    CreateTopicsRequest create;
    create.topics.push_back({"t", 3, 1, {}, {}});
    bench.ask(create);
    EXPECT_EQ(bench.effect_count<node::SendResponse>(), 0u);
    CreateTopicsResponse done;
    done.topics.push_back({"t", topic_id, ErrorCode::none, std::nullopt, 3, 1});
    bench.answer(bench.last<CreateTopicsRequest>().envelope, done);
    EXPECT_EQ(bench.answers<CreateTopicsResponse>().at(0).topics.at(0).num_partitions, 3);
}

TEST_CASE("CT-28: what cannot be forwarded is tried for a minute and then timed out") {
    Bench bench;
    bench.become_running();
    CreateTopicsRequest create;
    create.topics.push_back({"t", 3, 1, {}, {}});
    bench.ask(create);
    bench.close(bench.last<CreateTopicsRequest>().envelope.connection);
    bench.timer(BrokerTimer::forwarding_retry);
    EXPECT_EQ(bench.count<CreateTopicsRequest>(), 2u);
    bench.wait(base::seconds(60));
    bench.close(bench.last<CreateTopicsRequest>().envelope.connection);
    EXPECT_EQ(bench.answers<CreateTopicsResponse>().at(0).topics.at(0).error,
              ErrorCode::request_timed_out);
}

TEST_CASE("A connection has one request under way: a parked one keeps the next ones waiting") {
    Bench bench;
    bench.become_running();
    bench.publish(registered({2}, {1}));
    bench.publish(topic("t", {self, {2}}));
    bench.ask(produce(-1), {901});
    bench.ask(about({"t"}), {901});
    EXPECT_EQ(bench.effect_count<node::SendResponse>(), 0u);
    bench.ask(about({"t"}), {902});
    EXPECT_EQ(bench.effect_count<node::SendResponse>(), 1u);
    FetchRequest follower;
    follower.replica_id = {2};
    follower.partitions.push_back({topic_id, 0, base::no_leader_epoch, {1}});
    bench.ask(follower, {903});
    EXPECT_EQ(bench.answers<protocol::ProduceResponse>().size(), 1u);
    EXPECT_EQ(bench.answers<MetadataResponse>().size(), 1u);
}

TEST_CASE("RE-17: acks=0 does not block its connection") {
    Bench bench;
    bench.become_running();
    bench.publish(topic("t", {self}));
    bench.ask(produce(0));
    bench.ask(about({"t"}));
    EXPECT_EQ(bench.answers<MetadataResponse>().size(), 1u);
}

TEST_CASE("NET-1: a request that is not for a broker closes its connection") {
    Bench bench;
    bench.become_running();
    bench.ask(protocol::BrokerHeartbeatRequest{});
    EXPECT_EQ(bench.effect_count<node::CloseConnection>(), 1u);
    bench.ask(about({"t"}));
    EXPECT_EQ(bench.answers<MetadataResponse>().size(), 1u);
}
