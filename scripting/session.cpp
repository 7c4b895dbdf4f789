#include "scripting/session.h"

#include <algorithm>
#include <utility>

#include "scripting/lua/sandbox.h"
#include "scripting/scenario/context.h"
#include "scripting/story.h"
#include "sim/base/check.h"
#include "sim/world/world.h"

namespace brokerscope::scripting {

// The order of the members is the order of their lives: references into Lua go before the sandbox.
struct Session::Contents final : Host {
    explicit Contents(RunInputs given)
        : inputs(std::move(given)),
          sandbox(lua::Limits{}, base::Rng(1, "scenario", base::outside_world)),
          context(sandbox, inputs.overrides, inputs.seed),
          timeline(journal) {}

    base::Result<base::FactId> give(const commands::Command& command) override {
        return world->give(command, journal::CommandSource::scenario);
    }
    const laws::Chronicle& chronicle() override {
        timeline.follow();
        return timeline.head();
    }
    base::SimTime now() const override { return world->now(); }
    base::NodeId next_client_id() const override { return world->next_client_id(); }
    void tell(journal::FactBody fact) override { world->state(std::move(fact), base::no_fact); }

    base::Status load();
    base::Status begin();
    base::Status run_instant(base::SimTime at);
    base::Status look();
    base::Status finish();
    std::optional<base::SimTime> next_instant();

