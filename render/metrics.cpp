#include "render/metrics.h"

#include <algorithm>
#include <cmath>

namespace brokerscope::render {

namespace {

struct RoleStyle {
    Face face;
    float px_at_1080;
};

constexpr std::array<RoleStyle, text_roles> role_styles{{
    {Face::inter, 14},
    {Face::inter, 16},
    {Face::inter, 18},
    {Face::inter_semibold, 21},
    {Face::inter_semibold, 17},
    {Face::inter_semibold, 24},
    {Face::inter_medium, 22},
    {Face::inter_semibold, 14},
    {Face::mono, 14},
    {Face::mono, 16},
    {Face::mono_medium, 24},
    {Face::mono_medium, 34},
}};

// Body 18 becomes 26, smallest 14 becomes 20.
constexpr float presenter_scale = 26.0F / 18.0F;

}  // namespace

TextStyle Metrics::style(TextRole role) const {
    const RoleStyle& style = role_styles[static_cast<std::size_t>(role)];
    const float px = std::max(std::round(style.px_at_1080 * scale), smallest_text_px());
    return {style.face, static_cast<int>(px)};
}

float Metrics::smallest_text_px() const {
    return std::max(std::floor(px(14)), std::ceil(smallest_legible_px * content_scale));
}

Metrics metrics_for(Size window, bool presenter, float content_scale) {
    const float by_height = window.height / 1080;
    const float by_width = window.width / 1920;
    Metrics metrics;
    metrics.window = window;
    metrics.presenter = presenter;
    metrics.content_scale = content_scale;
    metrics.scale = std::min(by_height, by_width) * (presenter ? presenter_scale : 1);
    return metrics;
}

}  // namespace brokerscope::render
