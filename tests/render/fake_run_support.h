// A run made of facts that a test writes down: the player sees it exactly as it sees a live one.
// What is asked of the world is kept and looked at by the test.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "render/run_source.h"
#include "sim/view/timeline.h"

namespace brokerscope::render {

class FakeRun : public RunSource {
  public:
    FakeRun();

    /// States a fact; times ascend.
    FactId state(std::int64_t ms, journal::FactBody body, std::int32_t node = 0);
    /// Facts after this moment are only simulated when somebody advances to them.
    void set_head(std::int64_t ms);

    SimTime head() const override { return head_; }
    SimTime planned_end() const override { return SimTime{} + base::seconds(30); }
    bool finished() const override { return head_ >= planned_end(); }
    base::Status advance_to(SimTime until, Duration budget) override;
    const laws::Chronicle& at(SimTime moment) override;
    const journal::Journal& journal() const override { return *journal_; }
    int branch() const override { return 0; }
    base::Status give(SimTime moment, const commands::Command& command) override;
    base::Result<std::string> save_as_lua() override { return std::string("saved as x.lua"); }

    std::vector<std::pair<SimTime, commands::Command>> given;
    bool refuse_commands = false;

  private:
    struct Planned {
        SimTime at;
        NodeId node;
        journal::FactBody body;
    };
    void simulate();

    std::deque<Planned> planned_;
    std::unique_ptr<journal::Journal> journal_;
    view::Timeline<laws::Chronicle> timeline_;
    laws::Chronicle shown_;
    SimTime head_;
};

/// Two brokers and a controller that run; at 2 s a chapter and a sentence, at 5 s a question with
/// two choices, at 8 s broker 2 crashes. The head is at 3 s.
std::unique_ptr<FakeRun> a_short_run();

}  // namespace brokerscope::render
