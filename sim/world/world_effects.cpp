#include <optional>
#include <utility>

#include "sim/base/check.h"
#include "sim/world/world.h"

namespace brokerscope::world {

void World::carry_out(Machine& machine, node::Role role, FactId cause,
                      std::vector<node::Effect>& list) {
    stated_.clear();
    const auto fact_of = [&](node::FactRef ref) {
        return ref.index < 0 ? cause : stated_.at(static_cast<std::size_t>(ref.index));
    };
    // What a turn does to the network and its timers follows from the newest thing that it stated.
    const auto newest = [&] { return stated_.empty() ? cause : stated_.back(); };
    std::optional<journal::ProcessEnd> end;
    for (node::Effect& effect : list) {
        if (auto* state = std::get_if<node::State>(&effect)) {
            const FactId because = fact_of(state->because);
            stated_.push_back(record(machine.id, because, std::move(state->fact)));
        } else if (auto* request = std::get_if<node::SendRequest>(&effect)) {
            const ConnectionId id = request->request.connection;
            send(machine, fact_of(request->because), id, std::move(request->request));
        } else if (auto* response = std::get_if<node::SendResponse>(&effect)) {
            const ConnectionId id = response->response.connection;
            send(machine, fact_of(response->because), id, std::move(response->response));
        } else if (auto* timer = std::get_if<node::SetTimer>(&effect)) {
            set_timer(machine, newest(), std::move(*timer));
        } else if (const auto* cancel = std::get_if<node::CancelTimer>(&effect)) {
            cancel_timer(machine, newest(), cancel->key);
        } else if (const auto* open = std::get_if<node::OpenConnection>(&effect)) {
            open_connection(machine, role, newest(), *open);
        } else if (const auto* close = std::get_if<node::CloseConnection>(&effect)) {
            close_connection(machine, newest(), close->connection);
        } else if (const auto* flush = std::get_if<node::Flush>(&effect)) {
            start_flush(machine, {flush->partition, flush->up_to, newest(), true, role, {}, 0});
        } else if (const auto* exit = std::get_if<node::Exit>(&effect)) {
            end = exit->is_crash ? journal::ProcessEnd::crashed : journal::ProcessEnd::stopped;
        } else {
            CHECK(false, "a broker carries local appends out itself");
        }
    }
    if (end) end_process(machine, *end, newest());
}

void World::set_timer(Machine& machine, FactId cause, node::SetTimer timer) {
    CHECK(timer.after.ns >= 0, "a timer is set for now or later");
    const SimTime at = now_ + timer.after;
    if (const auto found = machine.timers.find(timer.key); found != machine.timers.end()) {
        queue_.cancel(found->second.event);
        timer_slots_.take(found->second.slot);
        machine.timers.erase(found);
    }
    if (timer.clock) cause = record(machine.id, cause, journal::ClockStarted{*timer.clock, at});
    const std::uint32_t slot = timer_slots_.put({timer.key, cause, std::move(timer.clock), at});
    const EventHandle event =
        queue_.schedule(at, {EventKind::timer, machine.id, machine.incarnation, slot});
    machine.timers.emplace(timer.key, PendingTimer{event, slot});
}

void World::cancel_timer(Machine& machine, FactId cause, node::TimerKey key) {
    const auto found = machine.timers.find(key);
    if (found == machine.timers.end()) return;
    queue_.cancel(found->second.event);
    TimerSlot timer = timer_slots_.take(found->second.slot);
    machine.timers.erase(found);
    if (timer.clock) record(machine.id, cause, journal::ClockStopped{std::move(*timer.clock)});
}

void World::forget_timers(Machine& machine) {
    for (const auto& [key, timer] : machine.timers) {
        queue_.cancel(timer.event);
        timer_slots_.take(timer.slot);
    }
    machine.timers.clear();
}

std::vector<RunningClock> World::clocks() const {
    std::vector<RunningClock> running;
    for (const auto& [id, machine] : machines_) {
        for (const auto& [key, timer] : machine.timers) {
            const TimerSlot& slot = timer_slots_.at(timer.slot);
            if (slot.clock) running.push_back({*slot.clock, id, slot.rings});
        }
    }
    return running;
}

}  // namespace brokerscope::world
