#include "render/stage/inspector_panel.h"

#include <fmt/format.h>

#include <algorithm>

#include "render/marks.h"
#include "render/stage/inspector_table.h"
#include "sim/view/describe.h"

namespace brokerscope::render::stage {

namespace {

// What is left of the inspector's height, from the top. Lines that are scrolled away or do not fit
// are measured and not drawn.
struct Flow {
    Canvas& canvas;
    Rect box;
    float y;

    bool visible(float height) const {
        return y >= box.top - 0.5F && y + height <= box.bottom + 0.5F;
    }
    Rect take(float height) {
        const Rect row{box.left, y, box.right, y + height};
        y += height;
        return row;
    }
};

void draw_row(Flow& flow, const SheetRow& row) {
    Canvas& canvas = flow.canvas;
    const Theme& t = canvas.theme();
    if (row.kind == SheetRow::Kind::heading) {
        flow.y += canvas.px(10);
        const float height = canvas.line_height(TextRole::small) * 1.6F;
        const bool shown = flow.visible(height);
        const Rect line = flow.take(height);
        if (shown) canvas.text({line.left, line.centre().y}, TextRole::small, row.label, t.dim);
        return;
    }
    const float label_width = flow.box.width() * 0.44F;
    const float value_width = flow.box.width() - label_width - canvas.px(8);
    const float height = canvas.line_height(TextRole::mono_small) * 1.25F;
    const auto lines = canvas.wrapped(TextRole::mono_small, value_width, row.value);
    for (std::size_t i = 0; i < std::max<std::size_t>(1, lines.size()); ++i) {
        const bool shown = flow.visible(height);
        const Rect line = flow.take(height);
        if (!shown) continue;
        if (i == 0)
            canvas.text({line.left, line.centre().y}, TextRole::small,
                        canvas.fitting_name(TextRole::small, label_width, row.label), t.dim);
        if (i < lines.size())
            canvas.text({line.left + label_width + canvas.px(8), line.centre().y},
                        TextRole::mono_small, lines[i], t.text);
    }
}

// One fact: its time in front, its sentence wrapped beside it; a click asks for its causes.
void draw_fact(Flow& flow, const Scene& scene, Ui& ui, const journal::Fact& fact) {
    Canvas& canvas = flow.canvas;
    const Theme& t = canvas.theme();
    const std::string time = base::clock_text(fact.at);
    const float time_width = canvas.width_of(TextRole::mono_small, time) + canvas.px(12);
    const std::string sentence = view::describe(fact, scene.view).in(scene.language);
    const float width = flow.box.width() - time_width;
    const auto lines = canvas.wrapped(TextRole::small, width, sentence);
    const float height = canvas.line_height(TextRole::small) * 1.28F;
    const float top = flow.y;
    bool whole = true;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool shown = flow.visible(height);
        whole = whole && shown;
        const Rect line = flow.take(height);
        if (!shown) continue;
        if (i == 0) canvas.text({line.left, line.centre().y}, TextRole::mono_small, time, t.dim);
        canvas.text({line.left + time_width, line.centre().y}, TextRole::small, lines[i], t.text);
    }
    flow.y += canvas.px(5);
    const Rect row{flow.box.left - canvas.px(6), top, flow.box.right, flow.y - canvas.px(4)};
    if (!whole) return;
    if (ui.hovers(row)) canvas.outline(row, t.produce, canvas.metrics().hairline(), canvas.px(5));
    ui.button(
        row,
        [id = fact.id](UiState& s) {
            s.selected = FactChosen{id};
            s.inspector_scroll = 0;
        },
        std::string(scene.word("Why?", "Por quê?")));
}

void draw_facts(Flow& flow, const Scene& scene, Ui& ui, const journal::Journal& journal) {
    constexpr std::size_t most = 24;
    const auto* why = std::get_if<FactChosen>(&ui.state.selected);
    const std::vector<FactId> facts = why != nullptr
                                          ? causes_of(journal, why->fact)
                                          : facts_about(journal, scene, ui.state.selected, most);
    if (facts.empty()) return;
    const std::string_view heading =
        why != nullptr
            ? scene.word("this happened because", "isto aconteceu porque")
            : scene.word("what happened (click: why?)", "o que aconteceu (clique: por quê?)");
    draw_row(flow, {std::string(heading), "", SheetRow::Kind::heading});
    for (const FactId id : facts)
        draw_fact(flow, scene, ui, journal.at(id));
}

void draw_close(Canvas& canvas, Ui& ui, Rect box) {
    const Point at{box.right - canvas.px(28), box.top + canvas.px(30)};
    const Rect hit = square_around(at, canvas.px(34));
    draw_cross(canvas, at, canvas.px(16),
               ui.hovers(hit) ? canvas.theme().text : canvas.theme().dim);
    ui.button(hit, [](UiState& s) { s.selected = {}; });
}

// A table needs nearly the whole window for its lines.
Rect inspector_box(const Canvas& canvas, const StageLayout& layout, float open, bool is_wide) {
    const Metrics& m = canvas.metrics();
    const float width =
        is_wide ? m.window.width - canvas.px(24) : std::min(canvas.px(460), m.window.width * 0.42F);
    const float hidden = (1 - open) * (width + canvas.px(24));
    return Rect{m.window.width - width - canvas.px(12), layout.header.bottom * 0.86F,
                m.window.width - canvas.px(12), layout.timeline.top - canvas.px(8)}
        .moved(hidden, 0);
}

}  // namespace

