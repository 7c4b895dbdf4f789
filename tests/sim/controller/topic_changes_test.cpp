// Topics that exist are deleted, grow and get other configs; brokers get blocks of producer ids.
#include "tests/sim/controller/controller_bench_support.h"

#include <algorithm>

using namespace brokerscope;
using namespace brokerscope::controller_test;

namespace {

std::vector<node::MetadataRecord> new_records(ControllerBench& bench, protocol::RequestBody body) {
    const Offset before = bench.log().log_end_offset();
    bench.send(std::move(body));
    return bench.records_from(before);
}

protocol::AlterConfigsResourceResponse alter_config(ControllerBench& bench,
                                                    const std::string& topic,
                                                    const protocol::AlterableConfig& config,
                                                    bool validate_only = false) {
    protocol::IncrementalAlterConfigsRequest request;
    request.resources.push_back({protocol::topic_resource, topic, {config}});
    request.validate_only = validate_only;
    return bench.ask<protocol::IncrementalAlterConfigsResponse>(request).responses.at(0);
}

protocol::CreatePartitionsTopicResult grow(ControllerBench& bench, const std::string& topic,
                                           std::int32_t count) {
    protocol::CreatePartitionsRequest request;
    request.topics.push_back({topic, count, std::nullopt});
    return bench.ask<protocol::CreatePartitionsResponse>(request).results.at(0);
}

}  // namespace

TEST_CASE("a topic that is deleted is one record, one fact, and its name is free again") {
    ControllerBench bench;
    bench.bring_up({1});
    bench.create("t", {1});
    const base::TopicId id = bench.image().topic("t")->id;
    protocol::DeleteTopicsRequest request;
    request.topics.push_back({"t", base::TopicId{-1}});
    const auto records = new_records(bench, request);
    REQUIRE_EQ(records.size(), 1u);
    EXPECT(std::get<node::RemoveTopicRecord>(records[0]).topic_id == id);
    EXPECT(bench.image().topic("t") == nullptr);
    EXPECT(bench.image().partitions().empty());
    EXPECT_EQ(std::count_if(bench.facts().begin(), bench.facts().end(),
                            [](const auto& fact) {
                                return std::holds_alternative<journal::TopicDeleted>(fact);
                            }),
              1);
    EXPECT_EQ(bench.create("t", {1}).error, ErrorCode::none);
    EXPECT_NE(bench.image().topic("t")->id.value, id.value);
}

TEST_CASE("what cannot be deleted is refused with Kafka's words") {
    ControllerBench bench;
    bench.bring_up({1});
    bench.create("t", {1});
    const base::TopicId no_id{-1};
    const auto refused = [&](std::vector<protocol::DeleteTopicState> topics) {
        protocol::DeleteTopicsRequest request;
        request.topics = std::move(topics);
        return bench.ask<protocol::DeleteTopicsResponse>(request).responses.at(0);
    };
    EXPECT_EQ(refused({{"none", no_id}}).error, ErrorCode::unknown_topic_or_partition);
    EXPECT_EQ(refused({{std::nullopt, {77}}}).error, ErrorCode::unknown_topic_id);
    EXPECT_EQ(refused({{std::nullopt, no_id}}).error_message.value_or(""),
              "Neither topic name nor id were specified.");
    EXPECT_EQ(refused({{"t", {2}}}).error_message.value_or(""),
              "You may not specify both topic name and topic id.");
    EXPECT_EQ(refused({{"t", no_id}, {"t", no_id}}).error_message.value_or(""),
              "Duplicate topic name.");
    EXPECT(bench.image().topic("t") != nullptr);
}

TEST_CASE("a topic grows to a count, placed like a new one") {
    ControllerBench bench;
    bench.bring_up({1, 2});
    bench.create("t", {1, 2});
    EXPECT_EQ(grow(bench, "t", 3).error, ErrorCode::none);
    EXPECT_EQ(bench.image().topic("t")->partitions, 3);
    EXPECT_EQ(bench.image().partition({bench.image().topic("t")->id, 2})->replicas.size(), 2u);
    EXPECT_EQ(grow(bench, "t", 3).error_message.value_or(""), "Topic already has 3 partition(s).");
    EXPECT_EQ(grow(bench, "t", 1).error_message.value_or(""),
              "The topic t currently has 3 partition(s); 1 would not be an increase.");
    EXPECT_EQ(grow(bench, "none", 3).error, ErrorCode::unknown_topic_or_partition);
}

