// What a leader decides from its followers' progress: how far the high watermark may go, who falls
// out of the ISR and who may join it (RE-3, RE-8 to RE-12). Pure: it reads, computes and changes
// only the progress that it is given.
#pragma once

#include <vector>

#include "sim/log/partition_log.h"
#include "sim/node/metadata_image.h"
#include "sim/replica/partition.h"

namespace brokerscope::replica {

/// A follower's fetch as the leader sees it: it has everything below `offset` (RE-2).
struct FollowerFetch {
    Offset offset;
    BrokerEpoch broker_epoch;
    Offset leader_end;  // the leader's own log end when it read for this fetch
    LocalTime at;
    Offset log_start = base::no_offset;  // its own
};

/// What a leader looks at when it decides.
struct LeaderOutlook {
    NodeId self;
    Offset log_end;
    Offset high_watermark;
    LocalTime now;
    base::Duration max_lag;  // replica.lag.time.max.ms
    const node::MetadataImage& image;
};

/// RE-3: the newest moment at which the follower had all that the leader had.
void apply_fetch(FollowerProgress& follower, const FollowerFetch& fetch);

/// As far as the leader or not behind it for longer than allowed (RE-8, RE-11).
bool is_caught_up(const FollowerProgress& follower, const LeaderOutlook& outlook);

/// May stand in an ISR: registered, unfenced, staying, and fetching as its newest incarnation.
bool is_isr_eligible(NodeId node, const FollowerProgress& follower,
                     const node::MetadataImage& image);

/// Where the high watermark may go; no further than where it is while the ISR is too small (RE-9).
Offset decide_high_watermark(const Partition& partition, const Leading& leading,
                             const LeaderOutlook& outlook);

/// Members of the ISR that have been behind for too long (RE-11).
std::vector<NodeId> decide_shrink(const Leading& leading, const LeaderOutlook& outlook);

/// May this follower, which has just fetched, join the ISR (RE-12)?
bool decide_expand(const Leading& leading, NodeId follower, const LeaderOutlook& outlook);

}  // namespace brokerscope::replica
