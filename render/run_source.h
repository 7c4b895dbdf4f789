// The run that the picture looks at. A live simulation, a saved run and a journal file look the
// same from here: a head that may advance, and any moment up to it. Whoever owns the run implements
// this; the picture never sees a broker.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/base/result.h"
#include "sim/base/time.h"
#include "sim/commands/commands.h"
#include "sim/journal/journal.h"
#include "sim/laws/chronicle.h"

namespace brokerscope::render {

using base::Duration;
using base::FactId;
using base::NodeId;
using base::SimTime;

class RunSource {
  public:
    virtual ~RunSource() = default;

    /// Up to here the run has been simulated; nothing after it is known to anybody.
    virtual SimTime head() const = 0;
    /// Where the run will end as far as its scenario says.
    virtual SimTime planned_end() const = 0;
    /// The head does not grow any more.
    virtual bool finished() const = 0;
    /// Simulates on, at most to `until` and for about `budget` of wall time. An Error is the
    /// scenario's own and ends the run.
    virtual base::Status advance_to(SimTime until, Duration budget) = 0;

    /// All that can be told at `moment` <= head(). Lives until the next call of any member.
    virtual const laws::Chronicle& at(SimTime moment) = 0;
    virtual const journal::Journal& journal() const = 0;
    /// Counts the histories: another number, another journal.
    virtual int branch() const = 0;

    /// Asks the world for something at `moment`. Before the head that starts a branch: the run goes
    /// on from there, and branch() grows. An Error says why it makes no sense.
    virtual base::Status give(SimTime moment, const commands::Command& command) = 0;
    /// Saves the run as a scenario in Lua; the answer says where, for people.
    virtual base::Result<std::string> save_as_lua() = 0;
};

}  // namespace brokerscope::render
