#include "render/stage/broker_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "render/marks.h"
#include "render/stage/tape_panel.h"

namespace brokerscope::render::stage {

namespace {

struct BrokerParts {
    const view::ProcessView* process = nullptr;
    const view::BrokerView* broker = nullptr;  // null before it ever ran
    bool up = false;
};

BrokerParts parts_of(const Scene& scene, NodeId id) {
    BrokerParts parts;
    parts.process = &scene.view.processes.at(id);
    const auto broker = scene.view.brokers.find(id);
    if (broker != scene.view.brokers.end()) parts.broker = &broker->second;
    parts.up = parts.process->state == view::ProcessState::running;
    return parts;
}

const view::ClockView* session_clock(const Scene& scene, NodeId broker) {
    journal::ClockSubject subject;
    subject.kind = journal::ClockKind::broker_session;
    subject.node = broker;
    const auto found = scene.view.clocks.find(subject);
    return found == scene.view.clocks.end() ? nullptr : &found->second;
}

float part_left(const Scene& scene, const view::ClockView& clock) {
    const auto whole = static_cast<float>((clock.rings - clock.started).ns);
    return whole <= 0 ? 0 : static_cast<float>((clock.rings - scene.now).ns) / whole;
}

void claim_clock(const Scene& scene, Ui& ui, Rect box, NodeId broker,
                 const view::ClockView& clock) {
    journal::ClockSubject subject;
    subject.kind = journal::ClockKind::broker_session;
    subject.node = broker;
    ui.claim(box, ClockChosen{subject},
             fmt::format("broker.session.timeout.ms\n{} {}", seconds_text(clock.rings - scene.now),
                         scene.word("left", "restantes")));
}

struct Unflushed {
    std::int64_t records = 0;
    std::int64_t bytes = 0;
    std::int64_t all_bytes = 0;
};

Unflushed unflushed_of(const view::BrokerView& broker) {
    Unflushed sum;
    for (const auto& [id, replica] : broker.replicas) {
        sum.records += std::max<std::int64_t>(0, replica.log_end - replica.flushed);
        sum.bytes += replica.unflushed_bytes;
        sum.all_bytes += replica.size_bytes;
    }
    return sum;
}

// The lines of the left part, from top to bottom; each takes what it needs while there is room.
struct InfoColumn {
    Canvas& canvas;
    Rect rest;

