// The two colour themes. A colour is named after what it means, never after what it looks like, and
// colour is never alone: whatever uses one of these also has a shape, a pattern or a word. Red is
// only for loss and errors, amber only for "about to time out" and "under-replicated".
//
// Promises, tested for both themes: words reach 4.5:1 on every ground they stand on, marks 3:1.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "render/color.h"

namespace brokerscope::render {

enum class ThemeName { hall, daylight };

struct Theme {
    ThemeName name;

    // Grounds, from the back to the front.
    Color background;  ///< the window itself
    Color panel;       ///< a machine, a client, a group
    Color raised;      ///< a card on a panel, the caption, a menu
    Color strip;       ///< the timeline at the foot
    Color past;        ///< the part of the timeline that has been played

    // Lines that only separate; they carry no meaning and need no contrast.
    Color border;
    Color track;  ///< the empty part of a ring or a bar

    // Words.
    Color text;
    Color dim;      ///< words that explain
    Color on_mark;  ///< words on a filled chip of a mark's colour

    // Marks. `quiet` is a mark without a hue: follower seats, unlit dots, zero.
    Color quiet;
    Color high_watermark;
    Color produce;   ///< producers, their messages, data in the page cache
    Color replica;   ///< replica fetches
    Color control;   ///< controllers, metadata, control requests
    Color consumer;  ///< consumers and their fetches; in sync, healthy
    Color group;     ///< committed offsets, positions, lag
    Color warn;      ///< about to time out, under-replicated, at risk
    Color loss;      ///< lost, failed, crashed

    // Hues of record keys (after Okabe and Ito, tuned for this ground) and of brokers' rack
    // stripes.
    std::array<Color, 8> keys;
};

const Theme& theme(ThemeName name);

/// "hall" or "daylight"; absent for anything else.
std::optional<ThemeName> parse_theme(std::string_view name);
std::string_view name_of(ThemeName name);

}  // namespace brokerscope::render
