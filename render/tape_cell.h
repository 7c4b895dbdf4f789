// One cell of a partition's tape: a record (or a batch). Everything that can be true of a record
// has its own pattern, so that no meaning hangs on colour alone.
#pragma once

#include "render/canvas.h"

namespace brokerscope::render {

/// How strongly the tape is drawn: a leader's in full, a follower's calm, an offline one as a
/// ghost.
enum class TapeStrength { full, calm, out_of_sync, ghost };

struct TapeCell {
    enum class Pattern {
        solid,    ///< below the high watermark
        hatched,  ///< above the high watermark
        striped,  ///< of a transaction that is still open
        crossed,  ///< of an aborted transaction
        lost,     ///< acknowledged or written here, and about to be truncated or gone
        control,  ///< commit or abort marker
        gap,      ///< removed by compaction
    };
    Color hue;
    Pattern pattern = Pattern::solid;
    TapeStrength strength = TapeStrength::full;
};

void draw_tape_cell(Canvas& canvas, Rect box, const TapeCell& cell);

/// The hue after its strength on this ground.
Color tape_color(Color hue, TapeStrength strength, Color ground);

}  // namespace brokerscope::render
