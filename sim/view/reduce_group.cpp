#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "sim/kafka/hashing.h"
#include "sim/view/reduce.h"

namespace brokerscope::view {
namespace {

// The partition of __consumer_offsets that keeps a group (rule GR-1).
std::optional<PartitionId> partition_of(const View& view, const std::string& group) {
    const TopicView* offsets = view.topic("__consumer_offsets");
    if (offsets == nullptr || offsets->partitions <= 0) return std::nullopt;
    return PartitionId{offsets->id, kafka::coordinator_partition(group, offsets->partitions)};
}

// In which epoch this broker leads (or follows) the partition, as it said.
LeaderEpoch epoch_of(const View& view, NodeId broker, PartitionId partition) {
    const ReplicaView* replica = view.replica(broker, partition);
    return replica == nullptr ? base::no_leader_epoch : replica->leader_epoch;
}

LeaderEpoch newest_coordinator_epoch(const View& view, PartitionId partition) {
    LeaderEpoch newest = base::no_leader_epoch;
    for (const auto& [id, broker] : view.brokers) {
        if (broker.coordinator_of.count(partition.partition) == 0) continue;
        newest = std::max(newest, epoch_of(view, id, partition));
    }
    return newest;
}

GroupView& group_of(View& view, const std::string& name) {
    const auto [it, is_new] = view.groups.try_emplace(name);
    GroupView& group = it->second;
    if (!is_new) return group;
    group.name = name;
    if (const auto partition = partition_of(view, name))
        group.coordinator_epoch = newest_coordinator_epoch(view, *partition);
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

// A new coordinator says all that it finds in the log.
void forget(GroupView& group, SimTime at) {
    move_group(group, GroupState::empty, at);
    group.generation = base::no_generation;
    group.protocol.clear();
    group.leader.clear();
    group.reason.clear();
    group.members.clear();
    group.committed.clear();
}

// The groups of a partition of __consumer_offsets that the view has heard of.
std::vector<GroupView*> groups_of(View& view, std::int32_t offsets_partition) {
    std::vector<GroupView*> groups;
    for (auto& [name, group] : view.groups) {
        const auto partition = partition_of(view, name);
        if (partition && partition->partition == offsets_partition) groups.push_back(&group);
    }
    return groups;
}

// The group that a coordinator speaks about, or null: its successor has spoken already.
GroupView* heard(View& view, const Fact& fact, const std::string& name) {
    GroupView& group = group_of(view, name);
    const auto partition = partition_of(view, name);
    if (!partition) return &group;
    const LeaderEpoch epoch = epoch_of(view, fact.node, *partition);
    if (epoch < group.coordinator_epoch) return nullptr;
    if (epoch > group.coordinator_epoch) forget(group, fact.at);
    group.coordinator_epoch = epoch;
    return &group;
}

}  // namespace

// A new coordinator states what it finds in the log right after this, and knows nothing else; one
// that resigns takes nothing with it but its name.
void apply_fact(View& view, const Fact& fact, const journal::CoordinatorChanged& what) {
    auto& coordinator_of = broker_of(view, fact.node).coordinator_of;
    if (!what.active) {
        coordinator_of.erase(what.offsets_partition);
        for (GroupView* group : groups_of(view, what.offsets_partition)) {
            if (group->coordinator == fact.node) group->coordinator = base::no_node;
        }
        return;
    }
    coordinator_of.insert(what.offsets_partition);
    for (const std::string& name : what.groups)
        group_of(view, name);
    for (GroupView* known : groups_of(view, what.offsets_partition)) {
        GroupView* group = heard(view, fact, known->name);
        if (group == nullptr) continue;
        forget(*group, fact.at);
        group->coordinator = fact.node;
        group->changed = change_by(fact);
    }
}

void apply_fact(View& view, const Fact& fact, const journal::GroupChanged& what) {
    GroupView* group = heard(view, fact, what.group);
    if (group == nullptr) return;
    const bool is_broken_off = group->state == GroupState::completing_rebalance &&
                               what.state == GroupState::preparing_rebalance;
    // What the generation before had dealt is forgotten once a newer one has begun (GR-12).
    if (is_broken_off) {
        for (MemberView& member : group->members)
            member.assigned.clear();
    }
    move_group(*group, what.state, fact.at);
    group->generation = what.generation;
    group->protocol = what.protocol;
    group->leader = what.leader;
    group->reason = what.reason;
    group->coordinator = fact.node;
    group->changed = change_by(fact);
}

void apply_fact(View& view, const Fact& fact, const journal::MemberJoined& what) {
    GroupView* group = heard(view, fact, what.group);
    if (group == nullptr) return;
    MemberView& member = member_of(*group, what.member);
    member.client = what.client;
    member.session_timeout = what.session_timeout;
    member.rebalance_timeout = what.rebalance_timeout;
}

void apply_fact(View& view, const Fact& fact, const journal::MemberRemoved& what) {
    GroupView* group = heard(view, fact, what.group);
    if (group == nullptr) return;
    std::erase_if(group->members, [&](const MemberView& one) { return one.id == what.member; });
}

void apply_fact(View& view, const Fact& fact, const journal::GroupAssigned& what) {
    GroupView* group = heard(view, fact, what.group);
    if (group == nullptr) return;
    for (MemberView& member : group->members)
        member.assigned.clear();
    for (const journal::MemberPartitions& share : what.members)
        member_of(*group, share.member).assigned = share.partitions;
    group->generation = what.generation;
    group->changed = change_by(fact);
}

void apply_fact(View& view, const Fact& fact, const journal::OffsetCommitted& what) {
    GroupView* group = heard(view, fact, what.group);
    if (group != nullptr) group->committed[what.partition] = what.offset;
}

}  // namespace brokerscope::view
