// The stage from afar: more brokers or partitions than tapes have room for. A broker is a column in
// its rack, a replica a small bar whose height tells what it is: a leader full, a follower in sync
// lower, out of sync a stub, offline an outline. Nothing is left out; a click still leads to each
// of them.
#pragma once

#include "render/stage/layout.h"
#include "render/stage/ui.h"

namespace brokerscope::render::stage {

void draw_fleet(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout);

/// How `count` bars fill a column: pure.
struct BarGrid {
    int columns = 1;
    int rows = 1;
    float pitch_x = 0;
    float pitch_y = 0;
};
BarGrid bar_grid(Size room, std::size_t count, float widest);

}  // namespace brokerscope::render::stage
