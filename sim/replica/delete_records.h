// DELETE_RECORDS: the leader moves the start of its log, and answers when every live replica has
// followed (ST-22; Partition.deleteRecordsOnLeader, DelayedDeleteRecords). The files themselves go
// with the next retention run.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/replica/context.h"
#include "sim/replica/purgatory.h"

namespace brokerscope::replica {

/// One partition of a request that is under way.
struct DeleteWait {
    protocol::DeleteRecordsPartitionResponse response;
    /// The smallest log start among the replicas that decides it; absent: it is decided.
    std::optional<Offset> required;
};

struct DelayedDelete {
    base::ConnectionId connection;
    base::CorrelationId correlation;
    std::vector<DeleteWait> partitions;

    std::vector<PartitionId> partition_ids() const;
    bool is_decided() const;
};

class RecordDeletions {
  public:
    void on_request(const protocol::Request& envelope,
                    const protocol::DeleteRecordsRequest& request, Context& context);
    /// A log start or the role moved here.
    void on_moved(PartitionId partition, node::FactRef because, Context& context);
    void on_expired(std::int64_t id, Context& context);
    void on_connection_closed(base::ConnectionId connection, Context& context);

  private:
    Purgatory<DelayedDelete> waiting_;
};

}  // namespace brokerscope::replica
