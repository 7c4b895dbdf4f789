// The consumer's link to its group's coordinator: finds out which broker that is, keeps asking
// while nobody knows, and sends requests there (rules GR-2, GR-3, GR-54).
//
// States: unknown -> (FIND_COORDINATOR answered) known -> (error 15 or 16, connection lost, silence
// for session.timeout.ms) unknown. Losing the coordinator takes nothing away from the consumer: it
// keeps its partitions and goes on reading them.
#pragma once

#include <optional>

#include "sim/client/consumer_core.h"

namespace brokerscope::client {

class ConsumerCoordinator {
  public:
    explicit ConsumerCoordinator(ConsumerCore& core) : core_(core) {}

    bool is_known() const { return broker_ != base::no_node; }
    /// A request may be sent to it now.
    bool is_ready(LocalTime now) const;
    CorrelationId send(protocol::RequestBody body, Duration timeout, node::Turn& turn,
                       node::Effects& effects);

    void mark_unknown();
    /// The connection broke: as good as unknown.
    void look_at_connection(LocalTime now);
    /// Asks who it is when that is unknown and the last attempt is long enough ago.
    void find(node::Turn& turn, node::Effects& effects);
    /// True: it is known now.
    bool on_answer(const protocol::FindCoordinatorResponse& response, node::Turn& turn);
    void on_failure(node::Turn& turn);

    /// The connection to a coordinator that was given up, to be closed: once.
    std::optional<NodeId> take_abandoned();
    std::optional<LocalTime> wake(LocalTime now) const;

  private:
    ConsumerCore& core_;
    NodeId broker_ = base::no_node;
    std::optional<NodeId> abandoned_;
    bool asking_ = false;
    Retry retry_;
};

}  // namespace brokerscope::client
