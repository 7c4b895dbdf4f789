// Appending to a partition that this broker leads: the checks of a batch in Kafka's order, the
// append, the fact about it and the high watermark (ST-8, steps 7 to 13). A batch that its log
// recognises by its sequence numbers is answered and not stored again.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "sim/replica/context.h"

namespace brokerscope::replica {

enum class AppendOrigin { client, coordinator };

enum class Acks : std::int16_t { all = -1, none = 0, leader = 1 };

struct Refused {
    kafka::ErrorCode error;
    /// ST-9: only what the log itself refuses names its start.
    Offset log_start_offset = base::no_offset;
};
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

/// What identifies a batch wherever it is copied, for facts.
journal::BatchStamp stamp_of(const log::RecordBatch& batch);
/// The segments of a log with their sizes, for facts.
std::vector<journal::SegmentStamp> segments_of(const log::PartitionLog& log);

}  // namespace brokerscope::replica
