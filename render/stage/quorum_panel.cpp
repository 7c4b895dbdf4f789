#include "render/stage/quorum_panel.h"

#include <fmt/format.h>

#include <algorithm>

#include "render/marks.h"
#include "render/tape_cell.h"

namespace brokerscope::render::stage {

namespace {

// The controller whose log is the longest of those that run, the active one first.
const view::ControllerView* speaker(const Scene& scene) {
    const view::ControllerView* best = nullptr;
    for (const auto& [id, controller] : scene.view.controllers) {
        const bool up = is_up(scene.view, id);
        if (up && controller.active) return &controller;
        if (best == nullptr || controller.epoch > best->epoch) best = &controller;
    }
    return best;
}

void draw_title(Canvas& canvas, const Scene& scene, const StageLayout& layout) {
    const Rect& box = layout.quorum;
    const Theme& t = canvas.theme();
    const view::ControllerView* controller = speaker(scene);
    const float left = box.left + canvas.px(22);
    const float half = canvas.line_height(TextRole::strong) * 0.62F;
    canvas.text({left, box.centre().y - half}, TextRole::strong_small, "KRaft quorum", t.text);
    if (controller == nullptr) return;
    const float seats = layout.seats.empty() ? box.right : layout.seats.front().box.left;
    const float room = seats - left - canvas.px(18);
    const std::string epoch = fmt::format("epoch {}", controller->epoch);
    const std::string both =
        fmt::format("{}  HW {}", epoch, grouped(controller->high_watermark.value));
    canvas.text({left, box.centre().y + half}, TextRole::mono_small,
                canvas.fitting(TextRole::mono_small, room, {both, epoch}), t.dim);
}

void draw_seat(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout,
               const PlacedNode& seat, float word_room) {
    const Theme& t = canvas.theme();
    const auto found = scene.view.controllers.find(seat.node);
    const bool up = is_up(scene.view, seat.node);
    const bool leads = up && found != scene.view.controllers.end() && found->second.active;
    const Point c = seat.box.centre();
    const float radius = seat.box.width() / 2;
    ui.claim(seat.box, NodeChosen{seat.node});
    if (leads) canvas.disc(c, radius, mixed(canvas.ground(), t.control, 0.16F));
    canvas.circle(c, radius - canvas.px(1.5F), leads ? t.control : t.quiet,
                  canvas.px(leads ? 3 : 2));
    {
        const Canvas::Ground on = canvas.on(
            canvas.bounds(), leads ? mixed(canvas.ground(), t.control, 0.16F) : canvas.ground());
        canvas.text(c, TextRole::mono, seat_label(scene, layout, seat.node), up ? t.text : t.dim,
                    Align::centre);
    }
    const std::string_view word = !up ? "down" : leads ? "leader" : "follower";
    const std::string_view fits =
        canvas.fitting(TextRole::label, word_room - radius * 2 - canvas.px(16), {word});
    const Color color = !up ? t.loss : leads ? t.control : t.dim;
    if (!up) draw_cross(canvas, {c.x + radius * 0.8F, c.y - radius * 0.8F}, canvas.px(15), t.loss);
    canvas.text({c.x + radius + canvas.px(8), c.y}, TextRole::label, fits, color);
}

void draw_metadata_log(Canvas& canvas, const Scene& scene, Rect box) {
    const Theme& t = canvas.theme();
    const view::ControllerView* controller = speaker(scene);
    const float label_half = canvas.line_height(TextRole::label) * 0.75F;
    canvas.text({box.left, box.centre().y - label_half}, TextRole::label,
                scene.word("metadata log", "log de metadados"), t.dim);
    if (controller == nullptr) return;
    const float pitch = canvas.px(17);
    const auto room = static_cast<std::int64_t>((box.width() - canvas.px(60)) / pitch);
    const std::int64_t end = controller->log_end.value;
    const std::int64_t first = std::max<std::int64_t>(0, end - room);
    const float top = box.centre().y + canvas.px(2);
    const float size = canvas.px(17);
    // The newest append stands out for a second of the viewer, the rest is history.
    const float since = scene.viewer_seconds_since(controller->appended);
    for (std::int64_t offset = first; offset < end; ++offset) {
        const float left = box.left + pitch * static_cast<float>(offset - first);
        const bool fresh = since < 1 && offset >= end - 4;
        const bool above = offset >= controller->high_watermark.value;
        const Color hue = fresh || above ? t.control : mixed(canvas.ground(), t.quiet, 0.75F);
        draw_tape_cell(canvas, {left, top, left + pitch - canvas.px(3), top + size},
                       {hue, above ? TapeCell::Pattern::hatched : TapeCell::Pattern::solid});
    }
    const std::int64_t hw = std::clamp(controller->high_watermark.value, first, end);
    const float x = box.left + pitch * static_cast<float>(hw - first) - canvas.px(1.5F);
    canvas.fill(
        {x - canvas.px(1.3F), top - canvas.px(4), x + canvas.px(1.3F), top + size + canvas.px(4)},
        t.high_watermark);
    canvas.text_if_free(
        {box.left + pitch * static_cast<float>(end - first) + canvas.px(8), top + size / 2},
        TextRole::mono_small, grouped(end), t.dim);
}

}  // namespace

std::string seat_label(const Scene& scene, const StageLayout& layout, NodeId controller) {
    const auto process = scene.view.processes.find(controller);
    const bool combined = process != scene.view.processes.end() &&
                          process->second.role == journal::NodeRole::combined;
    if (combined) return fmt::format("{}", controller.value);
    for (std::size_t i = 0; i < layout.seats.size(); ++i) {
        if (layout.seats[i].node == controller) return fmt::format("c{}", i + 1);
    }
    return fmt::format("{}", controller.value);
}

void draw_quorum(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout) {
    if (layout.quorum.empty()) return;
    const Rect& box = layout.quorum;
    const Canvas::Ground ground = canvas.panel(box, canvas.theme().panel, canvas.theme().border);
    draw_title(canvas, scene, layout);
    const float log_left = box.left + box.width() * 0.59F;
    for (std::size_t i = 0; i < layout.seats.size(); ++i) {
        const PlacedNode& seat = layout.seats[i];
        const float next = i + 1 < layout.seats.size() ? layout.seats[i + 1].box.left : log_left;
        draw_seat(canvas, scene, ui, layout, seat, next - seat.box.left);
    }
    draw_metadata_log(canvas, scene, {log_left, box.top, box.right - canvas.px(20), box.bottom});
}

}  // namespace brokerscope::render::stage
