// Reads back what was drawn, of the window and of a picture without one.
#pragma once

#include "render/png.h"

namespace brokerscope::render {

/// The pixels of the framebuffer that is bound now, rows from the top.
Picture read_framebuffer(int width, int height);

}  // namespace brokerscope::render
