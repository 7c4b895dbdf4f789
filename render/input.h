// What a person did since the last frame: the only input that the picture has. Filled by the
// window, or by a test that clicks.
#pragma once

#include <string>
#include <vector>

#include "render/geometry.h"

namespace brokerscope::render {

enum class Key {
    space,
    left,
    right,
    up,
    down,
    page_up,
    page_down,
    home,
    end,
    enter,
    escape,
    backspace,
    tab,
    letter,  ///< with `character` 'A' to 'Z', or '?', or '1' to '9'
};

struct KeyPress {
    Key key = Key::letter;
    char character = 0;
    bool shift = false;
    bool control = false;

    friend bool operator==(const KeyPress&, const KeyPress&) = default;
};

struct Input {
    Point mouse{-1, -1};  ///< framebuffer pixels; negative when it is elsewhere
    bool left_pressed = false;
    bool left_down = false;
    bool left_released = false;
    bool right_pressed = false;
    float wheel = 0;  ///< notches, up is positive
    std::vector<KeyPress> keys;
    std::string typed;  ///< UTF-8

    bool quiet() const {
        return !left_pressed && !left_released && !right_pressed && wheel == 0 && keys.empty() &&
               typed.empty();
    }
};

}  // namespace brokerscope::render
