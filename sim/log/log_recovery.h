// A start of the broker on the files of a log (rules ST-32 to ST-35; Kafka's LogLoader). After a
// clean stop nothing is read again. Otherwise every segment from the one with the recovery point on
// is read and checked, and the log is cut at the first batch that is not whole.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/log/partition_log.h"

namespace brokerscope::log {

struct RecoveryOptions {
    /// The clean-shutdown marker was found.
    bool clean_shutdown = false;
    /// recovery-point-offset-checkpoint; 0 when there is no entry.
    base::Offset recovery_point{0};
    /// log-start-offset-checkpoint; 0 when there is no entry.
    base::Offset log_start_checkpoint{0};
    std::int64_t now_ms = no_timestamp_ms;
};

struct RecoveryReport {
    /// The segments that were read again, and where reading began; none after a clean stop with
    /// all its files.
    std::vector<base::Offset> segments_read;
    base::Offset from = base::no_offset;
    base::Offset log_end;
    /// Of the log from now on (Kafka's newRecoveryPoint).
    base::Offset recovery_point;
    /// Bytes that were cut off: torn or damaged batches and what came after them in the segment.
    std::int64_t bytes_cut = 0;
    /// Segments that went: they stood behind the damage, or the log's end fell below its start.
    std::vector<base::Offset> segments_deleted;
    /// The log's end lay below the checkpointed start: it is empty now and begins there.
    bool started_over = false;
    /// Where the log had ended before, as its memory knew.
    base::Offset end_before;

    bool read_again() const { return !segments_read.empty(); }
};

}  // namespace brokerscope::log
