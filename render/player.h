// The player: transport, speed, selection, keys and commands around the stage. It owns what the
// window itself remembers (UiState) and nothing of the run; what it shows is always the stage of
// one moment.
#pragma once

#include <functional>

#include "render/capture.h"
#include "render/run_source.h"
#include "render/stage/scene.h"
#include "render/stage/ui.h"
#include "render/window.h"

namespace brokerscope::render {

/// How a moment is looked at when nobody is at the keys.
struct Look {
    ThemeName theme = ThemeName::hall;
    base::Language language = base::Language::en;
    bool presenter = false;
    double speed = 1;
};

class Player : public App {
  public:
    /// Starts playing at time 0. `source` outlives the player.
    Player(RunSource& source, const Look& look);

    void frame(Canvas& canvas, const Input& input, base::Duration since_last) override;
    WindowWishes wishes() const override;

    stage::UiState& state() { return state_; }
    const stage::UiState& state() const { return state_; }

  private:
    void advance(base::Duration since_last);
    void step_one_event();
    void run_on_for_more();
    void draw(Canvas& canvas, const Input& input);
    void carry_out(const stage::Ui& ui);
    void carry_out_orders();
    void slide_inspector(base::Duration since_last);
    SimTime stopped_by_question(SimTime from, SimTime to) const;
    void follow_story();

    RunSource& source_;
    stage::UiState state_;
    stage::Story story_;
    int story_branch_ = 0;
    double reached_speed_ = 0;
    bool failed_ = false;  // the scenario stopped the run with an error, which is in the notice
};

/// The stage at `moment`, which the source has already simulated, as a picture.
Picture picture_of(Capture& capture, RunSource& source, SimTime moment, Size size,
                   const Look& look);

/// The story of everything in the journal.
stage::Story story_of(const journal::Journal& journal);

}  // namespace brokerscope::render
