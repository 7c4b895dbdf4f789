#include "render/gui_context.h"

#include <imgui.h>

namespace brokerscope::render {

GuiContext::GuiContext() {
    IMGUI_CHECKVERSION();
    context_ = ImGui::CreateContext();
    activate();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;  // nothing is remembered between runs
    io.LogFilename = nullptr;
    // A large picture has more than 65536 vertices.
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    ImGui::GetStyle().CircleTessellationMaxError = 0.15F;
}

GuiContext::~GuiContext() {
    activate();
    ImGui::DestroyContext(context_);
}

void GuiContext::activate() {
    ImGui::SetCurrentContext(context_);
}

bool GuiContext::set_metrics(const Metrics& metrics) {
    activate();
    ImGui::GetIO().DisplaySize = {metrics.window.width, metrics.window.height};
    bool rebuild = !fonts_built_;
    for (int i = 0; i < text_roles && !rebuild; ++i) {
        const auto role = static_cast<TextRole>(i);
        rebuild = !(metrics.style(role) == metrics_.style(role));
    }
    metrics_ = metrics;
    if (!rebuild) return false;
    fonts_ = build_fonts(*ImGui::GetIO().Fonts, metrics_);
    fonts_built_ = true;
    return true;
}

ImDrawData* GuiContext::draw(const Theme& theme, const DrawFrame& frame, LayoutRecord* record,
                             ParticleLayer* particles) {
    activate();
    ImGui::GetIO().DeltaTime = 1.0F / 60;  // only ImGui's own widgets would care, and none is used
    ImGui::NewFrame();
    if (record != nullptr) record->clear();
    if (particles != nullptr) particles->begin_frame(metrics_.window);
    Canvas canvas({ImGui::GetBackgroundDrawList(), &fonts_, record, particles}, theme, metrics_);
    frame(canvas);
    ImGui::Render();
    return ImGui::GetDrawData();
}

}  // namespace brokerscope::render
