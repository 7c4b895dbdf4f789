#include "render/stage/group_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "render/marks.h"

namespace brokerscope::render::stage {

namespace {

using journal::ConsumerState;
using journal::GroupState;

const view::GroupView* group_of(const Scene& scene, const std::string& name) {
    const auto found = scene.view.groups.find(name);
    return found == scene.view.groups.end() ? nullptr : &found->second;
}

const view::MemberView* member_of(const view::GroupView* group, NodeId client) {
    if (group == nullptr) return nullptr;
    for (const view::MemberView& member : group->members) {
        if (member.client == client) return &member;
    }
    return nullptr;
}

const view::ClockView* clock_of(const Scene& scene, journal::ClockKind kind,
                                const std::string& group, const std::string& member) {
    for (const auto& [subject, clock] : scene.view.clocks) {
        if (subject.kind == kind && subject.group == group &&
            (member.empty() || subject.member == member))
            return &clock;
    }
    return nullptr;
}

float part_left(const Scene& scene, const view::ClockView& clock) {
    const auto whole = static_cast<float>((clock.rings - clock.started).ns);
    return whole <= 0 ? 0 : static_cast<float>((clock.rings - scene.now).ns) / whole;
}

bool rebalancing(const view::GroupView* group) {
    return group != nullptr && (group->state == GroupState::preparing_rebalance ||
                                group->state == GroupState::completing_rebalance);
}

Color state_color(const Theme& t, GroupState state) {
    switch (state) {
        case GroupState::stable: return t.consumer;
        case GroupState::preparing_rebalance:
        case GroupState::completing_rebalance: return t.warn;
        case GroupState::empty:
        case GroupState::dead: return t.dim;
    }
    return t.dim;
}

void draw_title(Canvas& canvas, const Scene& scene, Rect line, const PlacedGroup& placed) {
    const Theme& t = canvas.theme();
    const view::GroupView* group = group_of(scene, placed.group);
    const std::string_view state = group == nullptr ? "Empty" : base::name_of(group->state);
    const Color color = group == nullptr ? t.dim : state_color(t, group->state);
    const Size chip = chip_size(canvas, state);
    const float room = line.width() - chip.width - canvas.px(10);
    canvas.text({line.left, line.centre().y}, TextRole::strong,
                canvas.fitting_name(TextRole::strong, room, placed.group), t.text);
    draw_chip(canvas, {line.right - chip.width, line.centre().y}, state, color, ChipLook::outlined);
}

void draw_generation(Canvas& canvas, Rect line, const view::GroupView* group) {
    if (group == nullptr || group->generation.value < 0) return;
    const std::string generation = fmt::format("generation {}", group->generation.value);
    const std::string both =
        group->protocol.empty() ? generation : generation + "  " + group->protocol;
    const std::string brief = fmt::format("gen {}", group->generation.value);
    canvas.text({line.left, line.centre().y}, TextRole::mono_small,
                canvas.fitting(TextRole::mono_small, line.width(), {both, generation, brief}),
                canvas.theme().dim);
}

struct MemberParts {
    const view::ProcessView* process = nullptr;
    const view::ConsumerView* consumer = nullptr;
    const view::MemberView* member = nullptr;
    std::vector<PartitionId> owned;
    bool up = false;
    bool still = false;  // it owns nothing because its group rebalances
};

MemberParts member_parts(const Scene& scene, const std::string& group_name, NodeId id) {
    MemberParts parts;
    parts.process = &scene.view.processes.at(id);
    const auto consumer = scene.view.consumers.find(id);
    if (consumer != scene.view.consumers.end()) {
        parts.consumer = &consumer->second;
        parts.owned = consumer->second.owned;
        parts.still = consumer->second.standing_still_since.has_value();
    }
    const view::GroupView* group = group_of(scene, group_name);
    parts.member = member_of(group, id);
    parts.up = is_up(scene.view, id);
    parts.still = parts.up && (parts.still || (rebalancing(group) && parts.owned.empty()));
    return parts;
}

struct Chips {
    std::vector<std::string> words;
    float pad = 0;
    float gap = 0;
};

// Names of partitions, or only their numbers where names have no room.
Chips chips_of(const Canvas& canvas, const Scene& scene, float room,
               const std::vector<PartitionId>& owned) {
    Chips chips{{}, canvas.px(9), canvas.px(6)};
    float width = 0;
    for (const PartitionId partition : owned) {
        chips.words.push_back(scene.view.partition_name(partition));
        width +=
            canvas.width_of(TextRole::mono_small, chips.words.back()) + 2 * chips.pad + chips.gap;
    }
    if (width <= room) return chips;
    for (std::size_t i = 0; i < owned.size(); ++i)
        chips.words[i] = fmt::format("{}", owned[i].partition);
    return chips;
}

// Chips until there is no room; the rest is counted. Returns the right end.
float draw_owned(Canvas& canvas, const Scene& scene, Point at, float right,
                 const std::vector<PartitionId>& owned) {
    const Theme& t = canvas.theme();
    const Chips chips = chips_of(canvas, scene, right - at.x, owned);
    const float height = canvas.line_height(TextRole::mono_small) + canvas.px(6);
    for (std::size_t i = 0; i < owned.size(); ++i) {
        const float width = canvas.width_of(TextRole::mono_small, chips.words[i]) + 2 * chips.pad;
        const std::string more = fmt::format("+{}", owned.size() - i);
        const float more_width = canvas.width_of(TextRole::mono_small, more);
        const bool last = i + 1 == owned.size();
        if (at.x + width + (last ? 0 : more_width + chips.gap) > right) {
            if (at.x + more_width <= right)
                at.x = canvas.text(at, TextRole::mono_small, more, t.dim).right;
            return at.x;
        }
        const Rect chip{at.x, at.y - height / 2, at.x + width, at.y + height / 2};
        canvas.outline(chip, partition_color(t, scene.view, owned[i]), canvas.px(1.8F), height / 2);
        canvas.text(chip.centre(), TextRole::mono_small, chips.words[i], t.text, Align::centre);
        at.x = chip.right + chips.gap;
    }
    return at.x;
}

std::optional<std::int64_t> total_lag(const Scene& scene, const std::string& group,
                                      const std::vector<PartitionId>& owned) {
    std::optional<std::int64_t> total;
    for (const PartitionId partition : owned) {
        const std::optional<std::int64_t> lag = lag_of(scene.view, group, partition);
        if (lag) total = total.value_or(0) + *lag;
    }
    return total;
}

std::vector<float> lag_line(const Scene& scene, const std::string& group,
                            const std::vector<PartitionId>& owned) {
    // A minute, or as much as there has been.
    const std::int64_t seconds = std::clamp<std::int64_t>(scene.now.milliseconds() / 1000, 8, 60);
    std::vector<float> sum(static_cast<std::size_t>(seconds), 0.0F);
    for (const PartitionId partition : owned) {
        const std::vector<float> one =
            scene.story.lag_history(group, partition, scene.now, static_cast<int>(seconds));
        for (std::size_t i = 0; i < sum.size(); ++i)
            sum[i] += one[i];
    }
    return sum;
}

void draw_lag(Canvas& canvas, const Scene& scene, const std::string& group, Point left, float right,
              const std::vector<PartitionId>& owned, bool spark) {
    const Theme& t = canvas.theme();
    const std::optional<std::int64_t> lag = total_lag(scene, group, owned);
    if (!lag) return;
    const std::string text = fmt::format("lag {}", short_count(*lag));
    const float width = canvas.width_of(TextRole::mono, text);
    const float from = left.x + canvas.px(8);
    if (from + width > right) return;
    const float spark_width = std::min(canvas.px(84), right - from - width - canvas.px(14));
    if (!spark || spark_width < canvas.px(30)) {
        canvas.text({right, left.y}, TextRole::mono, text, t.dim, Align::right);
        return;
    }
    canvas.text({right - spark_width - canvas.px(14), left.y}, TextRole::mono, text, t.dim,
                Align::right);
    const float half = canvas.px(8);
    draw_spark_line(canvas, {right - spark_width, left.y - half, right, left.y + half},
                    lag_line(scene, group, owned), t.group);
}

void draw_member_clock(Canvas& canvas, const Scene& scene, Ui& ui, const std::string& group,
                       const MemberParts& parts, Point centre) {
    const Theme& t = canvas.theme();
    if (parts.member == nullptr) return;
    const view::ClockView* clock =
        clock_of(scene, journal::ClockKind::member_session, group, parts.member->id);
    if (clock == nullptr) return;
    const float left = part_left(scene, *clock);
    const float size = canvas.px(25);
    draw_ring_clock(canvas, {centre, size, size * 0.17F, left}, ring_color(t, left, t.consumer));
    journal::ClockSubject subject;
    subject.kind = journal::ClockKind::member_session;
    subject.group = group;
    subject.member = parts.member->id;
    ui.claim(square_around(centre, size), ClockChosen{subject},
             fmt::format("session.timeout.ms\n{} {}", seconds_text(clock->rings - scene.now),
                         scene.word("left", "restantes")));
}

std::string_view member_word(const MemberParts& parts, const Scene& scene) {
    if (parts.process->state == view::ProcessState::crashed) return "crashed";
    if (!parts.up) return "stopped";
    if (parts.still) return scene.word("standing still", "parado");
    if (parts.consumer == nullptr || parts.consumer->state == ConsumerState::unjoined)
        return scene.word("unjoined", "fora do grupo");
    return "";
}

void draw_member(Canvas& canvas, const Scene& scene, Ui& ui, const PlacedGroup& placed,
                 const PlacedNode& member) {
    const Detail detail = member.detail;
    const Theme& t = canvas.theme();
    const MemberParts parts = member_parts(scene, placed.group, member.node);
    const Rect& box = member.box;
    canvas.fill(box, t.raised, canvas.px(7));
    if (parts.still)
        canvas.hatch(box.inset(canvas.px(2)), mixed(t.raised, t.border, 0.6F), canvas.px(9),
                     canvas.px(2.4F));
    const Canvas::Ground ground = canvas.on(box, t.raised);
    ui.claim(box, NodeChosen{member.node});
    const float pad = canvas.px(14);
    const bool two_lines = detail == Detail::full;
    const float first = two_lines ? box.top + box.height() * 0.29F : box.centre().y;
    const float second = two_lines ? box.top + box.height() * 0.71F : first;
    const std::string_view word = member_word(parts, scene);
    const float word_width = canvas.width_of(TextRole::label, word);
    const float clock_room = parts.member != nullptr && two_lines ? canvas.px(36) : 0;
    const float name_room = two_lines
                                ? box.width() - 2 * pad - word_width - clock_room - canvas.px(8)
                                : box.width() * 0.34F;
    const Rect name = canvas.text(
        {box.left + pad, first}, TextRole::strong_small,
        canvas.fitting_name(TextRole::strong_small, name_room, scene.node_name(member.node)),
        parts.up ? t.text : t.dim);
    const Color color = parts.process->state == view::ProcessState::crashed ? t.loss
                        : parts.still                                       ? t.warn
                                                                            : t.dim;
    if (!word.empty() && (two_lines || parts.owned.empty()))
        canvas.text(
            {box.right - pad - clock_room, first}, TextRole::label,
            canvas.fitting(TextRole::label, box.right - name.right - pad - clock_room, {word}),
            color, Align::right);
    if (two_lines)
        draw_member_clock(canvas, scene, ui, placed.group, parts,
                          {box.right - pad - canvas.px(13), first});
    const float chips_left = two_lines ? box.left + pad : name.right + canvas.px(10);
    const float lag_room = canvas.width_of(TextRole::mono, "lag 9 999") + canvas.px(12);
    const float end =
        draw_owned(canvas, scene, {chips_left, second}, box.right - pad - lag_room, parts.owned);
    draw_lag(canvas, scene, placed.group, {end, second}, box.right - pad, parts.owned, two_lines);
}

// "rebalance 1.8 s of 60 s" with its clock, or how long this group has stood still so far.
void draw_footer(Canvas& canvas, const Scene& scene, Rect line, const PlacedGroup& placed) {
    const Theme& t = canvas.theme();
    const view::GroupView* group = group_of(scene, placed.group);
    if (group == nullptr) return;
    float x = line.left;
    if (rebalancing(group) && group->rebalancing_since) {
        const view::ClockView* clock =
            clock_of(scene, journal::ClockKind::group_rebalance, placed.group, "");
        std::string text =
            fmt::format("rebalance {}", seconds_text(scene.now - *group->rebalancing_since));
        if (clock != nullptr) {
            const float size = canvas.px(24);
            draw_ring_clock(
                canvas,
                {{x + size / 2, line.centre().y}, size, size * 0.17F, part_left(scene, *clock)},
                t.warn);
            x += size + canvas.px(10);
            text += fmt::format(" {} {}", scene.word("of", "de"),
                                span_text(clock->rings - clock->started));
        }
        canvas.text({x, line.centre().y}, TextRole::mono_small,
                    canvas.fitting_name(TextRole::mono_small, line.right - x, text), t.warn);
        return;
    }
    const std::string text = fmt::format("{} {}", scene.word("stood still", "ficou parado"),
                                         seconds_text(group->rebalanced));
    canvas.text({x, line.centre().y}, TextRole::mono_small,
                canvas.fitting(TextRole::mono_small, line.right - x, {text}), t.dim);
}

void draw_group_line(Canvas& canvas, const Scene& scene, Rect line, const PlacedGroup& placed) {
    const Theme& t = canvas.theme();
    const view::GroupView* group = group_of(scene, placed.group);
    const bool busy = rebalancing(group);
    const std::string members = fmt::format("{}", consumers_of(scene.view, placed.group).size());
    const Rect count = canvas.text({line.right, line.centre().y}, TextRole::mono_small, members,
                                   t.dim, Align::right);
    const float dot = canvas.px(11);
    const Point at{count.left - canvas.px(14), line.centre().y};
    draw_dot(canvas, at, dot, group == nullptr ? t.dim : state_color(t, group->state), !busy);
    canvas.text(
        {line.left, line.centre().y}, TextRole::strong_small,
        canvas.fitting_name(TextRole::strong_small, at.x - line.left - canvas.px(16), placed.group),
        t.text);
}

std::optional<std::int64_t> whole_lag(const Scene& scene, const std::string& name) {
    std::vector<PartitionId> partitions;
    if (const view::GroupView* group = group_of(scene, name)) {
        for (const auto& [partition, offset] : group->committed)
            partitions.push_back(partition);
    }
    return total_lag(scene, name, partitions);
}

// Name, a square a member (filled when it owns something), and the lag as a bar on a logarithmic
// scale up to a million.
void draw_mini_group(Canvas& canvas, const Scene& scene, Ui& ui, const PlacedGroup& placed) {
    const Theme& t = canvas.theme();
    const view::GroupView* group = group_of(scene, placed.group);
    const bool busy = rebalancing(group);
    const Canvas::Ground ground = canvas.panel(placed.box, t.panel, busy ? t.warn : t.border);
    const std::optional<std::int64_t> lag = whole_lag(scene, placed.group);
    ui.claim(placed.box, GroupChosen{placed.group},
             fmt::format("{}\n{}{}", placed.group,
                         group == nullptr ? "Empty" : base::name_of(group->state),
                         lag ? fmt::format(" · lag {}", grouped(*lag)) : ""));
    Rect rest = placed.box.inset(canvas.px(10), canvas.px(5));
    const Rect title = take_top(rest, canvas.line_height(TextRole::small) * 1.35F);
    const float ring = busy ? canvas.px(18) : 0;
    canvas.text({title.left, title.centre().y}, TextRole::small,
                canvas.fitting_name(TextRole::small, title.width() - ring, placed.group), t.text);
    if (busy)
        draw_ring_clock(
            canvas,
            {{title.right - canvas.px(7), title.centre().y}, canvas.px(14), canvas.px(3), 0.6F},
            t.warn);
    const std::vector<NodeId> members = consumers_of(scene.view, placed.group);
    const float step =
        std::min(canvas.px(13), rest.width() / std::max(1.0F, static_cast<float>(members.size())));
    const float side = std::min(canvas.px(9), step * 0.8F);
    float x = rest.left;
    for (const NodeId member : members) {
        const auto consumer = scene.view.consumers.find(member);
        const bool owns = is_up(scene.view, member) && consumer != scene.view.consumers.end() &&
                          !consumer->second.owned.empty();
        const Rect square = rect_at({x, rest.top + canvas.px(2)}, {side, side});
        if (owns) canvas.fill(square, t.consumer, canvas.px(2));
        if (!owns) canvas.outline(square, t.quiet, std::max(1.0F, canvas.px(1.2F)), canvas.px(2));
        x += step;
    }
    const float part = lag && *lag > 0 ? std::log10(static_cast<float>(*lag)) / 6 : 0;
    draw_bar(canvas,
             {rest.left, rest.bottom - canvas.px(7), rest.right, rest.bottom - canvas.px(2)}, part,
             t.group);
}

}  // namespace

float member_height(const Canvas& canvas, Detail detail) {
    if (detail == Detail::compact) return canvas.line_height(TextRole::strong_small) * 1.65F;
    return canvas.line_height(TextRole::strong_small) * 1.75F +
           canvas.line_height(TextRole::mono_small) * 2.0F;
}

GroupChrome group_chrome(const Canvas& canvas, Detail detail) {
    if (detail == Detail::line) return {canvas.line_height(TextRole::strong_small) * 1.5F, 0, 0};
    const float line = canvas.line_height(TextRole::mono_small);
    const bool full = detail == Detail::full;
    const float title = canvas.line_height(TextRole::strong) * (full ? 1.6F : 1.45F);
    return {canvas.px(full ? 16 : 6) + title + line * (full ? 1.7F : 1.4F),
            full ? std::max(canvas.px(36), line * 1.7F) : std::max(canvas.px(28), line * 1.6F),
            canvas.px(full ? 10 : 5)};
}

Color partition_color(const Theme& theme, const view::View& view, PartitionId partition) {
    const std::vector<PartitionId> shown = shown_partitions(view);
    const auto found = std::find(shown.begin(), shown.end(), partition);
    constexpr std::array<std::size_t, 8> order{0, 2, 4, 1, 5, 3, 6, 7};
    const auto row = static_cast<std::size_t>(std::distance(shown.begin(), found));
    return theme.keys[order[row % order.size()]];
}

void draw_group(Canvas& canvas, const Scene& scene, Ui& ui, const PlacedGroup& placed) {
    const Theme& t = canvas.theme();
    const Detail detail = placed.detail;
    if (detail == Detail::mini) return draw_mini_group(canvas, scene, ui, placed);
    const bool busy = rebalancing(group_of(scene, placed.group));
    const Canvas::Ground ground = canvas.panel(placed.box, t.panel, busy ? t.warn : t.border);
    ui.claim(placed.box, GroupChosen{placed.group});
    Rect rest = placed.box.inset(canvas.px(18), 0);
    if (detail == Detail::line) return draw_group_line(canvas, scene, rest, placed);
    const GroupChrome chrome = group_chrome(canvas, detail);
    Rect above = take_top(rest, chrome.above);
    const float generation = canvas.line_height(TextRole::mono_small) * 1.4F;
    take_bottom(above, canvas.px(detail == Detail::full ? 8 : 2));
    draw_generation(canvas, take_bottom(above, generation), group_of(scene, placed.group));
    take_top(above, canvas.px(4));
    draw_title(canvas, scene, above, placed);
    for (const PlacedNode& member : placed.members)
        draw_member(canvas, scene, ui, placed, member);
    draw_footer(canvas, scene, take_bottom(rest, chrome.below), placed);
}

}  // namespace brokerscope::render::stage
