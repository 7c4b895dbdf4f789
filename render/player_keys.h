// What each key does to the window's state. Pure: no drawing, no run.
#pragma once

#include "render/stage/scene.h"
#include "render/stage/story.h"
#include "render/stage/ui.h"

namespace brokerscope::render {

/// What keys need to know of the run.
struct KeyContext {
    const stage::Story& story;
    SimTime head;
    int open_choices = 0;  ///< of the question that waits for an answer
    FactId open_question;
};

void use_key(stage::UiState& state, const KeyPress& press, const KeyContext& context);

/// The nearest stop after (or before) the moment; the moment itself when there is none.
SimTime next_stop(const stage::Story& story, SimTime moment, bool forward);
SimTime next_chapter(const stage::Story& story, SimTime moment, bool forward);

}  // namespace brokerscope::render
