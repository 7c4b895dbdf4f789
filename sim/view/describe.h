// The plain sentence of a fact, in both languages: tooltip, transcript, inspector and reference use
// it.
#pragma once

#include "sim/base/text.h"
#include "sim/journal/facts.h"
#include "sim/view/view.h"

namespace brokerscope::view {

/// One sentence without a full stop, e.g. "Broker 2 leads orders-1 in epoch 4". `view` gives names
/// only; it may be of any moment at or after the fact.
base::Text describe(const journal::Fact& fact, const View& view);

}  // namespace brokerscope::view
