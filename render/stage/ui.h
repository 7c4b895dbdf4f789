// The window's own state, and what a panel does with the pointer. UiState is everything that is not
// the run: which moment, how fast, what is selected, which card is open. It can be set by hand in a
// test.
//
// Panels claim places of the screen while they draw; at the end of the frame the claim on top wins
// the click. What a person asks of the world leaves as Commands.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "render/canvas.h"
#include "render/input.h"
#include "render/stage/selection.h"
#include "render/stage/speed.h"
#include "render/theme.h"
#include "sim/base/text.h"
#include "sim/base/time.h"
#include "sim/commands/commands.h"

namespace brokerscope::render::stage {

using base::SimTime;
using commands::Command;

/// What is open on top of the stage; one thing at a time.
enum class Card { none, menu, legend, palette };

inline constexpr int no_choice = -1;

struct UiState {
    SimTime moment;
    bool playing = true;
    int speed_step = real_time_speed;
    ThemeName theme = ThemeName::hall;
    base::Language language = base::Language::en;
    bool presenter = false;
    bool full_screen = false;
    bool black = false;

    Selection selected;           ///< shown in the inspector
    std::string inspector_table;  ///< label of the open table; "": the inspector's own rows
    float inspector_scroll = 0;
    float inspector_open = 0;  ///< 0 away to 1 there: it slides in
    Card card = Card::none;
    Selection menu_about;  ///< of the menu
    Point menu_at;
    std::string palette_text;
    int palette_row = 0;
    bool palette_chosen = false;  ///< Enter was pressed
    bool save_wanted = false;     ///< Ctrl+S was pressed

    /// The part of the timeline that is shown; absent: all of it.
    std::optional<SimTime> timeline_from;
    std::optional<SimTime> timeline_to;
    bool scrubbing = false;
    int step = 0;  ///< facts to go on (1) or back (-1), carried out by the player

    /// The choice for each question that was answered, no_choice where somebody went on without.
    std::map<base::FactId, int> answers;
    std::string notice;           ///< why a command was refused, or what was saved
    std::vector<Command> orders;  ///< what the person asks of the world, carried out by the player

    double speed() const { return speeds[static_cast<std::size_t>(speed_step)]; }
};

/// What a click asked for, carried out after the frame was drawn.
using Action = std::function<void(UiState&)>;

struct Claim {
    Rect box;
    Selection about;      ///< what a click selects and a right click opens the menu for
    Action on_click;      ///< instead of selecting
    std::string tooltip;  ///< sentences on hover, one a line; may be empty
};

struct Ui {
    const Input& input;
    UiState& state;
    std::vector<Claim> claims{};

    /// A point of interest: a click selects it, a right click opens its menu.
    void claim(Rect box, Selection about, std::string tooltip = "") {
        claims.push_back({box, std::move(about), nullptr, std::move(tooltip)});
    }
    void button(Rect box, Action on_click, std::string tooltip = "") {
        claims.push_back({box, {}, std::move(on_click), std::move(tooltip)});
    }
    bool hovers(Rect box) const { return box.contains(input.mouse); }
    /// The topmost claim under the pointer, or null.
    const Claim* under_pointer() const {
        for (auto claim = claims.rbegin(); claim != claims.rend(); ++claim) {
            if (hovers(claim->box)) return &*claim;
        }
        return nullptr;
    }
};

}  // namespace brokerscope::render::stage
