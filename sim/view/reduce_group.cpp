#include <algorithm>
#include <string>
#include <vector>

#include "sim/kafka/hashing.h"
#include "sim/view/reduce.h"

namespace brokerscope::view {
namespace {

GroupView& group_of(View& view, const std::string& name) {
    GroupView& group = view.groups[name];
    group.name = name;
    return group;
}

MemberView& member_of(GroupView& group, const std::string& id) {
    const auto it = std::find_if(group.members.begin(), group.members.end(),
                                 [&](const MemberView& member) { return member.id == id; });
    if (it != group.members.end()) return *it;
    MemberView& member = group.members.emplace_back();
    member.id = id;
    return member;
}

bool is_rebalancing(GroupState state) {
    return state == GroupState::preparing_rebalance || state == GroupState::completing_rebalance;
}

void move_group(GroupView& group, GroupState state, SimTime at) {
    if (is_rebalancing(state) && !group.rebalancing_since) {
        group.rebalancing_since = at;
        ++group.rebalances;
    } else if (!is_rebalancing(state) && group.rebalancing_since) {
        group.rebalanced = group.rebalanced + (at - *group.rebalancing_since);
        group.rebalancing_since.reset();
    }
    group.state = state;
}

// What a coordinator has only in its memory; committed offsets are in the log.
void forget_members(GroupView& group, SimTime at) {
    move_group(group, GroupState::empty, at);
    group.generation = base::no_generation;
    group.protocol.clear();
    group.leader.clear();
    group.reason.clear();
    group.members.clear();
}

// The groups of a partition of __consumer_offsets that the view has heard of (rule GR-1).
std::vector<GroupView*> groups_of(View& view, std::int32_t offsets_partition) {
    std::vector<GroupView*> groups;
    const TopicView* offsets = view.topic("__consumer_offsets");
    if (offsets == nullptr || offsets->partitions <= 0) return groups;
    for (auto& [name, group] : view.groups) {
        if (kafka::coordinator_partition(name, offsets->partitions) == offsets_partition) {
            groups.push_back(&group);
        }
    }
    return groups;
}

}  // namespace

// A new coordinator states what it finds in the log right after this, and knows nothing else; one
// that resigns takes nothing with it but its name.
void apply_fact(View& view, const Fact& fact, const journal::CoordinatorChanged& what) {
    auto& coordinator_of = broker_of(view, fact.node).coordinator_of;
    for (const std::string& name : what.groups)
        group_of(view, name);
    if (what.active) {
        coordinator_of.insert(what.offsets_partition);
        for (GroupView* group : groups_of(view, what.offsets_partition)) {
            forget_members(*group, fact.at);
            group->coordinator = fact.node;
            group->changed = change_by(fact);
        }
        return;
    }
    coordinator_of.erase(what.offsets_partition);
    for (GroupView* group : groups_of(view, what.offsets_partition)) {
        if (group->coordinator == fact.node) group->coordinator = base::no_node;
    }
}

void apply_fact(View& view, const Fact& fact, const journal::GroupChanged& what) {
    GroupView& group = group_of(view, what.group);
    move_group(group, what.state, fact.at);
    group.generation = what.generation;
    group.protocol = what.protocol;
    group.leader = what.leader;
    group.reason = what.reason;
    group.coordinator = fact.node;
    group.changed = change_by(fact);
}

void apply_fact(View& view, const Fact&, const journal::MemberJoined& what) {
    MemberView& member = member_of(group_of(view, what.group), what.member);
    member.client = what.client;
    member.session_timeout = what.session_timeout;
    member.rebalance_timeout = what.rebalance_timeout;
}

void apply_fact(View& view, const Fact&, const journal::MemberRemoved& what) {
    auto& members = group_of(view, what.group).members;
    const auto it = std::find_if(members.begin(), members.end(), [&](const MemberView& member) {
        return member.id == what.member;
    });
    if (it != members.end()) members.erase(it);
}

void apply_fact(View& view, const Fact& fact, const journal::GroupAssigned& what) {
    GroupView& group = group_of(view, what.group);
    for (MemberView& member : group.members)
        member.assigned.clear();
    for (const journal::MemberPartitions& share : what.members)
        member_of(group, share.member).assigned = share.partitions;
    group.generation = what.generation;
    group.changed = change_by(fact);
}

void apply_fact(View& view, const Fact&, const journal::OffsetCommitted& what) {
    group_of(view, what.group).committed[what.partition] = what.offset;
}

}  // namespace brokerscope::view
