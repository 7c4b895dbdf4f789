#include "render/stage/layout.h"

#include <algorithm>
#include <functional>

namespace brokerscope::render::stage {

namespace {

// The rows from top to bottom and the columns from left to right, before anything is filled in.
struct Frame {
    Rect header, left, centre, right, caption, verdicts, timeline;
};

Frame frame_of(const Canvas& canvas, bool far) {
    const Metrics& m = canvas.metrics();
    Rect rest{0, 0, m.window.width, m.window.height};
    Frame frame;
    frame.header = take_top(rest, std::max(m.px(62), canvas.line_height(TextRole::title) * 1.7F));
    const float lane = canvas.line_height(TextRole::small) * 1.7F;
    frame.timeline =
        take_bottom(rest, std::max(m.px(164), lane * 4 + canvas.line_height(TextRole::small) * 2));
    frame.verdicts =
        take_bottom(rest, std::max(m.px(56), canvas.line_height(TextRole::number) * 1.6F));
    // A narrow window (presenter mode) gives the middle what it can.
    const bool narrow = m.window.width / m.scale < 1700;
    const float margin = m.px(24);
    const float gutter = m.px(narrow ? 36 : 44);
    take_left(rest, margin);
    take_right(rest, margin);
    // From afar no messages fly between the columns, and more groups want to be seen.
    frame.left = take_left(rest, m.px(narrow ? 262 : far ? 240 : 300));
    frame.right = take_right(rest, m.px(narrow ? 280 : far ? 520 : 340));
    frame.centre = rest.inset(far ? m.px(24) : gutter, 0);
    frame.caption = take_bottom(frame.centre, canvas.line_height(TextRole::caption) * 2 + m.px(30));
    return frame;
}

void place_quorum(const Canvas& canvas, const Scene& scene, Rect& centre, StageLayout& layout) {
    const std::vector<NodeId> controllers = shown_controllers(scene.view);
    if (controllers.empty()) return;
    const float height = std::max(canvas.px(92), canvas.line_height(TextRole::label) * 3.6F);
    layout.quorum = take_top(centre, height);
    take_top(centre, canvas.px(18));
    // Seats stand between the title (left third) and the metadata log (right third).
    const Rect& box = layout.quorum;
    const float title = canvas.width_of(TextRole::strong_small, "KRaft quorum") + canvas.px(60);
    const float first = box.left + std::max(box.width() * 0.2F, title);
    const float room = box.left + box.width() * 0.57F - first;
    const float step = room / static_cast<float>(std::max<std::size_t>(3, controllers.size()));
    const float side = std::min(canvas.px(44), std::min(step * 0.8F, height * 0.5F));
    float x = first + side / 2;
    for (const NodeId controller : controllers) {
        layout.seats.push_back({controller, square_around({x, box.centre().y}, side)});
        x += step;
    }
}

// Do brokers and their partitions still have room as machines with tapes?
bool is_far(const Canvas& canvas, const Scene& scene) {
    const float room = canvas.metrics().window.height * 0.5F;
    const auto brokers = static_cast<float>(shown_brokers(scene.view).size());
    const auto rows = static_cast<float>(shown_partitions(scene.view).size());
    return brokers * canvas.px(52) > room || brokers * rows * canvas.px(7) > room;
}

void place_brokers(const Canvas& canvas, const Scene& scene, Rect centre, StageLayout& layout) {
    layout.cluster = centre;
    layout.replica_lane = centre.right - canvas.px(46);
    layout.control_lane = centre.right - canvas.px(20);
    const std::vector<NodeId> brokers = shown_brokers(scene.view);
    if (brokers.empty()) return;
    const auto count = static_cast<float>(brokers.size());
    const float gap = std::min(canvas.px(14), centre.height() / count * 0.1F);
    // A lone broker does not fill the hall.
    const float height = std::min(canvas.px(300), (centre.height() - gap * (count - 1)) / count);
    if (layout.far) return;
    float top = centre.top;
    for (const NodeId broker : brokers) {
        layout.brokers.push_back({broker, {centre.left, top, centre.right, top + height}});
        top += height + gap;
    }
}

// The most detail that fits the column: everything compact first, then full from the top.
std::vector<Detail> chosen_details(std::size_t count, float room,
                                   const std::function<float(std::size_t, Detail)>& height) {
    std::vector<Detail> details(count, Detail::line);
    float used = 0;
    for (std::size_t i = 0; i < count; ++i)
        used += height(i, Detail::line);
    for (const Detail wanted : {Detail::compact, Detail::full}) {
        for (std::size_t i = 0; i < count; ++i) {
            const float more = height(i, wanted) - height(i, details[i]);
            if (used + more > room) continue;
            used += more;
            details[i] = wanted;
        }
        if (std::count(details.begin(), details.end(), Detail::line) > 0) break;
    }
    return details;
}

void place_producers(const Canvas& canvas, const Scene& scene, Rect column, StageLayout& layout) {
    const std::vector<NodeId> producers = shown_producers(scene.view);
    layout.producers_heading = take_top(column, canvas.line_height(TextRole::body) * 1.5F);
    const float gap = canvas.px(producers.size() > 6 ? 9 : 16);
    const auto height_of = [&](std::size_t i, Detail detail) {
        return producer_height(canvas, scene, producers[i], detail) + gap;
    };
    const auto details = chosen_details(producers.size(), column.height() + gap, height_of);
    const float note = canvas.line_height(TextRole::label) * 1.4F;
    for (std::size_t i = 0; i < producers.size(); ++i) {
        const float height = height_of(i, details[i]) - gap;
        const bool last = i + 1 == producers.size();
        if (column.height() < height + (last ? 0 : note)) {
            layout.producers_left_out = static_cast<int>(producers.size() - i);
            return;
        }
        layout.producers.push_back({producers[i], take_top(column, height), details[i]});
        take_top(column, gap);
    }
}

float group_height(const Canvas& canvas, const Scene& scene, const std::string& group,
                   Detail detail) {
    const GroupChrome chrome = group_chrome(canvas, detail);
    const auto members = static_cast<float>(consumers_of(scene.view, group).size());
    const float one = member_height(canvas, detail) + chrome.between;
    return chrome.above + chrome.below + (detail == Detail::line ? 0 : members * one);
}

PlacedGroup placed_group(const Canvas& canvas, const Scene& scene, const std::string& group,
                         Rect box, Detail detail) {
    PlacedGroup placed{group, box, detail, {}};
    if (detail == Detail::line) return placed;
    const GroupChrome chrome = group_chrome(canvas, detail);
    Rect rest = box.inset(canvas.px(14), 0);
    take_top(rest, chrome.above);
    for (const NodeId member : consumers_of(scene.view, group)) {
        placed.members.push_back({member, take_top(rest, member_height(canvas, detail)), detail});
        take_top(rest, chrome.between);
    }
    return placed;
}

// Side by side in as many columns as names have room, from the left to the right.
void place_mini_groups(const Canvas& canvas, const std::vector<std::string>& groups, Rect column,
                       StageLayout& layout) {
    const float gap = canvas.px(8);
    const auto columns = std::max<std::size_t>(
        1, static_cast<std::size_t>((column.width() + gap) / (canvas.px(118) + gap)));
    const float width = (column.width() + gap) / static_cast<float>(columns) - gap;
    const float height = canvas.line_height(TextRole::small) * 1.4F + canvas.px(38);
    const float note = canvas.line_height(TextRole::label) * 1.4F;
    const auto rows = static_cast<std::size_t>((column.height() - note) / (height + gap));
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (i / columns >= rows) {
            layout.groups_left_out = static_cast<int>(groups.size() - i);
            return;
        }
        const Point corner{column.left + static_cast<float>(i % columns) * (width + gap),
                           column.top + static_cast<float>(i / columns) * (height + gap)};
        layout.groups.push_back({groups[i], rect_at(corner, {width, height}), Detail::mini, {}});
    }
}

void place_groups(const Canvas& canvas, const Scene& scene, Rect column, StageLayout& layout) {
    const std::vector<std::string> groups = shown_groups(scene.view);
    layout.groups_heading = take_top(column, canvas.line_height(TextRole::body) * 1.5F);
    if (groups.empty()) return;
    const float gap = canvas.px(groups.size() > 6 ? 9 : 16);
    const auto height_of = [&](std::size_t i, Detail detail) {
        return group_height(canvas, scene, groups[i], detail) + gap;
    };
    const auto details = chosen_details(groups.size(), column.height() + gap, height_of);
    if (height_of(0, Detail::line) * static_cast<float>(groups.size()) > column.height() + gap)
        return place_mini_groups(canvas, groups, column, layout);
    const float note = canvas.line_height(TextRole::label) * 1.4F;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const float height = height_of(i, details[i]) - gap;
        const bool last = i + 1 == groups.size();
        if (column.height() < height + (last ? 0 : note)) {
            layout.groups_left_out = static_cast<int>(groups.size() - i);
            return;
        }
        layout.groups.push_back(
            placed_group(canvas, scene, groups[i], take_top(column, height), details[i]));
        take_top(column, gap);
    }
}

}  // namespace

