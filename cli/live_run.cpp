#include "cli/live_run.h"

#include <sys/stat.h>

#include <chrono>
#include <utility>

#include "cli/crash.h"
#include "cli/files.h"
#include "cli/run_file.h"
#include "cli/saved_lua.h"

namespace brokerscope::cli {
namespace {

constexpr std::int64_t events_between_looks_at_the_clock = 256;
// Folding so many facts on is cheaper than going to a keyframe.
constexpr std::int64_t near_facts = 2048;

}  // namespace

LiveRun::LiveRun(std::unique_ptr<scripting::Session> session) : session_(std::move(session)) {}

base::Status LiveRun::advance_to(base::SimTime until, base::Duration budget) {
    const auto began = std::chrono::steady_clock::now();
    const auto limit = std::chrono::nanoseconds(budget.ns);
    while (!session_->finished() && session_->now() < until) {
        note_progress(session_->declarations().seed, session_->now());
        const base::Status status = session_->advance(until, events_between_looks_at_the_clock);
        if (!status) return status;
        if (std::chrono::steady_clock::now() - began >= limit) break;
    }
    return base::Nothing{};
}

const laws::Chronicle& LiveRun::at(base::SimTime moment) {
    const view::Timeline<scripting::Told>& timeline = session_->timeline();
    const std::int64_t facts = timeline.facts_until(moment);
    if (facts == timeline.size()) return timeline.head();
    if (facts < told_facts_ || facts - told_facts_ > near_facts) {
        told_ = timeline.state_after(facts);
    } else {
        for (std::int64_t i = told_facts_; i < facts; ++i) {
            told_.apply(session_->journal().at(base::FactId{i + 1}));
        }
    }
    told_facts_ = facts;
    return told_;
}

base::Status LiveRun::give(base::SimTime moment, const commands::Command& command) {
    if (moment < session_->now() || session_->finished()) {
        if (base::Status status = branch_off(moment); !status) return status;
    }
    const base::Result<base::FactId> given = session_->give(command);
    return given ? base::Status(base::Nothing{}) : base::Status(given.error());
}

// The same inputs up to the moment give the same history; from there it may become another.
base::Status LiveRun::branch_off(base::SimTime moment) {
    scripting::RunInputs inputs = session_->inputs();
    std::erase_if(inputs.commands,
                  [&](const scripting::TimedCommand& timed) { return timed.at > moment; });
    auto opened = scripting::Session::open(std::move(inputs));
    if (!opened) return opened.error();
    if (base::Status status = opened.value()->advance(moment); !status) return status;
    kept_.push_back(std::exchange(session_, std::move(opened).value()));
    told_ = {};
    told_facts_ = 0;
    return base::Nothing{};
}

std::string LiveRun::free_name(const std::string& ending) const {
    std::string stem = session_->inputs().name;
    if (const std::size_t slash = stem.rfind('/'); slash != std::string::npos)
        stem.erase(0, slash + 1);
    if (const std::size_t dot = stem.rfind('.'); dot != std::string::npos) stem.erase(dot);
    struct stat info {};
    for (int n = 1;; ++n) {
        const std::string name = stem + "-" + std::to_string(n);
        if (stat((name + ending).c_str(), &info) != 0) return name;
    }
}

base::Result<std::string> LiveRun::save_as_lua() {
    const std::string name = free_name(".bsrun");
    // A run file proves its hash at its end, and the scenario has its last word there: what is
    // saved is a run that ends at this moment.
    scripting::RunInputs inputs = session_->inputs();
    inputs.until = session_->now() - base::SimTime{};
    auto ended = scripting::Session::open(std::move(inputs));
    if (!ended) return ended.error();
    if (const base::Status status = ended.value()->finish(); !status) return status.error();
    const base::Result<std::string> json = to_json(saved_run_of(*ended.value()));
    if (!json) return json.error();
    if (const base::Status status = write_file(name + ".bsrun", json.value()); !status)
        return status.error();
    const std::string lua = as_lua(session_->inputs(), session_->timeline().head().view);
    if (const base::Status status = write_file(name + ".lua", lua); !status) return status.error();
    return "Saved: " + name + ".bsrun, " + name + ".lua";
}

}  // namespace brokerscope::cli
