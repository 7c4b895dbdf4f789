#include <utility>

#include "sim/base/check.h"
#include "sim/world/world.h"

namespace brokerscope::world {
namespace {

std::string server_name(const ServerSettings& server) {
    return (server.is_broker ? "broker-" : "controller-") + std::to_string(server.id.value);
}

journal::NodeRole role_of(const ServerSettings& server) {
    if (!server.is_broker) return journal::NodeRole::controller;
    return server.is_controller ? journal::NodeRole::combined : journal::NodeRole::broker;
}

}  // namespace

void World::declare_server(const ServerSettings& server, FactId cause) {
    base::Result<ServerPlan> plan = plan_server(settings_, server);
    CHECK(plan.ok(), "the cluster's settings are checked before a world is made");
    journal::NodeDeclared declared{server.id, role_of(server), server_name(server), server.rack, "",
                                   {}};
    for (const auto* configs : {&std::as_const(settings_).configs, &server.configs}) {
        for (const commands::Setting& setting : *configs) {
            declared.config.push_back({setting.name, setting.value});
        }
    }
    declare(server.id, std::move(plan).value(), std::move(declared), cause);
}

void World::declare(NodeId id, Plan plan, journal::NodeDeclared declared, FactId cause) {
    CHECK(machines_.count(id) == 0, "a node id is declared once");
    names_.emplace(declared.name, id);
    record(base::outside_world, cause, std::move(declared));
    machines_.emplace(id, Machine(id, settings_.seed, std::move(plan)));
    if (id >= base::first_client_id) next_client_ = {id.value + 1};
}

std::vector<NodeId> World::broker_ids() const {
    std::vector<NodeId> ids;
    for (const ServerSettings& server : settings_.servers) {
        if (server.is_broker) ids.push_back(server.id);
    }
    return ids;
}

void World::start_process(Machine& machine, FactId cause) {
    CHECK(machine.power == Power::down, "a running process cannot start");
    machine.power = Power::booting;
    ++machine.incarnation;
    const FactId started =
        record(machine.id, cause, journal::ProcessStarted{machine.id, machine.incarnation});
    Duration boot{};
    if (std::holds_alternative<ServerPlan>(machine.plan)) {
        boot = settings_.boot + machine.random.between(Duration{}, settings_.boot_jitter);
    }
    const std::uint32_t slot = boots_.put(started);
    schedule(now_ + boot, {EventKind::boot, machine.id, machine.incarnation, slot});
}

void World::end_process(Machine& machine, journal::ProcessEnd how, FactId cause) {
    const FactId ended = record(machine.id, cause, journal::ProcessEnded{machine.id, how});
    machine.power = Power::down;
    machine.parts = {};
    forget_timers(machine);
    reset_connections_of(machine, ended);
}

}  // namespace brokerscope::world
