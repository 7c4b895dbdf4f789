#include "render/stage/header_panel.h"

#include <fmt/format.h>

#include "render/marks.h"
#include "render/stage/caption_panel.h"

namespace brokerscope::render::stage {

namespace {

// Right to left: the legend's button, the language, Kafka's version, the seed. Returns the left
// end.
float draw_right(Canvas& canvas, const Scene& scene, Ui& ui, Rect line) {
    const Theme& t = canvas.theme();
    const float gap = canvas.px(18);
    float x = line.right;
    const auto word = [&](const std::string& text, Action on_click, std::string tooltip) {
        const float width = canvas.width_of(TextRole::mono, text);
        const Rect button{x - width - gap / 2, line.top, x + gap / 2, line.bottom};
        const bool lit = on_click && ui.hovers(button);
        canvas.text({x, line.centre().y}, TextRole::mono, text, lit ? t.text : t.dim, Align::right);
        if (on_click) ui.button(button, std::move(on_click), std::move(tooltip));
        x -= width + gap;
    };
    word(
        "?", [](UiState& s) { s.card = s.card == Card::legend ? Card::none : Card::legend; },
        std::string(scene.word("Legend and keys (?)", "Legenda e teclas (?)")));
    word(
        scene.portuguese() ? "PT" : "EN",
        [](UiState& s) {
            s.language = s.language == base::Language::en ? base::Language::pt : base::Language::en;
        },
        std::string(scene.word("Language (L)", "Idioma (L)")));
    if (!scene.view.kafka.empty()) word(fmt::format("Kafka {}", scene.view.kafka), nullptr, "");
    word(fmt::format("seed {}", scene.view.seed), nullptr, "");
    return x;
}

// Returns where they end.
float draw_chapters(Canvas& canvas, const Scene& scene, Ui& ui, Rect line, float x, float right) {
    const Theme& t = canvas.theme();
    const auto& chapters = scene.view.narration.chapters;
    if (chapters.empty()) return x;
    const std::string number =
        fmt::format("{} {}", scene.word("chapter", "capítulo"), chapters.size());
    const std::string titled = fmt::format("{} — {}", number, chapters.back().in(scene.language));
    const float step = canvas.px(17);
    // All chapters that are known so far: those that lie ahead are hollow.
    const std::size_t known = std::max(chapters.size(), scene.story.chapters().size());
    const float dots = canvas.px(14) + step * static_cast<float>(known);
    const std::string_view text =
        canvas.fitting(TextRole::body, right - x - dots, {titled, number});
    if (text.empty()) return x;
    x = canvas.text({x, line.centre().y}, TextRole::body, text, t.dim).right + canvas.px(20);
    for (std::size_t i = 0; i < known; ++i) {
        draw_dot(canvas, {x, line.centre().y}, canvas.px(11),
                 i < chapters.size() ? t.produce : t.quiet, i < chapters.size());
        if (i < scene.story.chapters().size()) {
            const Chapter& chapter = scene.story.chapters()[i];
            ui.button(
                square_around({x, line.centre().y}, step),
                [from = chapter.from](UiState& s) { s.moment = from; },
                chapter.title.in(scene.language));
        }
        x += step;
    }
    return x + canvas.px(20);
}

}  // namespace

void draw_header(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout) {
    const Theme& t = canvas.theme();
    const Rect line = layout.header.inset(canvas.px(24), 0);
    const float right = draw_right(canvas, scene, ui, line) - canvas.px(20);
    float x =
        canvas.text({line.left, line.centre().y}, TextRole::title, "Brokerscope", t.dim).right;
    x += canvas.px(20);
    const std::string title =
        canvas.fitting_name(TextRole::title, right - x, scene.view.title.in(scene.language));
    x = canvas.text({x, line.centre().y}, TextRole::title, title, t.text).right + canvas.px(32);
    x = draw_chapters(canvas, scene, ui, line, x, right);
    draw_given_answer(canvas, scene, ui.state, {x, line.centre().y}, right);
}

}  // namespace brokerscope::render::stage
