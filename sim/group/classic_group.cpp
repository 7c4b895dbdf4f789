#include "sim/group/classic_group.h"

#include <algorithm>

#include "sim/kafka/hashing.h"

namespace brokerscope::group {
namespace {

bool lists(const std::vector<protocol::JoinGroupProtocol>& protocols, const std::string& name) {
    return std::any_of(protocols.begin(), protocols.end(),
                       [&](const auto& protocol) { return protocol.name == name; });
}

}  // namespace

Member* ClassicGroup::find(const std::string& member_id) {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const Member& member) { return member.id == member_id; });
    return found == members.end() ? nullptr : &*found;
}

bool ClassicGroup::everybody_joins() const {
    return pending.empty() && std::all_of(members.begin(), members.end(), [](const Member& member) {
               return member.joining.has_value();
           });
}

Duration ClassicGroup::rebalance_timeout() const {
    Duration longest{};
    for (const Member& member : members)
        longest = std::max(longest, member.rebalance_timeout);
    return longest;
}

std::vector<std::string> ClassicGroup::ids_in_hash_order() const {
    std::vector<std::string> ids;
    for (const Member& member : members)
        ids.push_back(member.id);
    return kafka::java_hash_order(ids);
}

bool accepts_protocols(const ClassicGroup& group, const protocol::JoinGroupRequest& request) {
    if (request.protocol_type.empty() || request.protocols.empty()) return false;
    if (group.members.empty()) return true;
    if (request.protocol_type != group.protocol_type) return false;
    return std::any_of(request.protocols.begin(), request.protocols.end(), [&](const auto& mine) {
        return std::all_of(group.members.begin(), group.members.end(), [&](const Member& member) {
            return member.id == request.member_id || lists(member.protocols, mine.name);
        });
    });
}

std::set<std::string> candidate_protocols(const ClassicGroup& group) {
    std::set<std::string> candidates;
    if (group.members.empty()) return candidates;
    for (const protocol::JoinGroupProtocol& protocol : group.members.front().protocols) {
        const bool is_common = std::all_of(
            group.members.begin(), group.members.end(),
            [&](const Member& member) { return lists(member.protocols, protocol.name); });
        if (is_common) candidates.insert(protocol.name);
    }
    return candidates;
}

std::map<std::string, std::int32_t> count_votes(const ClassicGroup& group) {
    const std::set<std::string> candidates = candidate_protocols(group);
    std::map<std::string, std::int32_t> votes;
    for (const Member& member : group.members) {
        const auto choice =
            std::find_if(member.protocols.begin(), member.protocols.end(),
                         [&](const auto& protocol) { return candidates.contains(protocol.name); });
        if (choice != member.protocols.end()) ++votes[choice->name];
    }
    return votes;
}

std::string vote_protocol(const ClassicGroup& group) {
    const std::map<std::string, std::int32_t> votes = count_votes(group);
    std::vector<std::string> names;
    for (const auto& [name, count] : votes)
        names.push_back(name);
    std::string best;
    for (const std::string& name : kafka::java_hash_order(names)) {
        if (best.empty() || votes.at(name) > votes.at(best)) best = name;
    }
    return best;
}

std::string next_leader(const ClassicGroup& group) {
    return group.members.empty() ? "" : group.ids_in_hash_order().front();
}

Bytes subscription_of(const Member& member, const std::string& protocol) {
    for (const protocol::JoinGroupProtocol& one : member.protocols) {
        if (one.name == protocol) return one.metadata;
    }
    return {};
}

GroupMetadataRecord to_record(const ClassicGroup& group) {
    GroupMetadataRecord record{group.id,     group.protocol_type, group.protocol,
                               group.leader, group.generation,    {}};
    for (const Member& member : group.members) {
        record.members.push_back(
            {member.id, member.client_id, member.client,
             static_cast<std::int32_t>(member.session_timeout.milliseconds()),
             static_cast<std::int32_t>(member.rebalance_timeout.milliseconds()),
             subscription_of(member, group.protocol), member.assignment});
    }
    return record;
}

ClassicGroup from_record(const GroupMetadataRecord& record) {
    ClassicGroup group;
    group.id = record.group;
    group.state = record.members.empty() ? GroupState::empty : GroupState::stable;
    group.generation = record.generation;
    group.protocol_type = record.protocol_type;
    group.protocol = record.protocol;
    group.leader = record.leader;
    for (const StoredMember& stored : record.members) {
        Member member;
        member.id = stored.member_id;
        member.client_id = stored.client_id;
        member.client = stored.client;
        member.session_timeout = base::milliseconds(stored.session_timeout_ms);
        member.rebalance_timeout = base::milliseconds(stored.rebalance_timeout_ms);
        member.protocols = {{record.protocol, stored.subscription}};
        member.assignment = stored.assignment;
        group.members.push_back(std::move(member));
    }
    return group;
}

}  // namespace brokerscope::group
