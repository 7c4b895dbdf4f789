// Where a consumer reads: the partitions that it owns and its position in each (rules CO-7, CO-10,
// CO-11, CO-50).
//
//   committed_unknown -> to_validate   OFFSET_FETCH found a committed offset
//   committed_unknown -> to_reset      nothing is committed
//   to_reset -> ready                  LIST_OFFSETS told the earliest or latest offset
//   to_validate -> ready               the leader's log agrees, or the position went back to where
//                                      it does
//   to_validate -> to_reset            the leader knows nothing of that epoch
//   ready -> to_validate               the partition has a new leader epoch
//   ready -> to_reset                  the leader says that the position is out of range
//
// A position without the epoch of the record before it cannot be validated, and is ready at once.
//
// The position is the offset after the last record that poll() returned. It is not the committed
// offset: that follows when a commit is made.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "sim/client/consumer_coordinator.h"

namespace brokerscope::client {

struct Reading {
    enum class Stage : std::uint8_t { committed_unknown, to_reset, to_validate, ready };
    Stage stage = Stage::committed_unknown;
    base::Offset position = base::no_offset;
    base::LeaderEpoch epoch = base::no_leader_epoch;         // of the record before the position
    base::LeaderEpoch leader_epoch = base::no_leader_epoch;  // up to which the position is valid
    Retry retry;         // of LIST_OFFSETS, OFFSET_FOR_LEADER_EPOCH or FETCH
    bool asked = false;  // one of the first two is under way
};

class ConsumerPositions {
  public:
    ConsumerPositions(ConsumerCore& core, ConsumerCoordinator& coordinator)
        : core_(core), coordinator_(coordinator) {}

    /// Takes over these partitions; it must own none.
    void assign(const std::vector<base::PartitionId>& partitions);
    /// Gives all of them up: answers that are under way mean nothing any more.
    void clear();

    const std::map<base::PartitionId, Reading>& all() const { return readings_; }
    /// The partition with its position, or null when it has none (any more).
    Reading* find_ready(base::PartitionId partition);
    /// The order in which partitions are fetched: those that gave records stand at the end (CO-5).
    const std::vector<base::PartitionId>& order() const { return order_; }
    void advance(base::PartitionId partition, base::Offset position, base::LeaderEpoch epoch);
    /// The position does not exist in the leader's log.
    void on_out_of_range(base::PartitionId partition);

    /// Looks for positions that are missing, and at those that may not exist any more.
    void find_missing(node::Turn& turn, node::Effects& effects);
    void on_answer(const protocol::OffsetFetchResponse& response, CorrelationId correlation,
                   node::Turn& turn, node::Effects& effects);
    void on_answer(const protocol::ListOffsetsResponse& response, CorrelationId correlation,
                   node::Turn& turn, node::Effects& effects);
    void on_answer(const protocol::OffsetForLeaderEpochResponse& response,
                   CorrelationId correlation, node::Turn& turn, node::Effects& effects);
    void on_failure(const Pending& request, node::Turn& turn);

    /// An error that Kafka throws from poll(): once.
    std::optional<kafka::ErrorCode> take_fatal();
    std::optional<LocalTime> wake(LocalTime now) const;

  private:
    void fetch_committed(node::Turn& turn, node::Effects& effects);
    void notice_new_leaders();
    void ask_leaders(Reading::Stage stage, node::Turn& turn, node::Effects& effects);
    protocol::RequestBody list_offsets(const std::vector<base::PartitionId>& partitions) const;
    protocol::RequestBody epoch_ends(const std::vector<base::PartitionId>& partitions) const;
    void validate(base::PartitionId partition,
                  const protocol::OffsetForLeaderEpochPartitionResponse& end,
                  node::Effects& effects);
    void try_again(Reading& reading, node::Turn& turn);
    void set_position(base::PartitionId partition, base::Offset position, base::LeaderEpoch epoch,
                      journal::PositionReason reason, node::Effects& effects);
    void become_ready(base::PartitionId partition);
    void become_to_reset(Reading& reading);

    ConsumerCore& core_;
    ConsumerCoordinator& coordinator_;
    std::map<base::PartitionId, Reading> readings_;
    std::vector<base::PartitionId> order_;
    std::optional<CorrelationId> committed_asked_;
    Retry committed_retry_;
    std::map<CorrelationId, std::vector<base::PartitionId>> leaders_asked_;
    std::optional<kafka::ErrorCode> fatal_;
};

}  // namespace brokerscope::client
