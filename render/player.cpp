#include "render/player.h"

#include <algorithm>
#include <utility>

#include "render/player_keys.h"
#include "render/stage/caption_panel.h"
#include "render/stage/inspector_panel.h"
#include "render/stage/legend_panel.h"
#include "render/stage/menu_panel.h"
#include "render/stage/stage.h"

namespace brokerscope::render {

namespace {

using stage::UiState;

// Of the wall time of a frame, so much may go into simulating.
constexpr base::Duration simulation_budget = base::milliseconds(8);
// A single step waits at most so long for something to happen.
constexpr base::Duration step_budget = base::milliseconds(60);
constexpr double slide_seconds = 0.2;

Duration scaled(Duration duration, double factor) {
    return {static_cast<std::int64_t>(static_cast<double>(duration.ns) * factor)};
}

bool is_clock(const journal::Fact& fact) {
    return std::holds_alternative<journal::ClockStarted>(fact.body) ||
           std::holds_alternative<journal::ClockStopped>(fact.body);
}

}  // namespace

Player::Player(RunSource& source, const Look& look) : source_(source) {
    state_.theme = look.theme;
    state_.language = look.language;
    state_.presenter = look.presenter;
    state_.speed_step = stage::nearest_speed(look.speed);
    story_branch_ = source.branch();
}

WindowWishes Player::wishes() const {
    const bool sliding = !stage::is_nothing(state_.selected) && state_.inspector_open < 1;
    return {state_.theme, state_.presenter, state_.full_screen,
            (state_.playing && !state_.black) || sliding || state_.step != 0, false};
}

void Player::frame(Canvas& canvas, const Input& input, base::Duration since_last) {
    follow_story();
    const view::View& view = source_.at(std::min(state_.moment, source_.head())).view;
    const FactId question = stage::open_question_of(view, state_, state_.moment);
    const int choices =
        question == base::no_fact ? 0 : static_cast<int>(view.narration.choices.size());
    if (state_.card == stage::Card::palette) state_.palette_text += input.typed;
    for (const KeyPress& press : input.keys)
        use_key(state_, press, {story_, source_.head(), choices, question});
    if (state_.step != 0) step_one_event();
    if (state_.playing && !state_.black) advance(since_last);
    state_.moment = std::clamp(state_.moment, SimTime{}, source_.head());
    slide_inspector(since_last);
    follow_story();
    draw(canvas, input);
}

void Player::follow_story() {
    if (source_.branch() != story_branch_) {
        story_ = {};
        story_branch_ = source_.branch();
    }
    const journal::Journal& journal = source_.journal();
    while (story_.applied() < journal.size())
        story_.apply(journal.at(FactId{story_.applied() + 1}));
}

// Time stands still at a question until somebody answers it.
SimTime Player::stopped_by_question(SimTime from, SimTime to) const {
    for (const stage::Question& question : story_.questions()) {
        const bool answered = state_.answers.count(question.fact) == 1;
        if (question.at >= from && question.at <= to && !answered) return question.at;
    }
    return to;
}

void Player::advance(base::Duration since_last) {
    const SimTime from = state_.moment;
    const SimTime target = from + scaled(since_last, state_.speed());
    if (target > source_.head() && !source_.finished() && !failed_) {
        const base::Status status = source_.advance_to(target, simulation_budget);
        if (!status) {
            failed_ = true;
            state_.notice = base::to_text(status.error());
        }
    }
    follow_story();
    const SimTime reached = std::min(target, source_.head());
    state_.moment = stopped_by_question(from, reached);
    const bool at_the_end = (source_.finished() || failed_) && state_.moment >= source_.head();
    if (at_the_end) state_.playing = false;
    const bool too_slow = reached < target && !at_the_end && since_last.ns > 0;
    reached_speed_ =
        too_slow ? static_cast<double>((reached - from).ns) / static_cast<double>(since_last.ns)
                 : 0;
}

void Player::run_on_for_more() {
    const std::int64_t before = source_.journal().size();
    for (Duration ahead = base::milliseconds(1); ahead <= base::seconds(10); ahead = ahead * 4) {
        if (source_.finished() || source_.journal().size() > before) return;
        if (!source_.advance_to(source_.head() + ahead, step_budget)) return;
    }
}

void Player::step_one_event() {
    const bool forward = state_.step > 0;
    state_.step = 0;
    state_.playing = false;
    const journal::Journal* journal = &source_.journal();
    if (!forward) {
        std::int64_t id =
            journal->facts_until(state_.moment - base::nanoseconds(1), journal->size());
        while (id > 1 && is_clock(journal->at(FactId{id})))
            --id;
        state_.moment = id < 1 ? SimTime{} : journal->time_of(FactId{id});
        return;
    }
    std::int64_t id = journal->facts_until(state_.moment, journal->size()) + 1;
    if (id > journal->size()) run_on_for_more();
    journal = &source_.journal();
    while (id < journal->size() && is_clock(journal->at(FactId{id})))
        ++id;
    if (id <= journal->size()) state_.moment = journal->time_of(FactId{id});
}

void Player::slide_inspector(base::Duration since_last) {
    if (stage::is_nothing(state_.selected)) {
        state_.inspector_open = 0;
        return;
    }
    const double step = static_cast<double>(since_last.ns) / 1e9 / slide_seconds;
    state_.inspector_open = std::min(1.0F, state_.inspector_open + static_cast<float>(step));
}

void Player::draw(Canvas& canvas, const Input& input) {
    if (state_.black) return canvas.fill(canvas.bounds(), rgb(0x000000));
    const laws::Chronicle& chronicle = source_.at(state_.moment);
    const Verdicts verdicts = verdicts_of(chronicle);
    const stage::Scene scene{chronicle.view,  verdicts,
                             story_,          state_.moment,
                             source_.head(),  source_.planned_end(),
                             state_.speed(),  state_.playing,
                             state_.language, chronicle.view.narration.shown_answer(),
                             reached_speed_};
    stage::Ui ui{input, state_};
    stage::draw_stage(canvas, scene, ui);
    const stage::StageLayout layout = stage::lay_out_stage(canvas, scene);
    stage::draw_inspector(canvas, scene, ui, layout, source_.journal());
    stage::draw_menu(canvas, scene, ui);
    stage::draw_palette(canvas, scene, ui);
    stage::draw_legend(canvas, scene, ui);
    stage::draw_tooltip(canvas, scene, ui);
    if (state_.palette_chosen) {
        state_.palette_chosen = false;
        const auto faults = stage::matching(stage::all_faults(scene), state_.palette_text);
        const auto row = static_cast<std::size_t>(std::max(0, state_.palette_row));
        if (row < faults.size()) state_.orders.push_back(faults[row].command);
        state_.card = stage::Card::none;
    }
    carry_out(ui);
    carry_out_orders();
}

void Player::carry_out(const stage::Ui& ui) {
    const stage::Claim* claim = ui.under_pointer();
    if (ui.input.left_pressed) {
        if (claim != nullptr && claim->on_click) {
            const stage::Action action = claim->on_click;
            action(state_);
        } else {
            const stage::Selection chosen = claim == nullptr ? stage::Selection{} : claim->about;
            if (chosen != state_.selected) {
                state_.inspector_scroll = 0;
                state_.inspector_table.clear();
            }
            state_.selected = chosen;
        }
        state_.notice.clear();
    }
    if (ui.input.right_pressed && claim != nullptr && !stage::is_nothing(claim->about)) {
        state_.card = stage::Card::menu;
        state_.menu_about = claim->about;
        state_.menu_at = ui.input.mouse;
    }
}

void Player::carry_out_orders() {
    for (const commands::Command& command : std::exchange(state_.orders, {})) {
        const base::Status status = source_.give(state_.moment, command);
        if (!status) state_.notice = status.error().message;
    }
    if (!std::exchange(state_.save_wanted, false)) return;
    const base::Result<std::string> saved = source_.save_as_lua();
    state_.notice = saved ? *saved : base::to_text(saved.error());
}

stage::Story story_of(const journal::Journal& journal) {
    stage::Story story;
    for (std::int64_t id = 1; id <= journal.size(); ++id)
        story.apply(journal.at(FactId{id}));
    return story;
}

Picture picture_of(Capture& capture, RunSource& source, SimTime moment, Size size,
                   const Look& look) {
    const stage::Story story = story_of(source.journal());
    const laws::Chronicle& chronicle = source.at(moment);
    const Verdicts verdicts = verdicts_of(chronicle);
    const stage::Scene scene{chronicle.view,       verdicts,   story, moment,       source.head(),
                             source.planned_end(), look.speed, false, look.language};
    const Input input;
    UiState state;
    state.theme = look.theme;
    state.language = look.language;
    return capture.draw(metrics_for(size, look.presenter), theme(look.theme), [&](Canvas& canvas) {
        stage::Ui ui{input, state};
        stage::draw_stage(canvas, scene, ui);
    });
}

}  // namespace brokerscope::render
