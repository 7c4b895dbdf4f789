#include "render/stage/timeline_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "render/marks.h"

namespace brokerscope::render::stage {

namespace {

using Kind = LaneMark::Kind;

struct TimelineParts {
    Rect transport;
    Rect labels;
    Rect lane_area;
    Rect axis;
};

std::array<std::string_view, lanes> lane_words(const Scene& scene) {
    return {scene.word("faults", "falhas"), scene.word("leadership", "liderança"),
            scene.word("rebalances", "rebalances"), scene.word("records", "registros")};
}

TimelineParts parts_of(const Canvas& canvas, const Scene& scene, const StageLayout& layout) {
    TimelineParts parts;
    Rect rest = layout.timeline;
    take_left(rest, canvas.px(24));
    take_right(rest, canvas.px(30));
    // The clock is at its widest when the run ends.
    const std::string longest = base::clock_text(std::max(scene.planned_end, scene.head));
    parts.transport =
        take_left(rest, std::max(canvas.width_of(TextRole::clock, longest), canvas.px(190)));
    take_left(rest, canvas.px(30));
    float label = 0;
    for (const std::string_view word : lane_words(scene))
        label = std::max(label, canvas.width_of(TextRole::label, word));
    parts.labels = take_left(rest, label);
    take_left(rest, canvas.px(14));
    take_top(rest, canvas.px(12));
    parts.axis = take_bottom(rest, canvas.line_height(TextRole::mono_small) * 1.5F);
    parts.lane_area = rest;
    parts.labels.top = rest.top;
    parts.labels.bottom = rest.bottom;
    return parts;
}

Rect lane_of(const TimelineParts& parts, Lane lane) {
    const float height = parts.lane_area.height() / static_cast<float>(lanes);
    const float top = parts.lane_area.top + height * static_cast<float>(lane);
    return {parts.lane_area.left, top, parts.lane_area.right, top + height};
}

// A machine that is too slow says what it reaches.
std::string speed_words(const Scene& scene) {
    const std::string asked = speed_text(scene.speed, scene.portuguese());
    if (scene.reached_speed <= 0 || scene.reached_speed > scene.speed * 0.9) return asked;
    return fmt::format("{} ({} {:.1f}x)", asked, scene.word("reaches", "atinge"),
                       scene.reached_speed);
}

void draw_transport(Canvas& canvas, const Scene& scene, Ui& ui, Rect box) {
    const Theme& t = canvas.theme();
    Rect rest = box.inset(0, canvas.px(8));
    const Rect clock = take_top(rest, rest.height() * 0.42F);
    canvas.text({clock.left, clock.centre().y + canvas.px(3)}, TextRole::clock,
                base::clock_text(scene.now), t.text);
    const Rect speed = take_top(rest, rest.height() * 0.4F);
    canvas.text({speed.left, speed.centre().y}, TextRole::body,
                canvas.fitting(TextRole::body, speed.width(),
                               {speed_words(scene), speed_text(scene.speed, scene.portuguese())}),
                t.dim);
    const float side = std::min(canvas.px(24), rest.height() * 0.6F);
    float x = rest.left;
    const auto button = [&](TransportIcon icon, Action action, std::string_view tooltip) {
        const Rect icon_box = rect_at({x, rest.centre().y - side / 2}, {side, side});
        const Rect hit = icon_box.inset(-canvas.px(10), -canvas.px(8));
        draw_transport_icon(canvas, icon_box, icon, ui.hovers(hit) ? t.produce : t.text);
        ui.button(hit, std::move(action), std::string(tooltip));
        x += side + canvas.px(22);
    };
    button(
        TransportIcon::to_start,
        [](UiState& s) {
            s.moment = {};
            s.playing = false;
        },
        scene.word("To the start (Home)", "Ao início (Home)"));
    button(
        TransportIcon::back, [](UiState& s) { s.step = -1; },
        scene.word("Back one event (←)", "Volta um evento (←)"));
    button(
        scene.playing ? TransportIcon::pause : TransportIcon::play,
        [](UiState& s) { s.playing = !s.playing; },
        scene.word("Play or pause (space)", "Toca ou pausa (espaço)"));
    button(
        TransportIcon::forward, [](UiState& s) { s.step = 1; },
        scene.word("Forward one event (→)", "Avança um evento (→)"));
    ui.claim(speed, {},
             std::string(scene.word("Speed: up and down keys", "Velocidade: teclas ↑ e ↓")));
}

Color mark_color(const Theme& t, const LaneMark& mark, bool open) {
    switch (mark.kind) {
        case Kind::crashed:
        case Kind::send_failed:
        case Kind::truncated:
        case Kind::link_cut: return t.loss;
        case Kind::started:
        case Kind::link_healed: return t.consumer;
        case Kind::stopped: return t.dim;
        case Kind::leader_elected: return t.text;
        case Kind::unclean_election: return t.loss;
        case Kind::duplicated:
        case Kind::leaderless:
        case Kind::under_replicated: return t.warn;
        case Kind::rebalance: return open ? t.warn : t.group;
    }
    return t.dim;
}

void draw_sign(Canvas& canvas, Point at, Kind kind, Color color) {
    switch (kind) {
        case Kind::crashed: return draw_cross(canvas, at, canvas.px(20), color);
        case Kind::send_failed: return draw_cross(canvas, at, canvas.px(13), color);
        case Kind::truncated: return draw_diamond(canvas, at, canvas.px(15), color);
        case Kind::link_cut:
            canvas.line({at.x, at.y - canvas.px(9)}, {at.x, at.y + canvas.px(9)}, color,
                        canvas.px(2.5F));
            return draw_cross(canvas, at, canvas.px(12), color);
        case Kind::stopped:
            return canvas.outline(square_around(at, canvas.px(13)), color, canvas.px(2.4F),
                                  canvas.px(3));
        case Kind::started:
        case Kind::link_healed: {
            const float r = canvas.px(8);
            const std::array points{Point{at.x - r * 0.7F, at.y - r}, Point{at.x + r, at.y},
                                    Point{at.x - r * 0.7F, at.y + r}};
            return canvas.polygon(points, color);
        }
        case Kind::leader_elected:
        case Kind::unclean_election: return draw_crown(canvas, at, canvas.px(19), color);
        case Kind::duplicated: return draw_dot(canvas, at, canvas.px(11), color, true);
        case Kind::leaderless:
        case Kind::under_replicated:
        case Kind::rebalance: return;
    }
}

void draw_span(Canvas& canvas, Ui& ui, const Scene& scene, const TimeAxis& axis, Rect lane,
               const LaneMark& mark) {
    const Theme& t = canvas.theme();
    const SimTime end = mark.to.value_or(scene.head);
    if (end < axis.from || mark.from > axis.to) return;
    const float thick = mark.kind == Kind::under_replicated ? canvas.px(3) : canvas.px(8);
    const float y = lane.centre().y + (mark.kind == Kind::under_replicated ? canvas.px(8) : 0);
    const float from = std::max(axis.x_of(mark.from), axis.left);
    const float to = std::max(std::min(axis.x_of(end), axis.right), from + thick);
    const float now = std::clamp(axis.x_of(scene.now), from, to);
    const bool open = !mark.to || *mark.to > scene.now;
    const Color color = mark_color(t, mark, open);
    canvas.fill({from, y - thick / 2, to, y + thick / 2}, t.quiet, thick / 2);
    if (mark.from <= scene.now) {
        canvas.fill({from, y - thick / 2, std::max(now, from + thick), y + thick / 2}, color,
                    thick / 2);
        canvas.note_mark("span", {from, y}, color);
    }
    ui.claim({from, lane.top, to, lane.bottom}, FactChosen{mark.fact}, mark_sentence(scene, mark));
}

// Of marks that would cover each other, the one that people ask about.
int weight_of(Kind kind) {
    switch (kind) {
        case Kind::crashed:
        case Kind::unclean_election: return 4;
        case Kind::stopped:
        case Kind::leader_elected:
        case Kind::send_failed:
        case Kind::duplicated: return 3;
        case Kind::link_cut:
        case Kind::truncated: return 2;
        default: return 1;
    }
}

std::vector<const LaneMark*> marks_in_sight(const std::vector<LaneMark>& marks,
                                            const TimeAxis& axis, float least_distance) {
    std::array<std::vector<const LaneMark*>, lanes> by_lane;
    for (const LaneMark& mark : marks) {
        if (mark.is_span() || !axis.shows(mark.from)) continue;
        auto& kept = by_lane[static_cast<std::size_t>(mark.lane)];
        const float x = axis.x_of(mark.from);
        if (kept.empty() || x - axis.x_of(kept.back()->from) >= least_distance) {
            kept.push_back(&mark);
        } else if (weight_of(mark.kind) > weight_of(kept.back()->kind)) {
            kept.back() = &mark;
        }
    }
    std::vector<const LaneMark*> all;
    for (const auto& kept : by_lane)
        all.insert(all.end(), kept.begin(), kept.end());
    return all;
}

void draw_marks(Canvas& canvas, Ui& ui, const Scene& scene, const TimeAxis& axis,
                const TimelineParts& parts) {
    const Theme& t = canvas.theme();
    for (const LaneMark& mark : scene.story.marks()) {
        if (mark.is_span()) draw_span(canvas, ui, scene, axis, lane_of(parts, mark.lane), mark);
    }
    for (const LaneMark* mark : marks_in_sight(scene.story.marks(), axis, canvas.px(14))) {
        const Point at{axis.x_of(mark->from), lane_of(parts, mark->lane).centre().y};
        const bool ahead = mark->from > scene.now;
        draw_sign(canvas, at, mark->kind, ahead ? t.quiet : mark_color(t, *mark, false));
        ui.claim(square_around(at, canvas.px(22)), FactChosen{mark->fact},
                 mark_sentence(scene, *mark));
    }
}

void draw_lanes(Canvas& canvas, const Scene& scene, const TimelineParts& parts,
                const TimeAxis& axis) {
    const Theme& t = canvas.theme();
    const float now = std::clamp(axis.x_of(scene.now), axis.left, axis.right);
    canvas.fill({axis.left, parts.lane_area.top, now, parts.lane_area.bottom}, t.past,
                canvas.px(4));
    const std::array<std::string_view, lanes> words = lane_words(scene);
    for (int i = 0; i < lanes; ++i) {
        const Rect lane = lane_of(parts, static_cast<Lane>(i));
        const float y = lane.centre().y;
        canvas.line({axis.left, y}, {axis.right, y}, t.border, canvas.metrics().hairline());
        canvas.text({parts.labels.right, y}, TextRole::label, words[static_cast<std::size_t>(i)],
                    t.dim, Align::right);
    }
}

void draw_axis(Canvas& canvas, const TimelineParts& parts, const TimeAxis& axis) {
    const Theme& t = canvas.theme();
    const Duration step = tick_step(axis, canvas.width_of(TextRole::mono_small, "0.000 s"));
    const float y = parts.axis.centre().y;
    for (const SimTime tick : ticks(axis, step)) {
        const float x = axis.x_of(tick);
        canvas.line({x, parts.lane_area.bottom - canvas.px(3)},
                    {x, parts.lane_area.bottom + canvas.px(3)}, t.border,
                    canvas.metrics().hairline());
        canvas.text_if_free({x, y}, TextRole::mono_small, tick_text(tick, step), t.dim,
                            Align::centre);
    }
}

void draw_cursor(Canvas& canvas, const Scene& scene, const TimelineParts& parts,
                 const TimeAxis& axis) {
    const Theme& t = canvas.theme();
    const float head = axis.x_of(scene.head);
    if (axis.shows(scene.head) && scene.head > scene.now)
        canvas.dashed_line({head, parts.lane_area.top}, {head, parts.lane_area.bottom}, t.quiet,
                           canvas.px(1.5F), canvas.px(5));
    if (!axis.shows(scene.now)) return;
    const float x = axis.x_of(scene.now);
    canvas.line({x, parts.lane_area.top - canvas.px(4)}, {x, parts.lane_area.bottom + canvas.px(2)},
                t.text, std::max(canvas.px(2.5F), 1.5F));
    draw_dot(canvas, {x, parts.lane_area.top - canvas.px(4)}, canvas.px(12), t.text, true);
}

// Drag scrubs; the wheel zooms around the pointer.
void use_pointer(Canvas& canvas, const Scene& scene, Ui& ui, const TimelineParts& parts,
                 const TimeAxis& axis) {
    Rect area = parts.lane_area;
    area.top -= canvas.px(12);
    area.bottom = parts.axis.bottom;
    ui.claims.push_back({area, {}, [](UiState&) {}, ""});
    if (ui.input.left_pressed && ui.hovers(area)) ui.state.scrubbing = true;
    if (!ui.input.left_down && !ui.input.left_pressed) ui.state.scrubbing = false;
    if (ui.state.scrubbing) {
        ui.state.moment = std::min(axis.at(ui.input.mouse.x), scene.head);
        ui.state.playing = false;
    }
    if (ui.input.wheel != 0 && ui.hovers(area)) {
        const SimTime limit = std::max(scene.planned_end, scene.head);
        const TimeAxis zoomed =
            axis.zoomed(ui.input.mouse.x, ui.input.wheel > 0 ? 0.8 : 1.25, limit);
        const bool all = zoomed.from.ns == 0 && zoomed.to == limit;
        ui.state.timeline_from = all ? std::nullopt : std::optional(zoomed.from);
        ui.state.timeline_to = all ? std::nullopt : std::optional(zoomed.to);
    }
}

}  // namespace

TimeAxis timeline_axis(const Canvas& canvas, const Scene& scene, const UiState& state,
                       const StageLayout& layout) {
    const TimelineParts parts = parts_of(canvas, scene, layout);
    TimeAxis axis{
        {}, std::max(scene.planned_end, scene.head), parts.lane_area.left, parts.lane_area.right};
    if (axis.to.ns <= 0) axis.to = {1'000'000'000};
    if (state.timeline_from) axis.from = *state.timeline_from;
    if (state.timeline_to) axis.to = *state.timeline_to;
    return axis;
}

std::string mark_sentence(const Scene& scene, const LaneMark& mark) {
    const auto word = [&]() -> std::string_view {
        switch (mark.kind) {
            case Kind::crashed: return scene.word("crashed", "caiu");
            case Kind::stopped: return scene.word("stopped", "parou");
            case Kind::started: return scene.word("started again", "voltou");
            case Kind::link_cut: return scene.word("link cut", "ligação cortada");
            case Kind::link_healed: return scene.word("link whole again", "ligação refeita");
            case Kind::leader_elected: return scene.word("leader elected", "líder eleito");
            case Kind::unclean_election: return scene.word("unclean election", "eleição impura");
            case Kind::duplicated:
                return scene.word("records delivered again", "registros entregues de novo");
            case Kind::leaderless: return scene.word("no leader", "sem líder");
            case Kind::under_replicated: return scene.word("under-replicated", "réplicas em falta");
            case Kind::rebalance: return "rebalance";
            case Kind::truncated: return scene.word("log truncated", "log truncado");
            case Kind::send_failed: return scene.word("send failed", "envio falhou");
        }
        return "";
    }();
    if (!mark.is_span()) return fmt::format("{} · {}", base::clock_text(mark.from), word);
    const SimTime end = mark.to.value_or(scene.head);
    return fmt::format("{} · {} · {}", base::clock_text(mark.from), word,
                       seconds_text(end - mark.from));
}

void draw_timeline(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout) {
    const Theme& t = canvas.theme();
    canvas.fill(layout.timeline, t.strip);
    const Canvas::Ground ground = canvas.on(layout.timeline, t.strip);
    const TimelineParts parts = parts_of(canvas, scene, layout);
    const TimeAxis axis = timeline_axis(canvas, scene, ui.state, layout);
    draw_transport(canvas, scene, ui, parts.transport);
    draw_lanes(canvas, scene, parts, axis);
    use_pointer(canvas, scene, ui, parts, axis);
    draw_marks(canvas, ui, scene, axis, parts);
    draw_axis(canvas, parts, axis);
    draw_cursor(canvas, scene, parts, axis);
}

}  // namespace brokerscope::render::stage
