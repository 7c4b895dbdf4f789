#include "sim/replica/upkeep.h"

#include <algorithm>
#include <utility>

#include "sim/log/log_cleaner.h"
#include "sim/log/log_recovery.h"
#include "sim/replica/append.h"
#include "sim/replica/replica_timers.h"

namespace brokerscope::replica {
namespace {

journal::SegmentDeletionReason reason_of(log::DeletionReason reason) {
    switch (reason) {
        case log::DeletionReason::log_start_offset:
            return journal::SegmentDeletionReason::log_start_offset;
        case log::DeletionReason::retention_bytes:
            return journal::SegmentDeletionReason::retention_bytes;
        case log::DeletionReason::retention_ms: break;
    }
    return journal::SegmentDeletionReason::retention_ms;
}

void delete_old_segments(Partition& partition, Context& context) {
    const PartitionId id = partition.id;
    log::PartitionLog& log = context.log_of(id);
    const Offset start_before = log.log_start_offset();
    const Offset flushed_before = log.flushed_offset();
    const auto deleted = log.delete_old_segments(context.turn.now.milliseconds());
    for (const log::DeletedSegments& run : deleted) {
        if (run.rolled) {
            const Offset base_offset = log.segments().back().base_offset();
            context.effects.state(journal::SegmentRolled{id, base_offset});
            context.effects.flush(id, base_offset);
        }
        context.moved[id] = context.effects.state(
            journal::SegmentsDeleted{id, reason_of(run.reason), run.base_offsets});
    }
    if (log.log_start_offset() > start_before) {
        context.moved[id] = context.effects.state(
            journal::LogStartMoved{id, log.log_start_offset(), journal::LogStartReason::retention});
    }
    // What went without ever having been flushed needs no flush any more.
    if (log.flushed_offset() > flushed_before)
        context.effects.state(journal::LogFlushed{id, log.flushed_offset()});
    if (!deleted.empty()) schedule_file_removal(id, context);
}

struct DirtyLog {
    Partition* partition = nullptr;
    log::CleaningPlan plan;
};

// LogCleanerManager.grabFilthiestCompactedLog.
DirtyLog find_dirtiest(Context& context) {
    DirtyLog dirtiest;
    for (auto& [id, partition] : context.partitions) {
        if (!partition.topic.log.is_compacted) continue;
        log::PartitionLog& log = context.log_of(id);
        const log::CleaningPlan plan = log.plan_cleaning(context.turn.now.milliseconds());
        if (plan.checkpoint_was_invalid) log.set_cleaner_checkpoint(plan.first_dirty);
        if (!plan.is_due) continue;
        if (dirtiest.partition == nullptr || log::is_filthier(plan, dirtiest.plan))
            dirtiest = {&partition, plan};
    }
    return dirtiest;
}

journal::LogCleaned fact_about(PartitionId id, const log::CleaningReport& report) {
    journal::LogCleaned cleaned{id, report.from, report.up_to, {}};
    for (const log::CleanedSegmentContent& content : report.segments) {
        journal::CleanedSegment& segment = cleaned.segments.emplace_back();
        segment.base_offset = content.base_offset;
        for (const log::RecordBatch& batch : content.batches) {
            journal::CleanedBatch& left = segment.batches.emplace_back();
            left.batch = stamp_of(batch);
            for (std::size_t i = 0; i < batch.records->size(); ++i)
                left.offsets.push_back(log::record_offset(batch, i));
        }
    }
    return cleaned;
}

void tell_recovery(PartitionId id, const log::RecoveryReport& report, const log::PartitionLog& log,
                   Offset start_before, node::Effects& effects) {
    if (report.read_again()) effects.state(journal::LogRecovered{id, report.from, report.log_end});
    // Also when only a torn piece of a batch went, which no offset tells of.
    if (report.log_end < report.end_before || report.bytes_cut > 0) {
        effects.state(journal::LogTruncated{id, report.log_end, report.end_before,
                                            journal::TruncationReason::recovery, segments_of(log)});
    }
    if (log.log_start_offset() != start_before) {
        effects.state(
            journal::LogStartMoved{id, log.log_start_offset(), journal::LogStartReason::recovery});
    }
}

// Timers carry one number.
std::int64_t subject_of(PartitionId id) {
    return (std::int64_t{id.topic.value} << 32) + id.partition;
}

std::string hex_digits(std::uint64_t value) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t i = text.size(); i-- > 0; value /= 16)
        text[i] = digits[value % 16];
    return text;
}

void delete_directory_later(std::int64_t number, const ReplicaSettings& settings,
                            node::Effects& effects) {
    effects.set_timer(timer_key(ReplicaTimer::directory_removal, number),
                      settings.segment_delete_delay);
}

}  // namespace

