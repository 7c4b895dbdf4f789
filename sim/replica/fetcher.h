// The follower's side of replication: one fetcher per leader's broker, with one Fetch in flight
// that covers all its partitions; the next goes out as soon as the answer is processed (RE-1,
// RE-6). A partition that met an error pauses; one whose leader epoch is over waits for new
// metadata.
//
// States of a partition in its fetcher: ready -> (error) paused -> ready; ready -> (fenced)
// superseded; ready -> (out of range) looking for the leader's end -> for its start -> ready.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <variant>

#include "sim/replica/channel.h"
#include "sim/replica/context.h"

namespace brokerscope::replica {

struct Ready {};
struct Paused {
    LocalTime until;
};
/// Our leader epoch is over; only newer metadata brings the partition back (RE-4).
struct Superseded {};
/// RE-28: our offset is not in the leader's log; first we ask where that ends, then, when ours is
/// not longer, where it starts.
struct SeekingLeaderEnd {};
struct SeekingLeaderStart {};

struct FetchTarget {
    LeaderEpoch leader_epoch;
    std::variant<Ready, Paused, Superseded, SeekingLeaderEnd, SeekingLeaderStart> state;
};

/// Fetches from one broker.
class Fetcher {
  public:
    Fetcher(NodeId self, NodeId leader, const ReplicaSettings& settings);

    bool empty() const { return targets_.empty(); }
    void add(PartitionId id, LeaderEpoch leader_epoch) { targets_[id] = {leader_epoch, Ready{}}; }
    void remove(PartitionId id) { targets_.erase(id); }
    void close(node::Effects& effects);

    /// Sends the next request when none is in flight and there is something to ask.
    void send_next(Context& context);
    bool on_response(const protocol::Response& response, Context& context);
    bool on_connection_closed(base::ConnectionId connection, Context& context);
    void on_timeout(Context& context);

  private:
    struct Asked {
        LeaderEpoch leader_epoch;
        Offset offset;
    };

    void wake_paused(LocalTime now);
    void pause(FetchTarget& target, Context& context);
    void pause_all(Context& context);
    void set_wake_up(Context& context);
    bool send_lookup(Context& context);
    bool send_fetch(Context& context);
    FetchTarget* still_asked(PartitionId id, Context& context);
    void on_fetched(const protocol::FetchResponse& response, Context& context);
    void on_fetched_partition(const protocol::FetchPartitionResponse& fetched, Context& context);
    void on_fetch_error(FetchTarget& target, const protocol::FetchPartitionResponse& fetched,
                        Context& context);
    void on_offsets(const protocol::ListOffsetsResponse& response, Context& context);
    void on_leader_end(PartitionId id, FetchTarget& target, Offset end, Context& context);
    void on_leader_start(PartitionId id, FetchTarget& target, Offset start, Context& context);

    NodeId leader_;
    Channel channel_;
    std::map<PartitionId, FetchTarget> targets_;
    std::map<PartitionId, Asked> asked_;  // what the request in flight is about
};

/// All fetchers of a broker.
class Fetchers {
  public:
    /// Fetches this partition from `leader` from now on, and from nobody else.
    void follow(PartitionId id, NodeId leader, LeaderEpoch leader_epoch, Context& context);
    void stop(PartitionId id);
    /// Lets every idle fetcher send, and drops those without partitions.
    void send_next(Context& context);

    bool on_response(const protocol::Response& response, Context& context);
    bool on_connection_closed(base::ConnectionId connection, Context& context);
    void on_wake_up(NodeId leader, Context& context);
    void on_timeout(NodeId leader, Context& context);

  private:
    std::map<NodeId, Fetcher> fetchers_;
    std::map<PartitionId, NodeId> leader_of_;
};

}  // namespace brokerscope::replica
