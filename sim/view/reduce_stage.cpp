#include <string>

#include "sim/base/check.h"
#include "sim/view/reduce.h"

namespace brokerscope::view {
namespace {

// The disk stays; what was open or only in memory goes with the process.
void end_broker(View& view, const Fact& fact, NodeId id) {
    const auto it = view.brokers.find(id);
    if (it == view.brokers.end()) return;
    BrokerView& broker = it->second;
    broker.state = BrokerState::not_running;
    broker.metadata_applied = Offset{};
    broker.coordinator_of.clear();
    broker.changed = change_by(fact);
    for (auto& [partition, replica] : broker.replicas)
        replica.open = false;
    for (auto& [name, group] : view.groups) {
        if (group.coordinator == id) group.coordinator = base::no_node;
    }
}

void end_controller(View& view, NodeId id) {
    const auto it = view.controllers.find(id);
    if (it != view.controllers.end()) it->second.active = false;
}

}  // namespace

void apply_fact(View& view, const Fact&, const journal::RunStarted& what) {
    view.title = what.title;
    view.kafka = what.kafka;
    view.seed = what.seed;
}

void apply_fact(View& view, const Fact&, const journal::RunEnded&) {
    view.ended = true;
}

void apply_fact(View& view, const Fact& fact, const journal::NodeDeclared& what) {
    CHECK(view.processes.count(what.id) == 0,
          "node " + std::to_string(what.id.value) + " was declared twice");
    ProcessView& process = view.processes[what.id];
    process.id = what.id;
    process.role = what.role;
    process.name = what.name;
    process.rack = what.rack;
    process.group = what.group;
    process.config = what.config;
    process.changed = change_by(fact);
    const bool combined = what.role == NodeRole::combined;
    if (combined || what.role == NodeRole::broker) view.brokers[what.id];
    if (combined || what.role == NodeRole::controller) view.controllers[what.id];
    if (what.role == NodeRole::producer) view.producers[what.id];
    if (what.role == NodeRole::consumer) view.consumers[what.id].group = what.group;
}

void apply_fact(View&, const Fact&, const journal::CommandGiven&) {
    // What a command did is in the facts that follow; the command itself is their cause.
}

void apply_fact(View& view, const Fact& fact, const journal::ProcessStarted& what) {
    ProcessView& process = process_of(view, what.process);
    process.state = ProcessState::running;
    process.incarnation = what.incarnation;
    process.changed = change_by(fact);
    start_client(view, fact, what.process);
}

void apply_fact(View& view, const Fact& fact, const journal::ProcessEnded& what) {
    ProcessView& process = process_of(view, what.process);
    process.state =
        what.how == journal::ProcessEnd::stopped ? ProcessState::stopped : ProcessState::crashed;
    process.changed = change_by(fact);
    end_broker(view, fact, what.process);
    for (auto& [id, partition] : view.partitions) {
        if (partition.leader != what.process || partition.leaderless_since) continue;
        partition.leaderless_since = fact.at;
    }
    end_controller(view, what.process);
    end_client(view, fact, what);
    end_clocks_of(view, what.process);
    // Who opened a connection says when it has lost it, but for those that go with their process:
    // the other end can be gone too by then, or not be there yet.
    std::erase_if(view.connections,
                  [&](const auto& entry) { return entry.second.from == what.process; });
}

void apply_fact(View& view, const Fact& fact, const journal::BrokerStateChanged& what) {
    BrokerView& broker = broker_of(view, fact.node);
    broker.state = what.state;
    broker.changed = change_by(fact);
}

}  // namespace brokerscope::view
