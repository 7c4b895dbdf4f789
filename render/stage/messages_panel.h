// Links, and the messages on their way: shape and hue by kind, size by number of records, answers
// hollow, errors as triangles. A dropped message stops where it was lost, turns into a cross and
// fades.
#pragma once

#include "render/stage/layout.h"
#include "render/stage/paths.h"
#include "render/stage/ui.h"

namespace brokerscope::render::stage {

/// Under the panels' content, over their boxes.
void draw_links(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout);
void draw_messages(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout);

/// How a message looks; pure.
struct MessageLook {
    PointShape shape = PointShape::disc;
    Color color;
    float diameter = 0;  ///< at 1080 lines
    bool faint = false;  ///< heartbeats and empty fetches
};
MessageLook message_look(const Theme& theme, const view::View& view,
                         const view::MessageView& message);

/// Which part of its way a message has covered, 0 to 1; where it was lost it stands still.
float message_progress(const view::MessageView& message, SimTime now);

}  // namespace brokerscope::render::stage
