#include "sim/view/describe.h"

#include <utility>
#include <variant>

#include "sim/base/check.h"
#include "sim/view/describe_fact.h"

namespace brokerscope::view {

base::Text describe(const Fact& fact, const View& view) {
    const Names names(view);
    return std::visit([&](const auto& what) { return describe_fact(names, fact, what); },
                      fact.body);
}

std::vector<CauseStep> describe_cause_chain(const journal::Journal& journal, FactId fact,
                                            const View& view, std::size_t most_steps) {
    CHECK(most_steps >= 2, "a chain of causes has a fact and a root");
    std::vector<CauseStep> steps;
    for (FactId next = fact; next != base::no_fact;) {
        const Fact found = journal.at(next);
        // What lies between the newest steps and the root is walked over, not described.
        const bool is_root = found.cause == base::no_fact;
        if (steps.size() + 1 < most_steps || is_root) {
            steps.push_back({found.id, found.at, found.node, describe(found, view)});
        }
        next = found.cause;
    }
    return steps;
}

}  // namespace brokerscope::view
