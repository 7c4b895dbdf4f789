// A broker: a machine with its id, rack stripe, state word, page cache against disk, the
// controller's clock on it, and its partitions as tapes.
#pragma once

#include "render/stage/layout.h"
#include "render/stage/ui.h"

namespace brokerscope::render::stage {

void draw_broker(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout,
                 const PlacedNode& placed);

/// The word for a broker's state, and how it is marked.
struct StateWord {
    std::string_view word;
    enum class Sign { filled_dot, hollow_dot, cross, ring } sign = Sign::filled_dot;
    Color color;
};
StateWord broker_state_word(const Theme& theme, const view::View& view, NodeId broker);

/// The hue of a rack, by the order in which racks are named.
Color rack_color(const Theme& theme, const view::View& view, const std::string& rack);

}  // namespace brokerscope::render::stage
