// The controller's end of `__cluster_metadata`: records are appended, flushed, committed, and
// fetched by brokers with long polls. With one voter a record is committed when its own disk has it
// (rules KR-13, CT-1); a larger quorum replaces this part.
//
// The log itself lives on the Disk, so a restarted controller finds it again.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sim/base/ids.h"
#include "sim/node/metadata_records.h"
#include "sim/node/turn.h"

namespace brokerscope::controller {

using base::LeaderEpoch;
using base::Offset;
using base::PartitionId;

inline constexpr PartitionId metadata_partition{base::cluster_metadata_topic, 0};

class MetadataLog {
  public:
    /// Opens the log on this disk and leads it in the next epoch.
    LeaderEpoch open(node::Turn& turn);
    const log::PartitionLog& log(const node::Turn& turn) const;
    Offset end_offset(const node::Turn& turn) const { return log(turn).log_end_offset(); }
    Offset high_watermark() const { return high_watermark_; }
    LeaderEpoch epoch() const { return epoch_; }

    /// Appends one batch and asks the disk to flush it. Returns its base offset and the fact about
    /// it.
    struct Written {
        Offset base_offset;
        node::FactRef fact;
    };
    Written append(const std::vector<node::MetadataRecord>& records, node::Turn& turn,
                   node::Effects& effects);

    /// The disk has everything below `up_to`: commits it, answers who waits for it, wakes fetches.
    void commit(Offset up_to, node::Turn& turn, node::Effects& effects);

    /// Answers when the high watermark has passed `offset`; at once if it has.
    void answer_after(Offset offset, const protocol::Request& request, protocol::ResponseBody body,
                      node::Effects& effects);

    void fetch(const protocol::Request& request, node::TimerKey wait_timer, node::Turn& turn,
               node::Effects& effects);
    void fetch_waited(std::int64_t wait, node::Turn& turn, node::Effects& effects);
    void forget_connection(base::ConnectionId connection, node::Effects& effects);

  private:
    struct PendingAnswer {
        Offset after;
        base::ConnectionId connection;
        base::CorrelationId correlation;
        protocol::ResponseBody body;
    };
    struct WaitingFetch {
        base::ConnectionId connection;
        base::CorrelationId correlation;
        protocol::FetchPartition partition;
        node::TimerKey timer;
    };
    void answer_fetch(const WaitingFetch& fetch, node::Turn& turn, node::Effects& effects);
    protocol::FetchPartitionResponse read(const protocol::FetchPartition& asked,
                                          const node::Turn& turn) const;

    LeaderEpoch epoch_;
    Offset high_watermark_{0};
    std::vector<PendingAnswer> pending_;
    std::map<std::int64_t, WaitingFetch> waiting_;
};

}  // namespace brokerscope::controller
