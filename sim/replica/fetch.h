// Fetch requests that are answered at once or wait: for enough bytes, an error, or their time limit
// (RE-22). A consumer's fetch waits for the high watermark, a follower's for the log's end.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sim/replica/fetch_read.h"
#include "sim/replica/fetch_sessions.h"
#include "sim/replica/purgatory.h"

namespace brokerscope::replica {

struct DelayedFetch {
    base::ConnectionId connection;
    base::CorrelationId correlation;
    FetchReader reader;
    FetchContext context;
    /// With all partitions that are read for it, also those that only its session names.
    protocol::FetchRequest request;
    /// The segment in which each partition's reader stood when it began to wait: when the log has
    /// rolled since, it has something to read, however little.
    std::map<PartitionId, Offset> segments;

    std::vector<PartitionId> partition_ids() const;
};

class Fetches {
  public:
    explicit Fetches(const ReplicaSettings& settings) : sessions_(settings.fetch_session_slots) {}

    void on_request(const protocol::Request& envelope, const protocol::FetchRequest& request,
                    Context& context);
    /// An offset or the role moved here.
    void on_moved(PartitionId partition, node::FactRef because, Context& context);
    void on_expired(std::int64_t id, Context& context);
    void on_connection_closed(base::ConnectionId connection, Context& context);

    std::size_t waiting() const { return waiting_.operations().size(); }

  private:
    void answer(std::int64_t id, node::FactRef because, Context& context);
    void respond(const DelayedFetch& fetch, node::FactRef because, Context& context);
    void respond(const DelayedFetch& fetch, FetchRead read, node::FactRef because,
                 Context& context);

    FetchSessions sessions_;
    Purgatory<DelayedFetch> waiting_;
};

}  // namespace brokerscope::replica
