// The controllers: seats of the KRaft quorum, who leads in which epoch, and the metadata log as a
// tape with its own high watermark.
#pragma once

#include "render/stage/layout.h"
#include "render/stage/ui.h"

namespace brokerscope::render::stage {

void draw_quorum(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout);

/// "c1" for the first controller, as people say; combined processes keep their node id.
std::string seat_label(const Scene& scene, const StageLayout& layout, NodeId controller);

}  // namespace brokerscope::render::stage
