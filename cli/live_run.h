// LiveRun: a Session as the window sees it. It simulates on within a budget of wall time, folds any
// past moment, and starts another history when somebody acts in the past: the old one is kept.
#pragma once

#include <memory>
#include <vector>

#include "render/run_source.h"
#include "scripting/session.h"

namespace brokerscope::cli {

class LiveRun final : public render::RunSource {
  public:
    explicit LiveRun(std::unique_ptr<scripting::Session> session);

    base::SimTime head() const override { return session_->now(); }
    base::SimTime planned_end() const override { return session_->end(); }
    bool finished() const override { return session_->finished(); }
    base::Status advance_to(base::SimTime until, base::Duration budget) override;
    const laws::Chronicle& at(base::SimTime moment) override;
    const journal::Journal& journal() const override { return session_->journal(); }
    int branch() const override { return static_cast<int>(kept_.size()); }
    base::Status give(base::SimTime moment, const commands::Command& command) override;
    base::Result<std::string> save_as_lua() override;

    const scripting::Session& session() const { return *session_; }

  private:
    base::Status branch_off(base::SimTime moment);
    std::string free_name(const std::string& ending) const;

    std::unique_ptr<scripting::Session> session_;
    std::vector<std::unique_ptr<scripting::Session>> kept_;  // histories that were left
    scripting::Told told_;  // the state after told_facts_ facts of this history
    std::int64_t told_facts_ = 0;
};

}  // namespace brokerscope::cli
