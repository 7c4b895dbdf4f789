#include "render/player_keys.h"

#include <algorithm>

namespace brokerscope::render {

namespace {

using stage::Card;
using stage::UiState;

// Going back just after a stop goes to the one before it, as on every music player.
constexpr base::Duration just_now = base::milliseconds(1);

template <class Times>
SimTime neighbour(const Times& times, SimTime moment, bool forward) {
    SimTime best = moment;
    bool found = false;
    for (const SimTime time : times) {
        const bool fits = forward ? time > moment : time + just_now < moment;
        if (!fits) continue;
        if (!found || (forward ? time < best : time > best)) best = time;
        found = true;
    }
    return best;
}

void toggle_card(UiState& state, Card card) {
    state.card = state.card == card ? Card::none : card;
}

void jump(UiState& state, SimTime moment) {
    state.moment = moment;
    state.playing = false;
}

// At a question, time goes on without an answer.
void play_or_pause(UiState& state, FactId open_question) {
    state.playing = !state.playing || open_question != base::no_fact;
    if (open_question != base::no_fact) state.answers[open_question] = stage::no_choice;
}

void use_letter(UiState& state, const KeyPress& press, const KeyContext& context) {
    const char key = press.character;
    if (key >= '1' && key <= '9' && key - '1' < context.open_choices) {
        state.answers[context.open_question] = key - '1';
        return;
    }
    switch (key) {
        case 'B': state.black = !state.black; return;
        case 'F': state.full_screen = !state.full_screen; return;
        case 'P': state.presenter = !state.presenter; return;
        case 'T':
            state.theme = state.theme == ThemeName::hall ? ThemeName::daylight : ThemeName::hall;
            return;
        case 'L':
            state.language =
                state.language == base::Language::en ? base::Language::pt : base::Language::en;
            return;
        case '?': return toggle_card(state, Card::legend);
        default: return;
    }
}

void use_control(UiState& state, char key) {
    if (key == 'P') {
        toggle_card(state, Card::palette);
        state.palette_text.clear();
        state.palette_row = 0;
    }
    if (key == 'S') state.save_wanted = true;
}

// While the palette is open, keys belong to it.
void use_palette_key(UiState& state, const KeyPress& press) {
    switch (press.key) {
        case Key::escape: state.card = Card::none; return;
        case Key::up: --state.palette_row; return;
        case Key::down: ++state.palette_row; return;
        case Key::enter: state.palette_chosen = true; return;
        case Key::backspace: {
            std::string& text = state.palette_text;
            while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0U) == 0x80U)
                text.pop_back();
            if (!text.empty()) text.pop_back();
            return;
        }
        default:
            if (press.control && press.character == 'P') state.card = Card::none;
            return;
    }
}

void escape(UiState& state) {
    if (state.black) {
        state.black = false;
    } else if (state.card != Card::none) {
        state.card = Card::none;
    } else if (!stage::is_nothing(state.selected)) {
        state.selected = {};
    } else {
        state.full_screen = false;
    }
}

}  // namespace

SimTime next_stop(const stage::Story& story, SimTime moment, bool forward) {
    return neighbour(story.stops(), moment, forward);
}

SimTime next_chapter(const stage::Story& story, SimTime moment, bool forward) {
    std::vector<SimTime> times{SimTime{}};
    for (const stage::Chapter& chapter : story.chapters())
        times.push_back(chapter.from);
    return neighbour(times, moment, forward);
}

void use_key(stage::UiState& state, const KeyPress& press, const KeyContext& context) {
    if (state.card == Card::palette) return use_palette_key(state, press);
    const int last_speed = static_cast<int>(stage::speeds.size()) - 1;
    switch (press.key) {
        case Key::space: return play_or_pause(state, context.open_question);
        case Key::left:
            if (press.shift) return jump(state, next_stop(context.story, state.moment, false));
            state.step = -1;
            return;
        case Key::right:
            if (press.shift) return jump(state, next_stop(context.story, state.moment, true));
            state.step = 1;
            return;
        case Key::up: state.speed_step = std::min(state.speed_step + 1, last_speed); return;
        case Key::down: state.speed_step = std::max(state.speed_step - 1, 0); return;
        case Key::page_up: state.moment = next_chapter(context.story, state.moment, false); return;
        case Key::page_down: state.moment = next_chapter(context.story, state.moment, true); return;
        case Key::home: return jump(state, {});
        case Key::end: return jump(state, context.head);
        case Key::escape: return escape(state);
        case Key::letter:
            return press.control ? use_control(state, press.character)
                                 : use_letter(state, press, context);
        case Key::enter:
        case Key::backspace:
        case Key::tab: return;
    }
}

}  // namespace brokerscope::render
