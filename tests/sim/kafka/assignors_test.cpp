#include "sim/kafka/assignors/range.h"
#include "tests/golden/vectors.h"

using namespace brokerscope::kafka;
using nlohmann::json;
namespace golden = brokerscope::golden;

namespace {

std::vector<MemberSubscription> members_of(const json& input) {
    std::vector<MemberSubscription> members;
    for (const json& row : input["members"]) {
        MemberSubscription member{row["id"], {}, row["topics"].get<std::vector<std::string>>()};
        if (row.contains("groupInstanceId")) {
            member.group_instance_id = row["groupInstanceId"].get<std::string>();
        }
        members.push_back(std::move(member));
    }
    return members;
}

json lists_of(const GroupAssignment& assignment) {
    json lists = json::object();
    for (const auto& [member, partitions] : assignment) {
        lists[member] = json::array();
        for (const TopicPartition& one : partitions)
            lists[member].push_back(one.topic + "-" + std::to_string(one.partition));
    }
    return lists;
}

}  // namespace

TEST_CASE("AS-1 to AS-3: the range assignor deals Kafka's ranges (vectors assignor-range)") {
    for (const json& vector : golden::vectors("assignor-range")) {
        INFO(vector["id"].get<std::string>());
        const json& input = vector["input"];
        const auto counts = input["topics"].get<PartitionCounts>();
        EXPECT_EQ(lists_of(assign_range(members_of(input), counts)),
                  vector["output"]["assignment"]);
    }
}

TEST_CASE("AS-2: the first members take what does not divide evenly, once for every topic") {
    const std::vector<MemberSubscription> members = {
        {"b", {}, {"t", "u"}}, {"a", {}, {"t", "u"}}, {"c", {}, {"missing"}}};
    const GroupAssignment assignment = assign_range(members, {{"t", 3}, {"u", 1}});
    EXPECT_EQ(assignment.at("a"), std::vector<TopicPartition>{{"t", 0}, {"t", 1}, {"u", 0}});
    EXPECT_EQ(assignment.at("b"), std::vector<TopicPartition>{{"t", 2}});
    EXPECT(assignment.at("c").empty());
}
