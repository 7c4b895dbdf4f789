// The tables hold against what the tools of Kafka 3.9.2 and 4.3.1 printed: same columns, widths and
// words, other names.
#include "sim/view/tables_parts.h"
#include "tests/expect.h"
#include "tests/sim/view/fold_support.h"

using namespace brokerscope;
using namespace brokerscope::journal;
using namespace brokerscope::view;

namespace {

// orders-0 has three records, and a group of two members that has committed two of them.
Fold world_with_a_group() {
    Fold fold = small_world_with_replicas();
    fold.state(NodeId{1}, appended(0, 0, {"a", "b", "c"}));
    fold.state(NodeId{1}, HighWatermarkMoved{orders_0, Offset{3}});
    fold.state(NodeId{2}, CoordinatorChanged{0, true, {"billing"}});
    fold.state(NodeId{2},
               MemberJoined{"billing", "anna-1", anna, base::seconds(45), base::seconds(300)});
    fold.state(NodeId{2},
               MemberJoined{"billing", "bruno-1", bruno, base::seconds(45), base::seconds(300)});
    fold.state(NodeId{2}, GroupChanged{"billing", GroupState::stable, base::GenerationId{1},
                                       "range", "anna-1", ""});
    fold.state(
        NodeId{2},
        GroupAssigned{"billing", base::GenerationId{1}, {{"anna-1", {orders_0}}, {"bruno-1", {}}}});
    fold.state(NodeId{2}, OffsetCommitted{"billing", orders_0, Offset{2}, "anna-1"});
    return fold;
}

}  // namespace

TEST_CASE("kafka-topics: a line for the topic and one for each partition") {
    Fold fold = small_world_with_replicas();
    fold.view.topics.at(orders).config = {{"min.insync.replicas", "2"},
                                          {"retention.ms", "86400000"}};
    const std::string text = topics_table(fold.view, "orders");
    EXPECT_EQ(text.substr(0, text.find("TopicId")), "Topic: orders\t");
    EXPECT(text.find("\tPartitionCount: 2\tReplicationFactor: 3\tConfigs: "
                     "min.insync.replicas=2,retention.ms=86400000\n"
                     "\tTopic: orders\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: "
                     "1,2,3\tElr: \tLastKnownElr: \n") != std::string::npos);
    EXPECT_EQ(topics_table(fold.view, "nosuch"), "");
}

TEST_CASE("kafka-topics: 4.3 shows the cluster's default min.insync.replicas, 3.9 has none") {
    Fold fold = small_world_with_replicas();
    fold.view.topics.at(orders).config.clear();
    fold.view.kafka = "4.3";
    EXPECT(topics_table(fold.view, "").find("Configs: min.insync.replicas=1\n") !=
           std::string::npos);
    fold.view.kafka = "3.9";
    EXPECT(topics_table(fold.view, "").find("Configs: \n") != std::string::npos);
}

TEST_CASE("kafka-topics: nobody leads") {
    Fold fold = small_world_with_replicas();
    fold.state(NodeId{4}, decided(base::no_node, 1, {NodeId{3}}));
    EXPECT(topics_table(fold.view, "").find("Leader: none\tReplicas: 1,2,3\tIsr: 3\t") !=
           std::string::npos);
}

TEST_CASE("kafka-get-offsets: what can be read, of partitions that somebody serves") {
    Fold fold = world_with_a_group();
    EXPECT_EQ(offsets_table(fold.view, "latest", "").value(), "orders:0:3\n");
    EXPECT_EQ(offsets_table(fold.view, "earliest", "").value(), "orders:0:0\n");
    fold.state(base::outside_world, ProcessEnded{NodeId{1}, ProcessEnd::crashed});
    EXPECT_EQ(offsets_table(fold.view, "latest", "").value(), "");
}

TEST_CASE("kafka-log-dirs: one JSON document of the brokers that run") {
    Fold fold = small_world_with_replicas();
    fold.state(NodeId{1}, appended(0, 0, {"a", "b"}));
    fold.state(base::outside_world, ProcessEnded{NodeId{3}, ProcessEnd::crashed});
    EXPECT_EQ(log_dirs_table(fold.view, "", base::no_node),
              "Querying brokers for log directories information\n"
              "Received log directory information from brokers 1,2\n"
              "{\"brokers\":[{\"broker\":1,\"logDirs\":[{\"partitions\":[{\"partition\":"
              "\"orders-0\",\"size\":81,\"offsetLag\":0,\"isFuture\":false}],\"error\":null,"
              "\"logDir\":\"/kafka-1/data\"}]},{\"broker\":2,\"logDirs\":[{\"partitions\":[{"
              "\"partition\":\"orders-0\",\"size\":0,\"offsetLag\":0,\"isFuture\":false}],"
              "\"error\":null,\"logDir\":\"/kafka-2/data\"}]}],\"version\":1}\n");
}

TEST_CASE("kafka-configs: the topic's own settings with their synonyms") {
    Fold fold = small_world();
    TopicView& topic = fold.view.topics.at(orders);
    topic.config = {{"min.insync.replicas", "2"}, {"retention.ms", "86400000000"}};
    fold.view.kafka = "4.3";
    EXPECT_EQ(topic_configs_table(fold.view, topic, false),
              "Dynamic configs for topic orders are:\n"
              "  min.insync.replicas=2 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:"
              "min.insync.replicas=2, DYNAMIC_DEFAULT_BROKER_CONFIG:min.insync.replicas=1, "
              "DEFAULT_CONFIG:min.insync.replicas=1}\n"
              "  retention.ms=86400000000 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:"
              "retention.ms=86400000000}\n");
}

