#include "sim/kafka/hashing.h"

#include "tests/golden/vectors.h"

using namespace brokerscope::kafka;
using nlohmann::json;
namespace golden = brokerscope::golden;

namespace {

std::string from_hex(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}

}  // namespace

TEST_CASE("PR-2 to PR-4: keys go to Kafka's partitions (vectors partitioner)") {
    for (const json& vector : golden::vectors("partitioner")) {
        INFO(vector["id"].get<std::string>());
        const std::string key = from_hex(vector["input"]["keyHex"]);
        const json& expected = vector["output"];
        EXPECT_EQ(murmur2(key), expected["murmur2"].get<std::int32_t>());
        EXPECT_EQ(to_positive(murmur2(key)), expected["toPositive"].get<std::int32_t>());
        const json& counts = vector["input"]["partitionCounts"];
        for (std::size_t i = 0; i < counts.size(); ++i) {
            EXPECT_EQ(partition_for_key(key, counts[i].get<std::int32_t>()),
                      expected["partitions"][i].get<std::int32_t>());
        }
    }
}

TEST_CASE(
    "GR-1: groups and transactions have Kafka's coordinators "
    "(vectors coordinator-partition, transaction-partition)") {
    for (const char* name : {"coordinator-partition", "transaction-partition"}) {
        for (const json& vector : golden::vectors(name)) {
            INFO(vector["id"].get<std::string>());
            const json& input = vector["input"];
            const std::string id =
                input.contains("groupId") ? input["groupId"] : input["transactionalId"];
            EXPECT_EQ(java_string_hash(id), vector["output"]["hashCode"].get<std::int32_t>());
            for (std::size_t i = 0; i < input["partitionCounts"].size(); ++i) {
                EXPECT_EQ(
                    coordinator_partition(id, input["partitionCounts"][i].get<std::int32_t>()),
                    vector["output"]["partitions"][i].get<std::int32_t>());
            }
        }
    }
}

TEST_CASE("DET-3: a Java HashMap hands out its keys in this order (vectors java-hash-order)") {
    for (const json& vector : golden::vectors("java-hash-order")) {
        INFO(vector["id"].get<std::string>());
        const auto inserted = vector["input"]["insertionOrder"].get<std::vector<std::string>>();
        EXPECT_EQ(json(java_hash_order(inserted)), vector["output"]["iterationOrder"]);
    }
}
