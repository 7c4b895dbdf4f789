#include <algorithm>
#include <memory>

#include "sim/base/check.h"
#include "sim/view/reduce.h"

namespace brokerscope::view {
namespace {

bool is_same_batch(const BatchStamp& a, const BatchStamp& b) {
    return a.base_offset == b.base_offset && a.leader_epoch == b.leader_epoch && a.crc == b.crc;
}

TapeBatchPtr batch_of(const View& view, NodeId broker, PartitionId partition,
                      const BatchStamp& stamp) {
    const ReplicaView* replica = view.replica(broker, partition);
    if (replica == nullptr) return nullptr;
    TapeBatchPtr batch = replica->tape.find_shared(stamp.base_offset);
    return batch != nullptr && !batch->is_corrupt && is_same_batch(batch->stamp, stamp) ? batch
                                                                                        : nullptr;
}

// The batch as another replica has it: its leader nearly always does; after an election in between,
// somebody else may.
TapeBatchPtr shared_batch(const View& view, const ReplicaView& follower, PartitionId partition,
                          const BatchStamp& stamp) {
    if (auto batch = batch_of(view, follower.leader, partition, stamp)) return batch;
    const auto it = view.partitions.find(partition);
    if (it == view.partitions.end()) return nullptr;
    for (const NodeId broker : it->second.replicas) {
        if (auto batch = batch_of(view, broker, partition, stamp)) return batch;
    }
    return nullptr;
}

void append(ReplicaView& replica, TapeBatchPtr batch) {
    replica.log_end = batch->stamp.last_offset + 1;
    replica.size_bytes += batch->stamp.bytes;
    if (replica.segments.empty()) replica.segments.push_back({replica.log_start, 0, {}});
    replica.segments.back().bytes += batch->stamp.bytes;
    replica.unflushed_bytes += batch->stamp.bytes;
    replica.tape.append(std::move(batch));
}

// Batches older than the tape are not known one by one: when even they are cut, the sizes are those
// of what was counted, and exact again when nothing is left.
void cut(ReplicaView& replica, Offset end) {
    const TapeBatches batches = replica.tape.batches();
    for (auto it = batches.rbegin(); it != batches.rend(); ++it) {
        const BatchStamp& stamp = (*it)->stamp;
        if (stamp.last_offset < end) break;
        replica.size_bytes -= stamp.bytes;
        if (stamp.base_offset >= replica.flushed) replica.unflushed_bytes -= stamp.bytes;
    }
    replica.tape.truncate_to(end);
    replica.log_end = end;
    replica.flushed = std::min(replica.flushed, end);
    replica.high_watermark = std::min(replica.high_watermark, end);
    if (end <= replica.log_start) {
        replica.size_bytes = 0;
        replica.flushed = end;
    }
    if (replica.flushed == end) replica.unflushed_bytes = 0;
}

// A fact that names no segments tells at least where the log ends.
void set_segments(ReplicaView& replica, const std::vector<journal::SegmentStamp>& stamps) {
    if (stamps.empty()) {
        while (replica.segments.size() > 1 &&
               replica.segments.back().base_offset >= replica.log_end)
            replica.segments.pop_back();
        return;
    }
    const std::vector<SegmentView> before = std::move(replica.segments);
    replica.segments.clear();
    for (const journal::SegmentStamp& stamp : stamps) {
        const auto known = std::find_if(before.begin(), before.end(), [&](const SegmentView& one) {
            return one.base_offset == stamp.base_offset;
        });
        replica.segments.push_back(
            {stamp.base_offset, stamp.bytes, known == before.end() ? Change{} : known->changed});
    }
    count_size(replica);
}

}  // namespace

void count_size(ReplicaView& replica) {
    replica.size_bytes = 0;
    for (const SegmentView& segment : replica.segments)
        replica.size_bytes += segment.bytes;
}

void count_unflushed(ReplicaView& replica) {
    replica.unflushed_bytes = 0;
    const TapeBatches batches = replica.tape.batches();
    for (auto it = batches.rbegin(); it != batches.rend(); ++it) {
        if ((*it)->stamp.base_offset < replica.flushed) break;
        replica.unflushed_bytes += (*it)->stamp.bytes;
    }
}

void apply_fact(View& view, const Fact& fact, const journal::ReplicaOpened& what) {
    const auto [it, is_new] = broker_of(view, fact.node).replicas.try_emplace(what.partition);
    ReplicaView& replica = it->second;
    replica.log_start = what.log_start;
    if (is_new) replica.flushed = what.log_end;
    cut(replica, what.log_end);
    replica.high_watermark = what.high_watermark;
    set_segments(replica, what.segments);
    // One that is open begins anew further on, in the role that it has.
    if (!replica.open) {
        replica.role = ReplicaRole::follower;
        replica.leader = base::no_node;
        replica.leader_epoch = base::no_leader_epoch;
    }
    replica.open = true;
}

void apply_fact(View& view, const Fact& fact, const journal::ReplicaRoleTaken& what) {
    ReplicaView& replica = replica_of(view, fact.node, what.partition);
    replica.role = what.role;
    replica.leader = what.leader;
    replica.leader_epoch = what.leader_epoch;
    replica.role_taken = change_by(fact);
}

void apply_fact(View& view, const Fact& fact, const journal::LeaderAppended& what) {
    ReplicaView& replica = replica_of(view, fact.node, what.partition);
    append(replica, std::make_shared<const TapeBatch>(
                        TapeBatch{what.batch, what.records, fact.at, fact.id, {}, false}));
    replica.appended = change_by(fact);
}

void apply_fact(View& view, const Fact& fact, const journal::FollowerAppended& what) {
    ReplicaView& replica = replica_of(view, fact.node, what.partition);
    for (const BatchStamp& stamp : what.batches) {
        TapeBatchPtr batch = shared_batch(view, replica, what.partition, stamp);
        if (batch == nullptr) {
            batch = std::make_shared<const TapeBatch>(
                TapeBatch{stamp, {}, fact.at, fact.id, {}, false});
        }
        append(replica, std::move(batch));
    }
    replica.appended = change_by(fact);
}

void apply_fact(View& view, const Fact& fact, const journal::LogTruncated& what) {
    ReplicaView& replica = replica_of(view, fact.node, what.partition);
    cut(replica, what.to);
    set_segments(replica, what.segments);
    replica.truncated = change_by(fact);
    replica.truncated_from = what.from;
}

void apply_fact(View& view, const Fact& fact, const journal::LogFlushed& what) {
    // The metadata log is no replica of a broker; MetadataCommitted tells how far it is safe.
    if (what.partition.topic == base::cluster_metadata_topic) return;
    ReplicaView& replica = replica_of(view, fact.node, what.partition);
    replica.flushed = what.up_to;
    count_unflushed(replica);
}

void apply_fact(View& view, const Fact& fact, const journal::HighWatermarkMoved& what) {
    ReplicaView& replica = replica_of(view, fact.node, what.partition);
    replica.high_watermark = what.to;
    replica.high_watermark_moved = change_by(fact);
}

}  // namespace brokerscope::view
