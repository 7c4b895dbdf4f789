// The legend and the keys, on `?`: every sign of the stage with its one meaning.
#pragma once

#include "render/stage/scene.h"
#include "render/stage/ui.h"

namespace brokerscope::render::stage {

void draw_legend(Canvas& canvas, const Scene& scene, Ui& ui);

/// The sentences of what lies under the pointer, in a box beside it.
void draw_tooltip(Canvas& canvas, const Scene& scene, const Ui& ui);

}  // namespace brokerscope::render::stage
