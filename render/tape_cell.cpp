#include "render/tape_cell.h"

#include <array>

namespace brokerscope::render {

namespace {

float part_of(TapeStrength strength) {
    switch (strength) {
        case TapeStrength::full: return 1;
        case TapeStrength::calm: return 0.55F;
        case TapeStrength::out_of_sync: return 0.34F;
        case TapeStrength::ghost: return 0.2F;
    }
    return 1;
}

void draw_stripes(Canvas& canvas, Rect box, Color hue) {
    const float third = box.height() / 5;
    for (int i = 0; i < 3; ++i) {
        const float top = box.top + third * static_cast<float>(i) * 2;
        canvas.fill({box.left, top, box.right, top + third}, hue, third * 0.35F);
    }
}

void draw_crossed(Canvas& canvas, Rect box, Color fill, Color line) {
    const float width = std::max(canvas.px(2), 1.4F);
    const float radius = std::min(box.width(), box.height()) * 0.18F;
    canvas.fill(box, fill, radius);
    canvas.outline(box, line, width, radius);
    const Rect inner = box.inset(box.width() * 0.27F, box.height() * 0.27F);
    canvas.line({inner.left, inner.top}, {inner.right, inner.bottom}, line, width);
    canvas.line({inner.left, inner.bottom}, {inner.right, inner.top}, line, width);
}

void draw_hatched(Canvas& canvas, Rect box, Color hue, Color ground, float radius) {
    canvas.fill(box, mixed(ground, hue, 0.28F), radius);
    const float width = std::max(canvas.px(2), 1.2F);
    canvas.hatch(box.inset(canvas.px(1.5F)), hue, canvas.px(7.5F), width);
    canvas.outline(box, hue, std::max(canvas.px(1.8F), 1.0F), radius);
}

void draw_control(Canvas& canvas, Rect box, Color hue) {
    const Point c = box.centre();
    const float reach = std::min(box.width(), box.height()) * 0.42F;
    const std::array points{Point{c.x, c.y - reach}, Point{c.x + reach, c.y},
                            Point{c.x, c.y + reach}, Point{c.x - reach, c.y}};
    canvas.polygon(points, hue);
}

}  // namespace

Color tape_color(Color hue, TapeStrength strength, Color ground) {
    return mixed(ground, hue, part_of(strength));
}

void draw_tape_cell(Canvas& canvas, Rect box, const TapeCell& cell) {
    using Pattern = TapeCell::Pattern;
    const Color ground = canvas.ground();
    const Color hue = tape_color(cell.hue, cell.strength, ground);
    const float radius = std::min(box.width(), box.height()) * 0.18F;
    switch (cell.pattern) {
        case Pattern::solid: return canvas.fill(box, hue, radius);
        case Pattern::hatched: return draw_hatched(canvas, box, hue, ground, radius);
        case Pattern::striped: return draw_stripes(canvas, box, hue);
        case Pattern::crossed: return draw_crossed(canvas, box, mixed(ground, hue, 0.2F), hue);
        case Pattern::lost:
            return draw_crossed(canvas, box, mixed(ground, hue, 0.25F), canvas.theme().loss);
        case Pattern::control: return draw_control(canvas, box, hue);
        case Pattern::gap:
            return canvas.line({box.left, box.centre().y}, {box.right, box.centre().y},
                               mixed(ground, canvas.theme().quiet, 0.6F), canvas.px(1.5F));
    }
}

}  // namespace brokerscope::render
