// Recorded stories of a real KRaft controller whose brokers were played by requests: what it
// answered, which records it wrote, and what became of its partitions.
#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/sim/controller/controller_bench_support.h"

using namespace brokerscope;
using namespace brokerscope::controller_test;
using nlohmann::json;

namespace {

ControllerSettings settings_of(const std::string& version) {
    ControllerSettings settings;
    settings.broker_session_timeout = base::seconds(3600);
    const bool newest = version == "4.3.1";
    settings.eligible_leader_replicas = newest;
    settings.sessions_are_polled = newest;
    settings.fenced_session_blocks = newest;
    return settings;
}

json ids_of(const std::vector<NodeId>& list) {
    json ids = json::array();
    for (const NodeId id : list)
        ids.push_back(id.value);
    return ids;
}

json error(ErrorCode code) {
    return std::string(base::name_of(code));
}

// A record as recordings show it: only what it says.
struct RecordShape {
    const node::MetadataImage& image;

    std::string name_of(base::TopicId topic) const { return image.topic(topic)->name; }

    json operator()(const node::TopicRecord& record) const {
        return {{"type", "TopicRecord"}, {"topic", record.topic_name}};
    }
    json operator()(const node::ConfigRecord& record) const {
        return {{"type", "ConfigRecord"},
                {"resourceType", record.resource_type},
                {"resourceName", record.resource_name},
                {"name", record.config_name},
                {"value", record.value.value_or("")}};
    }
    json operator()(const node::PartitionRecord& record) const {
        return {{"type", "PartitionRecord"},
                {"topic", name_of(record.topic_id)},
                {"partition", record.partition_id},
                {"replicas", ids_of(record.replicas)},
                {"isr", ids_of(record.isr)},
                {"removingReplicas", json::array()},
                {"addingReplicas", json::array()},
                {"leader", record.leader.value},
                {"leaderEpoch", record.leader_epoch.value},
                {"partitionEpoch", record.partition_epoch.value}};
    }
    json operator()(const node::PartitionChangeRecord& record) const {
        json shape = {{"type", "PartitionChangeRecord"},
                      {"topic", name_of(record.topic_id)},
                      {"partition", record.partition_id}};
        if (record.isr) shape["isr"] = ids_of(*record.isr);
        if (record.leader) shape["leader"] = record.leader->value;
        if (record.elr) shape["eligibleLeaderReplicas"] = ids_of(*record.elr);
        if (record.last_known_elr) shape["lastKnownElr"] = ids_of(*record.last_known_elr);
        return shape;
    }
    json operator()(const node::BrokerRegistrationChangeRecord& record) const {
        json shape = {{"type", "BrokerRegistrationChangeRecord"},
                      {"brokerId", record.broker_id.value}};
        if (record.fenced != 0) shape["fenced"] = record.fenced;
        if (record.in_controlled_shutdown != 0)
            shape["inControlledShutdown"] = record.in_controlled_shutdown;
        return shape;
    }
    template <class Record>
    json operator()(const Record& record) const {
        return {{"type", std::string(node::name_of_record(record))}};
    }
};

std::vector<std::string> sorted_texts(const json& records) {
    std::vector<std::string> texts;
    for (json record : records) {
        // Kafka keeps the ELR in the order of a hash set.
        for (const char* set : {"eligibleLeaderReplicas"}) {
            if (record.contains(set)) std::sort(record[set].begin(), record[set].end());
        }
        record.erase("leaderRecoveryState");  // the mark of an unclean leader is not modelled
        texts.push_back(record.dump());
    }
    std::sort(texts.begin(), texts.end());
    return texts;
}

class Story {
  public:
    Story(const json& story, const std::string& version)
        : story_(story), version_(version), bench_(settings_of(version)) {}

    void play() {
        // Real broker epochs lie behind a cluster's first records; small numbers are old epochs.
        bench_.run(base::seconds(10));
        const json& steps = story_["steps"];
        for (std::size_t i = 0; i < steps.size(); ++i) {
            INFO(story_["id"].get<std::string>(), " ", version_, " step ", i, ": ",
                 steps[i].dump());
            play_step(steps[i]);
        }
    }

