// The inspector: slides in from the right and shows the selected thing in full, then its newest
// facts as sentences. A click on a sentence asks "why?": the chain of causes back to its root.
#pragma once

#include "render/stage/layout.h"
#include "render/stage/sheet.h"
#include "render/stage/ui.h"

namespace brokerscope::render::stage {

void draw_inspector(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout,
                    const journal::Journal& journal);

}  // namespace brokerscope::render::stage
