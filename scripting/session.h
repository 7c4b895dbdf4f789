// Session: one run of one scenario: its script, its world, its journal, and the timeline that
// everybody looks at. `run`, `play`, `render` and the tests share it.
//
// Promise: the journal is a pure function of the scenario's text, the seed, the overrides, and the
// commands of outsiders with their times. A Session cannot go back: another moment is looked at
// through the timeline, another history is another Session (see RunInputs).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scripting/scenario/declarations.h"
#include "sim/base/result.h"
#include "sim/base/time.h"
#include "sim/commands/commands.h"
#include "sim/journal/journal.h"
#include "sim/laws/chronicle.h"
#include "sim/laws/report.h"
#include "sim/view/timeline.h"

namespace brokerscope::world {
class World;
}

namespace brokerscope::scripting {

/// A command of somebody outside and when it was given.
struct TimedCommand {
    base::SimTime at;
    commands::Command command;
};

/// All that a run depends on.
struct RunInputs {
    std::string name;                   // the scenario's file name, for messages
    std::string source;                 // its text
    std::optional<std::uint64_t> seed;  // instead of the scenario's own
    std::vector<Override> overrides;
    std::optional<base::Duration> until;  // instead of the scenario's duration
    std::vector<TimedCommand> commands;   // in order of time
};

/// The folded state at a moment, and the newest fact that a story may wait for.
struct Told : laws::Chronicle {
    base::FactId newest_story_fact;
    void apply(const journal::Fact& fact) {
        laws::Chronicle::apply(fact);
        if (!journal::is_traffic(fact.body)) newest_story_fact = fact.id;
    }
};

class Session {
  public:
    /// Loads the scenario and begins the run at time 0. An Error is the scenario author's: place
    /// and hint.
    static base::Result<std::unique_ptr<Session>> open(RunInputs inputs);
    ~Session();

    /// Runs up to and including `until` (not beyond the end), or until about `most_events` more
    /// events were handled. An Error of the script ends the session.
    base::Status advance(base::SimTime until,
                         std::int64_t most_events = std::numeric_limits<std::int64_t>::max());
    /// Runs to the end.
    base::Status finish() { return advance(end()); }

    base::SimTime now() const;
    base::SimTime end() const;
    bool finished() const;
    std::int64_t events() const;

    /// A command of the outside, at now(). It becomes part of inputs().
    base::Result<base::FactId> give(const commands::Command& command);
    base::NodeId next_client_id() const;

    const RunInputs& inputs() const;
    const Declarations& declarations() const;
    const journal::Journal& journal() const;
    const view::Timeline<Told>& timeline() const;
    laws::Report report() const;
    /// Calls `watcher` after each event and each command from now on (see World::watch): audits.
    void watch(std::function<void(const world::World&)> watcher);
    /// What the script printed, and notes for stderr.
    const std::vector<std::string>& printed() const;

  private:
    struct Contents;
    explicit Session(RunInputs inputs);
    std::unique_ptr<Contents> contents_;
};

}  // namespace brokerscope::scripting
