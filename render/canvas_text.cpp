// The text half of Canvas: measuring, fitting, wrapping, placing.
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "render/canvas.h"

namespace brokerscope::render {

namespace {

// Ink of a line in parts of its line box, for both typefaces: ascenders start at 0.14, descenders
// end at 0.96. Tight boxes let two lines stand close without counting as overlapping.
constexpr float ink_top = 0.14F;
constexpr float ink_bottom = 0.96F;

constexpr std::string_view ellipsis = "\xe2\x80\xa6";

ImU32 packed(Color c) {
    return IM_COL32(c.red, c.green, c.blue, c.alpha);
}

bool starts_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

// The byte position after `count` whole characters.
std::size_t after_characters(std::string_view text, std::size_t count) {
    std::size_t at = 0;
    for (std::size_t seen = 0; at < text.size(); ++at) {
        if (starts_character(text[at]) && seen++ == count) break;
    }
    return at;
}

std::size_t characters_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

float left_of(float x, float width, Align align) {
    if (align == Align::centre) return x - width / 2;
    return align == Align::right ? x - width : x;
}

}  // namespace

float Canvas::width_of(TextRole role, std::string_view text) const {
    const ImFont* font = target_.fonts->of(role);
    return font->CalcTextSizeA(font->FontSize, 1e9F, 0, text.data(), text.data() + text.size()).x;
}

float Canvas::line_height(TextRole role) const {
    return target_.fonts->of(role)->FontSize;
}

Rect Canvas::text_box(Point place, TextRole role, std::string_view text, Align align) const {
    const float width = width_of(role, text);
    const float height = line_height(role);
    const float left = std::round(left_of(place.x, width, align));
    const float top = std::round(place.y - height / 2);
    return {left, top + height * ink_top, left + width, top + height * ink_bottom};
}

Rect Canvas::text(Point place, TextRole role, std::string_view text, Color color, Align align) {
    const Rect box = text_box(place, role, text, align);
    if (text.empty()) return box;
    const ImFont* font = target_.fonts->of(role);
    // Whole pixels: a baseline between two pixels is a blurred baseline.
    const float top = std::round(place.y - font->FontSize / 2);
    target_.list->AddText(font, font->FontSize, {box.left, top}, packed(color), text.data(),
                          text.data() + text.size());
    record_text(box, role, text, color);
    return box;
}

void Canvas::record_text(Rect place, TextRole role, std::string_view text, Color color) {
    taken_.push_back({place, layer_});
    if (target_.record == nullptr) return;
    const int px = target_.fonts->styles[static_cast<std::size_t>(role)].px;
    target_.record->texts.push_back(
        {std::string(text), place, bounds_, px, color, ground_, layer_});
}

bool Canvas::text_if_free(Point place, TextRole role, std::string_view text, Color color,
                          Align align) {
    const Rect box = text_box(place, role, text, align);
    if (!bounds_.contains(box)) return false;
    for (const Taken& taken : taken_) {
        if (taken.layer == layer_ && taken.place.overlaps(box.inset(-px(4), -px(1)))) return false;
    }
    this->text(place, role, text, color, align);
    return true;
}

std::string_view Canvas::fitting(TextRole role, float width,
                                 std::initializer_list<std::string_view> alternatives) const {
    for (const std::string_view text : alternatives) {
        if (width_of(role, text) <= width) return text;
    }
    return "";
}

std::string Canvas::fitting_name(TextRole role, float width, std::string_view name) const {
    if (width_of(role, name) <= width) return std::string(name);
    for (std::size_t kept = characters_of(name) - 1; kept >= 3; --kept) {
        const std::size_t tail = kept / 2;
        const std::size_t head_end = after_characters(name, kept - tail);
        const std::size_t tail_start = after_characters(name, characters_of(name) - tail);
        std::string text(name.substr(0, head_end));
        text += ellipsis;
        text += name.substr(tail_start);
        if (width_of(role, text) <= width) return text;
    }
    return "";
}

std::vector<std::string> Canvas::wrapped(TextRole role, float width, std::string_view text) const {
    std::vector<std::string> lines;
    std::string line;
    while (!text.empty()) {
        const std::size_t space = text.find(' ');
        std::string word(text.substr(0, space));
        text = space == std::string_view::npos ? "" : text.substr(space + 1);
        if (word.empty()) continue;
        if (width_of(role, word) > width) word = fitting_name(role, width, word);
        const std::string longer = line.empty() ? word : line + " " + word;
        if (width_of(role, longer) <= width) {
            line = longer;
            continue;
        }
        if (!line.empty()) lines.push_back(line);
        line = word;
    }
    if (!line.empty()) lines.push_back(line);
    return lines;
}

}  // namespace brokerscope::render
