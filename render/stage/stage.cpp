#include "render/stage/stage.h"

#include <fmt/format.h>

#include "render/stage/broker_panel.h"
#include "render/stage/caption_panel.h"
#include "render/stage/fleet_panel.h"
#include "render/stage/group_panel.h"
#include "render/stage/header_panel.h"
#include "render/stage/messages_panel.h"
#include "render/stage/producer_panel.h"
#include "render/stage/quorum_panel.h"
#include "render/stage/timeline_panel.h"
#include "render/stage/verdict_panel.h"

namespace brokerscope::render::stage {

namespace {

void draw_heading(Canvas& canvas, Rect line, std::string_view word) {
    canvas.text({line.left, line.centre().y - canvas.px(2)}, TextRole::body, word,
                canvas.theme().dim);
}

void draw_left_out(Canvas& canvas, const Scene& scene, float left, Rect last, int count) {
    if (count == 0) return;
    const float y = last.bottom + canvas.line_height(TextRole::label) * 0.9F;
    canvas.text({left, y}, TextRole::label, fmt::format("{} {}", count, scene.word("more", "mais")),
                canvas.theme().dim);
}

void draw_producers(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout) {
    if (layout.producers.empty()) return;
    draw_heading(canvas, layout.producers_heading, scene.word("Producers", "Produtores"));
    for (const PlacedNode& producer : layout.producers)
        draw_producer(canvas, scene, ui, producer);
    draw_left_out(canvas, scene, layout.producers_heading.left, layout.producers.back().box,
                  layout.producers_left_out);
}

void draw_groups(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout) {
    if (layout.groups.empty()) return;
    draw_heading(canvas, layout.groups_heading,
                 scene.word("Consumer groups", "Grupos de consumidores"));
    for (const PlacedGroup& group : layout.groups)
        draw_group(canvas, scene, ui, group);
    draw_left_out(canvas, scene, layout.groups_heading.left, layout.groups.back().box,
                  layout.groups_left_out);
}

}  // namespace

void draw_stage(Canvas& canvas, const Scene& scene, Ui& ui) {
    const StageLayout layout = lay_out_stage(canvas, scene);
    draw_header(canvas, scene, ui, layout);
    draw_quorum(canvas, scene, ui, layout);
    draw_producers(canvas, scene, ui, layout);
    draw_groups(canvas, scene, ui, layout);
    for (const PlacedNode& broker : layout.brokers)
        draw_broker(canvas, scene, ui, layout, broker);
    draw_fleet(canvas, scene, ui, layout);
    draw_links(canvas, scene, ui, layout);
    draw_messages(canvas, scene, ui, layout);
    draw_caption(canvas, scene, ui.state, layout);
    draw_verdicts(canvas, scene, ui, layout);
    draw_timeline(canvas, scene, ui, layout);
    draw_question(canvas, scene, ui, layout);
    draw_notice(canvas, scene, ui, layout);
}

}  // namespace brokerscope::render::stage
