// Short names for the words of the layers below, and the one word that all views share: Change.
#pragma once

#include <tuple>

#include "sim/base/fields.h"
#include "sim/base/ids.h"
#include "sim/base/text.h"
#include "sim/base/time.h"
#include "sim/journal/facts.h"

namespace brokerscope::view {

using base::BrokerEpoch;
using base::Duration;
using base::FactId;
using base::field;
using base::GenerationId;
using base::LeaderEpoch;
using base::name_of;
using base::NodeId;
using base::Offset;
using base::PartitionEpoch;
using base::PartitionId;
using base::SimTime;
using base::TopicId;
using journal::BatchState;
using journal::BrokerState;
using journal::ClockKind;
using journal::ClockSubject;
using journal::ConsumerState;
using journal::FencingState;
using journal::GroupState;
using journal::NodeRole;
using journal::ReplicaRole;

/// Something that changed at a moment, and the fact that changed it: what flashes, and where "why?"
/// starts.
struct Change {
    SimTime at;
    FactId fact;
    static constexpr auto fields() {
        return std::tuple{field("at", &Change::at), field("fact", &Change::fact)};
    }
};

}  // namespace brokerscope::view
