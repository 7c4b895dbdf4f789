// The audit: is what an audience sees what the nodes hold? It reads brokers, controllers, group
// coordinators, clients, disks and the network directly and compares them with a View that was
// folded from the journal. A fact that was forgotten, stated wrongly or reduced wrongly shows up at
// the first event after which the two differ.
//
// It promises to look at everything in a View that some node knows. What only a history knows is
// left out: times and causes of changes, counts of what is over, lost messages, reasons, the
// narrator. It is for tests and fuzzing; nothing in a run depends on it, and it changes nothing.
//
// Who knows is who is asked: the controller about the cluster (while it is down, nobody), a broker
// about its replicas, the newest broker that coordinates a group about the group.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/ids.h"
#include "sim/view/view.h"
#include "sim/world/world.h"

namespace brokerscope::audit {

/// One value that is not the same on both sides; "-" where a side has nothing.
struct Difference {
    std::string what;  // "broker 2 orders-0 high watermark"
    std::string node;
    std::string view;
};

/// "broker 2 orders-0 high watermark: node 41, view 40"
std::string to_text(const Difference& difference);
/// One line each.
std::string to_text(const std::vector<Difference>& differences);

/// Up to which batch both sides were the same, and which cleaning of the log that was after.
struct AgreedLog {
    view::TapeBatchPtr newest;
    base::FactId cleaned;
};

/// Compares again and again while a world runs. It remembers, per replica, the newest batch up to
/// which both sides agreed: as long as both still hold that batch, nothing below it can have
/// changed (a log changes by truncation and append, and when it is cleaned), so that a look costs
/// what is new.
class Auditor {
  public:
    std::vector<Difference> look(const world::World& world, const view::View& view);

  private:
    std::map<std::pair<base::NodeId, base::PartitionId>, AgreedLog> agreed_;
};

/// Compares once, everything.
std::vector<Difference> compare(const world::World& world, const view::View& view);

}  // namespace brokerscope::audit
