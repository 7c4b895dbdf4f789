// Pictures without a display: an off-screen OpenGL 3.3 context (EGL, surfaceless; Mesa's software
// renderer where there is no GPU), a framebuffer object, and the same drawing as in the window.
// The same frame gives the same bytes on one machine.
#pragma once

#include <memory>

#include "render/gui_context.h"
#include "render/png.h"
#include "sim/base/result.h"

namespace brokerscope::render {

class Capture {
  public:
    /// Fails, with what to install, where EGL or a renderer is missing.
    static base::Result<std::unique_ptr<Capture>> open();
    ~Capture();
    Capture(const Capture&) = delete;
    Capture& operator=(const Capture&) = delete;

    /// Draws one frame at `metrics.window` and reads it back.
    Picture draw(const Metrics& metrics, const Theme& theme, const DrawFrame& frame,
                 LayoutRecord* record = nullptr);

  private:
    struct Parts;
    explicit Capture(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace brokerscope::render