    bool has(float height) const { return rest.height() >= height; }
    Rect take(float height) { return take_top(rest, height); }
    Point next(TextRole role, float spacing = 1.3F) {
        const Rect line = take(canvas.line_height(role) * spacing);
        return {line.left, line.centre().y};
    }
};

void draw_state(Canvas& canvas, InfoColumn& column, const StateWord& state) {
    const Point at = column.next(TextRole::label);
    const float size = canvas.px(12);
    const Point sign{at.x + size / 2, at.y};
    using Sign = StateWord::Sign;
    if (state.sign == Sign::cross) {
        draw_cross(canvas, sign, size * 1.2F, state.color);
    } else {
        draw_dot(canvas, sign, size, state.color, state.sign == Sign::filled_dot);
    }
    canvas.text({at.x + size + canvas.px(8), at.y}, TextRole::label, state.word, state.color);
}

float large_clock_needs(const Canvas& canvas) {
    return canvas.line_height(TextRole::strong) * 1.35F +
           canvas.line_height(TextRole::label) * 1.3F + canvas.px(34);
}

// Beside the name: nearly full while all is well. Of a silent broker with the time that is left.
void draw_small_clock(Canvas& canvas, const Scene& scene, Ui& ui, Point centre, float right,
                      NodeId broker, const view::ClockView& clock, bool calm) {
    const Theme& t = canvas.theme();
    const float left = part_left(scene, clock);
    const float size = canvas.px(calm ? 18 : 22);
    if (centre.x + size / 2 > right) return;
    const Color color = ring_color(t, left, calm ? t.quiet : t.text);
    draw_ring_clock(canvas, {centre, size, size * 0.18F, left}, color);
    claim_clock(scene, ui, square_around(centre, size), broker, clock);
    const std::string time = seconds_text(clock.rings - scene.now);
    const float x = centre.x + size / 2 + canvas.px(8);
    if (!calm && x + canvas.width_of(TextRole::mono, time) <= right)
        canvas.text({x, centre.y}, TextRole::mono, time, color);
}

// A broker that is silent: the controller's clock on it, large.
void draw_large_clock(Canvas& canvas, const Scene& scene, Ui& ui, InfoColumn& column, NodeId broker,
                      const view::ClockView& clock) {
    const Theme& t = canvas.theme();
    const float diameter = std::min(canvas.px(52), column.rest.height() - canvas.px(8));
    if (diameter < canvas.px(20)) return;
    take_top(column.rest, canvas.px(6));
    const Rect box = take_top(column.rest, diameter);
    const float left = part_left(scene, clock);
    const Color color = ring_color(t, left, t.text);
    const Point centre{box.left + diameter / 2, box.centre().y};
    draw_ring_clock(canvas, {centre, diameter, diameter * 0.14F, left}, color);
    claim_clock(scene, ui, square_around(centre, diameter), broker, clock);
    const float x = box.left + diameter + canvas.px(12);
    const float half = canvas.line_height(TextRole::mono) * 0.5F;
    const std::string of =
        fmt::format("{} {}", scene.word("of", "de"), span_text(clock.rings - clock.started));
    const bool two_lines = diameter > canvas.line_height(TextRole::mono) * 2;
    canvas.text({x, two_lines ? centre.y - half : centre.y}, TextRole::mono,
                seconds_text(clock.rings - scene.now), color);
    if (two_lines) canvas.text({x, centre.y + half}, TextRole::mono_small, of, t.dim);
}

void draw_page_cache(Canvas& canvas, const Scene& scene, InfoColumn& column,
                     const view::BrokerView& broker) {
    const Theme& t = canvas.theme();
    const Unflushed sum = unflushed_of(broker);
    const float label = canvas.line_height(TextRole::small) * 1.3F;
    const float bar = canvas.px(8);
    const float number = canvas.line_height(TextRole::mono_small) * 1.3F;
    if (!column.has(label + bar)) return;
    const float spare = column.rest.height() - label - bar - number;
    if (spare > 0) column.take(std::min(spare, canvas.px(10)));
    canvas.text(column.next(TextRole::small), TextRole::small,
                scene.word("page cache", "page cache"), t.dim);
    const Rect box = column.take(bar);
    const auto all = static_cast<float>(std::max<std::int64_t>(1, sum.all_bytes));
    draw_bar(canvas,
             {box.left, box.top, box.left + std::min(box.width(), canvas.px(96)), box.bottom},
             static_cast<float>(sum.bytes) / all, t.produce);
    if (!column.has(number)) return;
    canvas.text(
        column.next(TextRole::mono_small), TextRole::mono_small,
        fmt::format("{} {}", short_count(sum.records), scene.word("unflushed", "sem flush")),
        t.dim);
}

void draw_info(Canvas& canvas, const Scene& scene, Ui& ui, Rect box, NodeId id,
               const BrokerParts& parts) {
    const Theme& t = canvas.theme();
    InfoColumn column{canvas, box};
    const float state_height = canvas.line_height(TextRole::label) * 1.3F;
    const Point name = column.next(TextRole::strong, 1.35F);
    const bool numbered = parts.process->name.empty() ||
                          parts.process->name == fmt::format("{}", id.value) ||
                          parts.process->name == fmt::format("broker-{}", id.value);
    const std::string title = numbered ? fmt::format("Broker {}", id.value) : parts.process->name;
    const Rect shown = canvas.text(name, TextRole::strong,
                                   canvas.fitting_name(TextRole::strong, box.width(), title),
                                   parts.up ? t.text : t.dim);
    const view::ClockView* clock = session_clock(scene, id);
    const bool has_large =
        clock != nullptr && !parts.up && box.height() >= large_clock_needs(canvas);
    if (clock != nullptr && !has_large)
        draw_small_clock(canvas, scene, ui, {shown.right + canvas.px(18), name.y}, box.right, id,
                         *clock, parts.up);
    // Of a silent broker its clock is worth more than its rack.
    const float clock_height = has_large ? canvas.px(34) : 0;
    if (!parts.process->rack.empty() && column.has(state_height * 2 + clock_height))
        canvas.text(column.next(TextRole::label, 1.2F), TextRole::label,
                    canvas.fitting_name(TextRole::label, box.width(),
                                        fmt::format("rack {}", parts.process->rack)),
                    t.dim);
    if (column.has(state_height * 0.9F))
        draw_state(canvas, column, broker_state_word(t, scene.view, id));
    if (has_large) {
        draw_large_clock(canvas, scene, ui, column, id, *clock);
    } else if (parts.broker != nullptr && parts.up) {
        draw_page_cache(canvas, scene, column, *parts.broker);
    }
}

std::int64_t longest_end(const Scene& scene, PartitionId partition) {
    std::int64_t longest = 0;
    for (const auto& [id, broker] : scene.view.brokers) {
        const auto replica = broker.replicas.find(partition);
        if (replica != broker.replicas.end())
            longest = std::max(longest, replica->second.log_end.value);
    }
    return longest;
}

std::string row_label(const Scene& scene, PartitionId partition, bool one_topic) {
    return one_topic ? fmt::format("{}", partition.partition)
                     : scene.view.partition_name(partition);
}

void draw_rows(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout, Rect box,
               NodeId id) {
    const std::vector<PartitionId> partitions = shown_partitions(scene.view);
    if (partitions.empty()) return;
    std::set<base::TopicId> topics;
    for (const PartitionId p : partitions)
        topics.insert(p.topic);
    float label_width = 0;
    std::vector<std::string> labels;
    for (const PartitionId p : partitions) {
        labels.push_back(canvas.fitting_name(TextRole::mono, box.width() * 0.16F,
                                             row_label(scene, p, topics.size() == 1)));
        label_width = std::max(label_width, canvas.width_of(TextRole::mono, labels.back()));
    }
    const float signs = canvas.px(34) + canvas.width_of(TextRole::mono_small, "99");
    const float label_right = box.left + signs + label_width;
    std::int64_t longest = 0;
    for (const PartitionId p : partitions)
        longest = std::max(longest, longest_end(scene, p));
    const float end_label = canvas.width_of(TextRole::mono, grouped(longest * 10)) + canvas.px(14);
    const Rect cells{label_right + canvas.px(18), box.top,
                     layout.replica_lane - canvas.px(18) - end_label, box.bottom};
    const auto rows = static_cast<float>(partitions.size());
    const float height = std::min(canvas.px(62), box.height() / rows);
    float top = box.centre().y - height * rows / 2;
    // Cells are about square: where rows are low, more of them fit.
    const float cell = std::clamp(height * 0.58F, canvas.px(13), canvas.px(25.5F));
    for (std::size_t i = 0; i < partitions.size(); ++i) {
        const TapeScale scale = tape_scale(scene, partitions[i], cells, cell);
        draw_tape_row(canvas, scene, ui,
                      {id,
                       partitions[i],
                       {box.left, top, layout.replica_lane, top + height},
                       scale,
                       label_right,
                       labels[i]});
        top += height;
    }
}

}  // namespace

StateWord broker_state_word(const Theme& theme, const view::View& view, NodeId id) {
    using Sign = StateWord::Sign;
    const view::ProcessView& process = view.processes.at(id);
    if (process.state == view::ProcessState::crashed) return {"crashed", Sign::cross, theme.loss};
    if (process.state != view::ProcessState::running)
        return {"stopped", Sign::hollow_dot, theme.dim};
    const auto found = view.brokers.find(id);
    if (found == view.brokers.end()) return {"starting", Sign::hollow_dot, theme.dim};
    using journal::BrokerState;
    switch (found->second.state) {
        case BrokerState::not_running: return {"not running", Sign::hollow_dot, theme.dim};
        case BrokerState::starting: return {"starting", Sign::hollow_dot, theme.dim};
        case BrokerState::recovery: return {"recovery", Sign::hollow_dot, theme.control};
        case BrokerState::pending_controlled_shutdown:
            return {"controlled shutdown", Sign::hollow_dot, theme.control};
        case BrokerState::shutting_down: return {"shutting down", Sign::hollow_dot, theme.dim};
        case BrokerState::running: break;
    }
    if (found->second.registered && found->second.fencing == journal::FencingState::fenced)
        return {"fenced", Sign::hollow_dot, theme.control};
    return {"running", Sign::filled_dot, theme.consumer};
}

Color rack_color(const Theme& theme, const view::View& view, const std::string& rack) {
    std::set<std::string> racks;
    for (const auto& [id, process] : view.processes) {
        if (!process.rack.empty()) racks.insert(process.rack);
    }
    if (racks.empty() || rack.empty()) return theme.quiet;
    constexpr std::array<std::size_t, 8> order{0, 4, 2, 1, 5, 3, 6, 7};
    const auto place = static_cast<std::size_t>(std::distance(racks.begin(), racks.find(rack)));
    return theme.keys[order[place % order.size()]];
}

void draw_broker(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout,
                 const PlacedNode& placed) {
    const Theme& t = canvas.theme();
    const BrokerParts parts = parts_of(scene, placed.node);
    const bool crashed = parts.process->state == view::ProcessState::crashed;
    canvas.fill(placed.box, parts.up ? t.panel : mixed(t.background, t.panel, 0.5F),
                canvas.metrics().radius());
    const Canvas::Ground ground =
        canvas.on(placed.box, parts.up ? t.panel : mixed(t.background, t.panel, 0.5F));
    if (crashed) {
        canvas.dashed_outline(placed.box, t.loss, std::max(canvas.px(2), 1.2F), canvas.px(9));
    } else {
        canvas.outline(placed.box, t.border, canvas.metrics().hairline(),
                       canvas.metrics().radius());
    }
    const float stripe = canvas.px(6);
    canvas.fill({placed.box.left, placed.box.top, placed.box.left + stripe, placed.box.bottom},
                rack_color(t, scene.view, parts.process->rack), stripe / 2);
    ui.claim(placed.box, NodeChosen{placed.node});
    const float flash = scene.flash(parts.process->changed);
    if (flash > 0)
        canvas.outline(placed.box.inset(-canvas.px(3)), faded(crashed ? t.loss : t.consumer, flash),
                       canvas.px(4), canvas.px(11));
    Rect inner =
        placed.box.inset(canvas.px(22), std::min(canvas.px(12), placed.box.height() * 0.06F));
    const float info =
        std::max(canvas.px(172), canvas.width_of(TextRole::small, "controlled shutdown."));
    draw_info(canvas, scene, ui, take_left(inner, info), placed.node, parts);
    draw_rows(canvas, scene, ui, layout, inner, placed.node);
}

}  // namespace brokerscope::render::stage
