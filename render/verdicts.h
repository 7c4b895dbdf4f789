// The numbers of the verdict strip at one moment, taken from the ledger and the laws. Plain data,
// so that a picture can be drawn without a run behind it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/base/ids.h"
#include "sim/base/time.h"
#include "sim/laws/chronicle.h"

namespace brokerscope::render {

using base::Duration;
using base::FactId;
using base::NodeId;
using base::SimTime;

struct Verdicts {
    std::int64_t produced = 0;
    std::int64_t acked = 0;
    std::int64_t delivered = 0;
    std::int64_t duplicated = 0;
    std::int64_t lost = 0;
    std::int64_t at_risk = 0;  ///< acknowledged, but a single further failure would lose it
    std::int64_t reordered = 0;
    Duration unavailable;  ///< summed over partitions
    std::int32_t laws_holding = 0;
    std::vector<base::Text> laws_broken;        ///< their sentences
    std::vector<base::Text> laws_not_promised;  ///< given up by the scenario's own settings
    /// Of at_risk, by who produced it.
    std::map<NodeId, std::int64_t> risk_by_producer;
    /// The first fact that made a number bad, where "why?" starts; none when it is good.
    FactId why_lost;
    FactId why_broken;
};

Verdicts verdicts_of(const laws::Chronicle& chronicle);

}  // namespace brokerscope::render
