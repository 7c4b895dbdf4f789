// The tables hold against what the tools of Kafka 3.9.2 and 4.3.1 printed, character by character:
// the same cluster, told as facts, gives the recorded text (tests/golden/tables). Topic ids, which
// are random there, are left out; what was masked as <TIME_MS_1__> is put in.
#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/view/tables.h"
#include "tests/expect.h"
#include "tests/sim/view/fold_support.h"

using namespace brokerscope;
using namespace brokerscope::journal;
using namespace brokerscope::view;

namespace {

constexpr std::int64_t first_ms = 1'700'000'000'000;
constexpr TopicId single{4};

nlohmann::json recorded(const std::string& id) {
    std::ifstream in(std::string(BROKERSCOPE_SOURCE_DIR) + "/tests/golden/tables/" + id + ".json");
    REQUIRE_MESSAGE(in.good(), id);
    return nlohmann::json::parse(in);
}

std::string release_of(const std::string& version) {
    return version == "3.9" ? "3.9.2" : "4.3.1";
}

std::string printed(const std::string& id) {
    return recorded(id).at("stdout").get<std::string>();
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// The objects of a JSON text in order: within one they are as they were, but a hash map listed
// them.
std::vector<std::string> objects_of(const std::string& json) {
    std::vector<std::string> objects;
    std::istringstream in(json);
    for (std::string object; std::getline(in, object, '{');) {
        while (!object.empty() && (object.back() == ',' || object.back() == ']'))
            object.pop_back();
        const std::size_t end = object.find('}');
        objects.push_back(end == std::string::npos ? object : object.substr(0, end));
    }
    std::sort(objects.begin(), objects.end());
    return objects;
}

std::string without_topic_ids(std::string text) {
    for (std::size_t at = text.find("TopicId: "); at != std::string::npos;
         at = text.find("TopicId: ", at + 1))
        text.replace(at, 9 + 22, "TopicId:");
    return text;
}

// --- the cluster of the recordings ---------------------------------------------------------------

Fold three_brokers(const std::string& version) {
    Fold fold;
    fold.state(base::outside_world, RunStarted{{"recorded", "gravado"}, version, 1});
    for (std::int32_t id = 1; id <= 3; ++id) {
        const NodeId node{id};
        fold.state(
            base::outside_world,
            NodeDeclared{node, NodeRole::combined, "broker-" + std::to_string(id), "", "", {}});
        fold.state(base::outside_world, ProcessStarted{node, 1});
        fold.state(node, BrokerStateChanged{BrokerState::running});
    }
    return fold;
}

void add_partition(Fold& fold, PartitionId id, const std::vector<NodeId>& replicas) {
    PartitionChanged decided;
    decided.partition = id;
    decided.leader = replicas.front();
    decided.leader_epoch = LeaderEpoch{0};
    decided.replicas = replicas;
    decided.isr = replicas;
    fold.state(NodeId{1}, decided);
    for (const NodeId broker : replicas)
        fold.state(broker, ReplicaOpened{id, Offset{0}, Offset{0}, Offset{0}, {}});
}

// All replicas get one batch of these times, and everybody may read it.
void append(Fold& fold, PartitionId id, std::int32_t bytes,
            const std::vector<std::int64_t>& times) {
    LeaderAppended written;
    written.partition = id;
    written.batch.last_offset = Offset{static_cast<std::int64_t>(times.size()) - 1};
    written.batch.bytes = bytes;
    written.batch.record_count = static_cast<std::int32_t>(times.size());
    written.batch.max_timestamp_ms = times.back();
    for (const std::int64_t time : times)
        written.records.push_back({std::nullopt, Bytes{"v"}, time});
    const std::vector<NodeId> replicas = fold.view.partitions.at(id).replicas;
    for (const NodeId broker : replicas) {
        if (broker == replicas.front()) {
            fold.state(broker, written);
        } else {
            fold.state(broker, FollowerAppended{id, {written.batch}});
        }
        fold.state(broker, HighWatermarkMoved{id, written.batch.last_offset + 1});
    }
}

// The topics single, orders and pair, with the records that the recordings had.
Fold recorded_cluster(const std::string& version) {
    Fold fold = three_brokers(version);
    fold.state(NodeId{1}, TopicCreated{single, "single", 1, 1, false, {}});
    fold.state(NodeId{1},
               TopicCreated{TopicId{5},
                            "orders",
                            3,
                            3,
                            false,
                            {{"min.insync.replicas", "2"}, {"retention.ms", "86400000000"}}});
    fold.state(NodeId{1}, TopicCreated{TopicId{6}, "pair", 2, 2, false, {}});
    add_partition(fold, {single, 0}, {NodeId{3}});
    add_partition(fold, {TopicId{6}, 0}, {NodeId{1}, NodeId{3}});
    add_partition(fold, {TopicId{6}, 1}, {NodeId{3}, NodeId{2}});
    const std::vector<std::vector<NodeId>> assignment = {{NodeId{1}, NodeId{2}, NodeId{3}},
                                                         {NodeId{2}, NodeId{3}, NodeId{1}},
                                                         {NodeId{3}, NodeId{1}, NodeId{2}}};
    for (std::int32_t p = 0; p < 3; ++p) {
        add_partition(fold, {TopicId{5}, p}, assignment[static_cast<std::size_t>(p)]);
        std::vector<std::int64_t> times;
        for (std::int64_t i = 0; i < 10; ++i)
            times.push_back(first_ms + 1000 * i + p);
        append(fold, {TopicId{5}, p}, 201, times);
    }
    append(fold, {TopicId{6}, 0}, 106, {first_ms, first_ms, first_ms, first_ms, first_ms});
    append(fold, {TopicId{6}, 1}, 79, {first_ms});
    return fold;
}

std::string shown(const Fold& fold, const TableQuery& query) {
    const base::Result<std::string> text = table(fold.view, query);
    REQUIRE_MESSAGE(text.ok(), base::to_text(text.error()));
    return *text;
}

std::string offsets(const Fold& fold, const std::string& topic, const std::string& time) {
    return shown(fold, {TableKind::offsets, topic, time});
}

TableQuery all_of(TableKind kind, const std::string& name) {
    TableQuery query{kind, name};
    query.all_configs = true;
    return query;
}

// Whatever a recorded broker had in its file beyond what every server has.
std::vector<ConfigValue> file_of(const std::string& text) {
    std::vector<ConfigValue> configs;
    std::istringstream lines(text);
    const std::string mark = "synonyms={STATIC_BROKER_CONFIG:";
    for (std::string line; std::getline(lines, line);) {
        const std::size_t at = line.find(mark);
        if (at == std::string::npos) continue;
        const std::string name = line.substr(2, line.find('=') - 2);
        const std::size_t value = line.find('=') + 1;
        if (name == "node.id" || name == "broker.id" || name == "process.roles" ||
            name == "log.dirs")
            continue;
        configs.push_back({name, line.substr(value, line.find(" sensitive=") - value)});
    }
    return configs;
}

}  // namespace

TEST_CASE("recorded kafka-configs: what a topic sets, and all of its configs") {
    for (const std::string version : {"3.9", "4.3"}) {
        CAPTURE(version);
        const std::string release = release_of(version);
        const Fold fold = recorded_cluster(version);
        EXPECT_EQ(shown(fold, {TableKind::configs, "orders"}),
                  printed("configs-01-topic@" + release));
        EXPECT_EQ(shown(fold, all_of(TableKind::configs, "orders")),
                  printed("configs-02-topic-all@" + release));
    }
}

TEST_CASE("recorded kafka-configs: brokers, and their default in the cluster") {
    EXPECT_EQ(shown(recorded_cluster("4.3"), {TableKind::broker_configs, ""}),
              printed("configs-06-brokers@4.3.1"));
    const std::string of_3_9 = shown(recorded_cluster("3.9"), {TableKind::broker_configs, ""});
    EXPECT(of_3_9.ends_with(printed("configs-05-broker-default@3.9.2")));
}

TEST_CASE("recorded kafka-configs: all configs of a broker") {
    for (const std::string version : {"3.9", "4.3"}) {
        CAPTURE(version);
        const std::string release = release_of(version);
        const std::string text = printed("configs-07-broker-all@" + release);
        Fold fold = recorded_cluster(version);
        fold.view.processes.at(NodeId{2}).config = file_of(text);
        EXPECT_EQ(shown(fold, all_of(TableKind::broker_configs, "2")), text);
    }
}

TEST_CASE("recorded kafka-get-offsets: every time that can be asked for") {
    for (const char* version : {"3.9", "4.3"}) {
        CAPTURE(version);
        const Fold fold = recorded_cluster(version);
        EXPECT_EQ(offsets(fold, "orders", "earliest"), printed("offsets-02-earliest"));
        EXPECT_EQ(offsets(fold, "orders", "-2"), printed("offsets-02-earliest"));
        EXPECT_EQ(offsets(fold, "orders", "earliest-local"), printed("offsets-12-earliest-local"));
        EXPECT_EQ(offsets(fold, "orders", "latest-tiered"), printed("offsets-13-latest-tiered"));
        EXPECT_EQ(offsets(fold, "orders", std::to_string(first_ms + 5000)),
                  printed("offsets-04-timestamp"));
        EXPECT_EQ(offsets(fold, "orders", std::to_string(first_ms + 60'000)),
                  printed("offsets-05-timestamp-after-end"));
        EXPECT_EQ(offsets(fold, "single", "max-timestamp"),
                  printed("offsets-11-max-timestamp-empty"));
        EXPECT_EQ(offsets(fold, "orders", "max-timestamp"), "orders:0:9\norders:1:9\norders:2:9\n");
        EXPECT_EQ(offsets(fold, "orders", "latest"), "orders:0:10\norders:1:10\norders:2:10\n");
    }
}

TEST_CASE("recorded kafka-get-offsets: a time that is none") {
    for (const auto& [version, id] : std::map<std::string, std::string>{
             {"3.9", "offsets-10-bad-time@3.9.2+3.9.2-zk"}, {"4.3", "offsets-10-bad-time@4.3.1"}}) {
        const auto refused =
            table(recorded_cluster(version).view, {TableKind::offsets, "orders", "foo"});
        REQUIRE_FALSE(refused.ok());
        EXPECT_EQ("Error occurred: " + refused.error().message + "\n",
                  recorded(id).at("stderr").get<std::string>());
    }
}

TEST_CASE("recorded kafka-log-dirs: the JSON of two topics, and of one broker") {
    const Fold fold = recorded_cluster("4.3");
    // Both topics at once is what the tool was asked for; a table is about one or about all.
    std::string all = shown(fold, {TableKind::log_dirs, ""});
    replace_all(all, ",{\"partition\":\"single-0\",\"size\":0,\"offsetLag\":0,\"isFuture\":false}",
                "");
    replace_all(all, "{\"partition\":\"single-0\",\"size\":0,\"offsetLag\":0,\"isFuture\":false},",
                "");
    const std::string expected = printed("logdirs-01-topics");
    EXPECT_EQ(all.size(), expected.size());
    EXPECT_EQ(objects_of(all), objects_of(expected));
    TableQuery of_3{TableKind::log_dirs, "single"};
    of_3.broker = NodeId{3};
    EXPECT_EQ(shown(fold, of_3), printed("logdirs-02-broker"));
}

TEST_CASE("recorded kafka-topics: a healthy cluster, and internal topics") {
    EXPECT_EQ(without_topic_ids(shown(recorded_cluster("3.9"), {TableKind::topics, ""})),
              without_topic_ids(printed("topics-02-describe-all@3.9.2")));
    Fold fold = recorded_cluster("4.3");
    TopicView& topic = fold.view.topics.at(single);
    topic.config = {{"cleanup.policy", "compact"},
                    {"compression.type", "uncompressed"},
                    {"min.insync.replicas", "2"},
                    {"segment.bytes", "104857600"},
                    {"unclean.leader.election.enable", "false"}};
    const std::string text = printed("topics-40-dead-describe@4.3.1");
    const std::size_t begin = text.find("Configs: ", text.find("Topic: __transaction_state"));
    const std::string configs = text.substr(begin, text.find('\n', begin) - begin);
    EXPECT(shown(fold, {TableKind::topics, "single"}).find(configs + "\n") != std::string::npos);
}

TEST_CASE("recorded kafka-dump-log: a segment with two batches") {
    std::string text = printed("dump-01-plain");
    replace_all(text, "<TIME_MS_1__>", std::to_string(first_ms + 7));
    replace_all(text, "<TIME_MS_2__>", std::to_string(first_ms + 9));
    // Compression is not modelled: the second batch was recorded with it.
    replace_all(text, "compresscodec: gzip", "compresscodec: none");
    Fold fold = three_brokers("4.3");
    fold.state(NodeId{1}, TopicCreated{single, "plain", 1, 1, false, {}});
    add_partition(fold, {single, 0}, {NodeId{1}});
    for (const auto& [base, count, bytes, crc, time] :
         {std::tuple{0, 2, 82, 1423999605U, 7}, std::tuple{2, 1, 89, 1444155384U, 9}}) {
        LeaderAppended written;
        written.partition = {single, 0};
        written.batch.base_offset = Offset{base};
        written.batch.last_offset = Offset{base + count - 1};
        written.batch.leader_epoch = LeaderEpoch{0};
        written.batch.bytes = bytes;
        written.batch.crc = crc;
        written.batch.record_count = count;
        written.batch.max_timestamp_ms = first_ms + time;
        fold.state(NodeId{1}, written);
    }
    EXPECT_EQ(shown(fold, {TableKind::log, "plain-0"}), text);
}
