// How a leader changes its ISR: it asks the controller, goes on with the larger of the old and the
// asked-for set, and takes what the controller answers (RE-11 to RE-14). It never changes the
// committed ISR by itself.
#pragma once

#include "sim/replica/context.h"

namespace brokerscope::replica {

/// A follower has fetched: takes note, lets it join the ISR when it may, and moves the high
/// watermark when the follower has more than before.
void on_follower_fetch(Partition& partition, NodeId follower, const FollowerFetch& fetch,
                       Context& context);

/// Asks to remove the members that have been behind for too long (RE-11).
void shrink_isr_if_needed(Partition& partition, Context& context);

/// The controller's final answer to a change that this leader asked for (RE-14).
void on_isr_answer(const protocol::AlterPartitionPartitionResponse& answer, Context& context);

}  // namespace brokerscope::replica
