// One ImGui context with its fonts, and how a frame is drawn into it. Without a renderer attached
// it is the null backend of the tests: fonts are real, so every layout is measured as on a screen,
// and no display, GPU or driver is needed.
#pragma once

#include <functional>

#include "render/canvas.h"

struct ImGuiContext;
struct ImDrawData;

namespace brokerscope::render {

using DrawFrame = std::function<void(Canvas&)>;

class GuiContext {
  public:
    GuiContext();
    ~GuiContext();
    GuiContext(const GuiContext&) = delete;
    GuiContext& operator=(const GuiContext&) = delete;

    /// Makes the metrics current; true when the font atlas was rasterised anew, and then a renderer
    /// has to upload it.
    bool set_metrics(const Metrics& metrics);
    const Metrics& metrics() const { return metrics_; }

    /// Draws one frame and returns ImGui's triangles, which live until the next frame.
    ImDrawData* draw(const Theme& theme, const DrawFrame& frame, LayoutRecord* record = nullptr,
                     ParticleLayer* particles = nullptr);

    /// Makes this context ImGui's current one.
    void activate();

  private:
    ImGuiContext* context_ = nullptr;
    Metrics metrics_;
    Fonts fonts_;
    bool fonts_built_ = false;
};

}  // namespace brokerscope::render
