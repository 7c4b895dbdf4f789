// Commits of a consumer (rules CO-30, CO-31, CO-34, CO-36): every auto.commit.interval.ms inside
// poll(), and before partitions are given up. What is committed are the positions, so everything
// that earlier polls returned.
#pragma once

#include <map>
#include <optional>

#include "sim/client/consumer_membership.h"
#include "sim/client/consumer_positions.h"

namespace brokerscope::client {

class ConsumerCommits {
  public:
    ConsumerCommits(ConsumerCore& core, ConsumerCoordinator& coordinator,
                    ConsumerMembership& membership, const ConsumerPositions& positions)
        : core_(core), coordinator_(coordinator), membership_(membership), positions_(positions) {}

    /// The interval starts when an assignment completes.
    void on_assigned(LocalTime now) { due_ = now + core_.settings.auto_commit_interval; }
    /// Inside poll(): commits without waiting when the interval is over.
    void commit_at_interval(node::Turn& turn, node::Effects& effects);
    /// Before partitions are given up: commits once more and waits for it, trying again while that
    /// may help. True when there is nothing (more) to wait for.
    bool finish(node::Turn& turn, node::Effects& effects);
    /// Whoever waited no longer does.
    void stop_waiting() { last_.reset(); }

    void on_answer(const protocol::OffsetCommitResponse& response, CorrelationId correlation,
                   node::Turn& turn, node::Effects& effects);
    void on_failure(const Pending& request, node::Turn& turn);

    std::optional<LocalTime> wake(LocalTime now) const;

  private:
    // The last commit of an assignment.
    struct Last {
        LocalTime since;
        std::optional<CorrelationId> under_way;
        bool done = false;
        Retry retry;
    };
    bool may_commit() const;
    CorrelationId send(node::Turn& turn, node::Effects& effects);
    void end(CorrelationId correlation, kafka::ErrorCode error, node::Turn& turn);

    ConsumerCore& core_;
    ConsumerCoordinator& coordinator_;
    ConsumerMembership& membership_;
    const ConsumerPositions& positions_;
    std::optional<LocalTime> due_;
    std::map<CorrelationId, base::GenerationId> under_way_;
    std::optional<Last> last_;
};

}  // namespace brokerscope::client
