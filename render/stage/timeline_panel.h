// Time at the foot of the stage: the simulated clock, the transport, the speed, and lanes for
// faults, leadership, rebalances and records. Drag scrubs, the wheel zooms. Marks right of the head
// do not exist yet; marks right of the moment are grey.
#pragma once

#include "render/stage/layout.h"
#include "render/stage/time_axis.h"
#include "render/stage/ui.h"

namespace brokerscope::render::stage {

void draw_timeline(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout);

/// The axis that the timeline shows now.
TimeAxis timeline_axis(const Canvas& canvas, const Scene& scene, const UiState& state,
                       const StageLayout& layout);

/// Marks close together are one sign: at 10 px apart nobody sees two.
std::string mark_sentence(const Scene& scene, const LaneMark& mark);

}  // namespace brokerscope::render::stage
