#include "render/marks.h"

#include <array>
#include <cmath>
#include <vector>

namespace brokerscope::render {

namespace {

// Pixels per pixel of a sign drawn on a grid of 1 x 1 around its centre.
struct Grid {
    Point centre;
    float size;
    Point at(float x, float y) const { return {centre.x + x * size, centre.y + y * size}; }
};

}  // namespace

void draw_crown(Canvas& canvas, Point centre, float width, Color color) {
    const Grid g{centre, width};
    // Three convex spikes that overlap in the band below; a concave outline would not fill.
    const std::array left{g.at(-0.5F, -0.28F), g.at(-0.16F, 0.1F), g.at(-0.16F, 0.36F),
                          g.at(-0.42F, 0.36F)};
    const std::array middle{g.at(0, -0.38F), g.at(0.27F, 0.12F), g.at(0.2F, 0.36F),
                            g.at(-0.2F, 0.36F), g.at(-0.27F, 0.12F)};
    const std::array right{g.at(0.5F, -0.28F), g.at(0.42F, 0.36F), g.at(0.16F, 0.36F),
                           g.at(0.16F, 0.1F)};
    canvas.polygon(left, color);
    canvas.polygon(middle, color);
    canvas.polygon(right, color);
    canvas.note_mark("crown", centre, color);
}

void draw_cross(Canvas& canvas, Point centre, float size, Color color) {
    const float reach = size * 0.42F;
    const float width = std::max(size * 0.18F, 1.5F);
    canvas.line({centre.x - reach, centre.y - reach}, {centre.x + reach, centre.y + reach}, color,
                width);
    canvas.line({centre.x - reach, centre.y + reach}, {centre.x + reach, centre.y - reach}, color,
                width);
    canvas.note_mark("cross", centre, color);
}

void draw_diamond(Canvas& canvas, Point centre, float size, Color color) {
    const Grid g{centre, size / 2};
    const std::array points{g.at(0, -1), g.at(1, 0), g.at(0, 1), g.at(-1, 0)};
    canvas.polygon(points, color);
    canvas.note_mark("diamond", centre, color);
}

void draw_dot(Canvas& canvas, Point centre, float diameter, Color color, bool filled) {
    const float width = std::max(diameter * 0.2F, 1.2F);
    if (filled) {
        canvas.disc(centre, diameter / 2, color);
    } else {
        canvas.circle(centre, diameter / 2 - width / 2, color, width);
    }
    canvas.note_mark("dot", centre, color);
}

void draw_flag(Canvas& canvas, Point foot, float height, Color color, bool filled) {
    const float width = std::max(height * 0.13F, 1.2F);
    const Point top{foot.x, foot.y - height};
    const std::array cloth{top, Point{top.x + height * 0.72F, top.y + height * 0.3F},
                           Point{top.x, top.y + height * 0.6F}};
    canvas.line(foot, top, color, width);
    if (filled) {
        canvas.polygon(cloth, color);
    } else {
        canvas.polyline(cloth, color, width, true);
    }
    canvas.note_mark("flag", foot, color);
}

void draw_check(Canvas& canvas, Point centre, float size, Color color) {
    const Grid g{centre, size};
    const std::array points{g.at(-0.4F, 0.02F), g.at(-0.1F, 0.32F), g.at(0.42F, -0.32F)};
    canvas.polyline(points, color, std::max(size * 0.15F, 1.5F));
    canvas.note_mark("check", centre, color);
}

void draw_triangle(Canvas& canvas, Point centre, float size, Color color) {
    const Grid g{centre, size};
    const std::array points{g.at(0, -0.46F), g.at(0.5F, 0.4F), g.at(-0.5F, 0.4F)};
    canvas.polygon(points, color);
    canvas.note_mark("triangle", centre, color);
}

void draw_bracket(Canvas& canvas, Point top, float height, Color color) {
    const float arm = height * 0.22F;
    const std::array points{Point{top.x + arm, top.y}, top, Point{top.x, top.y + height},
                            Point{top.x + arm, top.y + height}};
    canvas.polyline(points, color, canvas.metrics().hairline());
    canvas.note_mark("bracket", top, color);
}

void draw_ring_clock(Canvas& canvas, const RingClock& ring, Color color) {
    const float radius = (ring.diameter - ring.width) / 2;
    const float left = std::clamp(ring.part_left, 0.0F, 1.0F);
    canvas.circle(ring.centre, radius, canvas.theme().track, ring.width);
    // Emptying clockwise: the gap opens at twelve o'clock and grows to the right.
    canvas.arc(ring.centre, radius, 1 - left, 1, color, ring.width);
    canvas.note_mark("ring", ring.centre, color);
}

Color ring_color(const Theme& theme, float part_left, Color calm) {
    return part_left <= 0.25F ? theme.warn : calm;
}

Size chip_size(const Canvas& canvas, std::string_view word) {
    return {canvas.width_of(TextRole::chip, word) + canvas.px(22),
            canvas.line_height(TextRole::chip) + canvas.px(7)};
}

Rect draw_chip(Canvas& canvas, Point left_middle, std::string_view word, Color color,
               ChipLook look) {
    const Size size = chip_size(canvas, word);
    const Rect box = rect_at({left_middle.x, left_middle.y - size.height / 2}, size);
    const float radius = size.height / 2;
    if (look == ChipLook::outlined) {
        canvas.outline(box, color, canvas.px(1.8F), radius);
        const Canvas::Ground on = canvas.on(box, canvas.ground());
        canvas.text(box.centre(), TextRole::chip, word, color, Align::centre);
        return box;
    }
    canvas.fill(box, color, radius);
    const Canvas::Ground on = canvas.on(box, color);
    canvas.text(box.centre(), TextRole::chip, word, canvas.theme().on_mark, Align::centre);
    return box;
}

void draw_bar(Canvas& canvas, Rect box, float part, Color color) {
    const float radius = box.height() / 2;
    canvas.fill(box, canvas.theme().track, radius);
    const float width = box.width() * std::clamp(part, 0.0F, 1.0F);
    if (width <= 0) return;
    const Rect filled{box.left, box.top, box.left + std::max(width, box.height()), box.bottom};
    canvas.fill(filled, color, radius);
    canvas.note_mark("bar", box.centre(), color);
}

void draw_spark_line(Canvas& canvas, Rect box, std::span<const float> values, Color color) {
    if (values.size() < 2) return;
    const float most = *std::max_element(values.begin(), values.end());
    std::vector<Point> points;
    points.reserve(values.size());
    const float step = box.width() / static_cast<float>(values.size() - 1);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const float height = most > 0 ? values[i] / most : 0;
        points.push_back(
            {box.left + step * static_cast<float>(i), box.bottom - height * box.height()});
    }
    canvas.polyline(points, color, canvas.px(1.8F));
}

