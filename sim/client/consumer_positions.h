// Where a consumer reads: the partitions that it owns and its position in each (rules CO-7, CO-10,
// CO-50).
//
//   committed_unknown -> ready         OFFSET_FETCH found a committed offset
//   committed_unknown -> to_reset      nothing is committed
//   to_reset -> ready                  LIST_OFFSETS told the earliest or latest offset
//   ready -> to_reset                  the leader says that the position is out of range
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
    enum class Stage : std::uint8_t { committed_unknown, to_reset, ready };
    Stage stage = Stage::committed_unknown;
    base::Offset position = base::no_offset;
    base::LeaderEpoch epoch = base::no_leader_epoch;  // of the record before the position
    Retry retry;                                      // of LIST_OFFSETS or FETCH
    bool asked = false;                               // LIST_OFFSETS is under way
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

    /// Looks for missing positions.
    void find_missing(node::Turn& turn, node::Effects& effects);
    void on_answer(const protocol::OffsetFetchResponse& response, CorrelationId correlation,
                   node::Turn& turn, node::Effects& effects);
    void on_answer(const protocol::ListOffsetsResponse& response, CorrelationId correlation,
                   node::Turn& turn, node::Effects& effects);
    void on_failure(const Pending& request, node::Turn& turn);

    /// An error that Kafka throws from poll(): once.
    std::optional<kafka::ErrorCode> take_fatal();
    std::optional<LocalTime> wake(LocalTime now) const;

  private:
    void fetch_committed(node::Turn& turn, node::Effects& effects);
    void list_offsets(node::Turn& turn, node::Effects& effects);
    void send_list_offsets(NodeId leader, const std::vector<base::PartitionId>& partitions,
                           node::Turn& turn, node::Effects& effects);
    void become_ready(base::PartitionId partition, base::Offset position, base::LeaderEpoch epoch,
                      journal::PositionReason reason, node::Effects& effects);
    void become_to_reset(Reading& reading);

    ConsumerCore& core_;
    ConsumerCoordinator& coordinator_;
    std::map<base::PartitionId, Reading> readings_;
    std::vector<base::PartitionId> order_;
    std::optional<CorrelationId> committed_asked_;
    Retry committed_retry_;
    std::map<CorrelationId, std::vector<base::PartitionId>> offsets_asked_;
    std::optional<kafka::ErrorCode> fatal_;
};

}  // namespace brokerscope::client
