// What the narrator says, as a subtitle under the cluster, and the question that a class is asked:
// time stands still until somebody answers, and the run itself shows who was right.
#pragma once

#include "render/stage/layout.h"
#include "render/stage/ui.h"

namespace brokerscope::render::stage {

/// The sentence; it makes room for an open question and for a notice.
void draw_caption(Canvas& canvas, const Scene& scene, const UiState& state,
                  const StageLayout& layout);

/// The question that is asked at this very moment and not yet answered by this audience, or
/// no_fact.
FactId open_question_of(const view::View& view, const UiState& state, SimTime now);

/// The card with the choices.
void draw_question(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout);

/// What the audience has answered, and whether it was right once the run has shown it. Drawn on one
/// line that ends at `right`, from `left` on, where it has room.
void draw_given_answer(Canvas& canvas, const Scene& scene, const UiState& state, Point left,
                       float right);

/// Why a command was refused or what was saved: a line above everything until the next click.
void draw_notice(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout);

}  // namespace brokerscope::render::stage