std::map<PartitionId, Offset> recover_logs(bool stop_was_clean, const LogDirectories& directories,
                                           node::Turn& turn, node::Effects& effects) {
    const auto written = [](const std::map<PartitionId, Offset>& checkpoint, PartitionId id) {
        const auto entry = checkpoint.find(id);
        return entry == checkpoint.end() ? Offset{0} : entry->second;
    };
    std::map<PartitionId, Offset> recovery_points;
    for (auto& [id, log] : turn.disk.logs) {
        if (id.topic == base::cluster_metadata_topic || directories.is_offline(id, turn.disk))
            continue;
        const Offset start_before = log.log_start_offset();
        const log::RecoveryReport report =
            log.recover({.clean_shutdown = stop_was_clean,
                         .recovery_point = written(turn.disk.recovery_point_checkpoint, id),
                         .log_start_checkpoint = written(turn.disk.log_start_checkpoint, id),
                         .now_ms = turn.now.milliseconds()});
        recovery_points[id] = report.recovery_point;
        tell_recovery(id, report, log, start_before, effects);
    }
    return recovery_points;
}

void run_retention(Context& context) {
    for (auto& [id, partition] : context.partitions) {
        if (!partition.topic.log.is_compacted) delete_old_segments(partition, context);
    }
}

bool run_cleaner(Context& context) {
    const DirtyLog dirtiest = find_dirtiest(context);
    if (dirtiest.partition != nullptr) {
        const PartitionId id = dirtiest.partition->id;
        const log::CleaningReport report =
            context.log_of(id).clean(dirtiest.plan, context.turn.now.milliseconds());
        context.moved[id] = context.effects.state(fact_about(id, report));
        schedule_file_removal(id, context);
    }
    for (auto& [id, partition] : context.partitions) {
        if (partition.topic.log.is_compacted) delete_old_segments(partition, context);
    }
    return dirtiest.partition != nullptr;
}

void flush_overdue(Context& context) {
    for (auto& [id, partition] : context.partitions) {
        const log::PartitionLog& log = context.log_of(id);
        const std::int64_t waited_ms = (context.turn.now - partition.last_flush).milliseconds();
        if (log.log_end_offset() <= recovery_point_of(partition, log)) continue;
        if (waited_ms < partition.topic.flush_ms) continue;
        context.effects.flush(id, log.log_end_offset());
    }
}

Offset recovery_point_of(const Partition& partition, const log::PartitionLog& log) {
    return std::max(partition.recovery_point, log.log_start_offset());
}

void checkpoint_recovery_points(const Partitions& partitions,
                                const std::map<PartitionId, Offset>& found, node::Disk& disk) {
    for (const auto& [id, recovery_point] : found) {
        if (disk.logs.count(id) > 0) disk.recovery_point_checkpoint[id] = recovery_point;
    }
    for (const auto& [id, partition] : partitions)
        disk.recovery_point_checkpoint[id] = recovery_point_of(partition, disk.logs.at(id));
}

void checkpoint_log_starts(const Partitions& partitions, node::Disk& disk) {
    for (const auto& [id, partition] : partitions) {
        const log::PartitionLog& log = disk.logs.at(id);
        disk.log_start_checkpoint.erase(id);
        if (log.log_start_offset() > log.segments().front().base_offset())
            disk.log_start_checkpoint[id] = log.log_start_offset();
    }
}

void expire_producers(Context& context) {
    for (const auto& [id, partition] : context.partitions)
        context.log_of(id).remove_expired_producers(context.turn.now.milliseconds());
}

void schedule_file_removal(PartitionId id, Context& context) {
    const std::int64_t delay_ms = context.find(id)->topic.file_delete_delay_ms;
    context.effects.set_timer(timer_key(ReplicaTimer::file_removal, subject_of(id)),
                              base::milliseconds(delay_ms));
}

void remove_deleted_files(std::int64_t subject, Context& context) {
    const PartitionId id{base::TopicId{static_cast<std::int32_t>(subject >> 32)},
                         static_cast<std::int32_t>(subject & 0xffffffff)};
    const auto log = context.turn.disk.logs.find(id);
    if (log != context.turn.disk.logs.end()) log->second.remove_deleted_files();
}

void retire_directory(PartitionId id, Context& context) {
    node::Disk& disk = context.turn.disk;
    const std::uint64_t high = context.turn.random.next();
    const std::uint64_t low = context.turn.random.next();
    const std::int64_t number = disk.next_deleted_directory++;
    disk.deleted_directories.emplace(
        number,
        node::DeletedDirectory{disk.topic_names[id.topic] + "-" + std::to_string(id.partition) +
                                   "." + hex_digits(high) + hex_digits(low) + "-delete",
                               std::move(disk.logs.at(id))});
    disk.logs.erase(id);
    disk.high_watermark_checkpoint.erase(id);
    disk.recovery_point_checkpoint.erase(id);
    disk.log_start_checkpoint.erase(id);
    delete_directory_later(number, context.settings, context.effects);
}

void remove_directory(std::int64_t number, node::Disk& disk) {
    disk.deleted_directories.erase(number);
}

}  // namespace brokerscope::replica
