// Disk: what a machine's storage holds. It outlives the process: a crash loses the process's memory
// but keeps the page cache, so logs keep all that was appended; a power loss keeps what was
// flushed. Checkpoint files are flushed when they are written, so they survive both.
//
// It is structured data with Kafka's sizes and positions, not bytes. The world owns it and lends it
// to the process that runs on this machine.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "sim/base/ids.h"
#include "sim/log/partition_log.h"

namespace brokerscope::node {

/// The directory of a deleted partition: renamed at once, removed later.
struct DeletedDirectory {
    std::string name;  // "orders-0.<32 hex digits>-delete"
    log::PartitionLog log;
};

struct Disk {
    std::map<base::PartitionId, log::PartitionLog> logs;
    /// In which of log.dirs a log lies; the first one (0) unless it is said here.
    std::map<base::PartitionId, std::int32_t> directory_of;
    /// Log directories that nobody can use until they are repaired.
    std::set<std::int32_t> broken_directories;
    /// replication-offset-checkpoint: the high watermarks as last written down.
    std::map<base::PartitionId, base::Offset> high_watermark_checkpoint;
    /// recovery-point-offset-checkpoint: what lies below was on the disk.
    std::map<base::PartitionId, base::Offset> recovery_point_checkpoint;
    /// log-start-offset-checkpoint: log starts that lie inside their first segment.
    std::map<base::PartitionId, base::Offset> log_start_checkpoint;
    /// The names of the partitions' directories begin with them.
    std::map<base::TopicId, std::string> topic_names;
    std::map<std::int64_t, DeletedDirectory> deleted_directories;
    std::int64_t next_deleted_directory = 0;
    /// .kafka_cleanshutdown: the last stop was clean.
    bool clean_shutdown = false;
    /// Kept in that file: the broker epoch of the process that stopped.
    base::BrokerEpoch last_broker_epoch{base::no_broker_epoch};

    std::int32_t directory(base::PartitionId log) const {
        const auto found = directory_of.find(log);
        return found == directory_of.end() ? 0 : found->second;
    }
};

}  // namespace brokerscope::node
