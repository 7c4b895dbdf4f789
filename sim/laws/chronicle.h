// Chronicle: all that can be told about a run at one moment: what it looks like, what became of
// every record, and how the laws stand. It is the state that a Timeline keeps for seeking.
#pragma once

#include "sim/journal/facts.h"
#include "sim/laws/law_book.h"
#include "sim/laws/ledger.h"
#include "sim/view/view.h"

namespace brokerscope::laws {

struct Chronicle {
    view::View view;
    Ledger ledger;
    LawBook laws;

    /// View first, ledger second, laws last: a law sees the world in which the fact is true. What
    /// it needs of the world before, it has remembered.
    void apply(const journal::Fact& fact) {
        view::reduce(view, fact);
        ledger.apply(view, fact);
        laws.look({view, ledger, fact});
    }
};

}  // namespace brokerscope::laws
