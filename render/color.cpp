#include "render/color.h"

#include <algorithm>
#include <cmath>

namespace brokerscope::render {

namespace {

std::uint8_t blend(std::uint8_t from, std::uint8_t to, float part) {
    const float mix = static_cast<float>(from) * (1 - part) + static_cast<float>(to) * part;
    return static_cast<std::uint8_t>(mix + 0.5F);
}

float linear(std::uint8_t channel) {
    const float part = static_cast<float>(channel) / 255.0F;
    return part <= 0.04045F ? part / 12.92F : std::pow((part + 0.055F) / 1.055F, 2.4F);
}

}  // namespace

Color mixed(Color from, Color to, float part) {
    return {blend(from.red, to.red, part), blend(from.green, to.green, part),
            blend(from.blue, to.blue, part), 255};
}

Color over(Color color, Color ground) {
    return mixed(ground, color, static_cast<float>(color.alpha) / 255.0F);
}

float luminance(Color color) {
    return 0.2126F * linear(color.red) + 0.7152F * linear(color.green) +
           0.0722F * linear(color.blue);
}

float contrast(Color color, Color ground) {
    const float a = luminance(over(color, ground));
    const float b = luminance(ground);
    return (std::max(a, b) + 0.05F) / (std::min(a, b) + 0.05F);
}

}  // namespace brokerscope::render
