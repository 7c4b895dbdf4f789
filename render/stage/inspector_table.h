// The tables of the inspector: what Kafka's own tools would print about the selected thing, one tab
// a tool, beside the inspector's own rows. The text is that of view::table(), as `brokerscope
// inspect` and Lua have it; long lines are folded at the width that there is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "render/stage/scene.h"
#include "render/stage/ui.h"
#include "sim/view/tables.h"

namespace brokerscope::render::stage {

struct TableTab {
    std::string label;  ///< the tool's name: "dump-log"
    view::TableQuery query;
};

/// The tables about the selected thing; none for what no tool shows.
std::vector<TableTab> tables_about(const Scene& scene, const Selection& selection);

/// The text in lines of at most `columns` characters, tabs spread as a terminal does. What goes on
/// in the next line is indented.
std::vector<std::string> folded(std::string_view text, std::size_t columns);

/// Buttons: the inspector's own overview, and the tabs. Takes the rows that it needs from `inner`.
void draw_tabs(Canvas& canvas, const Scene& scene, Ui& ui, Rect& inner,
               const std::vector<TableTab>& tabs);

/// The table scrolls by whole lines; the wheel is looked at by whoever draws the inspector.
void draw_table(Canvas& canvas, const Scene& scene, Ui& ui, Rect box, const TableTab& tab);

}  // namespace brokerscope::render::stage