Rect StageLayout::place_of(NodeId node) const {
    const auto among = [&](const std::vector<PlacedNode>& placed) -> Rect {
        for (const PlacedNode& one : placed) {
            if (one.node == node) return one.box;
        }
        return {};
    };
    for (const auto* placed : {&brokers, &producers, &seats}) {
        const Rect box = among(*placed);
        if (!box.empty()) return box;
    }
    for (const PlacedGroup& group : groups) {
        const Rect box = among(group.members);
        if (!box.empty()) return box;
    }
    return {};
}

Rect StageLayout::seat_of(NodeId controller) const {
    for (const PlacedNode& seat : seats) {
        if (seat.node == controller) return seat.box;
    }
    return {};
}

StageLayout lay_out_stage(const Canvas& canvas, const Scene& scene) {
    StageLayout layout;
    layout.far = is_far(canvas, scene);
    const Frame frame = frame_of(canvas, layout.far);
    layout.header = frame.header;
    layout.caption = frame.caption;
    layout.verdicts = frame.verdicts;
    layout.timeline = frame.timeline;
    Rect centre = frame.centre;
    take_top(centre, canvas.px(4));
    place_quorum(canvas, scene, centre, layout);
    place_brokers(canvas, scene, centre, layout);
    place_producers(canvas, scene, frame.left, layout);
    place_groups(canvas, scene, frame.right, layout);
    return layout;
}

}  // namespace brokerscope::render::stage
