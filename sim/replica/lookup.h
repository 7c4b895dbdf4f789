// LIST_OFFSETS and OFFSET_FOR_LEADER_EPOCH: questions that only the leader answers, at once, and
// that change nothing (ST-16, ST-37, RE-24).
#pragma once

#include "sim/replica/context.h"

namespace brokerscope::replica {

protocol::ListOffsetsResponse list_offsets(const protocol::ListOffsetsRequest& request,
                                           std::int16_t version, Context& context);

protocol::OffsetForLeaderEpochResponse offsets_for_leader_epochs(
    const protocol::OffsetForLeaderEpochRequest& request, Context& context);

}  // namespace brokerscope::replica
