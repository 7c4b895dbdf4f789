#include "render/stage/producer_panel.h"

#include <fmt/format.h>

#include <algorithm>

#include "render/marks.h"
#include "render/stage/tape_panel.h"

namespace brokerscope::render::stage {

namespace {

// Trays beyond these are counted, not drawn.
constexpr std::size_t most_trays = 6;

const view::ProducerView* producer_of(const Scene& scene, NodeId id) {
    const auto found = scene.view.producers.find(id);
    return found == scene.view.producers.end() ? nullptr : &found->second;
}

std::size_t shown_trays(const view::ProducerView* producer) {
    return producer == nullptr ? 0 : std::min(most_trays, producer->trays.size());
}

std::int64_t at_risk(const Scene& scene, NodeId id) {
    const auto found = scene.verdicts.risk_by_producer.find(id);
    return found == scene.verdicts.risk_by_producer.end() ? 0 : found->second;
}

struct Heights {
    float title, tray, slots, counters, risk;
};

Heights heights_of(const Canvas& canvas) {
    return {canvas.line_height(TextRole::strong) * 1.6F,
            std::max(canvas.px(33), canvas.line_height(TextRole::mono) * 1.45F),
            std::max(canvas.px(34), canvas.line_height(TextRole::label) * 1.5F),
            canvas.line_height(TextRole::mono_small) * 1.5F,
            chip_size(canvas, "1").height + canvas.px(8)};
}

std::int64_t in_flight(const view::ProducerView& producer) {
    std::int64_t batches = 0;
    for (const auto& [id, tray] : producer.trays) {
        batches += std::count_if(
            tray.in_flight.begin(), tray.in_flight.end(),
            [](const view::WaitingBatch& b) { return b.state == journal::BatchState::sent; });
    }
    return batches;
}

std::int64_t number_of(std::string_view text, std::int64_t fallback) {
    std::int64_t number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return fallback;
        number = number * 10 + (c - '0');
    }
    return text.empty() ? fallback : number;
}

void draw_title(Canvas& canvas, const Scene& scene, Rect line, NodeId id, bool up) {
    const Theme& t = canvas.theme();
    const std::string_view acks = scene.view.processes.at(id).configured("acks");
    const std::string chip = fmt::format("acks={}", acks.empty() ? "all" : acks);
    const float chip_width = canvas.width_of(TextRole::mono_small, chip);
    const std::string name = canvas.fitting_name(
        TextRole::strong, line.width() - chip_width - canvas.px(12), scene.node_name(id));
    canvas.text({line.left, line.centre().y}, TextRole::strong, name, up ? t.text : t.dim);
    if (up) {
        canvas.text({line.right, line.centre().y}, TextRole::mono_small, chip, t.dim, Align::right);
    } else {
        const auto state = scene.view.processes.at(id).state;
        const bool crashed = state == view::ProcessState::crashed;
        canvas.text({line.right, line.centre().y}, TextRole::label, crashed ? "crashed" : "stopped",
                    crashed ? t.loss : t.dim, Align::right);
    }
}

// How long the oldest waiting record has lingered: a ring that closes towards linger.ms.
void draw_linger(Canvas& canvas, const Scene& scene, Point centre, NodeId id, SimTime since) {
    const std::int64_t linger = number_of(scene.view.processes.at(id).configured("linger.ms"), 5);
    if (linger <= 0) return;
    const auto waited = static_cast<float>((scene.now - since).ns) / 1e6F;
    const float left = 1 - std::clamp(waited / static_cast<float>(linger), 0.0F, 1.0F);
    draw_ring_clock(canvas, {centre, canvas.px(22), canvas.px(4), left}, canvas.theme().produce);
}

const view::WaitingBatch* retried(const view::ProducerView::Tray& tray) {
    for (const view::WaitingBatch& batch : tray.in_flight) {
        if (batch.state == journal::BatchState::retrying || batch.attempt > 1) return &batch;
    }
    return nullptr;
}

void draw_tray(Canvas& canvas, const Scene& scene, Rect line, NodeId id, PartitionId partition,
               const view::ProducerView::Tray& tray, float label_width) {
    const Theme& t = canvas.theme();
    const float middle = line.centre().y;
    canvas.text(
        {line.left, middle}, TextRole::mono,
        canvas.fitting_name(TextRole::mono, label_width, scene.view.partition_name(partition)),
        t.text);
    float right = line.right;
    if (const view::WaitingBatch* batch = retried(tray)) {
        const std::string word =
            fmt::format("{} {}", scene.word("retry", "retry"), batch->attempt - 1);
        const Size chip = chip_size(canvas, word);
        right -= chip.width;
        draw_chip(canvas, {right, middle}, word, t.warn, ChipLook::outlined);
        right -= canvas.px(6);
    } else if (tray.filling_since) {
        right -= canvas.px(22);
        draw_linger(canvas, scene, {right + canvas.px(11), middle}, id, *tray.filling_since);
        right -= canvas.px(6);
    }
    // The tray fills from the left; what does not fit is a number.
    const float pitch = canvas.px(16);
    float x = line.left + label_width + canvas.px(14);
    const float number = canvas.width_of(TextRole::mono_small, "+99 ");
    for (std::size_t i = 0; i < tray.newest.size() && x + pitch < right - number; ++i) {
        draw_tape_cell(canvas,
                       {x, middle - canvas.px(9), x + pitch - canvas.px(3), middle + canvas.px(9)},
                       {key_color(t, tray.newest[i].key)});
        x += pitch;
    }
    const auto drawn = static_cast<std::int64_t>((x - line.left - label_width) / pitch);
    if (tray.waiting > drawn && tray.waiting > static_cast<std::int64_t>(tray.newest.size()))
        canvas.text_if_free({x + canvas.px(4), middle}, TextRole::mono_small,
                            short_count(tray.waiting), t.dim);
}

void draw_slots(Canvas& canvas, const Scene& scene, Rect line, NodeId id,
                const view::ProducerView& producer) {
    const Theme& t = canvas.theme();
    const std::int64_t most = number_of(
        scene.view.processes.at(id).configured("max.in.flight.requests.per.connection"), 5);
    const Rect label = canvas.text({line.left, line.centre().y}, TextRole::label,
                                   scene.word("in flight", "em voo"), t.dim);
    const std::int64_t used = in_flight(producer);
    const float side = canvas.px(19);
    float x = label.right + canvas.px(16);
    for (std::int64_t i = 0; i < std::max(most, std::min<std::int64_t>(used, 10)); ++i) {
        const Rect slot = rect_at({x, line.centre().y - side / 2}, {side, side});
        if (slot.right > line.right) return;
        if (i < used) canvas.fill(slot, t.produce, canvas.px(5));
        canvas.outline(slot, i < used ? t.produce : t.quiet, canvas.px(1.8F), canvas.px(5));
        x += side + canvas.px(6);
    }
}

void draw_counters(Canvas& canvas, const Scene& scene, Rect line,
                   const view::ProducerView& producer) {
    const Theme& t = canvas.theme();
    const std::string sent =
        fmt::format("{} {}", scene.word("sent", "enviados"), short_count(producer.accepted));
    const std::string acked = fmt::format("{} {}", scene.word("acked", "confirmados"),
                                          short_count(producer.acknowledged));
    const std::int64_t lost = producer.failed + producer.refused;
    const std::string failed =
        lost > 0 ? fmt::format("{} {}", scene.word("failed", "falhas"), short_count(lost)) : "";
    const float gap = canvas.width_of(TextRole::mono_small, " ") * 1.5F;
    float x = line.left;
    for (const auto& [word, color] :
         {std::pair{&failed, t.loss}, std::pair{&sent, t.dim}, std::pair{&acked, t.dim}}) {
        const float width = canvas.width_of(TextRole::mono_small, *word);
        if (word->empty() || x + width > line.right) continue;
        canvas.text({x, line.centre().y}, TextRole::mono_small, *word, color);
        x += width + gap;
    }
}

void draw_risk(Canvas& canvas, const Scene& scene, Rect line, std::int64_t records) {
    const std::string number = short_count(records);
    const std::string long_text =
        fmt::format("{} {}", number, scene.word("acknowledged, at risk", "confirmados, em risco"));
    const std::string short_text = fmt::format("{} {}", number, scene.word("at risk", "em risco"));
    const std::string_view fits = canvas.fitting(TextRole::chip, line.width() - canvas.px(22),
                                                 {long_text, short_text, number});
    draw_chip(canvas, {line.left, line.centre().y}, fits, canvas.theme().warn, ChipLook::filled);
}

void draw_trays(Canvas& canvas, const Scene& scene, Rect& rest, NodeId id,
                const view::ProducerView& producer, float height) {
    float label_width = 0;
    for (const auto& [partition, tray] : producer.trays)
        label_width = std::max(
            label_width, canvas.width_of(TextRole::mono, scene.view.partition_name(partition)));
    label_width = std::min(label_width, rest.width() * 0.4F);
    std::size_t drawn = 0;
    for (const auto& [partition, tray] : producer.trays) {
        if (drawn++ == most_trays) return;
        draw_tray(canvas, scene, take_top(rest, height), id, partition, tray, label_width);
    }
}

}  // namespace

