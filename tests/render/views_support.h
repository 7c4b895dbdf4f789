// Hand-made moments for looking at the stage without a simulation: the lesson's picture in the
// middle of a crash, an empty world, a huge one. They are plain Views, so a test says exactly what
// is on it.
#pragma once

#include "render/stage/story.h"
#include "render/verdicts.h"
#include "sim/view/view.h"

namespace brokerscope::render {

/// A View with what a Scene needs beside it.
struct Moment {
    view::View view;
    Verdicts verdicts;
    stage::Story story;
    SimTime now;
    SimTime head;
    SimTime planned_end;
};

/// Three brokers, three controllers, orders with three partitions; broker 2 has crashed and nobody
/// knows yet: messages in flight, clocks running, one group rebalancing.
Moment a_leader_dies();
/// Nothing has been declared.
Moment an_empty_world();
/// The cluster is starting: brokers declared, nothing runs.
Moment before_the_start();
/// As many as asked for, with long names, everything running.
Moment a_large_world(int brokers, int partitions, int producers, int groups, int members);

}  // namespace brokerscope::render
