// The plain sentence of a fact, in both languages: tooltip, transcript, inspector and reference use
// it. And "why?": the sentences from a fact back to what somebody outside asked for.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/base/text.h"
#include "sim/journal/facts.h"
#include "sim/journal/journal.h"
#include "sim/view/view.h"

namespace brokerscope::view {

/// One sentence without a full stop, e.g. "Broker 2 leads orders-1 in epoch 4". `view` gives names
/// only; it may be of any moment at or after the fact.
base::Text describe(const journal::Fact& fact, const View& view);

struct CauseStep {
    FactId fact;
    SimTime at;
    NodeId node;
    base::Text sentence;
};

/// The fact, its cause, the cause of that ... and its root, which is always the last step. A chain
/// that has more than `most_steps` loses its oldest ones before the root: a client that polls is a
/// chain as long as the run. `most_steps` is at least 2.
std::vector<CauseStep> describe_cause_chain(const journal::Journal& journal, FactId fact,
                                            const View& view, std::size_t most_steps = 64);

}  // namespace brokerscope::view
