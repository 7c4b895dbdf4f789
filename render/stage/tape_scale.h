// The common offset scale of one partition: the same offset stands at the same x in every broker,
// so that a lagging replica is seen to end earlier and a divergent tail to stick out. Pure.
#pragma once

#include "render/geometry.h"
#include "render/stage/scene.h"

namespace brokerscope::render::stage {

struct TapeScale {
    std::int64_t first = 0;  ///< the oldest offset that is shown
    std::int64_t cells = 0;  ///< how many offsets fit
    float left = 0;
    float pitch = 0;  ///< pixels a record
    float slide = 0;  ///< pixels by which a tape that has just scrolled is still behind

    float x_of(std::int64_t offset) const {
        return left + slide + pitch * static_cast<float>(offset - first);
    }
    bool shows(std::int64_t offset) const { return offset >= first && offset < first + cells; }
};

/// `box` is where the cells may stand, of any row: only its left and right matter. `cell` is the
/// preferred width of one with its gap; cells halve until every live replica's end is visible.
TapeScale tape_scale(const Scene& scene, PartitionId partition, Rect box, float cell);

}  // namespace brokerscope::render::stage
