// Groups, as the broker that coordinates them has them.
#include "sim/audit/parts.h"
#include "sim/kafka/consumer_protocol.h"
#include "sim/kafka/hashing.h"
#include "sim/kafka/topic_name.h"

namespace brokerscope::audit {
namespace {

using group::ClassicGroup;

struct Coordinator {
    const Machine* machine = nullptr;
    base::LeaderEpoch epoch{base::no_leader_epoch};
};

// Who coordinates each partition of `__consumer_offsets`. An old coordinator may not know yet that
// it was replaced: the newest leader epoch counts.
std::map<std::int32_t, Coordinator> coordinators(const World& world) {
    std::map<std::int32_t, Coordinator> found;
    for (const auto& [id, machine] : world.machines()) {
        if (!machine.parts.broker) continue;
        const replica::Partitions& replicas = machine.parts.broker->replicas().partitions();
        for (const auto& [number, partition] : machine.parts.broker->groups().active()) {
            const base::LeaderEpoch epoch = replicas.at(partition).leader_epoch;
            Coordinator& newest = found[number];
            if (newest.machine == nullptr || epoch > newest.epoch) newest = {&machine, epoch};
        }
    }
    return found;
}

// Names to ids, as the coordinator knows them; topics that it has not heard of are left out.
std::vector<PartitionId> partitions_of(const group::Member& member,
                                       const node::MetadataImage& image) {
    std::vector<PartitionId> partitions;
    const auto decoded = kafka::decode_assignment(member.assignment);
    if (!decoded) return partitions;
    for (const kafka::TopicPartition& one : *decoded) {
        const node::TopicImage* topic = image.topic(one.topic);
        if (topic != nullptr) partitions.push_back({topic->id, one.partition});
    }
    return partitions;
}

template <class Place>
void audit_members(const Place& place, const ClassicGroup& group, const view::GroupView& shown,
                   const node::MetadataImage& image, Findings& findings) {
    findings.same(place, "number of members", group.members.size(), shown.members.size());
    if (group.members.size() != shown.members.size()) return;
    for (std::size_t i = 0; i < group.members.size(); ++i) {
        const group::Member& member = group.members[i];
        const view::MemberView& one = shown.members[i];
        const auto of_member = [&] { return place() + " member " + std::to_string(i); };
        findings.same(of_member, "id", member.id, one.id);
        findings.same(of_member, "client", member.client, one.client);
        findings.same(of_member, "session timeout", member.session_timeout, one.session_timeout);
        findings.same(of_member, "rebalance timeout", member.rebalance_timeout,
                      one.rebalance_timeout);
        findings.same(of_member, "assignment", partitions_of(member, image), one.assigned);
    }
}

// A group that its coordinator does not hold has no members and no generation.
void audit_group(NodeId coordinator, const ClassicGroup* group, const view::GroupView& shown,
                 const node::MetadataImage& image, Findings& findings) {
    ClassicGroup nobody;
    nobody.generation = base::no_generation;
    const ClassicGroup& held = group == nullptr ? nobody : *group;
    const auto place = [&] { return "group " + shown.name; };
    findings.same(place, "coordinator", coordinator, shown.coordinator);
    findings.same(place, "state", held.state, shown.state);
    findings.same(place, "generation", held.generation, shown.generation);
    findings.same(place, "protocol", held.protocol, shown.protocol);
    findings.same(place, "leader", held.leader, shown.leader);
    const bool is_rebalancing = held.state == journal::GroupState::preparing_rebalance ||
                                held.state == journal::GroupState::completing_rebalance;
    findings.same(place, "is rebalancing", is_rebalancing, shown.rebalancing_since.has_value());
    audit_members(place, held, shown, image, findings);
}

// A group that was only asked about, or whose first member has an id and no more.
bool is_untouched(const ClassicGroup& group) {
    return group.state == journal::GroupState::empty && group.members.empty() &&
           group.generation == base::GenerationId{0};
}

void audit_commits(const group::GroupCoordinator& groups, const view::GroupView& shown,
                   Findings& findings) {
    std::map<PartitionId, Offset> committed;
    for (auto it = groups.offsets().lower_bound({shown.name, PartitionId{}});
         it != groups.offsets().end() && it->first.first == shown.name; ++it) {
        committed.emplace(it->first.second, it->second.offset);
    }
    walk_both(
        committed, shown.committed, [&](PartitionId id, const Offset* offset, const Offset* told) {
            const auto place = [&] {
                return "group " + shown.name + " commit of " + findings.names().partition_name(id);
            };
            if (offset == nullptr) return findings.only_view(place, "");
            if (told == nullptr) return findings.only_node(place, "");
            findings.same(place, "", *offset, *told);
        });
}

}  // namespace

void audit_groups(const World& world, const View& view, Findings& findings) {
    const view::TopicView* offsets = view.topic(kafka::consumer_offsets_topic);
    const std::int32_t partitions = offsets == nullptr ? 0 : offsets->partitions;
    const std::map<std::int32_t, Coordinator> coordinator_of = coordinators(world);
    for (const auto& [name, shown] : view.groups) {
        const auto place = [name = name] { return "group " + name; };
        if (partitions <= 0) {
            findings.only_view(place, "");
            continue;
        }
        const auto found = coordinator_of.find(kafka::coordinator_partition(name, partitions));
        // The newest coordinator may be gone while an old one does not know of any of this.
        if (found == coordinator_of.end() || found->second.epoch < shown.coordinator_epoch) {
            findings.same(place, "coordinator", base::no_node, shown.coordinator);
            continue;
        }
        const Machine& machine = *found->second.machine;
        findings.same(place, "coordinator epoch", found->second.epoch, shown.coordinator_epoch);
        const broker::Broker& broker = *machine.parts.broker;
        const auto held = broker.groups().groups().find(name);
        const ClassicGroup* group =
            held == broker.groups().groups().end() ? nullptr : &held->second;
        if (group != nullptr && is_untouched(*group) && shown.generation == base::no_generation)
            group = nullptr;
        audit_group(machine.id, group, shown, broker.image(), findings);
        audit_commits(broker.groups(), shown, findings);
    }
    for (const auto& [id, machine] : world.machines()) {
        if (!machine.parts.broker) continue;
        for (const auto& [name, group] : machine.parts.broker->groups().groups()) {
            if (is_untouched(group) || view.groups.count(name) != 0) continue;
            findings.only_node([&, name = name] { return "group " + name; }, "");
        }
    }
}

}  // namespace brokerscope::audit
