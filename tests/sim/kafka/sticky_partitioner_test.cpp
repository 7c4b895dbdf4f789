#include "sim/kafka/sticky_partitioner.h"

#include <algorithm>

#include "tests/golden/vectors.h"

using namespace brokerscope::kafka;
using nlohmann::json;
namespace golden = brokerscope::golden;

namespace {

std::vector<std::int32_t> partitions_with_leader(std::int32_t partitions, const json& without) {
    std::vector<std::int32_t> with_leader;
    for (std::int32_t i = 0; i < partitions; ++i) {
        if (std::find(without.begin(), without.end(), i) == without.end()) with_leader.push_back(i);
    }
    return with_leader;
}

}  // namespace

TEST_CASE("PR-6: emptier queues are drawn more often (vectors sticky-partitioner-load)") {
    for (const json& vector : golden::vectors("sticky-partitioner-load")) {
        INFO(vector["id"].get<std::string>());
        const json& input = vector["input"];
        const auto length = input["length"].get<std::size_t>();
        auto queues = input["queueSizes"].get<std::vector<std::int64_t>>();
        auto partitions = input["partitionIds"].get<std::vector<std::int32_t>>();
        const auto known = static_cast<std::int32_t>(queues.size());
        queues.resize(length);
        partitions.resize(length);
        const auto topic_partitions = input["topicPartitions"].get<std::int32_t>();
        const PartitionChoices choices{
            topic_partitions,
            partitions_with_leader(topic_partitions, input["partitionsWithoutLeader"]),
            partition_loads(partitions, queues, known)};
        const json& cumulative = vector["output"]["cumulative"];
        EXPECT_EQ(choices.loads.has_value(), !cumulative.is_null());
        if (choices.loads) EXPECT_EQ(json(choices.loads->cumulative), cumulative);
        json chosen = json::array();
        for (const json& draw : input["randomDraws"])
            chosen.push_back(choose_partition(choices, draw.get<std::int32_t>()));
        EXPECT_EQ(chosen, vector["output"]["chosen"]);
    }
}

TEST_CASE(
    "PR-5: a producer stays with a partition for as many bytes as Kafka's "
    "(vectors sticky-partitioner-switch)") {
    for (const json& vector : golden::vectors("sticky-partitioner-switch")) {
        INFO(vector["id"].get<std::string>());
        const json& input = vector["input"];
        const auto partitions = input["partitions"].get<std::int32_t>();
        const PartitionChoices choices{
            partitions, partitions_with_leader(partitions, input["partitionsWithoutLeader"]), {}};
        std::size_t draws = 0;
        const auto draw = [&] { return input["randomDraws"][draws++].get<std::int32_t>(); };
        StickyPartitioner sticky(input["stickyBatchSize"].get<std::int64_t>());
        EXPECT_FALSE(sticky.has_partition());
        sticky.choose(choices, draw());
        json after = json::array({sticky.partition()});
        for (const json& append : input["appends_bytes_enableSwitch"]) {
            if (sticky.on_appended(append[0].get<std::int64_t>(), append[1].get<bool>())) {
                sticky.choose(choices, draw());
            }
            after.push_back(sticky.partition());
        }
        EXPECT_EQ(after, vector["output"]["currentPartitionAfterEach"]);
        EXPECT_EQ(draws, vector["output"]["drawsUsed"].get<std::size_t>());
    }
}
