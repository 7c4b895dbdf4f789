// Vectors of classic groups: the vote about the protocol and the leader, and the range assignor.
#include <algorithm>

#include "cli/conform/vectors.h"
#include "sim/group/classic_group.h"
#include "sim/kafka/assignors/range.h"

namespace brokerscope::cli::conform {
namespace {

protocol::JoinGroupRequest join_of(const Json& join) {
    protocol::JoinGroupRequest request;
    request.group_id = "g";
    request.member_id = join.at("id").get<std::string>();
    request.protocol_type = "consumer";
    for (const Json& name : join.at("protocols"))
        request.protocols.push_back({name.get<std::string>(), base::Bytes{"subscription"}});
    return request;
}

void add(group::ClassicGroup& group, const protocol::JoinGroupRequest& request) {
    group::Member member;
    member.id = request.member_id;
    member.protocols = request.protocols;
    if (group.members.empty()) {
        group.leader = member.id;
        group.protocol_type = request.protocol_type;
    }
    group.members.push_back(std::move(member));
}

Answer play_protocol_vote(const Question& question) {
    group::ClassicGroup group;
    for (const Json& join : question.input.at("joins")) {
        const protocol::JoinGroupRequest request = join_of(join);
        if (group::accepts_protocols(group, request)) add(group, request);
    }
    Json output{{"protocol", group::vote_protocol(group)},
                {"candidates", group::candidate_protocols(group)},
                {"votes", group::count_votes(group)},
                {"leader", group.leader},
                {"memberIterationOrder", group.ids_in_hash_order()}};
    if (group.members.size() < 2) return output;
    group.members.erase(group.members.begin());
    output["leaderAfterRemovalOfFirst"] = group::next_leader(group);
    return output;
}

std::vector<kafka::MemberSubscription> members_of(const Json& input) {
    std::vector<kafka::MemberSubscription> members;
    for (const Json& row : input.at("members")) {
        kafka::MemberSubscription member{
            row.at("id").get<std::string>(), {}, row.at("topics").get<std::vector<std::string>>()};
        if (row.contains("groupInstanceId") && row["groupInstanceId"].is_string())
            member.group_instance_id = row["groupInstanceId"].get<std::string>();
        members.push_back(std::move(member));
    }
    return members;
}

Json lists_of(const kafka::GroupAssignment& assignment) {
    Json lists = Json::object();
    for (const auto& [member, partitions] : assignment) {
        lists[member] = Json::array();
        for (const kafka::TopicPartition& one : partitions)
            lists[member].push_back(one.topic + "-" + std::to_string(one.partition));
    }
    return lists;
}

// In which order the leader was given the subscriptions decides nothing about who owns what.
Answer play_range(const Question& question) {
    const auto counts = question.input.at("topics").get<kafka::PartitionCounts>();
    std::vector<kafka::MemberSubscription> members = members_of(question.input);
    const Json assignment = lists_of(kafka::assign_range(members, counts));
    std::sort(members.begin(), members.end(),
              [](const auto& a, const auto& b) { return a.member_id < b.member_id; });
    const Json ascending =
        lists_of(kafka::assign_range(members, counts, kafka::VisitingOrder::as_given));
    Json output{{"assignment", assignment}, {"orderSensitive", false}};
    if (ascending != assignment) output["assignmentAscending"] = ascending;
    return output;
}

constexpr VectorFamily families[] = {
    {"group-protocol-vote", "joins", play_protocol_vote, ExtraMembers::differ},
    {"assignor-range", "members", play_range},
};

}  // namespace

std::span<const VectorFamily> group_vectors() {
    return families;
}

}  // namespace brokerscope::cli::conform
