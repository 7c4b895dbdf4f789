// The verdict strip, always visible: what was produced and what became of it. Zero is grey; a
// number that turns bad is loud and opens "why?".
#pragma once

#include "render/stage/layout.h"
#include "render/stage/ui.h"

namespace brokerscope::render::stage {

void draw_verdicts(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout);

}  // namespace brokerscope::render::stage