TEST_CASE("kafka-dump-log: whose clock, horizons, markers and flipped bits") {
    Fold fold = small_world_with_replicas();
    LeaderAppended first = appended(0, 0, {"a", "b"});
    first.batch.record_count = 2;
    first.batch.max_timestamp_ms = 5000;
    first.batch.is_log_append_time = true;
    first.batch.delete_horizon_ms = 9000;
    LeaderAppended marker = appended(2, 0, {"c"});
    marker.batch.is_control = true;
    marker.batch.is_transactional = true;
    marker.batch.producer_id = base::ProducerId{7};
    marker.batch.base_sequence = 2147483647;
    marker.batch.last_offset = Offset{3};
    fold.state(NodeId{1}, first);
    fold.state(NodeId{1}, marker);
    fold.state(NodeId{1}, FileDamaged{orders_0, "00000000000000000000.log", FileDamage::bit_flipped,
                                      first.batch.bytes});
    const auto text = [&](NodeId broker) {
        return log_table(fold.view, broker, orders_0, *fold.view.replica(broker, orders_0));
    };
    EXPECT(text(NodeId{1}).find("count: 2 ") != std::string::npos);
    EXPECT(
        text(NodeId{1}).find("deleteHorizonMs: OptionalLong[9000] position: 0 LogAppendTime: "
                             "5000 size: 81 magic: 2 compresscodec: none crc: 1 isvalid: true\n") !=
        std::string::npos);
    EXPECT(text(NodeId{1}).find("baseSequence: 2147483647 lastSequence: 0 producerId: 7") !=
           std::string::npos);
    EXPECT(text(NodeId{1}).find("isTransactional: true isControl: true deleteHorizonMs: "
                                "OptionalLong.empty position: 81 CreateTime: -1 size: 71 ") !=
           std::string::npos);
    EXPECT(text(NodeId{1}).ends_with("isvalid: false\n"));
    // Another replica of the same batch is whole.
    fold.state(NodeId{2}, copied({first, marker}));
    EXPECT(text(NodeId{2}).ends_with("isvalid: true\n"));
}

TEST_CASE("kafka-dump-log and kafka-get-offsets: what is too old for a View is not made up") {
    Fold fold = small_world_with_replicas();
    const std::vector<std::string> many(3000, "v");
    fold.state(NodeId{1}, appended(0, 0, many));
    fold.state(NodeId{1}, appended(3000, 0, many));
    const auto log = table(fold.view, {TableKind::log, "orders-0"});
    REQUIRE(log.ok());
    EXPECT(log->find("(30061 bytes of older batches are not remembered)\nbaseOffset: 3000 ") !=
           std::string::npos);
    EXPECT_FALSE(offsets_table(fold.view, "5000", "orders").ok());
    EXPECT_EQ(offsets_table(fold.view, "earliest", "orders").value(), "orders:0:0\n");
}

TEST_CASE("a question about what is not there is refused with what is") {
    const Fold fold = world_with_a_group();
    const auto refused = [&](TableQuery query) {
        const auto text = table(fold.view, query);
        REQUIRE_FALSE(text.ok());
        return text.error().message + " / " + text.error().hint;
    };
    EXPECT_EQ(refused({TableKind::topics, "order"}),
              "there is no topic 'order' at this moment / topics: orders");
    EXPECT_EQ(refused({TableKind::state, "bill"}),
              "there is no group 'bill' at this moment / groups: billing");
    EXPECT_EQ(refused({TableKind::log, "orders-7"}),
              "no broker has a replica of 'orders-7' at this moment / name a topic or a partition "
              "(orders-0); topics: orders");
    EXPECT(refused({TableKind::broker_configs, "x"}).starts_with("there is no broker 'x'"));
    TableQuery of_nine{TableKind::log_dirs, ""};
    of_nine.broker = NodeId{9};
    EXPECT(refused(of_nine).starts_with("there is no broker 9 / brokers: "));
}

TEST_CASE("kafka-consumer-groups: offsets with lag and owner") {
    const Fold fold = world_with_a_group();
    EXPECT_EQ(
        group_offsets_table(fold.view, fold.view.groups.at("billing")),
        "\n"
        "GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG        "
        "     CONSUMER-ID     HOST            CLIENT-ID\n"
        "billing         orders          0          2               3               1          "
        "     anna-1          /anna           anna\n");
}

TEST_CASE("kafka-consumer-groups: members and state") {
    const Fold fold = world_with_a_group();
    const GroupView& group = fold.view.groups.at("billing");
    EXPECT_EQ(group_members_table(fold.view, group),
              "\n"
              "GROUP           CONSUMER-ID     HOST            CLIENT-ID       #PARTITIONS     \n"
              "billing         anna-1          /anna           anna            1               \n"
              "billing         bruno-1         /bruno          bruno           0               \n");
    EXPECT_EQ(group_state_table(fold.view, group),
              "\n"
              "GROUP           COORDINATOR (ID)          ASSIGNMENT-STRATEGY  STATE                "
              "#MEMBERS\n"
              "billing         broker-2:9092  (2)        range                Stable               "
              "2\n");
}

TEST_CASE("kafka-consumer-groups: a group without members says so first") {
    Fold fold = world_with_a_group();
    for (const char* member : {"anna-1", "bruno-1"})
        fold.state(NodeId{2}, MemberRemoved{"billing", member, MemberRemovalReason::left});
    const std::string text = group_offsets_table(fold.view, fold.view.groups.at("billing"));
    EXPECT(text.starts_with("\nConsumer group 'billing' has no active members.\n\nGROUP"));
    EXPECT(text.find("billing         orders          0          2               3               "
                     "1               -               -               -\n") != std::string::npos);
}
