#include "render/stage/menu_panel.h"

#include <fmt/format.h>

#include <algorithm>

#include "render/marks.h"

namespace brokerscope::render::stage {

namespace {

constexpr std::size_t most_rows = 12;

float row_height(const Canvas& canvas) {
    return std::max(canvas.px(38), canvas.line_height(TextRole::body) * 1.55F);
}

Action order(const Fault& fault) {
    return [command = fault.command](UiState& s) {
        s.orders.push_back(command);
        s.card = Card::none;
    };
}

void draw_entry(Canvas& canvas, Ui& ui, Rect row, const Fault& fault, bool lit) {
    const Theme& t = canvas.theme();
    if (lit) canvas.fill(row, mixed(t.raised, t.produce, 0.18F), canvas.px(6));
    const Canvas::Ground ground =
        canvas.on(canvas.bounds(), lit ? mixed(t.raised, t.produce, 0.18F) : t.raised);
    const float x = row.left + canvas.px(14);
    const Point sign{x + canvas.px(6), row.centre().y};
    if (fault.breaks) {
        draw_cross(canvas, sign, canvas.px(14), t.loss);
    } else {
        draw_dot(canvas, sign, canvas.px(11), t.consumer, true);
    }
    const float text_x = x + canvas.px(26);
    const Rect words = canvas.text(
        {text_x, row.centre().y}, TextRole::body,
        canvas.fitting_name(TextRole::body, row.right - text_x - canvas.px(14), fault.words),
        t.text);
    const float room = row.right - words.right - canvas.px(40);
    const std::string_view lua = canvas.fitting(TextRole::mono_small, room, {fault.lua});
    canvas.text({row.right - canvas.px(14), row.centre().y}, TextRole::mono_small, lua, t.dim,
                Align::right);
    ui.button(row, order(fault));
}

float widest(const Canvas& canvas, const std::vector<Fault>& faults) {
    float width = 0;
    for (const Fault& fault : faults)
        width = std::max(width, canvas.width_of(TextRole::body, fault.words) +
                                    canvas.width_of(TextRole::mono_small, fault.lua));
    return width + canvas.px(110);
}

}  // namespace

void draw_menu(Canvas& canvas, const Scene& scene, Ui& ui) {
    if (ui.state.card != Card::menu) return;
    std::vector<Fault> faults = faults_of(scene, ui.state.menu_about);
    if (faults.empty()) return;
    if (faults.size() > most_rows) faults.resize(most_rows);
    const Metrics& m = canvas.metrics();
    const float row = row_height(canvas);
    const float pad = canvas.px(8);
    const Size size{std::min(widest(canvas, faults), m.window.width * 0.6F),
                    row * static_cast<float>(faults.size()) + 2 * pad};
    const Point corner{
        std::clamp(ui.state.menu_at.x, canvas.px(8), m.window.width - size.width - canvas.px(8)),
        std::clamp(ui.state.menu_at.y, canvas.px(8), m.window.height - size.height - canvas.px(8))};
    const Rect box = rect_at(corner, size);
    const Canvas::Ground ground = canvas.overlay(box, canvas.theme().raised, canvas.theme().border);
    ui.button({0, 0, m.window.width, m.window.height}, [](UiState& s) { s.card = Card::none; });
    ui.button(box, [](UiState&) {});
    Rect rest = box.inset(pad);
    for (const Fault& fault : faults) {
        const Rect line = take_top(rest, row);
        draw_entry(canvas, ui, line, fault, ui.hovers(line));
    }
}

void draw_palette(Canvas& canvas, const Scene& scene, Ui& ui) {
    if (ui.state.card != Card::palette) return;
    const Theme& t = canvas.theme();
    const Metrics& m = canvas.metrics();
    std::vector<Fault> faults = matching(all_faults(scene), ui.state.palette_text);
    const std::size_t found = faults.size();
    if (faults.size() > most_rows) faults.resize(most_rows);
    ui.state.palette_row =
        std::clamp(ui.state.palette_row, 0, std::max(0, static_cast<int>(faults.size()) - 1));
    const float row = row_height(canvas);
    const float width = std::min(canvas.px(900), m.window.width * 0.8F);
    const float height =
        row * static_cast<float>(std::max<std::size_t>(1, faults.size()) + 1) + canvas.px(40);
    const Rect box =
        rect_at({(m.window.width - width) / 2, m.window.height * 0.14F}, {width, height});
    const Canvas::Ground ground = canvas.overlay(box, t.raised, t.border);
    ui.button({0, 0, m.window.width, m.window.height}, [](UiState& s) { s.card = Card::none; });
    ui.button(box, [](UiState&) {});
    Rect rest = box.inset(canvas.px(12));
    const Rect typed = take_top(rest, row);
    const std::string shown =
        ui.state.palette_text.empty()
            ? std::string(scene.word("What shall happen? Type: crash broker 2",
                                     "O que deve acontecer? Digite: derruba broker 2"))
            : ui.state.palette_text;
    const Rect text =
        canvas.text({typed.left + canvas.px(14), typed.centre().y}, TextRole::body,
                    canvas.fitting_name(TextRole::body, typed.width() - canvas.px(120), shown),
                    ui.state.palette_text.empty() ? t.dim : t.text);
    if (!ui.state.palette_text.empty())
        canvas.fill({text.right + canvas.px(2), text.top, text.right + canvas.px(4), text.bottom},
                    t.produce);
    canvas.text({typed.right - canvas.px(14), typed.centre().y}, TextRole::mono_small,
                fmt::format("{}", found), t.dim, Align::right);
    take_top(rest, canvas.px(8));
    for (std::size_t i = 0; i < faults.size(); ++i) {
        const Rect line = take_top(rest, row);
        draw_entry(canvas, ui, line, faults[i],
                   ui.hovers(line) || static_cast<int>(i) == ui.state.palette_row);
    }
}

}  // namespace brokerscope::render::stage
