// What a test knows about a drawn frame: every piece of text and every meaningful mark with its
// place, colour and ground. problems() then says what is wrong with the layout: words over words,
// words that leave their panel or the window, words too small, colours too weak.
#pragma once

#include <string>
#include <vector>

#include "render/color.h"
#include "render/geometry.h"

namespace brokerscope::render {

struct TextMark {
    std::string text;
    Rect place;   ///< the ink's line box: advance width by cap height and descender
    Rect bounds;  ///< the panel that must hold it
    int px = 0;
    Color color;
    Color ground;
    int layer = 0;  ///< text of a menu or the inspector lies over the stage and may cover it
};

struct ShapeMark {
    std::string what;
    Point place;
    Color color;
    Color ground;
};

struct LayoutRecord {
    std::vector<TextMark> texts;
    std::vector<ShapeMark> marks;

    void clear();
};

/// One sentence a problem; empty when the layout is right. `window` bounds everything.
std::vector<std::string> problems(const LayoutRecord& record, Size window, float smallest_px);

}  // namespace brokerscope::render
