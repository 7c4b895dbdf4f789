// Produce requests and the coordinators' appends: what is refused, what is stored, and who waits
// for the high watermark (ST-8, RE-17 to RE-21). A request is answered once, when all its
// partitions are decided; acks=0 is never answered, its errors close the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "sim/replica/append.h"
#include "sim/replica/purgatory.h"
#include "sim/replica/replica_timers.h"

namespace brokerscope::replica {

/// One partition of a request that is under way.
struct ProduceWait {
    protocol::ProducePartitionResponse response;
    /// The high watermark that decides it; absent: it is decided.
    std::optional<Offset> required;
};

struct ToClient {
    base::ConnectionId connection;
    base::CorrelationId correlation;
};
struct ToCoordinator {
    std::int64_t token = 0;
};

struct DelayedProduce {
    std::variant<ToClient, ToCoordinator> to;
    std::vector<ProduceWait> partitions;

    std::vector<PartitionId> partition_ids() const;
    bool is_decided() const;
};

/// How an append for a coordinator of this broker ended.
struct FinishedAppend {
    std::int64_t token = 0;
    kafka::ErrorCode error = kafka::ErrorCode::none;
    friend bool operator==(const FinishedAppend&, const FinishedAppend&) = default;
};

class Produces {
  public:
    void on_request(const protocol::Request& envelope, const protocol::ProduceRequest& request,
                    Context& context);
    /// Finishes exactly once: when the high watermark has passed the batch, or with an error.
    void append_local(const node::AppendLocal& append, Context& context);

    /// An offset or the role moved here.
    void on_moved(PartitionId partition, node::FactRef because, Context& context);
    void on_expired(std::int64_t id, Context& context);
    void on_connection_closed(base::ConnectionId connection, Context& context);

    std::vector<FinishedAppend> take_finished() { return std::exchange(finished_, {}); }

  private:
    void finish(std::int64_t id, node::FactRef because, Context& context);
    void park(DelayedProduce produce, base::Duration timeout, Context& context);
    void answer(DelayedProduce produce, node::FactRef because, Context& context);

    Purgatory<DelayedProduce> waiting_;
    std::vector<FinishedAppend> finished_;
};

}  // namespace brokerscope::replica
