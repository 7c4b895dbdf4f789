// What a broker does with its logs in the background, each at its interval: old segments are
// deleted, compacted logs cleaned, checkpoints written, producers forgotten (Kafka's LogManager and
// LogCleaner). Nothing is stated when nothing changes.
#pragma once

#include "sim/replica/context.h"

namespace brokerscope::replica {

/// The logs of the disk, as a new process finds them: those of an unclean stop are read again and
/// checked (ST-33). Before any replica is opened. Returns their recovery points; what is written of
/// them stays as it is until the next checkpoint, so that one more crash begins no further on.
std::map<PartitionId, Offset> recover_logs(bool stop_was_clean, const LogDirectories& directories,
                                           node::Turn& turn, node::Effects& effects);

/// Old segments of all logs that are not compacted go (ST-17 to ST-21).
void run_retention(Context& context);

/// One step of the cleaner: cleans the dirtiest log that needs it, and deletes old segments of
/// compacted logs (ST-24 to ST-30). True when a log was cleaned: there may be more to do at once.
bool run_cleaner(Context& context);

/// fsync of logs that have waited for flush.ms.
void flush_overdue(Context& context);

/// From where a start after a crash has to read again: what lies below was flushed, or was dropped
/// from the log's beginning (UnifiedLog.updateLogStartOffset).
Offset recovery_point_of(const Partition& partition, const log::PartitionLog& log);
/// recovery-point-offset-checkpoint: of all logs, those of `found` that no replica has opened yet
/// too (ST-33). Written at its interval, when a log was cut and when one was deleted.
void checkpoint_recovery_points(const Partitions& partitions,
                                const std::map<PartitionId, Offset>& found, node::Disk& disk);
/// log-start-offset-checkpoint: only where the first segment does not say it (ST-23).
void checkpoint_log_starts(const Partitions& partitions, node::Disk& disk);

/// Forgets producers that have been silent for too long (ST-42).
void expire_producers(Context& context);

/// A file of this partition's log was deleted: its remains leave after file.delete.delay.ms.
void schedule_file_removal(PartitionId id, Context& context);
void remove_deleted_files(std::int64_t subject, Context& context);

/// The topic is gone: the directory gets another name and leaves later (ST-21).
void retire_directory(PartitionId id, Context& context);
void remove_directory(std::int64_t number, node::Disk& disk);

}  // namespace brokerscope::replica
