// The top line: whose run this is, which chapter, and with which seed and Kafka.
#pragma once

#include "render/stage/layout.h"
#include "render/stage/ui.h"

namespace brokerscope::render::stage {

void draw_header(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout);

}  // namespace brokerscope::render::stage
