// Brokers: their life, what they coordinate, and their replicas' roles.
#include "sim/audit/parts.h"

namespace brokerscope::audit {
namespace {

constexpr PartitionId metadata_partition{base::cluster_metadata_topic, 0};

void audit_role(NodeId broker, PartitionId id, const replica::Partition* partition,
                const view::ReplicaView& replica, Findings& findings) {
    const auto place = [&] {
        return place_of("broker", broker) + " " + findings.names().partition_name(id);
    };
    findings.same(place, "is open", partition != nullptr, replica.open);
    if (partition == nullptr) return;
    const auto* following = std::get_if<replica::Following>(&partition->role);
    using journal::ReplicaRole;
    findings.same(place, "role", following ? ReplicaRole::follower : ReplicaRole::leader,
                  replica.role);
    findings.same(place, "leader", following ? following->leader : broker, replica.leader);
    findings.same(place, "leader epoch", partition->leader_epoch, replica.leader_epoch);
}

void audit_replicas(const Machine& machine, const view::BrokerView& shown, Agreed& agreed,
                    Findings& findings) {
    const replica::Partitions none;
    const broker::Broker* broker = machine.parts.broker.get();
    const replica::Partitions& open = broker == nullptr ? none : broker->replicas().partitions();
    walk_both(machine.disk.logs, shown.replicas,
              [&](PartitionId id, const log::PartitionLog* log, const view::ReplicaView* replica) {
                  if (id == metadata_partition) return;
                  const auto place = [&] {
                      return place_of("broker", machine.id) + " " +
                             findings.names().partition_name(id);
                  };
                  if (log == nullptr) return findings.only_view(place, "");
                  if (replica == nullptr) return findings.only_node(place, "");
                  const auto partition = open.find(id);
                  audit_role(machine.id, id, partition == open.end() ? nullptr : &partition->second,
                             *replica, findings);
                  audit_log(machine.id, id, *log, *replica, agreed[{machine.id, id}], findings);
              });
}

void audit_broker(const Machine& machine, const view::BrokerView& shown, Findings& findings) {
    const broker::Broker* broker = machine.parts.broker.get();
    const auto place = [&] { return place_of("broker", machine.id); };
    findings.same(place, "state",
                  broker == nullptr ? journal::BrokerState::not_running : broker->state(),
                  shown.state);
    std::vector<std::int32_t> coordinates;
    if (broker != nullptr) {
        for (const auto& [number, partition] : broker->groups().active())
            coordinates.push_back(number);
    }
    findings.same(
        place, "coordinates the partitions", coordinates,
        std::vector<std::int32_t>(shown.coordinator_of.begin(), shown.coordinator_of.end()));
}

}  // namespace

void audit_brokers(const World& world, const View& view, Agreed& agreed, Findings& findings) {
    for (const auto& [id, machine] : world.machines()) {
        const auto* plan = std::get_if<world::ServerPlan>(&machine.plan);
        const auto shown = view.brokers.find(id);
        const bool is_broker = plan != nullptr && plan->broker.has_value();
        const auto place = [id = id] { return place_of("broker", id); };
        findings.same(place, "is a broker", is_broker, shown != view.brokers.end());
        if (!is_broker || shown == view.brokers.end()) continue;
        audit_broker(machine, shown->second, findings);
        audit_replicas(machine, shown->second, agreed, findings);
    }
}

}  // namespace brokerscope::audit
