// The world: machines, network, disks and the one queue of events, run in strict (time, sequence)
// order. It calls the processes, carries out their effects, and writes every fact to the journal.
// It decides no Kafka question: those live in the nodes.
//
// Promise: a run is a pure function of (settings, workload, commands with their times). The world
// has no clock but its events and draws from named streams only.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/result.h"
#include "sim/base/time.h"
#include "sim/client/workload.h"
#include "sim/commands/commands.h"
#include "sim/journal/journal.h"
#include "sim/node/turn.h"
#include "sim/world/cluster_settings.h"
#include "sim/world/event_queue.h"
#include "sim/world/machine.h"
#include "sim/world/network.h"
#include "sim/world/pool.h"

namespace brokerscope::world {

/// 2026-01-01T00:00:00Z: what every unskewed clock says when a run starts.
inline constexpr base::LocalTime wall_clock_at_start{1'767'225'600'000'000'000};

/// A failure detector on its way: `owner` watches `subject`.
struct RunningClock {
    journal::ClockSubject subject;
    NodeId owner;
    SimTime rings;
};

class World {
  public:
    /// `source` may be null (plain workloads); it and the journal outlive the world. States
    /// RunStarted and declares and starts the cluster's servers.
    World(ClusterSettings settings, journal::Journal& journal, client::WorkloadSource* source);
    ~World();

    SimTime now() const { return now_; }
    /// When something happens next; nothing: the world is at rest for ever.
    std::optional<SimTime> next_time() { return queue_.next_time(); }
    /// Runs everything up to and including this time, and stands at it.
    void run_until(SimTime time);
    /// Runs one event. The queue must not be empty.
    void step();
    /// Events run so far.
    std::int64_t events() const { return events_; }

    /// Carries out a command now, or refuses it. The id of its CommandGiven on success.
    base::Result<FactId> give(const commands::Command& command, journal::CommandSource source);

    /// Sends a raw request that no command can hold: with all its records, from a client of any
    /// name. For players of recordings; they find what became of it in the administrator's
    /// RawClient. Nobody is refused: a node that is not there does not answer.
    FactId ask(client::RawAsk ask, journal::CommandSource source);

    /// States a fact of the outside (the narrator's words, expectations).
    FactId state(journal::FactBody fact, FactId cause);

    /// The id for the next client that is declared.
    NodeId next_client_id() const { return next_client_; }
    const ClusterSettings& settings() const { return settings_; }

    // For those who look from outside: audits and tests.
    const std::map<NodeId, Machine>& machines() const { return machines_; }
    const Network& network() const { return network_; }
    const std::map<std::string, NodeId>& names() const { return names_; }
    /// The failure detectors that run, by machine and timer.
    std::vector<RunningClock> clocks() const;
    /// Calls `watcher` after each event and each command from now on. It may only look.
    void watch(std::function<void(const World&)> watcher) { watcher_ = std::move(watcher); }

  private:
    enum class EventKind : std::uint8_t {
        arrival,          // slot of the network
        timer,            // slot of timer_slots_
        connect_check,    // slot of closings_: does anybody listen?
        connection_lost,  // slot of closings_: an end learns that its connection is gone
        flush_done,       // slot of flushes_
        write_back,       // the kernel of `node` looks at its page cache
        boot,             // slot of boots_: the process of `node` is ready to run
    };
    struct Event {
        EventKind kind = EventKind::arrival;
        NodeId node;
        std::int32_t incarnation = 0;
        std::uint32_t slot = 0;
    };
    struct TimerSlot {
        node::TimerKey key;
        FactId cause;
        std::optional<journal::ClockSubject> clock;
        SimTime rings;
    };
    struct Closing {
        ConnectionId connection;
        Direction direction = Direction::to_opener;  // the end that learns of it
        journal::ConnectionEnd how = journal::ConnectionEnd::closed;
        FactId cause;
    };
    struct FlushJob {
        base::PartitionId partition;
        base::Offset up_to;
        FactId cause;
        bool asked = true;  // by the process, which is told; otherwise by the kernel
        node::Role role = node::Role::broker;
        base::LeaderEpoch epoch{base::no_leader_epoch};  // of the last record below `up_to`
        std::int32_t power_losses = 0;                   // of the machine when it began
    };

