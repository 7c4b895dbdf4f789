// The run that the picture looks at. A live simulation, a saved run and a journal file look the
// same from here: a head that may advance, and any moment up to it. Whoever owns the run implements
// this; the picture never sees a broker.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/result.h"
#include "sim/base/time.h"
#include "sim/commands/commands.h"
#include "sim/journal/journal.h"
#include "sim/view/view.h"

namespace brokerscope::render {

using base::Duration;
using base::FactId;
using base::NodeId;
using base::SimTime;

/// What the laws and the ledger say at one moment: the verdict strip.
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
    std::vector<std::string> laws_broken;             ///< their names
    std::map<NodeId, std::int64_t> risk_by_producer;  ///< of at_risk
    /// The first fact that made a number bad, where "why?" starts.
    FactId first_lost;
    FactId first_duplicated;
    FactId first_reordered;
    FactId first_broken_law;
};

/// A question's answer, known when the run has shown it.
struct Answer {
    int choice = 0;  ///< index into the choices
};

class RunSource {
  public:
    virtual ~RunSource() = default;

    /// Up to here the run has been simulated; nothing after it is known to anybody.
    virtual SimTime head() const = 0;
    /// Where the run will end as far as its scenario says.
    virtual SimTime planned_end() const = 0;
    /// The run has ended: the head does not grow any more.
    virtual bool finished() const = 0;
    /// Simulates on, at most to `until` and for about `budget` of wall time.
    virtual void advance_to(SimTime until, Duration budget) = 0;

    /// The state at `moment` <= head(). The reference lives until the next call of any member.
    virtual const view::View& view_at(SimTime moment) = 0;
    virtual Verdicts verdicts_at(SimTime moment) = 0;
    virtual const journal::Journal& journal() const = 0;

    /// Asks the world for something at `moment`. Before the head it starts a branch, and the run
    /// from then on is the branch. An Error says why it makes no sense.
    virtual base::Status give(SimTime moment, commands::Command command) = 0;
    /// The run as it now is as a scenario in Lua, or why that cannot be.
    virtual base::Result<std::string> as_lua() = 0;
    /// The right choice of the question that was asked at this fact, when the scenario knows it by
    /// now.
    virtual std::optional<Answer> answer_of(FactId question) = 0;
};

}  // namespace brokerscope::render
