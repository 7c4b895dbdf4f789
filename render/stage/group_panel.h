// A consumer group: its state and generation, and its members as cards with the partitions that
// they own, their lag, and the coordinator's clock on each. Who stands still in a rebalance is
// hatched.
#pragma once

#include "render/stage/layout.h"
#include "render/stage/ui.h"

namespace brokerscope::render::stage {

void draw_group(Canvas& canvas, const Scene& scene, Ui& ui, const PlacedGroup& placed);

/// The hue of a partition's chips, by its row on the stage.
Color partition_color(const Theme& theme, const view::View& view, PartitionId partition);

}  // namespace brokerscope::render::stage
