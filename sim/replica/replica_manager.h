// ReplicaManager: the replicas of one broker and everything that happens to them: produce, fetch
// and lookup requests, the fetches of this broker's followers, ISR changes, roles from the
// metadata, and what is done with the logs in the background. It only composes; each matter has its
// own file.
//
// Pure state: its logs lie on the Disk, the image is lent for each call. It promises that a request
// is answered at most once, and that every append for a coordinator finishes exactly once. It does
// not keep answers of one connection in order: the broker hands it one request of a connection at a
// time.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "sim/replica/delete_records.h"
#include "sim/replica/fetch.h"
#include "sim/replica/fetcher.h"
#include "sim/replica/produce.h"
#include "sim/replica/roles.h"

namespace brokerscope::replica {

/// Log directories broke.
struct DirectoryFailure {
    std::vector<LeadershipChange> resigned;
    bool is_fatal = false;  // the process has to end
};

class ReplicaManager {
  public:
    ReplicaManager(NodeId self, NodeId controller, ReplicaSettings settings);

    /// The process has started: its logs are recovered, and its periodic timers begin. Log
    /// directories may turn out to be broken (take_directory_failure()).
    void on_start(bool stop_was_clean, node::Turn& turn, node::Effects& effects);
    /// A flush that this broker asked for is done.
    void on_flushed(PartitionId partition, Offset up_to, const node::Turn& turn);
    /// The controller has registered this incarnation.
    void set_broker_epoch(BrokerEpoch epoch);

    /// PRODUCE, FETCH, LIST_OFFSETS, OFFSET_FOR_LEADER_EPOCH, DELETE_RECORDS and what describes
    /// producers and directories. False when it is
    /// none of them.
    bool on_request(const protocol::Request& request, const node::MetadataImage& image,
                    node::Turn& turn, node::Effects& effects);
    /// False when it is no answer to one of our requests.
    bool on_response(const protocol::Response& response, const node::MetadataImage& image,
                     node::Turn& turn, node::Effects& effects);
    /// A timer with a kind up to last_replica_timer.
    void on_timer(node::TimerKey key, const node::MetadataImage& image, node::Turn& turn,
                  node::Effects& effects);
    void on_connection_closed(base::ConnectionId connection, const node::MetadataImage& image,
                              node::Turn& turn, node::Effects& effects);

    /// The image has moved on: takes the roles that it gives, and says what the coordinators must
    /// know.
    std::vector<LeadershipChange> on_metadata(const MetadataChange& change,
                                              const node::MetadataImage& image, node::Turn& turn,
                                              node::Effects& effects);

    /// Appends for a coordinator of this broker; take_finished_appends() tells how it ended, in
    /// this turn or a later one.
    void append_local(const node::AppendLocal& append, const node::MetadataImage& image,
                      node::Turn& turn, node::Effects& effects);
    std::vector<FinishedAppend> take_finished_appends() { return produces_.take_finished(); }

    /// Everything is flushed and the broker stops: closes the logs and writes all checkpoints down
    /// (ST-33).
    void close_logs(node::Turn& turn);

    /// What log directories took with them that were found broken since it was last asked.
    std::optional<DirectoryFailure> take_directory_failure() {
        return std::exchange(directory_failure_, std::nullopt);
    }
    bool is_offline(PartitionId replica, const node::Disk& disk) const {
        return directories_.is_offline(replica, disk);
    }
    std::vector<PartitionId> offline_replicas(const node::Disk& disk) const {
        return directories_.offline_logs(disk);
    }

    const Partitions& partitions() const { return partitions_; }
    /// on_metadata() was called in this process.
    bool knows_metadata() const { return knows_metadata_; }

  private:
    template <class Work>
    void work(const node::MetadataImage& image, node::Turn& turn, node::Effects& effects,
              const Work& handle);
    void complete_waiting(Context& context);
    void on_replica_timer(ReplicaTimer timer, std::int64_t subject, Context& context);
    void on_upkeep_timer(ReplicaTimer timer, std::int64_t subject, Context& context);
    void checkpoint_high_watermarks(node::Turn& turn) const;
    void check_isr_shrinks(Context& context);
    void notice_broken_directories(Context& context);

    ReplicaSettings settings_;
    BrokerEpoch broker_epoch_{base::no_broker_epoch};
    Partitions partitions_;
    LogDirectories directories_;
    std::optional<DirectoryFailure> directory_failure_;
    std::map<PartitionId, Offset> recovery_points_;  // as the start found them
    bool knows_metadata_ = false;
    IsrChanges isr_changes_;
    Produces produces_;
    Fetches fetches_;
    RecordDeletions deletions_;
    Fetchers fetchers_;
};

}  // namespace brokerscope::replica
