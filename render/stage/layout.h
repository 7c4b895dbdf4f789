// Where everything stands: the places of all panels, computed from the window's size and from what
// the run has declared, before anything is drawn. Position has meaning and never jumps: producers
// left, cluster in the middle, controllers on top, groups right, time at the bottom, and a thing
// keeps its place when others come and go.
//
// All lengths are framebuffer pixels. Pure: text heights come in through TextHeights.
#pragma once

#include <string>
#include <vector>

#include "render/canvas.h"
#include "render/geometry.h"
#include "render/stage/scene.h"

namespace brokerscope::render::stage {

/// How much a panel shows: what fits. All of a column are compact before the first is full. Mini
/// panels stand side by side.
enum class Detail { mini, line, compact, full };

struct PlacedNode {
    NodeId node;
    Rect box;
    Detail detail = Detail::full;
};

struct PlacedGroup {
    std::string group;
    Rect box;
    Detail detail = Detail::full;
    std::vector<PlacedNode> members;
};

struct StageLayout {
    Rect header;
    Rect producers_heading;
    std::vector<PlacedNode> producers;
    int producers_left_out = 0;

    Rect quorum;                      ///< empty without controllers
    std::vector<PlacedNode> seats;    ///< squares around the seats' circles
    Rect cluster;                     ///< holds all brokers
    std::vector<PlacedNode> brokers;  ///< near stage only
    bool far = false;                 ///< too many brokers for tapes: draw the fleet

    Rect groups_heading;
    std::vector<PlacedGroup> groups;
    int groups_left_out = 0;

    Rect caption;
    Rect verdicts;
    Rect timeline;

    float replica_lane = 0;  ///< x of the lane on which brokers talk to each other
    float control_lane = 0;  ///< x of the lane on which controllers talk to brokers

    /// The box of a node wherever it stands; empty when it has none.
    Rect place_of(NodeId node) const;
    Rect seat_of(NodeId controller) const;
};

StageLayout lay_out_stage(const Canvas& canvas, const Scene& scene);

/// Heights that the column layout needs from the panels that fill it.
float producer_height(const Canvas& canvas, const Scene& scene, NodeId producer, Detail detail);
float member_height(const Canvas& canvas, Detail detail);
/// Of a group's box without its members.
struct GroupChrome {
    float above = 0;
    float below = 0;
    float between = 0;
};
GroupChrome group_chrome(const Canvas& canvas, Detail detail);

}  // namespace brokerscope::render::stage
