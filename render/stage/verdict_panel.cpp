#include "render/stage/verdict_panel.h"

#include <fmt/format.h>

#include "render/marks.h"

namespace brokerscope::render::stage {

namespace {

enum class Mood { plain, zero, warning, bad };

struct Item {
    std::string number;
    std::string word;
    Mood mood = Mood::plain;
    FactId why;
    std::string tooltip;
};

Mood mood_of(std::int64_t number, Mood when_not_zero) {
    return number == 0 ? Mood::zero : when_not_zero;
}

std::string lines_of(const std::vector<Text>& sentences, base::Language language) {
    std::string lines;
    for (const Text& sentence : sentences)
        lines += (lines.empty() ? "" : "\n") + sentence.in(language);
    return lines;
}

Item laws_item(const Scene& scene) {
    const Verdicts& v = scene.verdicts;
    Item item;
    item.word = scene.word("laws", "leis");
    if (v.laws_broken.empty()) {
        item.number = fmt::format("{} {}", v.laws_holding, scene.word("hold", "valem"));
        item.mood = v.laws_holding == 0 ? Mood::zero : Mood::plain;
        if (!v.laws_not_promised.empty()) {
            item.tooltip = fmt::format("{}\n{}", scene.word("not promised:", "sem promessa:"),
                                       lines_of(v.laws_not_promised, scene.language));
        }
        return item;
    }
    item.number = fmt::format("{} {}", v.laws_broken.size(), scene.word("broken", "violadas"));
    item.mood = Mood::bad;
    item.why = v.why_broken;
    item.tooltip = lines_of(v.laws_broken, scene.language);
    return item;
}

std::vector<Item> items_of(const Scene& scene) {
    const Verdicts& v = scene.verdicts;
    const auto count = [&](std::int64_t number, std::string_view en, std::string_view pt, Mood mood,
                           FactId why = base::no_fact) {
        return Item{short_count(number), std::string(scene.word(en, pt)), mood_of(number, mood),
                    why, ""};
    };
    std::vector<Item> items;
    items.push_back(count(v.produced, "produced", "produzidos", Mood::plain));
    items.push_back(count(v.acked, "acked", "confirmados", Mood::plain));
    items.push_back(count(v.delivered, "delivered", "entregues", Mood::plain));
    items.push_back(count(v.duplicated, "duplicated", "duplicados", Mood::warning));
    items.push_back(count(v.lost, "lost", "perdidos", Mood::bad, v.why_lost));
    items.push_back(count(v.at_risk, "at risk", "em risco", Mood::warning));
    items.push_back(count(v.reordered, "reordered", "fora de ordem", Mood::warning));
    items.push_back({v.unavailable.ns == 0 ? "0" : seconds_text(v.unavailable),
                     std::string(scene.word("unavailable", "indisponível")),
                     mood_of(v.unavailable.ns, Mood::warning), base::no_fact, ""});
    items.push_back(laws_item(scene));
    return items;
}

Color color_of(const Theme& t, Mood mood) {
    switch (mood) {
        case Mood::plain: return t.text;
        case Mood::zero: return t.dim;
        case Mood::warning: return t.warn;
        case Mood::bad: return t.loss;
    }
    return t.text;
}

float width_of(const Canvas& canvas, const Item& item, TextRole number) {
    return canvas.width_of(number, item.number) + canvas.px(10) +
           canvas.width_of(TextRole::label, item.word);
}

void draw_item(Canvas& canvas, Ui& ui, const Item& item, Rect cell, TextRole role) {
    const Theme& t = canvas.theme();
    const float y = cell.centre().y;
    const Rect number = canvas.text({cell.left, y}, role, item.number, color_of(t, item.mood));
    const float x = number.right + canvas.px(10);
    // The word shares the number's baseline.
    const float drop = canvas.px(2.5F);
    const std::string_view word = canvas.fitting(TextRole::label, cell.right - x, {item.word});
    const Rect shown = canvas.text({x, y + drop}, TextRole::label, word, t.dim);
    const Rect box{cell.left, cell.top, word.empty() ? number.right : shown.right, cell.bottom};
    if (item.why != base::no_fact) {
        ui.claim(box, FactChosen{item.why}, item.tooltip);
        canvas.line({number.left, number.bottom}, {number.right, number.bottom},
                    color_of(t, item.mood), canvas.metrics().hairline());
    }
}

}  // namespace

void draw_verdicts(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout) {
    const Rect line = layout.verdicts.inset(canvas.px(24), 0);
    const std::vector<Item> items = items_of(scene);
    const auto total = [&](TextRole role) {
        float width = 0;
        for (const Item& item : items)
            width += width_of(canvas, item, role);
        return width;
    };
    const float least_gap = canvas.px(14) * static_cast<float>(items.size() - 1);
    const TextRole role =
        total(TextRole::number) + least_gap <= line.width() ? TextRole::number : TextRole::mono;
    const float gap =
        std::max(canvas.px(8), (line.width() - total(role)) / static_cast<float>(items.size() - 1));
    float x = line.left;
    for (const Item& item : items) {
        const float width = std::min(width_of(canvas, item, role), line.right - x);
        draw_item(canvas, ui, item, {x, line.top, x + width + 1, line.bottom}, role);
        x += width + gap;
    }
}

}  // namespace brokerscope::render::stage
