#include "sim/replica/follower.h"

#include <algorithm>

#include "sim/replica/append.h"
#include "sim/replica/upkeep.h"

namespace brokerscope::replica {
namespace {

// The batches that were appended; fewer than came when one does not continue the log.
std::vector<journal::BatchStamp> append_batches(const protocol::FetchPartitionResponse& fetched,
                                                std::int64_t now_ms, log::PartitionLog& log,
                                                std::vector<Offset>& rolled) {
    std::vector<journal::BatchStamp> stamps;
    for (const log::RecordBatch& batch : fetched.batches) {
        const auto appended = log.append_as_follower(batch, now_ms);
        if (!appended) break;
        if (appended->rolled) rolled.push_back(appended->first_offset);
        stamps.push_back(stamp_of(batch));
    }
    return stamps;
}

}  // namespace

Offset decide_truncation(const log::PartitionLog& log, const protocol::EpochEndOffset& leader_end) {
    const log::EpochEndOffset own = log.end_offset_for_epoch(leader_end.epoch);
    if (!own.is_defined()) return std::min(leader_end.end_offset, log.log_end_offset());
    const Offset shared = std::min(own.end_offset, log.log_end_offset());
    return own.epoch == leader_end.epoch ? std::min(shared, leader_end.end_offset) : shared;
}

void truncate(PartitionId id, Offset to, journal::TruncationReason reason, Context& context) {
    log::PartitionLog& log = context.log_of(id);
    const Offset from = log.log_end_offset();
    Partition& partition = *context.find(id);
    const Offset recovery_point = recovery_point_of(partition, log);
    if (!log.truncate_to(to, context.turn.now.milliseconds())) return;
    partition.recovery_point = std::min(recovery_point, log.log_end_offset());
    if (log.has_deleted_files()) schedule_file_removal(id, context);
    checkpoint_recovery_points(context.partitions, context.recovery_points, context.turn.disk);
    context.moved[id] = context.effects.state(
        journal::LogTruncated{id, log.log_end_offset(), from, reason, segments_of(log)});
}

bool take_fetched(const protocol::FetchPartitionResponse& fetched, Context& context) {
    const PartitionId id = fetched.id();
    log::PartitionLog& log = context.log_of(id);
    std::vector<Offset> rolled;
    std::vector<journal::BatchStamp> stamps =
        append_batches(fetched, context.turn.now.milliseconds(), log, rolled);
    flush_if_needed(*context.find(id), context);
    const bool all_fit = stamps.size() == fetched.batches.size();
    node::FactRef because = node::trigger;
    if (!stamps.empty()) {
        because = context.effects.state(journal::FollowerAppended{id, std::move(stamps)});
        context.moved[id] = because;
    }
    for (const Offset base_offset : rolled) {
        context.effects.state(journal::SegmentRolled{id, base_offset}, because);
        context.effects.flush(id, base_offset);
    }
    if (!all_fit) return false;
    const Offset before = log.high_watermark();
    // Not only upwards: a new leader may know less than the old one did (RE-7, RE-24).
    log.restore_high_watermark(fetched.high_watermark);
    if (log.high_watermark() != before) {
        context.moved[id] =
            context.effects.state(journal::HighWatermarkMoved{id, log.high_watermark()}, because);
    }
    if (log.advance_log_start_offset(fetched.log_start_offset)) {
        context.effects.state(
            journal::LogStartMoved{id, log.log_start_offset(), journal::LogStartReason::leader},
            because);
    }
    return true;
}

}  // namespace brokerscope::replica
