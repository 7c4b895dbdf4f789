// The small signs of the picture, each with one meaning (the legend lists them). Sizes are whole
// widths or heights in pixels. Every sign notes itself for the contrast test, except where a
// function says that it is deliberately faint.
#pragma once

#include <span>
#include <string_view>

#include "render/canvas.h"

namespace brokerscope::render {

/// Leader of a partition.
void draw_crown(Canvas& canvas, Point centre, float width, Color color);
/// Crashed, dropped, lost.
void draw_cross(Canvas& canvas, Point centre, float size, Color color);
/// A control record or a control message.
void draw_diamond(Canvas& canvas, Point centre, float size, Color color);
/// In sync (filled) or out of sync (hollow); also chapters.
void draw_dot(Canvas& canvas, Point centre, float diameter, Color color, bool filled);
/// A group's committed offset (filled) or position (hollow). `foot` is the lower end of the pole.
void draw_flag(Canvas& canvas, Point foot, float height, Color color, bool filled);
/// A tick, as of a list: it holds, it was right.
void draw_check(Canvas& canvas, Point centre, float size, Color color);
/// Error, warning.
void draw_triangle(Canvas& canvas, Point centre, float size, Color color);
/// Log start: nothing before it exists any more.
void draw_bracket(Canvas& canvas, Point top, float height, Color color);

/// A failure-detection timer around whoever is watched: what is left of it empties clockwise from
/// twelve o'clock. Amber in its last quarter, unless `color` is something else than calm already.
struct RingClock {
    Point centre;
    float diameter = 0;
    float width = 0;      ///< of the stroke
    float part_left = 1;  ///< 1 full, 0 run out
};
void draw_ring_clock(Canvas& canvas, const RingClock& ring, Color color);
/// The colour of a timer with that much left: `calm`, or amber in the last quarter.
Color ring_color(const Theme& theme, float part_left, Color calm);

/// A word on a rounded chip. Outlined chips take their colour for word and rim, filled ones write
/// in the theme's on_mark colour. Returns the box.
enum class ChipLook { outlined, filled };
Size chip_size(const Canvas& canvas, std::string_view word);
Rect draw_chip(Canvas& canvas, Point left_middle, std::string_view word, Color color,
               ChipLook look);

/// A two-part bar: `part` (0 to 1) of it in `color`, the rest as track.
void draw_bar(Canvas& canvas, Rect box, float part, Color color);

/// A line through values scaled to the box; a flat line at the bottom when all are zero. Faint:
/// beside it stands its newest value as a number.
void draw_spark_line(Canvas& canvas, Rect box, std::span<const float> values, Color color);

/// The transport's buttons.
enum class TransportIcon { to_start, back, play, pause, forward };
void draw_transport_icon(Canvas& canvas, Rect box, TransportIcon icon, Color color);

}  // namespace brokerscope::render