    // The loop and its turns (world.cpp).
    void run_event(const Event& event);
    template <class Handler>
    void run_turn(Machine& machine, node::Role role, FactId cause, Handler&& handler);
    void call_timer(Machine& machine, std::uint32_t slot);
    void call_boot(Machine& machine, FactId cause);
    void call_stop(Machine& machine, FactId cause);
    void call_message(Machine& machine, node::Role role, InFlight message);
    void call_closed(Machine& machine, node::Role role, FactId cause, ConnectionId id,
                     journal::ConnectionEnd how);
    void call_flushed(Machine& machine, const FlushJob& job);
    void call_raw_client(FactId cause, client::RawAsk ask);
    base::LocalTime local_time() const { return wall_clock_at_start + Duration{now_.ns}; }
    Machine& machine(NodeId id) { return machines_.at(id); }
    Machine* find_machine(NodeId id);
    FactId record(NodeId node, FactId cause, journal::FactBody fact);
    void schedule(SimTime at, Event event) { queue_.schedule(at, event); }

    // Effects, in their order (world_effects.cpp).
    void carry_out(Machine& machine, node::Role role, FactId cause,
                   std::vector<node::Effect>& list);
    void set_timer(Machine& machine, FactId cause, node::SetTimer timer);
    void cancel_timer(Machine& machine, FactId cause, node::TimerKey key);
    void forget_timers(Machine& machine);

    // Connections and messages (world_network.cpp).
    void open_connection(Machine& machine, node::Role role, FactId cause,
                         const node::OpenConnection& open);
    void close_connection(Machine& machine, FactId cause, ConnectionId id);
    void send(Machine& machine, FactId cause, ConnectionId id, MessageContent content);
    void on_arrival(std::uint32_t slot);
    void on_connect_check(Closing check);
    void on_connection_lost(const Closing& closing);
    void reset_connections_of(Machine& machine, FactId cause);
    void tell_end(ConnectionId id, Direction direction, journal::ConnectionEnd how, Duration after,
                  FactId cause);
    void cut_link(NodeId a, NodeId b, FactId cause);
    void heal_link(NodeId a, NodeId b, FactId cause);

    // Disks (world_disk.cpp).
    void start_flush(Machine& machine, FlushJob job);
    void on_flush_done(Machine& machine, const FlushJob& job, std::int32_t incarnation);
    void on_write_back(Machine& machine);
    void lose_unflushed(Machine& machine, FactId cause);

    // Processes (world_processes.cpp).
    void declare_server(const ServerSettings& server, FactId cause);
    void declare(NodeId id, Plan plan, journal::NodeDeclared declared, FactId cause);
    void start_process(Machine& machine, FactId cause);
    void end_process(Machine& machine, journal::ProcessEnd how, FactId cause);
    std::vector<NodeId> broker_ids() const;

    // Commands (world_commands.cpp): refuse() says why not and changes nothing, carry_out() cannot
    // fail.
    std::optional<base::Error> refuse(const commands::Crash& command);
    std::optional<base::Error> refuse(const commands::Stop& command);
    std::optional<base::Error> refuse(const commands::Start& command);
    std::optional<base::Error> refuse(const commands::SetLink& command);
    std::optional<base::Error> refuse(const commands::CreateTopic& command);
    std::optional<base::Error> refuse(const commands::AddProducer& command);
    std::optional<base::Error> refuse(const commands::AddConsumer& command);
    std::optional<base::Error> refuse(const commands::SendRaw& command);
    std::optional<base::Error> refuse(const commands::PowerLoss& command);
    std::optional<base::Error> refuse(const commands::DamageFile& command);
    std::optional<base::Error> refuse(const commands::SetLogDirectory& command);
    void carry_out(const commands::Crash& command, FactId cause);
    void carry_out(const commands::Stop& command, FactId cause);
    void carry_out(const commands::Start& command, FactId cause);
    void carry_out(const commands::SetLink& command, FactId cause);
    void carry_out(const commands::CreateTopic& command, FactId cause);
    void carry_out(const commands::AddProducer& command, FactId cause);
    void carry_out(const commands::AddConsumer& command, FactId cause);
    void carry_out(const commands::SendRaw& command, FactId cause);
    void carry_out(const commands::PowerLoss& command, FactId cause);
    void carry_out(const commands::DamageFile& command, FactId cause);
    void carry_out(const commands::SetLogDirectory& command, FactId cause);
    std::optional<base::Error> refuse_name(const std::string& name, NodeId id) const;

    ClusterSettings settings_;
    journal::Journal& journal_;
    client::WorkloadSource* source_;
    SimTime now_;
    EventQueue<Event> queue_;
    Network network_;
    std::map<NodeId, Machine> machines_;
    std::map<std::string, NodeId> names_;
    NodeId next_client_{base::first_client_id};
    std::int64_t next_connection_ = 1;
    std::int64_t events_ = 0;
    Pool<TimerSlot> timer_slots_;
    Pool<Closing> closings_;
    Pool<FlushJob> flushes_;
    Pool<FactId> boots_;
    node::Effects effects_;       // reused by every turn
    std::vector<FactId> stated_;  // by the turn that runs
    std::function<void(const World&)> watcher_;
};

}  // namespace brokerscope::world
