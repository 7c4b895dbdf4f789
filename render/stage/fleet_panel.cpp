#include "render/stage/fleet_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "render/marks.h"
#include "render/stage/broker_panel.h"

namespace brokerscope::render::stage {

namespace {

enum class Standing { leader, in_sync, out_of_sync, offline };

constexpr float bar_aspect = 2.2F;

Standing standing_of(const Scene& scene, NodeId broker, PartitionId partition,
                     const view::ReplicaView& replica) {
    if (!is_up(scene.view, broker) || !replica.open) return Standing::offline;
    if (replica.role == journal::ReplicaRole::leader) return Standing::leader;
    const auto decided = scene.view.partitions.find(partition);
    const bool in_sync = decided != scene.view.partitions.end() && decided->second.in_isr(broker);
    return in_sync ? Standing::in_sync : Standing::out_of_sync;
}

// The same sign in a column and in the line that explains it.
void draw_bar_sign(Canvas& canvas, Rect box, Standing standing) {
    const Theme& t = canvas.theme();
    const float radius = std::min(box.width() * 0.25F, canvas.px(2));
    const auto lower = [&](float part) {
        return Rect{box.left, box.bottom - box.height() * part, box.right, box.bottom};
    };
    switch (standing) {
        case Standing::leader: return canvas.fill(box, t.produce, radius);
        case Standing::in_sync:
            return canvas.fill(lower(0.7F), mixed(canvas.ground(), t.quiet, 0.6F), radius);
        case Standing::out_of_sync: return canvas.fill(lower(0.4F), t.warn, radius);
        case Standing::offline:
            return canvas.outline(box, mixed(canvas.ground(), t.quiet, 0.75F),
                                  std::max(1.0F, canvas.px(1.2F)), radius);
    }
}

void draw_replicas(Canvas& canvas, const Scene& scene, Ui& ui, Rect box, NodeId id) {
    const auto found = scene.view.brokers.find(id);
    if (found == scene.view.brokers.end()) return;
    std::vector<std::pair<PartitionId, const view::ReplicaView*>> replicas;
    for (const auto& [partition, replica] : found->second.replicas) {
        const auto topic = scene.view.topics.find(partition.topic);
        if (topic != scene.view.topics.end() && topic->second.internal) continue;
        replicas.emplace_back(partition, &replica);
    }
    const BarGrid grid = bar_grid({box.width(), box.height()}, replicas.size(), canvas.px(14));
    for (std::size_t i = 0; i < replicas.size(); ++i) {
        const auto column = static_cast<float>(i % static_cast<std::size_t>(grid.columns));
        const auto row = static_cast<float>(i / static_cast<std::size_t>(grid.columns));
        const Point corner{box.left + column * grid.pitch_x, box.top + row * grid.pitch_y};
        const Rect bar = rect_at(corner, {grid.pitch_x * 0.74F, grid.pitch_y * 0.86F});
        const auto& [partition, replica] = replicas[i];
        draw_bar_sign(canvas, bar, standing_of(scene, id, partition, *replica));
        if (ui.hovers(bar))
            ui.claim(bar, ReplicaChosen{id, partition},
                     fmt::format("{}\nlog end {}", scene.view.partition_name(partition),
                                 grouped(replica->log_end.value)));
    }
}

void draw_column(Canvas& canvas, const Scene& scene, Ui& ui, Rect column, NodeId id) {
    const Theme& t = canvas.theme();
    const StateWord state = broker_state_word(t, scene.view, id);
    const bool trouble = state.word != "running";
    ui.claim(column, NodeChosen{id}, fmt::format("Broker {}\n{}", id.value, state.word));
    Rect rest = column;
    const Rect title = take_top(rest, canvas.line_height(TextRole::mono_small) * 1.3F);
    canvas.text_if_free(title.centre(), TextRole::mono_small, fmt::format("{}", id.value),
                        trouble ? state.color : t.dim, Align::centre);
    if (trouble) {
        const float width = std::max(canvas.px(2), 1.2F);
        if (state.sign == StateWord::Sign::cross) {
            canvas.dashed_outline(column, state.color, width, canvas.px(8));
        } else {
            canvas.outline(column, state.color, width, canvas.metrics().radius());
        }
    }
    draw_replicas(canvas, scene, ui,
                  rest.inset(std::max(canvas.px(3), column.width() * 0.06F), canvas.px(3)), id);
}

using Racks = std::map<std::string, std::vector<NodeId>>;

Racks racks_of(const Scene& scene) {
    Racks racks;
    for (const NodeId broker : shown_brokers(scene.view))
        racks[scene.view.processes.at(broker).rack].push_back(broker);
    return racks;
}

void draw_rack(Canvas& canvas, const Scene& scene, Ui& ui, Rect box, const std::string& rack,
               const std::vector<NodeId>& brokers) {
    const Theme& t = canvas.theme();
    const Canvas::Ground ground = canvas.panel(box, t.panel, t.border);
    canvas.fill({box.left, box.top, box.right, box.top + canvas.px(6)},
                rack_color(t, scene.view, rack), canvas.px(3));
    Rect rest = box.inset(canvas.px(10), canvas.px(10));
    const Rect title = take_top(rest, canvas.line_height(TextRole::strong_small) * 1.5F);
    const std::string name =
        rack.empty() ? fmt::format("{} brokers", brokers.size()) : fmt::format("rack {}", rack);
    canvas.text({title.left, title.centre().y}, TextRole::strong_small,
                canvas.fitting_name(TextRole::strong_small, title.width(), name), t.text);
    const float pitch = rest.width() / static_cast<float>(brokers.size());
    for (std::size_t i = 0; i < brokers.size(); ++i) {
        const float left = rest.left + pitch * static_cast<float>(i);
        draw_column(canvas, scene, ui, {left, rest.top, left + pitch, rest.bottom}, brokers[i]);
    }
}

void draw_explanation(Canvas& canvas, const Scene& scene, Rect line) {
    struct Item {
        Standing standing;
        std::string_view word;
    };
    const std::array<Item, 4> items{
        {{Standing::leader, "leader"},
         {Standing::in_sync, "follower"},
         {Standing::out_of_sync, scene.word("out of sync", "fora de sincronia")},
         {Standing::offline, "offline"}}};
    float x = line.left;
    for (const Item& item : items) {
        const float width = canvas.px(9);
        const float half = width * bar_aspect / 2;
        draw_bar_sign(canvas, {x, line.centre().y - half, x + width, line.centre().y + half},
                      item.standing);
        x += width + canvas.px(8);
        x = canvas.text({x, line.centre().y}, TextRole::label, item.word, canvas.theme().dim)
                .right +
            canvas.px(32);
    }
}

}  // namespace

BarGrid bar_grid(Size room, std::size_t count, float widest) {
    BarGrid grid;
    if (count == 0 || room.width <= 0 || room.height <= 0) return grid;
    const float bars = static_cast<float>(count);
    // As large as possible: columns * rows >= count, with bars bar_aspect times as high as wide.
    const float ideal = std::sqrt(room.width * room.height / (bars * bar_aspect));
    grid.columns = std::max(1, static_cast<int>(room.width / std::min(ideal, widest)));
    grid.rows = static_cast<int>(std::ceil(bars / static_cast<float>(grid.columns)));
    grid.pitch_x = room.width / static_cast<float>(grid.columns);
    grid.pitch_y =
        std::min(room.height / static_cast<float>(grid.rows), grid.pitch_x * bar_aspect * 1.3F);
    return grid;
}

void draw_fleet(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout) {
    if (!layout.far) return;
    Rect area = layout.cluster;
    draw_explanation(canvas, scene, take_bottom(area, canvas.line_height(TextRole::label) * 1.7F));
    const Racks racks = racks_of(scene);
    const float gap = canvas.px(12);
    std::size_t brokers = 0;
    for (const auto& [rack, members] : racks)
        brokers += members.size();
    const float room = area.width() - gap * static_cast<float>(racks.size() - 1);
    for (const auto& [rack, members] : racks) {
        const float part = static_cast<float>(members.size()) / static_cast<float>(brokers);
        draw_rack(canvas, scene, ui, take_left(area, room * part), rack, members);
        take_left(area, gap);
    }
}

}  // namespace brokerscope::render::stage
