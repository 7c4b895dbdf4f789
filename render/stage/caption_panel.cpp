#include "render/stage/caption_panel.h"

#include <fmt/format.h>

#include <algorithm>

#include "render/marks.h"

namespace brokerscope::render::stage {

namespace {

constexpr std::size_t most_lines = 2;

// A sentence that needs a third line is set smaller.
std::pair<TextRole, std::vector<std::string>> set_lines(const Canvas& canvas, float width,
                                                        const std::string& sentence) {
    for (const TextRole role : {TextRole::caption, TextRole::body, TextRole::label}) {
        std::vector<std::string> lines = canvas.wrapped(role, width, sentence);
        if (lines.size() <= most_lines || role == TextRole::label) {
            lines.resize(std::min(lines.size(), most_lines));
            return {role, lines};
        }
    }
    return {TextRole::label, {}};
}

}  // namespace

void draw_caption(Canvas& canvas, const Scene& scene, const UiState& state,
                  const StageLayout& layout) {
    const std::string& sentence = scene.view.narration.caption.in(scene.language);
    if (sentence.empty() || !state.notice.empty()) return;
    if (open_question_of(scene.view, state, scene.now) != base::no_fact) return;
    const Theme& t = canvas.theme();
    const Rect& room = layout.caption;
    const float pad = canvas.px(26);
    const auto [role, lines] = set_lines(canvas, room.width() - 2 * pad, sentence);
    float width = 0;
    for (const std::string& line : lines)
        width = std::max(width, canvas.width_of(role, line));
    const float spacing = canvas.line_height(role) * 1.12F;
    const float height =
        spacing * static_cast<float>(lines.size()) + canvas.px(lines.size() == 1 ? 30 : 16);
    const Point c = room.centre();
    const Rect box{c.x - width / 2 - pad, c.y - height / 2, c.x + width / 2 + pad,
                   c.y + height / 2};
    canvas.fill(box, t.raised, canvas.px(12));
    const float flash = scene.flash(scene.view.narration.said);
    if (flash > 0) canvas.outline(box, faded(t.text, flash * 0.6F), canvas.px(2), canvas.px(12));
    const Canvas::Ground ground = canvas.on(box, t.raised);
    float y = c.y - spacing * static_cast<float>(lines.size() - 1) / 2;
    for (const std::string& line : lines) {
        canvas.text({c.x, y}, role, line, t.text, Align::centre);
        y += spacing;
    }
}

FactId open_question_of(const view::View& view, const UiState& state, SimTime now) {
    const view::NarrationView& narration = view.narration;
    const bool is_here = narration.asked.fact != base::no_fact && !narration.choices.empty() &&
                         narration.asked.at == now;
    const bool answered = state.answers.count(narration.asked.fact) == 1;
    return is_here && !answered ? narration.asked.fact : base::no_fact;
}

void draw_question(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout) {
    const view::NarrationView& narration = scene.view.narration;
    const FactId asked = open_question_of(scene.view, ui.state, scene.now);
    if (asked == base::no_fact) return;
    const Theme& t = canvas.theme();
    const float width = std::min(canvas.px(760), layout.cluster.width() * 0.9F);
    const float pad = canvas.px(32);
    const auto lines =
        canvas.wrapped(TextRole::title, width - 2 * pad, narration.question.in(scene.language));
    const float line = canvas.line_height(TextRole::title) * 1.25F;
    const float choice = std::max(canvas.px(52), canvas.line_height(TextRole::body) * 2);
    const float hint = canvas.line_height(TextRole::label) * 1.6F;
    const float height = 2 * pad + line * static_cast<float>(lines.size()) + canvas.px(14) +
                         choice * static_cast<float>(narration.choices.size()) + hint;
    // Low, so that those who think about it see the cluster.
    const float middle = layout.caption.centre().x;
    const float bottom = layout.caption.bottom - canvas.px(8);
    const Rect box{middle - width / 2, bottom - height, middle + width / 2, bottom};
    const Canvas::Ground ground = canvas.overlay(box, t.raised, t.border);
    ui.button(box, [](UiState&) {});
    Rect rest = box.inset(pad);
    for (const std::string& text : lines) {
        const Rect row = take_top(rest, line);
        canvas.text({row.left, row.centre().y}, TextRole::title, text, t.text);
    }
    take_top(rest, canvas.px(14));
    for (std::size_t i = 0; i < narration.choices.size(); ++i) {
        const Rect row = take_top(rest, choice).inset(0, canvas.px(4));
        const bool lit = ui.hovers(row);
        canvas.fill(row, t.panel, canvas.px(8));
        canvas.outline(row, lit ? t.produce : t.border, canvas.px(lit ? 2.5F : 1.5F), canvas.px(8));
        const Canvas::Ground on_row = canvas.on(row, t.panel);
        const float x = row.left + canvas.px(20);
        canvas.text({x, row.centre().y}, TextRole::mono, fmt::format("{}", i + 1), t.produce);
        canvas.text({x + canvas.px(30), row.centre().y}, TextRole::body,
                    canvas.fitting_name(TextRole::body, row.right - x - canvas.px(50),
                                        narration.choices[i].in(scene.language)),
                    t.text);
        ui.button(row, [asked, choice_index = static_cast<int>(i)](UiState& s) {
            s.answers[asked] = choice_index;
        });
    }
    const Rect last = take_bottom(rest, hint - canvas.px(6));
    canvas.text({last.left, last.bottom}, TextRole::label,
                scene.word("Space goes on without an answer.", "Espaço segue sem resposta."),
                t.dim);
}

void draw_given_answer(Canvas& canvas, const Scene& scene, const UiState& state, Point left,
                       float right) {
    const view::NarrationView& narration = scene.view.narration;
    const auto answer = state.answers.find(narration.asked.fact);
    if (answer == state.answers.end() || answer->second == no_choice) return;
    const auto choice = static_cast<std::size_t>(answer->second);
    if (choice >= narration.choices.size()) return;
    const Theme& t = canvas.theme();
    const std::string words = fmt::format("{} {}", scene.word("you said:", "sua resposta:"),
                                          narration.choices[choice].in(scene.language));
    const float sign = canvas.px(26);
    const std::string shown = canvas.fitting_name(TextRole::body, right - left.x - sign, words);
    if (shown.empty()) return;
    const bool known = scene.right_answer.has_value();
    const bool right_one = known && *scene.right_answer == answer->second;
    const Point at{left.x + canvas.px(8), left.y};
    if (!known) {
        draw_dot(canvas, at, canvas.px(12), t.quiet, false);
    } else if (right_one) {
        draw_check(canvas, at, canvas.px(17), t.consumer);
    } else {
        draw_cross(canvas, at, canvas.px(17), t.loss);
    }
    canvas.text({left.x + sign, left.y}, TextRole::body, shown,
                !known      ? t.dim
                : right_one ? t.consumer
                            : t.loss);
}

void draw_notice(Canvas& canvas, const Scene&, Ui& ui, const StageLayout& layout) {
    if (ui.state.notice.empty()) return;
    const Theme& t = canvas.theme();
    const float width = layout.caption.width();
    const float pad = canvas.px(22);
    auto lines = canvas.wrapped(TextRole::label, width - 2 * pad, ui.state.notice);
    lines.resize(std::min<std::size_t>(lines.size(), 6));
    const float line = canvas.line_height(TextRole::label) * 1.25F;
    const float height = line * static_cast<float>(lines.size()) + pad;
    const float bottom = layout.caption.bottom;
    const Rect box{layout.caption.left, bottom - height, layout.caption.right, bottom};
    const Canvas::Ground ground = canvas.overlay(box, t.raised, t.warn);
    ui.button(box, [](UiState& s) { s.notice.clear(); });
    float y = box.top + pad / 2 + line / 2;
    for (const std::string& text : lines) {
        canvas.text({box.left + pad, y}, TextRole::label, text, t.text);
        y += line;
    }
}

}  // namespace brokerscope::render::stage
