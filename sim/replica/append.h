// Appending to a partition that this broker leads: the checks of a batch in Kafka's order, the
// append, the fact about it and the high watermark (ST-8, steps 7 to 13). A batch that its log
// recognises by its sequence numbers is answered and not stored again.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "sim/replica/batch_checks.h"
#include "sim/replica/context.h"

namespace brokerscope::replica {

enum class AppendOrigin { client, coordinator };

enum class Acks : std::int16_t { all = -1, none = 0, leader = 1 };

struct Stored {
    Offset base_offset;
    Offset next_offset;
    Offset log_start_offset;
    std::int64_t log_append_time_ms = -1;
    node::FactRef fact;
};
using AppendOutcome = std::variant<Refused, Stored>;

/// Appends one batch, or refuses it and leaves everything as it was.
AppendOutcome append_as_leader(PartitionId id, const log::RecordBatch& batch, Acks acks,
                               AppendOrigin origin, Context& context);

/// How much earlier than segment.ms a segment that begins now may be closed.
std::int64_t draw_roll_jitter(const log::LogConfig& config, base::Rng& random);

/// fsync when flush.messages records have come since the last one.
void flush_if_needed(const Partition& partition, Context& context);

/// What identifies a batch wherever it is copied, for facts.
journal::BatchStamp stamp_of(const log::RecordBatch& batch);
/// The segments of a log with their sizes, for facts.
std::vector<journal::SegmentStamp> segments_of(const log::PartitionLog& log);

}  // namespace brokerscope::replica