void draw_transport_icon(Canvas& canvas, Rect box, TransportIcon icon, Color color) {
    const Grid g{box.centre(), std::min(box.width(), box.height())};
    const std::array right{g.at(-0.34F, -0.44F), g.at(0.42F, 0), g.at(-0.34F, 0.44F)};
    const std::array left{g.at(0.34F, -0.44F), g.at(0.34F, 0.44F), g.at(-0.42F, 0)};
    const float bar = g.size * 0.13F;
    canvas.note_mark("transport", box.centre(), color);
    switch (icon) {
        case TransportIcon::play: return canvas.polygon(right, color);
        case TransportIcon::pause:
            canvas.fill({g.centre.x - bar * 2.2F, box.top, g.centre.x - bar * 0.5F, box.bottom},
                        color, bar * 0.3F);
            return canvas.fill(
                {g.centre.x + bar * 0.5F, box.top, g.centre.x + bar * 2.2F, box.bottom}, color,
                bar * 0.3F);
        case TransportIcon::to_start:
            canvas.fill({g.at(-0.46F, 0).x, g.at(0, -0.42F).y, g.at(-0.34F, 0).x, g.at(0, 0.42F).y},
                        color);
            return canvas.polygon(left, color);
        case TransportIcon::back:
            canvas.fill({g.at(0.4F, 0).x, g.at(0, -0.36F).y, g.at(0.5F, 0).x, g.at(0, 0.36F).y},
                        color);
            return canvas.polygon(left, color);
        case TransportIcon::forward:
            canvas.fill({g.at(-0.5F, 0).x, g.at(0, -0.36F).y, g.at(-0.4F, 0).x, g.at(0, 0.36F).y},
                        color);
            return canvas.polygon(right, color);
    }
}

}  // namespace brokerscope::render
