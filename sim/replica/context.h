// Context: what every handler of this folder works with during one turn: the broker's replicas,
// what it knows of the cluster, and where its effects go. A handler that moves an offset or a role
// says so with `moved`; the replica manager then looks at the requests that wait for it.
#pragma once

#include <map>

#include "sim/node/metadata_image.h"
#include "sim/node/turn.h"
#include "sim/replica/isr_changes.h"
#include "sim/replica/leader.h"
#include "sim/replica/log_directories.h"
#include "sim/replica/partition.h"

namespace brokerscope::replica {

using Partitions = std::map<PartitionId, Partition>;

struct Context {
    const ReplicaSettings& settings;
    const node::MetadataImage& image;
    BrokerEpoch broker_epoch;  // this broker's own
    Partitions& partitions;
    const LogDirectories& directories;
    /// Of the logs that this process found on the disk.
    const std::map<PartitionId, Offset>& recovery_points;
    IsrChanges& isr_changes;
    /// Where something moved in this turn, and the fact that says what.
    std::map<PartitionId, node::FactRef>& moved;
    node::Turn& turn;
    node::Effects& effects;

    log::PartitionLog& log_of(PartitionId id) { return turn.disk.logs.at(id); }
    bool is_offline(PartitionId id) const { return directories.is_offline(id, turn.disk); }
    Partition* find(PartitionId id) {
        const auto found = partitions.find(id);
        return found == partitions.end() ? nullptr : &found->second;
    }
    LeaderOutlook outlook(const log::PartitionLog& log) const {
        return {.self = turn.self,
                .log_end = log.log_end_offset(),
                .high_watermark = log.high_watermark(),
                .now = turn.now,
                .max_lag = settings.replica_lag_time_max,
                .image = image};
    }
};

/// An answer about this partition, still without content.
template <class PartitionResponse>
PartitionResponse answer_about(PartitionId id) {
    PartitionResponse answer;
    answer.topic = id.topic;
    answer.partition = id.partition;
    return answer;
}

/// Moves a leader's high watermark as far as its ISR allows, and says so (RE-8, RE-9).
void advance_high_watermark(Partition& partition, Context& context,
                            node::FactRef because = node::trigger);

/// A replica that a request asks for, or why it cannot be had here.
struct Access {
    Partition* partition = nullptr;
    kafka::ErrorCode error = kafka::ErrorCode::none;
};

enum class Needs { replica, leader };

/// In Kafka's order (MD-8): not in an offline log directory, known here, hosted here, the leader
/// epoch agrees (RE-4), leads.
Access find_for(PartitionId id, LeaderEpoch current_leader_epoch, Needs needs, Context& context);

}  // namespace brokerscope::replica
