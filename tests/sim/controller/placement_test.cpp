#include "sim/controller/placement.h"

#include <set>

#include "tests/golden/vectors.h"

using namespace brokerscope::controller;
using brokerscope::base::NodeId;
using nlohmann::json;
namespace golden = brokerscope::golden;

namespace {

std::vector<UsableBroker> brokers_of(const json& rows) {
    std::vector<UsableBroker> brokers;
    for (const json& row : rows) {
        const json& rack = row["rack"];
        brokers.push_back({NodeId{row["id"].get<std::int32_t>()},
                           rack.is_null() ? "" : rack.get<std::string>(), row["fenced"]});
    }
    return brokers;
}

json ids_of(const std::vector<std::vector<NodeId>>& placement) {
    json lists = json::array();
    for (const std::vector<NodeId>& replicas : placement) {
        lists.push_back(json::array());
        for (const NodeId replica : replicas)
            lists.back().push_back(replica.value);
    }
    return lists;
}

Draw always_zero() {
    return [](std::uint64_t) { return std::uint64_t{0}; };
}

}  // namespace

TEST_CASE("CT-18: the same draws place replicas as Kafka does (vectors striped-placer)") {
    for (const json& vector : golden::vectors("striped-placer")) {
        INFO(vector["id"].get<std::string>());
        const json& input = vector["input"];
        const json& draws = input["draws_bound_value"];
        std::size_t drawn = 0;
        const auto placed =
            place_replicas(brokers_of(input["brokers"]), input["partitions"],
                           input["replicationFactor"], [&](std::uint64_t bound) {
                               REQUIRE(drawn < draws.size());
                               EXPECT_EQ(bound, draws[drawn][0].get<std::uint64_t>());
                               return draws[drawn++][1].get<std::uint64_t>();
                           });
        EXPECT_EQ(drawn, draws.size());
        EXPECT_EQ(ids_of(placed), vector["output"]["assignments"]);
    }
}

TEST_CASE("CT-18: without racks the ids follow one another, and the start moves on by one") {
    const std::vector<UsableBroker> brokers = {
        {{0}, "", false}, {{1}, "", false}, {{2}, "", false}};
    EXPECT_EQ(ids_of(place_replicas(brokers, 3, 2, always_zero())),
              json::parse("[[0,1],[1,2],[2,0]]"));
}

TEST_CASE("CT-18: a fenced broker is given replicas, but never the first of a partition") {
    const std::vector<UsableBroker> brokers = {{{0}, "", true}, {{1}, "", false}, {{2}, "", false}};
    std::set<NodeId> others;
    for (const auto& replicas : place_replicas(brokers, 6, 3, always_zero())) {
        EXPECT_NE(replicas.front(), NodeId{0});
        others.insert(replicas.begin() + 1, replicas.end());
    }
    EXPECT_EQ(others.count(NodeId{0}), 1);
}

TEST_CASE("CT-18: replicas of a partition lie in different racks as long as there are racks") {
    const std::vector<UsableBroker> brokers = {
        {{0}, "a", false}, {{1}, "a", false}, {{2}, "b", false}, {{3}, "b", false}};
    for (const auto& replicas : place_replicas(brokers, 4, 2, always_zero())) {
        EXPECT_NE(replicas[0].value / 2, replicas[1].value / 2);
    }
}
