#include "tests/sim/audit/audit_support.h"

#include "sim/view/describe.h"

namespace brokerscope::audit {

void Watch::look(const world::World& world) {
    if (!trouble_.empty()) return;
    const base::FactId before = view_.newest;
    while (view_.newest.value < journal_.size())
        view::reduce(view_, journal_.at(base::FactId{view_.newest.value + 1}));
    ++looks_;
    const std::vector<Difference> found = auditor_.look(world, view_);
    if (found.empty()) return;
    trouble_ = "after event " + std::to_string(world.events()) + " at " +
               std::to_string(world.now().ns) + " ns:\n" + to_text(found) + "its facts:\n";
    for (std::int64_t id = before.value + 1; id <= view_.newest.value; ++id) {
        trouble_ += std::to_string(id) + " " +
                    view::describe(journal_.at(base::FactId{id}), view_).en + "\n";
    }
}

}  // namespace brokerscope::audit
