// The font atlas: one ImFont for each style that the metrics ask for, from the embedded typefaces.
// A style's size is its em, as everywhere else in typography; ImGui's own "size" is the line
// height, and the difference is settled here.
#pragma once

#include <array>
#include <string_view>

#include "render/metrics.h"

struct ImFont;
struct ImFontAtlas;

namespace brokerscope::render {

struct Fonts {
    std::array<ImFont*, text_roles> by_role{};
    std::array<TextStyle, text_roles> styles{};

    ImFont* of(TextRole role) const { return by_role[static_cast<std::size_t>(role)]; }
};

/// Clears `atlas` and rasterises all styles of `metrics` into it (about 40 ms at 1080 lines).
Fonts build_fonts(ImFontAtlas& atlas, const Metrics& metrics);

/// Line height over em of a typeface ("Inter" 1.21), read from its `hhea` and `head` tables.
float line_height_of(std::string_view font_file);

}  // namespace brokerscope::render
