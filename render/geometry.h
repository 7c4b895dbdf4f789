// Points and rectangles in framebuffer pixels, x to the right and y down. Plain values with the few
// operations that a layout needs: layouts are computed here and only then drawn.
#pragma once

#include <algorithm>

namespace brokerscope::render {

struct Point {
    float x = 0;
    float y = 0;

    friend bool operator==(const Point&, const Point&) = default;
};
constexpr Point operator+(Point a, Point b) {
    return {a.x + b.x, a.y + b.y};
}
constexpr Point operator-(Point a, Point b) {
    return {a.x - b.x, a.y - b.y};
}
constexpr Point operator*(Point a, float factor) {
    return {a.x * factor, a.y * factor};
}
/// The point `part` of the way from `a` to `b` (0 is `a`, 1 is `b`).
constexpr Point between(Point a, Point b, float part) {
    return a + (b - a) * part;
}

struct Size {
    float width = 0;
    float height = 0;

    friend bool operator==(const Size&, const Size&) = default;
};

struct Rect {
    float left = 0;
    float top = 0;
    float right = 0;
    float bottom = 0;

    friend bool operator==(const Rect&, const Rect&) = default;
    constexpr float width() const { return right - left; }
    constexpr float height() const { return bottom - top; }
    constexpr Point centre() const { return {(left + right) / 2, (top + bottom) / 2}; }
    constexpr bool empty() const { return right <= left || bottom <= top; }
    constexpr bool contains(Point p) const {
        return p.x >= left && p.x < right && p.y >= top && p.y < bottom;
    }
    constexpr bool contains(const Rect& r) const {
        return r.left >= left && r.right <= right && r.top >= top && r.bottom <= bottom;
    }
    constexpr bool overlaps(const Rect& r) const {
        return r.left < right && left < r.right && r.top < bottom && top < r.bottom;
    }
    constexpr Rect inset(float all) const { return inset(all, all); }
    constexpr Rect inset(float x, float y) const {
        return {left + x, top + y, right - x, bottom - y};
    }
    constexpr Rect moved(float x, float y) const {
        return {left + x, top + y, right + x, bottom + y};
    }
};

constexpr Rect rect_at(Point corner, Size size) {
    return {corner.x, corner.y, corner.x + size.width, corner.y + size.height};
}
constexpr Rect square_around(Point centre, float side) {
    return {centre.x - side / 2, centre.y - side / 2, centre.x + side / 2, centre.y + side / 2};
}

/// Takes `amount` off one side of `rest` and returns it; what is left stays in `rest`. Never takes
/// more than there is.
constexpr Rect take_top(Rect& rest, float amount) {
    const float edge = std::min(rest.top + amount, rest.bottom);
    const Rect taken{rest.left, rest.top, rest.right, edge};
    rest.top = edge;
    return taken;
}
constexpr Rect take_bottom(Rect& rest, float amount) {
    const float edge = std::max(rest.bottom - amount, rest.top);
    const Rect taken{rest.left, edge, rest.right, rest.bottom};
    rest.bottom = edge;
    return taken;
}
constexpr Rect take_left(Rect& rest, float amount) {
    const float edge = std::min(rest.left + amount, rest.right);
    const Rect taken{rest.left, rest.top, edge, rest.bottom};
    rest.left = edge;
    return taken;
}
constexpr Rect take_right(Rect& rest, float amount) {
    const float edge = std::max(rest.right - amount, rest.left);
    const Rect taken{edge, rest.top, rest.right, rest.bottom};
    rest.right = edge;
    return taken;
}

}  // namespace brokerscope::render