void draw_inspector(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout,
                    const journal::Journal& journal) {
    if (is_nothing(ui.state.selected) || ui.state.inspector_open <= 0) return;
    const Sheet sheet = sheet_of(scene, ui.state.selected);
    const Theme& t = canvas.theme();
    const float open = ui.state.inspector_open;
    const std::vector<TableTab> tabs = tables_about(scene, ui.state.selected);
    const auto table = std::find_if(tabs.begin(), tabs.end(), [&](const TableTab& tab) {
        return tab.label == ui.state.inspector_table;
    });
    const bool has_table = table != tabs.end();
    const Rect box = inspector_box(canvas, layout, 1 - (1 - open) * (1 - open), has_table);
    const Canvas::Ground ground = canvas.overlay(box, t.raised, t.border);
    ui.button(box, [](UiState&) {});
    // While it slides, only its box moves: words that are cut by the window are not drawn.
    if (open < 1) return;
    draw_close(canvas, ui, box);
    Rect inner = box.inset(canvas.px(24), canvas.px(16));
    const Rect title = take_top(inner, canvas.line_height(TextRole::strong) * 1.4F);
    const std::string name =
        sheet.title.empty() ? std::string(scene.word("not at this moment", "não neste momento"))
                            : sheet.title;
    canvas.text({title.left, title.centre().y}, TextRole::strong,
                canvas.fitting_name(TextRole::strong, title.width() - canvas.px(40), name), t.text);
    const Rect what = take_top(inner, canvas.line_height(TextRole::label) * 1.3F);
    canvas.text({what.left, what.centre().y}, TextRole::label,
                canvas.fitting_name(TextRole::label, what.width(), sheet.what), t.dim);
    take_top(inner, canvas.px(8));
    if (!tabs.empty()) draw_tabs(canvas, scene, ui, inner, tabs);
    if (ui.input.wheel != 0 && ui.hovers(box))
        ui.state.inspector_scroll =
            std::max(0.0F, ui.state.inspector_scroll - ui.input.wheel * canvas.px(60));
    if (has_table) {
        draw_table(canvas, scene, ui, inner, *table);
        return;
    }
    Flow flow{canvas, inner, inner.top - ui.state.inspector_scroll};
    for (const SheetRow& row : sheet.rows)
        draw_row(flow, row);
    draw_facts(flow, scene, ui, journal);
    // Nothing lies beyond the last line.
    const float content = flow.y + ui.state.inspector_scroll - inner.top;
    ui.state.inspector_scroll =
        std::min(ui.state.inspector_scroll, std::max(0.0F, content - inner.height()));
}

}  // namespace brokerscope::render::stage
