// An sRGB colour and the contrast of two of them as WCAG 2 defines it. Pure: the tests of the
// themes and of the layouts rest on it.
#pragma once

#include <cstdint>

namespace brokerscope::render {

struct Color {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
    std::uint8_t alpha = 255;

    friend bool operator==(const Color&, const Color&) = default;
};

/// 0xRRGGBB, opaque.
constexpr Color rgb(std::uint32_t hex) {
    return {static_cast<std::uint8_t>(hex >> 16), static_cast<std::uint8_t>(hex >> 8),
            static_cast<std::uint8_t>(hex), 255};
}

/// The same hue with `part` of its opacity (0 to 1).
constexpr Color faded(Color color, float part) {
    color.alpha = static_cast<std::uint8_t>(static_cast<float>(color.alpha) * part + 0.5F);
    return color;
}

/// `part` of `to` mixed into `from`; both are taken as opaque.
Color mixed(Color from, Color to, float part);

/// What the eye sees when `color` is painted on the opaque `ground`.
Color over(Color color, Color ground);

/// WCAG relative luminance of an opaque colour, 0 (black) to 1 (white).
float luminance(Color color);

/// WCAG contrast ratio, 1 to 21; `color` may be translucent, `ground` is opaque.
float contrast(Color color, Color ground);

/// Ratios that the whole picture keeps, in both themes.
inline constexpr float text_contrast = 4.5F;
inline constexpr float mark_contrast = 3.0F;

}  // namespace brokerscope::render
