// The ways that messages take between two things on the stage, as polylines. Pure: the place of a
// message is a function of its path and of how much of its time has passed, so that scrubbing
// backwards animates for free.
#pragma once

#include <optional>
#include <vector>

#include "render/stage/layout.h"

namespace brokerscope::render::stage {

class Path {
  public:
    explicit Path(std::vector<Point> points);
    /// 0 is the start, 1 the end, by length.
    Point at(float part) const;
    const std::vector<Point>& points() const { return points_; }
    Path reversed() const;

  private:
    std::vector<Point> points_;
    std::vector<float> lengths_;  // from the start up to each point
};

/// The way from one node to another, or absent when one of them has no place on the stage. The way
/// back is the same one.
std::optional<Path> path_between(const Canvas& canvas, const StageLayout& layout, NodeId from,
                                 NodeId to);

}  // namespace brokerscope::render::stage
