// Promises: what a run's configuration promises at all. A law that was never promised (acks=1 and
// no lost record) is not broken when it fails; the report says why it was not promised.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/base/ids.h"
#include "sim/base/text.h"
#include "sim/view/view.h"

namespace brokerscope::laws {

/// The producer's acks: "all" (also for -1 and when it is not set), "1" or "0".
std::string_view producer_acks(const view::View& view, base::NodeId producer);

/// The topic's min.insync.replicas: its own config, else the brokers', else 1; never more than the
/// topic has replicas (RE-10).
std::int32_t min_insync_replicas(const view::View& view, base::TopicId topic);

/// Why an acknowledged record of this producer in this topic may be lost, or nothing when it may
/// not: acks=all, two or more replicas, min.insync.replicas of two or more.
std::optional<base::Text> why_loss_is_allowed(const view::View& view, base::NodeId producer,
                                              base::TopicId topic);

}  // namespace brokerscope::laws
