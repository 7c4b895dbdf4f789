#include "sim/group/classic_group.h"

#include "tests/golden/vectors.h"

using namespace brokerscope::group;
using brokerscope::base::GenerationId;
using brokerscope::base::milliseconds;
using nlohmann::json;
namespace golden = brokerscope::golden;
namespace protocol = brokerscope::protocol;

namespace {

protocol::JoinGroupRequest join_of(const std::string& id, const json& names) {
    protocol::JoinGroupRequest request;
    request.group_id = "g";
    request.member_id = id;
    request.protocol_type = "consumer";
    for (const json& name : names)
        request.protocols.push_back({name, Bytes{"subscription"}});
    return request;
}

void add(ClassicGroup& group, const protocol::JoinGroupRequest& request) {
    Member member;
    member.id = request.member_id;
    member.protocols = request.protocols;
    if (group.members.empty()) {
        group.leader = member.id;
        group.protocol_type = request.protocol_type;
    }
    group.members.push_back(std::move(member));
}

}  // namespace

TEST_CASE("GR-23, GR-24: votes and hash order as in Kafka (vectors group-protocol-vote)") {
    for (const json& vector : golden::vectors("group-protocol-vote")) {
        INFO(vector["id"].get<std::string>());
        ClassicGroup group;
        for (const json& join : vector["input"]["joins"]) {
            const auto request = join_of(join["id"], join["protocols"]);
            const bool accepted = accepts_protocols(group, request);
            EXPECT_EQ(accepted, join.value("accepted", true));
            if (accepted) add(group, request);
        }
        const json& output = vector["output"];
        EXPECT_EQ(vote_protocol(group), output["protocol"].get<std::string>());
        EXPECT_EQ(group.leader, output["leader"].get<std::string>());
        EXPECT_EQ(json(group.ids_in_hash_order()), output["memberIterationOrder"]);
    }
}

TEST_CASE("GR-24: a joiner without a protocol type or without protocols fits nowhere") {
    ClassicGroup group;
    protocol::JoinGroupRequest request = join_of("A", {"range"});
    request.protocol_type.clear();
    EXPECT_FALSE(accepts_protocols(group, request));
    EXPECT_FALSE(accepts_protocols(group, join_of("A", json::array())));
    EXPECT(accepts_protocols(group, join_of("A", {"range"})));
}

TEST_CASE("GR-24: a joiner of another protocol type does not fit into a group with members") {
    ClassicGroup group;
    add(group, join_of("A", {"range"}));
    protocol::JoinGroupRequest request = join_of("B", {"range"});
    request.protocol_type = "connect";
    EXPECT_FALSE(accepts_protocols(group, request));
    request.protocol_type = "consumer";
    EXPECT(accepts_protocols(group, request));
}

TEST_CASE("GR-50, GR-51: what is written keeps only the chosen protocol of each member") {
    ClassicGroup group;
    group.id = "g";
    add(group, join_of("A", {"range", "sticky"}));
    add(group, join_of("B", {"sticky", "range"}));
    group.generation = GenerationId{4};
    group.protocol = "sticky";
    group.members[0].session_timeout = milliseconds(10'000);
    group.members[0].rebalance_timeout = milliseconds(20'000);
    group.members[1].assignment = Bytes{"b's"};
    const GroupMetadataRecord written = to_record(group);
    const auto read = decode_record(encode_record(written, 1));
    REQUIRE(read.has_value());
    const ClassicGroup loaded = from_record(std::get<GroupMetadataRecord>(*read));
    EXPECT(loaded.state == GroupState::stable);
    EXPECT_EQ(loaded.generation, GenerationId{4});
    EXPECT_EQ(loaded.leader, "A");
    REQUIRE_EQ(loaded.members.size(), 2);
    REQUIRE_EQ(loaded.members[0].protocols.size(), 1);
    EXPECT_EQ(loaded.members[0].protocols[0].name, "sticky");
    EXPECT_EQ(loaded.members[0].session_timeout.milliseconds(), 10'000);
    EXPECT_EQ(loaded.members[0].rebalance_timeout.milliseconds(), 20'000);
    EXPECT_EQ(loaded.members[1].assignment, Bytes{"b's"});
}

TEST_CASE("GR-51: a group that was written without members is Empty") {
    ClassicGroup group;
    group.id = "g";
    group.generation = GenerationId{2};
    EXPECT(from_record(to_record(group)).state == GroupState::empty);
}

TEST_CASE("GR-12: the group's rebalance timeout is the longest of its members'") {
    ClassicGroup group;
    for (const std::int64_t timeout : {3000, 9000, 5000}) {
        Member member;
        member.rebalance_timeout = milliseconds(timeout);
        group.members.push_back(member);
    }
    EXPECT_EQ(group.rebalance_timeout().milliseconds(), 9000);
}
