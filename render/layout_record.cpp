#include "render/layout_record.h"

#include <fmt/format.h>

namespace brokerscope::render {

namespace {

// Neighbours may touch: glyph boxes have side bearings, and places are rounded to pixels.
constexpr float touching_px = 1;

std::string place_text(const Rect& place) {
    return fmt::format("{:.0f},{:.0f} {:.0f}x{:.0f}", place.left, place.top, place.width(),
                       place.height());
}

void add_overlaps(const LayoutRecord& record, std::vector<std::string>& out) {
    for (std::size_t i = 0; i < record.texts.size(); ++i) {
        const TextMark& a = record.texts[i];
        for (std::size_t j = i + 1; j < record.texts.size(); ++j) {
            const TextMark& b = record.texts[j];
            if (a.layer != b.layer || !a.place.inset(touching_px).overlaps(b.place)) continue;
            out.push_back(fmt::format("\"{}\" ({}) overlaps \"{}\" ({})", a.text,
                                      place_text(a.place), b.text, place_text(b.place)));
        }
    }
}

void add_text_problems(const TextMark& mark, Size window, float smallest_px,
                       std::vector<std::string>& out) {
    const Rect all{0, 0, window.width, window.height};
    const Rect ink = mark.place.inset(touching_px);
    if (!mark.bounds.contains(ink) || !all.contains(ink)) {
        out.push_back(fmt::format("\"{}\" ({}) is cut by its panel ({})", mark.text,
                                  place_text(mark.place), place_text(mark.bounds)));
    }
    if (static_cast<float>(mark.px) < smallest_px)
        out.push_back(fmt::format("\"{}\" is set in {} px", mark.text, mark.px));
    const float ratio = contrast(mark.color, mark.ground);
    if (ratio < text_contrast)
        out.push_back(fmt::format("\"{}\" has a contrast of {:.2f}", mark.text, ratio));
}

}  // namespace

void LayoutRecord::clear() {
    texts.clear();
    marks.clear();
}

std::vector<std::string> problems(const LayoutRecord& record, Size window, float smallest_px) {
    std::vector<std::string> out;
    add_overlaps(record, out);
    for (const TextMark& mark : record.texts)
        add_text_problems(mark, window, smallest_px, out);
    for (const ShapeMark& mark : record.marks) {
        const float ratio = contrast(mark.color, mark.ground);
        if (ratio < mark_contrast) {
            out.push_back(fmt::format("the {} at {:.0f},{:.0f} has a contrast of {:.2f}", mark.what,
                                      mark.place.x, mark.place.y, ratio));
        }
    }
    return out;
}

}  // namespace brokerscope::render
