// What a follower does to its own log with what its leader answered: append, take over the high
// watermark and the log's start, or cut its log where the two part (RE-7, RE-27, ST-11).
#pragma once

#include "sim/replica/context.h"

namespace brokerscope::replica {

/// Where a follower cuts its log when the leader says that their logs part at `leader_end` (RE-27).
Offset decide_truncation(const log::PartitionLog& log, const protocol::EpochEndOffset& leader_end);

/// Cuts the log and says so.
void truncate(PartitionId id, Offset to, journal::TruncationReason reason, Context& context);

/// Takes over what was fetched without error. False when the batches do not continue the log: that
/// fetch has failed (ST-11).
bool take_fetched(const protocol::FetchPartitionResponse& fetched, Context& context);

}  // namespace brokerscope::replica
