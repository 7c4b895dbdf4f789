// A consumer's membership in its group, as Kafka's AbstractCoordinator with the classic protocol:
// joining, syncing, heartbeats, leaving (rules CO-20 to CO-24, GR-19 to GR-33).
//
//   unjoined -> joining    JOIN_GROUP sent (again with the id that error 79 hands out)
//   joining  -> syncing    a generation; the leader has dealt the partitions; SYNC_GROUP sent
//   syncing  -> stable     the assignment is here
//   stable   -> joining    told to (error 27), or the leader sees other partition counts
//   joining, syncing -> unjoined    the attempt failed; the next one may need a pause
//   stable, syncing, joining -> unjoined    the generation is gone (22, 25, or poll() too late)
//
// It decides when to ask and knows what the answers mean for the membership; what becomes of
// positions and commits is the poll loop's business. Only poll() joins, so a busy application
// delays a rebalance; heartbeats go on meanwhile, they have a thread of their own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/client/consumer_coordinator.h"
#include "sim/kafka/assignors/assignment.h"

namespace brokerscope::client {

using Assignment = std::vector<kafka::TopicPartition>;

class ConsumerMembership {
  public:
    ConsumerMembership(ConsumerCore& core, ConsumerCoordinator& coordinator)
        : core_(core), coordinator_(coordinator) {}

    journal::ConsumerState state() const { return state_; }
    base::GenerationId generation() const { return generation_; }
    const std::string& member() const { return member_; }
    bool is_stable() const { return state_ == journal::ConsumerState::stable; }

    /// poll() has to join (again) before anything else.
    bool needs_join() const { return join_needed_ && !is_underway(); }
    bool is_underway() const;
    void request_join() { join_needed_ = true; }
    /// Sends JOIN_GROUP if the pause after a failed attempt is over.
    void join(node::Turn& turn, node::Effects& effects);
    /// The partitions of a generation that has just become stable: once.
    std::optional<Assignment> take_assignment();
    /// The generation is gone, and with it the partitions: once.
    bool take_lost();
    /// An error that Kafka throws from poll(): once.
    std::optional<kafka::ErrorCode> take_fatal();

    void on_answer(const protocol::JoinGroupResponse& response, CorrelationId correlation,
                   node::Turn& turn, node::Effects& effects);
    void on_answer(const protocol::SyncGroupResponse& response, CorrelationId correlation,
                   node::Turn& turn, node::Effects& effects);
    void on_answer(const protocol::HeartbeatResponse& response, CorrelationId correlation,
                   node::Turn& turn, node::Effects& effects);
    void on_failure(const Pending& request, node::Turn& turn, node::Effects& effects);
    /// Discovery counts as a sign of life (GR-3).
    void on_coordinator_found(node::Effects& effects);
    /// The leader compares partition counts, and may be waiting for topics of other members.
    void on_metadata(node::Turn& turn, node::Effects& effects);

    void on_heartbeat_timer() { heartbeat_due_ = true; }
    /// Nothing was heard for session.timeout.ms.
    void on_session_timer() { coordinator_.mark_unknown(); }
    /// Sends a heartbeat that is due.
    void work(node::Turn& turn, node::Effects& effects);

    /// The coordinator does not accept this generation (22) or this member (25) any more.
    void lose_generation(kafka::ErrorCode error, node::Effects& effects);
    /// LEAVE_GROUP, one attempt; false when there is nothing or nobody to leave.
    bool leave(const std::string& reason, node::Turn& turn, node::Effects& effects);
    /// max.poll.interval.ms is over: leaves and forgets who it was (CO-23).
    void on_poll_too_late(node::Turn& turn, node::Effects& effects);
    void close(node::Effects& effects);

    std::optional<LocalTime> wake(LocalTime now) const;

  private:
    struct SentHeartbeat {
        CorrelationId correlation;
        base::GenerationId generation;
    };
    void become(journal::ConsumerState state, node::Effects& effects);
    void start_heartbeats(node::Effects& effects);
    void stop_heartbeats(node::Effects& effects);
    void hear_from_coordinator(node::Effects& effects);
    void sync(std::vector<protocol::SyncGroupAssignment> assignments, node::Turn& turn,
              node::Effects& effects);
    void sync_as_leader(node::Turn& turn, node::Effects& effects);
    std::vector<protocol::SyncGroupAssignment> decide_assignments(
        const std::vector<kafka::MemberSubscription>& members);
    void fail_attempt(kafka::ErrorCode error, node::Turn& turn, node::Effects& effects);
    void forget_generation(node::Effects& effects);

    ConsumerCore& core_;
    ConsumerCoordinator& coordinator_;
    journal::ConsumerState state_ = journal::ConsumerState::unjoined;
    std::string member_;
    base::GenerationId generation_ = base::no_generation;
    std::string protocol_;
    bool join_needed_ = true;
    std::optional<CorrelationId> attempt_;  // the JOIN_GROUP or SYNC_GROUP under way
    Retry retry_;
    std::optional<SentHeartbeat> heartbeat_;
    bool heartbeat_due_ = false;
    /// The leader's list of members while it waits for metadata of their topics.
    std::optional<std::vector<kafka::MemberSubscription>> to_deal_;
    /// What the leader dealt from: other counts need another rebalance (CO-53).
    std::optional<kafka::PartitionCounts> dealt_from_;
    std::optional<Assignment> assignment_;
    bool lost_ = false;
    std::optional<kafka::ErrorCode> fatal_;
};

}  // namespace brokerscope::client
