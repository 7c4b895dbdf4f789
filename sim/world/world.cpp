#include "sim/world/world.h"

#include <utility>

#include "sim/base/check.h"

namespace brokerscope::world {

World::World(ClusterSettings settings, journal::Journal& journal, client::WorkloadSource* source)
    : settings_(std::move(settings)),
      journal_(journal),
      source_(source),
      network_(settings_.network) {
    const FactId started =
        record(base::outside_world, base::no_fact,
               journal::RunStarted{settings_.title, std::string(base::name_of(settings_.kafka)),
                                   settings_.seed});
    for (const ServerSettings& server : settings_.servers)
        declare_server(server, started);
    declare(base::admin_client_id, client::RawClientSettings{broker_ids(), {}},
            {base::admin_client_id, journal::NodeRole::client, "admin", "", "", {}}, started);
    for (auto& [id, machine] : machines_)
        start_process(machine, started);
}

World::~World() = default;

Machine* World::find_machine(NodeId id) {
    const auto found = machines_.find(id);
    return found == machines_.end() ? nullptr : &found->second;
}

FactId World::record(NodeId node, FactId cause, journal::FactBody fact) {
    return journal_.append(now_, node, cause, std::move(fact));
}

FactId World::state(journal::FactBody fact, FactId cause) {
    return record(base::outside_world, cause, std::move(fact));
}

// --- the loop ------------------------------------------------------------------------------------

void World::run_until(SimTime time) {
    CHECK(time >= now_, "the world does not run backwards");
    while (const std::optional<SimTime> next = queue_.next_time()) {
        if (*next > time) break;
        step();
    }
    now_ = time;
}

void World::step() {
    const auto next = queue_.pop();
    now_ = next.time;
    ++events_;
    run_event(next.payload);
    if (watcher_) watcher_(*this);
}

void World::run_event(const Event& event) {
    switch (event.kind) {
        case EventKind::arrival: on_arrival(event.slot); return;
        case EventKind::connect_check: on_connect_check(closings_.take(event.slot)); return;
        case EventKind::connection_lost: on_connection_lost(closings_.take(event.slot)); return;
        case EventKind::write_back: on_write_back(machine(event.node)); return;
        case EventKind::timer: call_timer(machine(event.node), event.slot); return;
        case EventKind::flush_done:
            on_flush_done(machine(event.node), flushes_.take(event.slot), event.incarnation);
            return;
        case EventKind::boot: {
            Machine& booted = machine(event.node);
            const FactId cause = boots_.take(event.slot);
            const bool same_start = booted.incarnation == event.incarnation;
            if (booted.power == Power::booting && same_start) call_boot(booted, cause);
            return;
        }
    }
}

// --- turns ---------------------------------------------------------------------------------------

template <class Handler>
void World::run_turn(Machine& machine, node::Role role, FactId cause, Handler&& handler) {
    CHECK(effects_.empty(), "turns do not nest");
    node::Turn turn{machine.id, local_time(), machine.random, machine.disk, next_connection_};
    const auto call = [&](auto& part) {
        if (part) handler(*part, turn, effects_);
    };
    Parts& parts = machine.parts;
    switch (role) {
        case node::Role::broker: call(parts.broker); break;
        case node::Role::controller: call(parts.controller); break;
        case node::Role::client:
            call(parts.producer);
            call(parts.consumer);
            call(parts.raw_client);
            break;
    }
    std::vector<node::Effect> list = std::move(effects_.list());
    effects_.clear();
    carry_out(machine, role, cause, list);
    list.clear();
    effects_.list() = std::move(list);  // keep the memory for the next turn
}

void World::call_boot(Machine& machine, FactId cause) {
    machine.power = Power::up;
    machine.parts = make_parts(machine.plan);
    if (!machine.disk_is_watched) {
        machine.disk_is_watched = true;
        schedule(now_ + settings_.write_back_interval, {EventKind::write_back, machine.id, 0, 0});
    }
    // A combined node's controller comes up first, as in KafkaRaftServer.
    for (const node::Role role : {node::Role::controller, node::Role::broker, node::Role::client}) {
        if (!machine.has_role(role)) continue;
        run_turn(machine, role, cause, [](auto& part, node::Turn& turn, node::Effects& effects) {
            part.on_start(turn, effects);
        });
    }
}

void World::call_stop(Machine& machine, FactId cause) {
    // The broker of a combined node stops first and takes the process with it when it exits.
    for (const node::Role role : {node::Role::broker, node::Role::controller, node::Role::client}) {
        if (!machine.has_role(role)) continue;
        run_turn(machine, role, cause, [](auto& part, node::Turn& turn, node::Effects& effects) {
            part.on_stop(turn, effects);
        });
        return;
    }
}

void World::call_timer(Machine& machine, std::uint32_t slot) {
    TimerSlot timer = timer_slots_.take(slot);
    machine.timers.erase(timer.key);
    FactId cause = timer.cause;
    if (timer.clock) {
        cause = record(machine.id, cause, journal::ClockRang{std::move(*timer.clock)});
    }
    run_turn(machine, timer.key.role, cause,
             [&](auto& part, node::Turn& turn, node::Effects& effects) {
                 part.on_timer(timer.key, turn, effects);
             });
}

void World::call_message(Machine& machine, node::Role role, InFlight message) {
    run_turn(machine, role, message.sent,
             [&](auto& part, node::Turn& turn, node::Effects& effects) {
                 if (auto* request = std::get_if<protocol::Request>(&message.content)) {
                     part.on_request(std::move(*request), turn, effects);
                 } else {
                     part.on_response(std::move(std::get<protocol::Response>(message.content)),
                                      turn, effects);
                 }
             });
}

void World::call_closed(Machine& machine, node::Role role, FactId cause, ConnectionId id,
                        journal::ConnectionEnd how) {
    run_turn(machine, role, cause, [&](auto& part, node::Turn& turn, node::Effects& effects) {
        part.on_connection_closed(id, how, turn, effects);
    });
}

void World::call_flushed(Machine& machine, const FlushJob& job) {
    run_turn(machine, job.role, job.cause,
             [&](auto& part, node::Turn& turn, node::Effects& effects) {
                 part.on_flushed(job.partition, job.up_to, turn, effects);
             });
}

void World::call_raw_client(FactId cause, client::RawAsk ask) {
    Machine& admin = machine(base::admin_client_id);
    // A command may come before the first event of the run.
    if (admin.power == Power::booting) call_boot(admin, cause);
    run_turn(admin, node::Role::client, cause,
             [&](auto& part, node::Turn& turn, node::Effects& effects) {
                 if constexpr (requires { part.ask(ask, turn, effects); })
                     part.ask(ask, turn, effects);
             });
}

}  // namespace brokerscope::world
