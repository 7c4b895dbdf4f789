#include "render/stage/paths.h"

#include <algorithm>
#include <cmath>

namespace brokerscope::render::stage {

namespace {

constexpr int curve_steps = 20;

enum class Place { nowhere, producer, broker, seat, member };

Place place_kind(const StageLayout& layout, NodeId node) {
    const auto among = [&](const std::vector<PlacedNode>& placed) {
        return std::any_of(placed.begin(), placed.end(),
                           [&](const PlacedNode& one) { return one.node == node; });
    };
    if (among(layout.brokers)) return Place::broker;
    if (among(layout.producers)) return Place::producer;
    if (among(layout.seats)) return Place::seat;
    for (const PlacedGroup& group : layout.groups) {
        if (among(group.members)) return Place::member;
    }
    return Place::nowhere;
}

std::vector<Point> curve(Point from, Point to) {
    const float bend = (to.x - from.x) * 0.55F;
    const Point c1{from.x + bend, from.y};
    const Point c2{to.x - bend, to.y};
    std::vector<Point> points;
    for (int i = 0; i <= curve_steps; ++i) {
        const float t = static_cast<float>(i) / curve_steps;
        const float u = 1 - t;
        points.push_back(from * (u * u * u) + c1 * (3 * u * u * t) + c2 * (3 * u * t * t) +
                         to * (t * t * t));
    }
    return points;
}

// Where a line meets a broker's edge: spread, so that lines of different clients do not meet in one
// point.
float port_y(const Rect& box, std::size_t index, std::size_t count) {
    return box.top + box.height() * static_cast<float>(index + 1) / static_cast<float>(count + 1);
}

std::size_t index_in(const std::vector<PlacedNode>& placed, NodeId node) {
    for (std::size_t i = 0; i < placed.size(); ++i) {
        if (placed[i].node == node) return i;
    }
    return 0;
}

Path producer_path(const StageLayout& layout, NodeId producer, NodeId broker) {
    const Rect from = layout.place_of(producer);
    const Rect to = layout.place_of(broker);
    const std::size_t index = index_in(layout.producers, producer);
    const std::size_t way = index_in(layout.brokers, broker);
    return Path(curve({from.right, port_y(from, way, layout.brokers.size())},
                      {to.left, port_y(to, index, layout.producers.size())}));
}

Path member_path(const StageLayout& layout, NodeId member, NodeId broker) {
    const Rect from = layout.place_of(member);
    const Rect to = layout.place_of(broker);
    std::size_t index = 0;
    std::size_t count = 0;
    for (const PlacedGroup& group : layout.groups) {
        for (const PlacedNode& one : group.members) {
            if (one.node == member) index = count;
            ++count;
        }
    }
    const std::size_t way = index_in(layout.brokers, broker);
    return Path(curve({from.left, port_y(from, way, layout.brokers.size())},
                      {to.right, port_y(to, index, count)}));
}

// Down the lane at the cluster's right edge, with a short arm into each broker.
Path lane_path(const Canvas& canvas, const StageLayout& layout, NodeId from, NodeId to) {
    const float x = layout.replica_lane;
    const float arm = canvas.px(16);
    const float from_y = layout.place_of(from).centre().y;
    const float to_y = layout.place_of(to).centre().y;
    const float r = from_y < to_y ? canvas.px(8) : -canvas.px(8);
    const float inner = canvas.px(8);
    return Path({{x - arm, from_y},
                 {x - inner, from_y},
                 {x - inner * 0.3F, from_y + r * 0.3F},
                 {x, from_y + r},
                 {x, to_y - r},
                 {x - inner * 0.3F, to_y - r * 0.3F},
                 {x - inner, to_y},
                 {x - arm, to_y}});
}

// From the seat down to the gap under the quorum, along it, and down the control lane.
Path control_path(const Canvas& canvas, const StageLayout& layout, NodeId seat, NodeId broker) {
    const Rect from = layout.seat_of(seat);
    const float gap = layout.quorum.bottom + canvas.px(9);
    const float x = layout.control_lane;
    const float r = canvas.px(8);
    const Rect to = layout.place_of(broker);
    const float end = to.top + to.height() * 0.3F;
    const float start = from.centre().x;
    return Path({{start, from.bottom},
                 {start, gap - r},
                 {start + r * 0.3F, gap - r * 0.3F},
                 {start + r, gap},
                 {x - r, gap},
                 {x - r * 0.3F, gap + r * 0.3F},
                 {x, gap + r},
                 {x, end}});
}

// Between two seats, in an arc below them.
Path seat_path(const StageLayout& layout, NodeId from, NodeId to) {
    const Rect a = layout.seat_of(from);
    const Rect b = layout.seat_of(to);
    const float sag = a.height() * 0.75F;
    std::vector<Point> points;
    for (int i = 0; i <= curve_steps; ++i) {
        const float t = static_cast<float>(i) / curve_steps;
        const Point on = between({a.centre().x, a.bottom}, {b.centre().x, b.bottom}, t);
        points.push_back({on.x, on.y + sag * t * (1 - t)});
    }
    return Path(std::move(points));
}

std::optional<Path> ordered_path(const Canvas& canvas, const StageLayout& layout, NodeId from,
                                 Place from_place, NodeId to, Place to_place) {
    if (to_place != Place::broker) {
        if (from_place == Place::seat && to_place == Place::seat)
            return seat_path(layout, from, to);
        return std::nullopt;
    }
    switch (from_place) {
        case Place::producer: return producer_path(layout, from, to);
        case Place::member: return member_path(layout, from, to);
        case Place::broker: return lane_path(canvas, layout, from, to);
        case Place::seat: return control_path(canvas, layout, from, to);
        case Place::nowhere: return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

Path::Path(std::vector<Point> points) : points_(std::move(points)) {
    float length = 0;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        if (i > 0)
            length += std::hypot(points_[i].x - points_[i - 1].x, points_[i].y - points_[i - 1].y);
        lengths_.push_back(length);
    }
}

Point Path::at(float part) const {
    if (points_.empty()) return {};
    const float wanted = std::clamp(part, 0.0F, 1.0F) * lengths_.back();
    const auto next = std::lower_bound(lengths_.begin(), lengths_.end(), wanted);
    const auto i = static_cast<std::size_t>(std::distance(lengths_.begin(), next));
    if (i == 0) return points_.front();
    const float span = lengths_[i] - lengths_[i - 1];
    return between(points_[i - 1], points_[i], span <= 0 ? 0 : (wanted - lengths_[i - 1]) / span);
}

Path Path::reversed() const {
    return Path({points_.rbegin(), points_.rend()});
}

std::optional<Path> path_between(const Canvas& canvas, const StageLayout& layout, NodeId from,
                                 NodeId to) {
    const Place a = place_kind(layout, from);
    const Place b = place_kind(layout, to);
    if (a == Place::nowhere || b == Place::nowhere) return std::nullopt;
    // Ways are kept from the outside to the cluster; the other direction is the same way back.
    const bool swap = a == Place::broker && b != Place::broker;
    if (!swap) return ordered_path(canvas, layout, from, a, to, b);
    const std::optional<Path> way = ordered_path(canvas, layout, to, b, from, a);
    return way ? std::optional(way->reversed()) : std::nullopt;
}

}  // namespace brokerscope::render::stage
