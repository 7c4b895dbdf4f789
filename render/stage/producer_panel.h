// A producer: the tray of records that wait for each partition, how long they have lingered,
// batches in flight and tried again, and what became of everything it was given.
#pragma once

#include "render/stage/layout.h"
#include "render/stage/ui.h"

namespace brokerscope::render::stage {

void draw_producer(Canvas& canvas, const Scene& scene, Ui& ui, const PlacedNode& placed);

}  // namespace brokerscope::render::stage
