// Every size of the picture, from the window's size alone: a lecture hall and a laptop see the same
// picture, larger or smaller. At 1080 lines one unit is 8 px, body text 18 px and the smallest text
// 14 px; presenter mode enlarges everything so that body is 26 px and nothing is below 20.
//
// Text sizes are whole pixels (crisp stems) and never fall below `smallest_legible_px`: at 720
// lines small text is therefore larger against the panels, and layouts measure before they place.
#pragma once

#include <array>

#include "render/geometry.h"

namespace brokerscope::render {

/// What a piece of text is for. The role decides face and size.
enum class TextRole {
    small,         ///< Inter 14: labels under things
    label,         ///< Inter 16: labels beside things
    body,          ///< Inter 18: headings of columns, sentences
    strong,        ///< Inter SemiBold 21: names of brokers, clients, groups
    strong_small,  ///< Inter SemiBold 17: names of members
    title,         ///< Inter SemiBold 24: the lesson's title
    caption,       ///< Inter Medium 22: what the narrator says
    chip,          ///< Inter SemiBold 14: words on chips
    mono_small,    ///< JetBrains Mono 14: offsets, config keys
    mono,          ///< JetBrains Mono 16: partition numbers, counters
    number,        ///< JetBrains Mono Medium 24: the verdicts
    clock,         ///< JetBrains Mono Medium 34: the simulated time
};
inline constexpr int text_roles = 12;

enum class Face { inter, inter_medium, inter_semibold, mono, mono_medium };

struct TextStyle {
    Face face = Face::inter;
    int px = 18;  ///< size of the em

    friend bool operator==(const TextStyle&, const TextStyle&) = default;
};

inline constexpr float smallest_legible_px = 11;

struct Metrics {
    Size window;
    bool presenter = false;
    float content_scale = 1;  ///< HiDPI: framebuffer pixels per point of the desktop
    float scale = 1;          ///< pixels for one pixel of the 1080-line drawing

    float px(float at_1080) const { return at_1080 * scale; }
    float unit() const { return px(8); }
    float units(float n) const { return px(8 * n); }
    float radius() const { return px(8); }
    float hairline() const { return px(1.5F) < 1 ? 1 : px(1.5F); }
    TextStyle style(TextRole role) const;
    /// Below this no text may be drawn.
    float smallest_text_px() const;

    friend bool operator==(const Metrics&, const Metrics&) = default;
};

/// `window` in framebuffer pixels. Windows narrower than 16:9 scale by their width instead.
Metrics metrics_for(Size window, bool presenter, float content_scale = 1);

}  // namespace brokerscope::render
