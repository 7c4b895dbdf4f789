// The consumer's reading ahead: one FETCH under way per broker, a buffer of answers, and the slices
// of it that poll() returns (rules CO-4 to CO-7, CO-10, CO-11).
//
// Answers are looked at when poll() comes to them, first in first out. One that no longer starts at
// the partition's position (given up, reset, assigned anew) is thrown away.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "sim/client/consumer_positions.h"

namespace brokerscope::client {

/// What one poll() returned.
struct Poll {
    std::int32_t records = 0;
    Duration work;  // that the application now has
};

class ConsumerFetcher {
  public:
    ConsumerFetcher(ConsumerCore& core, ConsumerPositions& positions)
        : core_(core), positions_(positions) {}

    /// Asks every idle leader for the partitions that have a position and nothing in the buffer.
    void fetch(node::Turn& turn, node::Effects& effects);
    void on_answer(protocol::FetchResponse response, const Pending& request, node::Turn& turn);
    void on_failure(const Pending& request);
    /// Hands up to max.poll.records to the application; the positions are behind them then.
    Poll take_records(node::Turn& turn, node::Effects& effects);
    /// The buffered answers belong to partitions that were given up.
    void clear() { buffer_.clear(); }

    /// An error that Kafka throws from poll(): once.
    std::optional<kafka::ErrorCode> take_fatal();

  private:
    // One partition of one answer, and how far poll() has come in it.
    struct Fetched {
        base::PartitionId partition;
        base::Offset next;
        kafka::ErrorCode error = kafka::ErrorCode::none;
        std::vector<log::RecordBatch> batches;
        std::size_t batch = 0;
        std::size_t record = 0;
    };
    struct UnderWay {
        CorrelationId correlation;
        std::map<base::PartitionId, base::Offset> from;
    };
    bool is_buffered(base::PartitionId partition) const;
    bool may_fetch(base::PartitionId partition, const Reading& reading, LocalTime now) const;
    void send(NodeId leader, const std::vector<base::PartitionId>& partitions, node::Turn& turn,
              node::Effects& effects);
    void take_from(Fetched& fetched, Poll& poll, node::Turn& turn, node::Effects& effects);
    void add_work(const Fetched& fetched, base::Offset offset, const log::Record& record,
                  Poll& poll, NodeId self);
    void on_error(const Fetched& fetched, Reading& reading, node::Turn& turn);

    ConsumerCore& core_;
    ConsumerPositions& positions_;
    std::map<NodeId, UnderWay> under_way_;
    std::deque<Fetched> buffer_;
    std::optional<kafka::ErrorCode> fatal_;
};

}  // namespace brokerscope::client
