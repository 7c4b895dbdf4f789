#include "render/canvas.h"

#include <imgui.h>

#include <array>
#include <cmath>
#include <numbers>

namespace brokerscope::render {

namespace {

ImVec2 vec(Point p) {
    return {p.x, p.y};
}

ImU32 packed(Color c) {
    return IM_COL32(c.red, c.green, c.blue, c.alpha);
}

}  // namespace

Canvas::Canvas(Target target, const Theme& theme, const Metrics& metrics)
    : target_(target),
      theme_(&theme),
      metrics_(&metrics),
      bounds_{0, 0, metrics.window.width, metrics.window.height},
      ground_(theme.background) {
    fill(bounds_, theme.background);
}

Canvas::Ground::Ground(Canvas& canvas, Rect bounds, Color color, int layer)
    : canvas_(canvas), bounds_(canvas.bounds_), color_(canvas.ground_), layer_(canvas.layer_) {
    canvas.bounds_ = bounds;
    canvas.ground_ = over(color, canvas.ground_);
    canvas.layer_ = layer;
}

Canvas::Ground::~Ground() {
    canvas_.bounds_ = bounds_;
    canvas_.ground_ = color_;
    canvas_.layer_ = layer_;
}

Canvas::Ground Canvas::panel(Rect box, Color fill_color, Color border) {
    fill(box, fill_color, metrics_->radius());
    outline(box, border, metrics_->hairline(), metrics_->radius());
    return {*this, box, fill_color, layer_};
}

Canvas::Ground Canvas::on(Rect bounds, Color ground) {
    return {*this, bounds, ground, layer_};
}

Canvas::Ground Canvas::overlay(Rect box, Color fill_color, Color border) {
    const float reach = px(10);
    for (int ring = 3; ring > 0; --ring) {
        const float spread = reach * static_cast<float>(ring) / 3;
        fill(box.inset(-spread).moved(0, reach / 3), faded(rgb(0x000000), 0.07F),
             metrics_->radius() + spread);
    }
    fill(box, fill_color, metrics_->radius());
    outline(box, border, metrics_->hairline(), metrics_->radius());
    return {*this, box, fill_color, ++layers_};
}

void Canvas::fill(Rect box, Color color, float radius) {
    target_.list->AddRectFilled({box.left, box.top}, {box.right, box.bottom}, packed(color),
                                radius);
}

void Canvas::outline(Rect box, Color color, float width, float radius) {
    const Rect path = box.inset(width / 2);
    // ImGui shifts an outline by half a pixel to hit pixel centres for width 1; undo that.
    target_.list->PathRect({path.left, path.top}, {path.right, path.bottom},
                           std::max(0.0F, radius - width / 2));
    target_.list->PathStroke(packed(color), ImDrawFlags_Closed, width);
}

void Canvas::dashed_outline(Rect box, Color color, float width, float dash) {
    const Rect path = box.inset(width / 2);
    const float radius = std::min({metrics_->radius(), path.width() / 2, path.height() / 2});
    dashed_line({path.left + radius, path.top}, {path.right - radius, path.top}, color, width,
                dash);
    dashed_line({path.left + radius, path.bottom}, {path.right - radius, path.bottom}, color, width,
                dash);
    dashed_line({path.left, path.top + radius}, {path.left, path.bottom - radius}, color, width,
                dash);
    dashed_line({path.right, path.top + radius}, {path.right, path.bottom - radius}, color, width,
                dash);
    arc({path.left + radius, path.top + radius}, radius, 0.75F, 1, color, width);
    arc({path.right - radius, path.top + radius}, radius, 0, 0.25F, color, width);
    arc({path.right - radius, path.bottom - radius}, radius, 0.25F, 0.5F, color, width);
    arc({path.left + radius, path.bottom - radius}, radius, 0.5F, 0.75F, color, width);
}

void Canvas::line(Point from, Point to, Color color, float width) {
    target_.list->PathLineTo(vec(from));
    target_.list->PathLineTo(vec(to));
    target_.list->PathStroke(packed(color), 0, width);
}

void Canvas::dashed_line(Point from, Point to, Color color, float width, float dash) {
    const float length = std::hypot(to.x - from.x, to.y - from.y);
    if (length <= 0 || dash <= 0) return;
    // Whole periods, so that both ends carry a dash.
    const float gap = dash * 0.8F;
    const float periods = std::max(1.0F, std::round((length + gap) / (dash + gap)));
    const float period = (length + gap) / periods;
    for (int i = 0; i < static_cast<int>(periods); ++i) {
        const float start = period * static_cast<float>(i);
        line(between(from, to, start / length), between(from, to, (start + period - gap) / length),
             color, width);
    }
}

void Canvas::curve(Point from, Point control_1, Point control_2, Point to, Color color,
                   float width) {
    target_.list->AddBezierCubic(vec(from), vec(control_1), vec(control_2), vec(to), packed(color),
                                 width);
}

void Canvas::disc(Point centre, float radius, Color color) {
    target_.list->AddCircleFilled(vec(centre), radius, packed(color));
}

void Canvas::circle(Point centre, float radius, Color color, float width) {
    target_.list->AddCircle(vec(centre), radius, packed(color), 0, width);
}

void Canvas::arc(Point centre, float radius, float from_turn, float to_turn, Color color,
                 float width) {
    if (to_turn - from_turn >= 0.9995F) return circle(centre, radius, color, width);
    if (to_turn <= from_turn) return;
    constexpr float turn = 2 * std::numbers::pi_v<float>;
    const int segments = 2 + static_cast<int>((to_turn - from_turn) * (24 + radius));
    target_.list->PathArcTo(vec(centre), radius, (from_turn - 0.25F) * turn,
                            (to_turn - 0.25F) * turn, segments);
    target_.list->PathStroke(packed(color), 0, width);
}

void Canvas::polygon(std::span<const Point> convex, Color color) {
    for (const Point p : convex)
        target_.list->PathLineTo(vec(p));
    target_.list->PathFillConvex(packed(color));
}

void Canvas::polyline(std::span<const Point> points, Color color, float width, bool closed) {
    for (const Point p : points)
        target_.list->PathLineTo(vec(p));
    target_.list->PathStroke(packed(color), closed ? ImDrawFlags_Closed : 0, width);
}

void Canvas::points(std::span<const Particle> particles) {
    if (target_.particles != nullptr) target_.particles->add(*target_.list, particles);
}

void Canvas::hatch(Rect box, Color color, float spacing, float width) {
    const float height = box.height();
    // Lines x + y = c; c is anchored to the window, so that neighbours continue each other's lines.
    const float first = std::ceil((box.left + box.top) / spacing) * spacing;
    for (float c = first; c < box.right + box.bottom; c += spacing) {
        const float low_x = std::max(box.left, c - box.bottom);
        const float high_x = std::min(box.right, c - box.top);
        if (high_x - low_x < height * 0.08F) continue;  // a crumb in the corner
        line({low_x, c - low_x}, {high_x, c - high_x}, color, width);
    }
}

void Canvas::note_mark(std::string_view what, Point place, Color color) {
    if (target_.record == nullptr) return;
    target_.record->marks.push_back({std::string(what), place, color, ground_});
}

void Canvas::clip(Rect box) {
    target_.list->PushClipRect({box.left, box.top}, {box.right, box.bottom}, true);
}

void Canvas::unclip() {
    target_.list->PopClipRect();
}

}  // namespace brokerscope::render
