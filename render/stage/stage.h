// The whole stage: every panel in its order, from the ground to what lies on top.
#pragma once

#include "render/stage/layout.h"
#include "render/stage/ui.h"

namespace brokerscope::render::stage {

/// Draws one moment. Clicks are claimed in `ui`; whoever calls carries out what was clicked.
void draw_stage(Canvas& canvas, const Scene& scene, Ui& ui);

}  // namespace brokerscope::render::stage