  private:
    void play_step(const json& step) {
        if (step["do"] == "brokersUp") {
            bench_.bring_up(step["brokers"].get<std::vector<std::int32_t>>());
            seen_ = bench_.log().log_end_offset();
        } else if (step["do"] == "wait") {
            bench_.run(base::milliseconds(step["ms"].get<std::int64_t>()));
        } else if (step["do"] == "see") {
            see(step);
        } else if (step["api"] == "CREATE_TOPICS") {
            create_topics(step["request"]["topics"], step["response"]["topics"]);
        } else if (step["api"] == "BROKER_HEARTBEAT") {
            heartbeat(step["request"], step["response"]);
        } else {
            REQUIRE_EQ(step["api"], "ALTER_PARTITION");
            alter(step["request"], step["response"]);
        }
    }

    void see(const json& step) {
        if (step["what"] == "topic") {
            const bool exists = bench_.image().topic(step["topic"].get<std::string>()) != nullptr;
            EXPECT_EQ(exists, step["exists"].get<bool>());
        } else if (step["what"] == "metadataRecords") {
            json records = json::array();
            for (const node::MetadataRecord& record : bench_.records_from(seen_))
                records.push_back(std::visit(RecordShape{bench_.image()}, record));
            seen_ = bench_.log().log_end_offset();
            EXPECT_EQ(sorted_texts(records), sorted_texts(step["records"]));
        } else {
            REQUIRE_EQ(step["what"], "partition");
            see_partition(step);
        }
    }

    void see_partition(const json& step) {
        const node::PartitionImage& now = bench_.partition(step["topic"]);
        EXPECT_EQ(now.leader.value, step["leader"].get<std::int32_t>());
        EXPECT_EQ(now.leader_epoch.value, step["leaderEpoch"].get<std::int32_t>());
        EXPECT_EQ(now.partition_epoch.value, step["partitionEpoch"].get<std::int32_t>());
        EXPECT_EQ(ids_of(now.replicas), step["replicas"]);
        EXPECT_EQ(ids_of(now.isr), step["isr"]);
        json elr = step["elr"];
        std::sort(elr.begin(), elr.end());
        EXPECT_EQ(ids_of(now.elr), elr);
        EXPECT_EQ(ids_of(now.last_known_elr), step["lastKnownElr"]);
    }

    void create_topics(const json& topics, const json& expected) {
        protocol::CreateTopicsRequest request;
        for (const json& topic : topics) {
            protocol::CreatableTopic wanted;
            wanted.name = topic["name"];
            wanted.num_partitions = topic["numPartitions"];
            wanted.replication_factor = topic["replicationFactor"];
            for (const json& one : topic["assignments"]) {
                wanted.assignments.push_back(
                    {one["partitionIndex"],
                     nodes(one["brokerIds"].get<std::vector<std::int32_t>>())});
            }
            for (const json& one : topic["configs"])
                wanted.configs.push_back({one["name"], one["value"].get<std::string>()});
            request.topics.push_back(std::move(wanted));
        }
        const auto answer = bench_.ask<protocol::CreateTopicsResponse>(request);
        REQUIRE_EQ(answer.topics.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i)
            EXPECT_EQ(error(answer.topics[i].error), expected[i]["errorCode"]);
    }

    // The epoch that a request names: the broker's own, or a number off it.
    BrokerEpoch epoch_in(const json& request) {
        const json& named = request["brokerEpoch"];
        if (named.is_number()) return {named.get<std::int64_t>()};
        const BrokerEpoch own = bench_.epoch_of(request["brokerId"]);
        const std::string text =
            named.get<std::string>().substr(std::string("$brokerEpoch").size());
        return {own.value + (text.empty() ? 0 : std::stoll(text))};
    }

