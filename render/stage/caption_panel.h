// What the narrator says, as a subtitle under the cluster, and the question that a class is asked:
// time stands still until somebody answers, and the run itself shows who was right.
#pragma once

#include "render/stage/layout.h"
#include "render/stage/ui.h"

namespace brokerscope::render::stage {

void draw_caption(Canvas& canvas, const Scene& scene, const StageLayout& layout);

/// The question that is open at this moment and not yet answered by this audience, or no_fact.
FactId open_question(const Scene& scene, const UiState& state);

/// The card with the choices. `answer` is the right one as soon as the run has shown it.
void draw_question(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout,
                   std::optional<Answer> answer);

}  // namespace brokerscope::render::stage
