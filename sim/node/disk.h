// Disk: what a machine's storage holds. It outlives the process: a crash loses the process's memory
// but keeps the page cache, so logs keep all that was appended; a power loss (later) keeps what was
// flushed.
//
// It is structured data with Kafka's sizes and positions, not bytes. The world owns it and lends it
// to the process that runs on this machine.
#pragma once

#include <cstdint>
#include <map>

#include "sim/base/ids.h"
#include "sim/log/partition_log.h"

namespace brokerscope::node {

struct Disk {
    std::map<base::PartitionId, log::PartitionLog> logs;
    /// replication-offset-checkpoint: the high watermarks as last written down.
    std::map<base::PartitionId, base::Offset> high_watermark_checkpoint;
    /// .kafka_cleanshutdown: the last stop was clean.
    bool clean_shutdown = false;
    /// Kept in that file: the broker epoch of the process that stopped.
    base::BrokerEpoch last_broker_epoch{base::no_broker_epoch};
};

}  // namespace brokerscope::node
