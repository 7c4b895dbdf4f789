// Lifecycle: how a broker comes into its cluster and leaves it (CT-6). It registers its incarnation
// with the controller, sends heartbeats, and asks to be let go when it is stopped.
//
// Legal transitions: NOT_RUNNING -> STARTING (registers) -> RECOVERY (has caught up with the
// metadata of its own registration) -> RUNNING (unfenced) -> PENDING_CONTROLLED_SHUTDOWN (asked to
// stop) -> SHUTTING_DOWN (the controller agrees, or there was nothing to hand over) -> NOT_RUNNING.
// From STARTING and RECOVERY a stop leads to SHUTTING_DOWN at once.
#pragma once

#include <optional>
#include <vector>

#include "sim/broker/broker_settings.h"
#include "sim/replica/channel.h"

namespace brokerscope::broker {

/// What the broker has to do after the life cycle has moved on.
enum class LifecycleStep {
    none,
    registered,  // it has a broker epoch now
    caught_up,   // it knows the metadata of its own registration
    stop,        // it may go: write everything down and exit
    give_up      // nobody registered it in time
};

class Lifecycle {
  public:
    explicit Lifecycle(const BrokerSettings& settings);

    journal::BrokerState state() const { return state_; }
    base::BrokerEpoch broker_epoch() const { return broker_epoch_; }
    /// Requests are served from RECOVERY on; before, nobody listens.
    bool serves_requests() const;
    /// The newest metadata offset that this broker has applied; heartbeats report it.
    void set_applied_offset(base::Offset offset) { applied_offset_ = offset; }
    /// Replicas in log directories that this broker cannot use; it says so without delay (CT-34).
    void report_offline(std::vector<base::PartitionId> replicas, node::Turn& turn,
                        node::Effects& effects);

    void on_start(node::Turn& turn, node::Effects& effects);
    /// Absent when it is no answer to a request of the life cycle.
    std::optional<LifecycleStep> on_response(const protocol::Response& response, node::Turn& turn,
                                             node::Effects& effects);
    bool on_connection_closed(base::ConnectionId connection, node::Turn& turn,
                              node::Effects& effects);
    void on_next_communication(node::Turn& turn, node::Effects& effects);
    void on_communication_timeout(node::Turn& turn, node::Effects& effects);
    LifecycleStep on_registration_deadline() const;
    LifecycleStep on_stop(node::Turn& turn, node::Effects& effects);

    /// The broker has begun to write everything down, and it is done.
    void become_shutting_down(node::Effects& effects);
    void become_not_running(node::Effects& effects);

  private:
    bool is_registered() const { return broker_epoch_ != base::no_broker_epoch; }
    void become(journal::BrokerState state, node::Effects& effects);
    void communicate(node::Turn& turn, node::Effects& effects);
    void communicate_after(base::Duration delay, node::Turn& turn, node::Effects& effects);
    void communicate_soon(node::Turn& turn, node::Effects& effects);
    LifecycleStep on_registration(const protocol::BrokerRegistrationResponse& response,
                                  node::Turn& turn, node::Effects& effects);
    LifecycleStep on_heartbeat(const protocol::BrokerHeartbeatResponse& response, node::Turn& turn,
                               node::Effects& effects);
    LifecycleStep on_shutdown_answer(const protocol::BrokerHeartbeatResponse& response,
                                     node::Turn& turn, node::Effects& effects);
    protocol::BrokerRegistrationRequest registration() const;
    protocol::BrokerHeartbeatRequest heartbeat() const;

    BrokerSettings settings_;
    replica::Channel channel_;
    journal::BrokerState state_ = journal::BrokerState::not_running;
    std::int64_t incarnation_id_ = 0;
    base::BrokerEpoch previous_broker_epoch_{base::no_broker_epoch};
    base::BrokerEpoch broker_epoch_{base::no_broker_epoch};
    base::Offset applied_offset_{base::no_offset};
    std::vector<base::PartitionId> offline_replicas_;
    /// When the communication under way began, lost connections included.
    std::optional<base::LocalTime> communicating_since_;
    /// The next communication follows without a pause.
    bool is_urgent_ = false;
    bool was_refused_to_leave_ = false;
};

}  // namespace brokerscope::broker