float producer_height(const Canvas& canvas, const Scene& scene, NodeId id, Detail detail) {
    const Heights h = heights_of(canvas);
    const float padding = canvas.px(20);
    if (detail == Detail::line) return h.title + canvas.px(8);
    float height = padding + h.title + h.counters;
    if (at_risk(scene, id) > 0) height += h.risk;
    const view::ProducerView* producer = producer_of(scene, id);
    if (detail == Detail::full)
        height += h.tray * static_cast<float>(shown_trays(producer)) + h.slots;
    return height;
}

void draw_producer(Canvas& canvas, const Scene& scene, Ui& ui, const PlacedNode& placed) {
    const Theme& t = canvas.theme();
    const Detail detail = placed.detail;
    const Heights h = heights_of(canvas);
    const bool up = is_up(scene.view, placed.node);
    const Canvas::Ground ground = canvas.panel(placed.box, t.panel, t.border);
    ui.claim(placed.box, NodeChosen{placed.node});
    const float flash = scene.flash(scene.view.processes.at(placed.node).changed);
    if (flash > 0)
        canvas.outline(placed.box, faded(up ? t.consumer : t.loss, flash), canvas.px(3),
                       canvas.px(8));
    Rect rest =
        placed.box.inset(canvas.px(18), detail == Detail::line ? canvas.px(4) : canvas.px(10));
    draw_title(canvas, scene, take_top(rest, h.title), placed.node, up);
    const view::ProducerView* producer = producer_of(scene, placed.node);
    if (detail == Detail::line || producer == nullptr) return;
    if (detail == Detail::full) {
        draw_trays(canvas, scene, rest, placed.node, *producer, h.tray);
        draw_slots(canvas, scene, take_top(rest, h.slots), placed.node, *producer);
    }
    draw_counters(canvas, scene, take_top(rest, h.counters), *producer);
    const std::int64_t risk = at_risk(scene, placed.node);
    if (risk > 0) draw_risk(canvas, scene, take_top(rest, h.risk), risk);
}

}  // namespace brokerscope::render::stage