    void heartbeat(const json& request, const json& expected) {
        const std::int32_t broker = request["brokerId"];
        if (bench_.image().broker({broker}) == nullptr) {
            bench_.enroll(broker);
            seen_ = bench_.log().log_end_offset();
        }
        const json& offset = request["currentMetadataOffset"];
        Offset applied = bench_.log().log_end_offset();
        if (offset.is_number()) applied = {offset.get<std::int64_t>()};
        if (offset == "$brokerEpoch") applied = {bench_.epoch_of(broker).value};
        if (offset == "$brokerEpoch-1") applied = {bench_.epoch_of(broker).value - 1};
        const auto answer = bench_.ask<protocol::BrokerHeartbeatResponse>(
            protocol::BrokerHeartbeatRequest{{broker},
                                             epoch_in(request),
                                             applied,
                                             request["wantFence"],
                                             request["wantShutDown"]});
        EXPECT_EQ(error(answer.error), expected["errorCode"]);
        if (!expected.contains("isFenced")) return;
        EXPECT_EQ(answer.is_caught_up, expected["isCaughtUp"].get<bool>());
        EXPECT_EQ(answer.is_fenced, expected["isFenced"].get<bool>());
        EXPECT_EQ(answer.should_shut_down, expected["shouldShutDown"].get<bool>());
    }

    protocol::AlterPartitionPartition wanted_isr(const json& one) const {
        const node::TopicImage* topic = bench_.image().topic(one["topic"].get<std::string>());
        protocol::AlterPartitionPartition wanted;
        wanted.topic = topic == nullptr ? base::TopicId{999} : topic->id;
        wanted.partition = one["partition"];
        wanted.leader_epoch = {one.value("leaderEpoch", 0)};
        wanted.partition_epoch = {one.value("partitionEpoch", 0)};
        for (const json& id : one["newIsr"]) {
            const NodeId member{id.get<std::int32_t>()};
            const node::BrokerImage* broker = bench_.image().broker(member);
            BrokerEpoch epoch = broker == nullptr ? base::no_broker_epoch : broker->epoch;
            for (const json& other : one.value("newIsrBrokerEpochs", json::array())) {
                if (other["brokerId"] == id) epoch = {other["brokerEpoch"].get<std::int64_t>()};
            }
            wanted.new_isr.push_back({member, epoch});
        }
        return wanted;
    }

    void alter(const json& request, const json& expected) {
        protocol::AlterPartitionRequest body;
        body.broker_id = {request["brokerId"].get<std::int32_t>()};
        body.broker_epoch = epoch_in(request);
        for (const json& one : request["partitions"])
            body.partitions.push_back(wanted_isr(one));
        const auto answer = bench_.ask<protocol::AlterPartitionResponse>(body);
        if (expected.contains("errorCode")) EXPECT_EQ(error(answer.error), expected["errorCode"]);
        if (!expected.contains("partitions")) return;
        REQUIRE_EQ(answer.partitions.size(), expected["partitions"].size());
        for (std::size_t i = 0; i < answer.partitions.size(); ++i) {
            const json& wanted = expected["partitions"][i];
            const auto& got = answer.partitions[i];
            EXPECT_EQ(error(got.error), wanted["errorCode"]);
            if (!wanted.contains("isr") || got.error != ErrorCode::none) continue;
            EXPECT_EQ(got.leader_id.value, wanted["leaderId"].get<std::int32_t>());
            EXPECT_EQ(got.leader_epoch.value, wanted["leaderEpoch"].get<std::int32_t>());
            EXPECT_EQ(got.partition_epoch.value, wanted["partitionEpoch"].get<std::int32_t>());
            EXPECT_EQ(ids_of(got.isr), wanted["isr"]);
        }
    }

    const json& story_;
    std::string version_;
    ControllerBench bench_;
    Offset seen_{0};
};

}  // namespace

TEST_CASE("CT-5 to CT-30: the controller decides as a real one did (recorded stories)") {
    std::ifstream file(std::string(BROKERSCOPE_SOURCE_DIR) +
                       "/tests/golden/stories/controller.jsonl");
    std::size_t played = 0;
    for (std::string line; std::getline(file, line);) {
        const json story = json::parse(line);
        for (const json& version : story["kafka"]) {
            Story(story, version).play();
            ++played;
        }
    }
    EXPECT_GT(played, 20);
}
