// One replica's log as a tape: cells (or thin cells, or a bar, by zoom), high watermark, log end,
// log start, the groups' flags, the leader's crown. The heart of the picture.
#pragma once

#include "render/stage/scene.h"
#include "render/stage/tape_scale.h"
#include "render/stage/ui.h"
#include "render/tape_cell.h"

namespace brokerscope::render::stage {

struct TapeRow {
    NodeId broker;
    PartitionId partition;
    Rect box;  ///< of the row: cells stand in its middle, flags below them
    TapeScale scale;
    float label_right = 0;  ///< the row's label ends here; crown, dot and epoch stand left of it
    std::string label;      ///< "0", or "orders-0" with several topics
};

void draw_tape_row(Canvas& canvas, const Scene& scene, Ui& ui, const TapeRow& row);

/// Hue of a record's key: the number at its end when there is one (k1, k2 ... differ for sure), a
/// hash of its bytes otherwise; `quiet` without a key.
Color key_color(const Theme& theme, const std::optional<base::Bytes>& key);

/// What is known about one record of a replica, for the cell's pattern.
TapeCell::Pattern record_pattern(const Scene& scene, const TapeRow& row,
                                 const view::ReplicaView& replica, const view::TapeBatch& batch,
                                 std::int64_t offset);

}  // namespace brokerscope::render::stage