TEST_CASE("configs are set, deleted, appended to and subtracted from") {
    ControllerBench bench;
    bench.bring_up({1});
    bench.create("t", {1});
    const auto configs = [&] { return bench.image().topic("t")->configs; };
    EXPECT_EQ(alter_config(bench, "t", {"retention.ms", 0, "1000"}).error, ErrorCode::none);
    EXPECT_EQ(configs().at("retention.ms"), "1000");
    EXPECT_EQ(alter_config(bench, "t", {"cleanup.policy", 2, "compact"}).error, ErrorCode::none);
    EXPECT_EQ(configs().at("cleanup.policy"), "delete,compact");
    EXPECT_EQ(alter_config(bench, "t", {"cleanup.policy", 3, "delete"}).error, ErrorCode::none);
    EXPECT_EQ(configs().at("cleanup.policy"), "compact");
    EXPECT_EQ(alter_config(bench, "t", {"retention.ms", 1, std::nullopt}).error, ErrorCode::none);
    EXPECT_EQ(configs().count("retention.ms"), 0u);
}

TEST_CASE("a config that changes nothing, or is only validated, writes nothing") {
    ControllerBench bench;
    bench.bring_up({1});
    bench.create("t", {1});
    alter_config(bench, "t", {"retention.ms", 0, "1000"});
    const Offset before = bench.log().log_end_offset();
    EXPECT_EQ(alter_config(bench, "t", {"retention.ms", 0, "1000"}).error, ErrorCode::none);
    EXPECT_EQ(alter_config(bench, "t", {"retention.ms", 0, "2000"}, true).error, ErrorCode::none);
    EXPECT_EQ(bench.records_from(before).size(), 0u);
}

TEST_CASE("configs are refused with Kafka's words, and nothing of the resource is changed") {
    ControllerBench bench;
    bench.bring_up({1});
    bench.create("t", {1});
    const auto message = [&](const protocol::AlterableConfig& config) {
        return alter_config(bench, "t", config).error_message.value_or("");
    };
    EXPECT_EQ(message({"no.such", 0, "1"}), "Unknown topic config name: no.such");
    EXPECT_EQ(message({"retention.ms", 0, "-5"}),
              "Invalid value -5 for configuration retention.ms: Value must be at least -1");
    EXPECT_EQ(message({"retention.ms", 0, std::nullopt}),
              "Null value not supported for : retention.ms");
    EXPECT_EQ(message({"retention.ms", 2, "1"}),
              "Can't APPEND to key retention.ms because its type is not LIST.");
    EXPECT_EQ(alter_config(bench, "none", {"retention.ms", 0, "1"}).error,
              ErrorCode::unknown_topic_or_partition);
    EXPECT(bench.image().topic("t")->configs.empty());
}

TEST_CASE("PR-21: brokers get producer ids in blocks of 1000, also after another controller's") {
    ControllerBench bench;
    bench.bring_up({1, 2});
    const auto allocate = [&](std::int32_t broker) {
        return bench.ask<protocol::AllocateProducerIdsResponse>(
            protocol::AllocateProducerIdsRequest{{broker}, bench.epoch_of(broker)});
    };
    EXPECT_EQ(allocate(1).producer_id_start.value, 0);
    EXPECT_EQ(allocate(2).producer_id_start.value, 1000);
    EXPECT_EQ(allocate(2).producer_id_len, 1000);
    bench.restart();
    EXPECT_EQ(allocate(1).producer_id_start.value, 3000);
    const auto stale = bench.ask<protocol::AllocateProducerIdsResponse>(
        protocol::AllocateProducerIdsRequest{{1}, base::BrokerEpoch{99999}});
    EXPECT_EQ(stale.error, ErrorCode::stale_broker_epoch);
}