    RunInputs inputs;
    std::vector<std::string> printed;
    lua::Sandbox sandbox;
    ScenarioContext context;
    journal::Journal journal;
    view::Timeline<Told> timeline;
    std::unique_ptr<world::World> world;
    std::optional<Story> story;
    base::FactId seen;             // the newest story fact at the last look
    std::size_t next_timed = 0;    // of the scenario's at() calls
    std::size_t next_command = 0;  // of inputs.commands, when they are replayed
    base::SimTime end;
    bool finished = false;
};

Session::Session(RunInputs inputs) : contents_(std::make_unique<Contents>(std::move(inputs))) {}
Session::~Session() = default;

base::Result<std::unique_ptr<Session>> Session::open(RunInputs inputs) {
    std::unique_ptr<Session> session(new Session(std::move(inputs)));
    if (const base::Status loaded = session->contents_->load(); !loaded) return loaded.error();
    if (const base::Status begun = session->contents_->begin(); !begun) return begun.error();
    return session;
}

base::Status Session::Contents::load() {
    context.define_api();
    sandbox.set_print_sink([this](std::string_view line) { printed.emplace_back(line); });
    if (const base::Status status = sandbox.run_chunk(inputs.name, inputs.source); !status)
        return status;
    const Declarations& declared = context.declarations();
    if (!declared.has_scenario) {
        return base::Error{
            "the file declares no scenario", inputs.name,
            "begin with: local s = scenario{ title = \"..\", seed = 1, duration = \"30s\" }"};
    }
    if (!declared.has_cluster) {
        return base::Error{"the file declares no cluster", inputs.name,
                           "add: local c = cluster{ brokers = 3 }"};
    }
    return context.check_overrides();
}

base::Status Session::Contents::begin() {
    Declarations& declared = context.declarations();
    end = base::SimTime{} + inputs.until.value_or(declared.duration);
    declared.cluster.title = declared.title;
    declared.cluster.seed = declared.seed;
    world = std::make_unique<world::World>(declared.cluster, journal, &context);
    context.run_with(*this);
    world->run_until({});
    for (const commands::Command& command : declared.commands) {
        const auto given = world->give(command, journal::CommandSource::scenario);
        if (!given) {
            base::Error error = given.error();
            if (error.place.empty()) error.place = inputs.name;
            return error;
        }
    }
    if (declared.story) story.emplace(sandbox, declared.story);
    return run_instant({});
}

// Everything of one instant: events and the story until it is quiet, then each command of an
// outsider with what follows from it. A command that is given live finds the instant in the same
// state.
base::Status Session::Contents::run_instant(base::SimTime at) {
    world->run_until(at);
    if (base::Status status = look(); !status) return status;
    while (next_command < inputs.commands.size() && inputs.commands[next_command].at <= at) {
        const TimedCommand& timed = inputs.commands[next_command++];
        const auto given = world->give(timed.command, journal::CommandSource::outsider);
        if (!given) return given.error();
        world->run_until(at);
        if (base::Status status = look(); !status) return status;
    }
    return base::Nothing{};
}

base::Status Session::Contents::look() {
    // A story that goes on without waiting would stay in this instant for ever.
    for (int turns = 0; turns < 10'000; ++turns) {
        if (auto error = context.take_error()) return std::move(*error);
        timeline.follow();
        const bool news = timeline.head().newest_story_fact > seen;
        seen = timeline.head().newest_story_fact;
        const std::vector<TimedCall>& timed = context.declarations().timed;
        if (next_timed < timed.size() && timed[next_timed].at <= world->now()) {
            if (base::Status called = sandbox.call(timed[next_timed++].function); !called)
                return called;
            world->run_until(world->now());
            continue;
        }
        if (!story) return base::Nothing{};
        const base::Result<bool> ran = story->look(world->now(), news, timeline.head());
        if (!ran) return ran.error();
        if (!*ran) return base::Nothing{};
        world->run_until(world->now());
    }
    return base::Error{"the story goes on and on without letting time pass", inputs.name,
                       "put a wait into its loop"};
}

std::optional<base::SimTime> Session::Contents::next_instant() {
    std::optional<base::SimTime> next = world->next_time();
    const auto consider = [&](std::optional<base::SimTime> at) {
        if (at && (!next || *at < *next)) next = at;
    };
    if (story) consider(story->wakes_at());
    const std::vector<TimedCall>& timed = context.declarations().timed;
    if (next_timed < timed.size()) consider(timed[next_timed].at);
    if (next_command < inputs.commands.size()) consider(inputs.commands[next_command].at);
    return next;
}

base::Status Session::Contents::finish() {
    world->run_until(end);
    timeline.follow();
    if (context.declarations().ending) {
        if (const base::Status status = sandbox.call(context.declarations().ending); !status)
            return status;
    }
    world->state(journal::RunEnded{}, base::no_fact);
    timeline.follow();
    finished = true;
    return base::Nothing{};
}

base::Status Session::advance(base::SimTime until, std::int64_t most_events) {
    Contents& run = *contents_;
    if (run.finished) return base::Nothing{};
    const base::SimTime limit = std::min(until, run.end);
    const std::int64_t stop_at =
        run.world->events() + std::min(most_events, INT64_MAX - run.world->events());
    while (const std::optional<base::SimTime> next = run.next_instant()) {
        if (*next > limit) break;
        if (const base::Status status = run.run_instant(std::max(*next, run.now())); !status)
            return status;
        if (run.world->events() >= stop_at) return base::Nothing{};
    }
    if (limit > run.now()) run.world->run_until(limit);
    return limit == run.end ? run.finish() : base::Status(base::Nothing{});
}

base::SimTime Session::now() const {
    return contents_->now();
}
base::SimTime Session::end() const {
    return contents_->end;
}
bool Session::finished() const {
    return contents_->finished;
}
std::int64_t Session::events() const {
    return contents_->world->events();
}
base::NodeId Session::next_client_id() const {
    return contents_->world->next_client_id();
}
const RunInputs& Session::inputs() const {
    return contents_->inputs;
}
const Declarations& Session::declarations() const {
    return contents_->context.declarations();
}
const journal::Journal& Session::journal() const {
    return contents_->journal;
}
const view::Timeline<Told>& Session::timeline() const {
    return contents_->timeline;
}
const std::vector<std::string>& Session::printed() const {
    return contents_->printed;
}

void Session::watch(std::function<void(const world::World&)> watcher) {
    contents_->world->watch(std::move(watcher));
}

base::Result<base::FactId> Session::give(const commands::Command& command) {
    Contents& run = *contents_;
    if (run.finished)
        return base::Error{"the run is over", "", "go back in time and give it there"};
    const auto given = run.world->give(command, journal::CommandSource::outsider);
    if (!given) return given;
    // Replayed commands come before new ones: what is left of them belongs to another history.
    run.inputs.commands.resize(run.next_command);
    run.inputs.commands.push_back({run.now(), command});
    run.next_command = run.inputs.commands.size();
    if (const base::Status status = run.run_instant(run.now()); !status) return status.error();
    return given;
}

laws::Report Session::report() const {
    laws::RunTotals totals;
    totals.scenario = contents_->inputs.name;
    totals.events = events();
    totals.hash = contents_->journal.hash();
    return laws::make_report(contents_->timeline.head(), std::move(totals));
}

}  // namespace brokerscope::scripting
