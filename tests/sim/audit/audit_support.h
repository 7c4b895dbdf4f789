// A View that follows a running world and is audited after each of its events: Watch remembers the
// first moment at which the two differ.
#pragma once

#include <cstdint>
#include <string>

#include "sim/audit/audit.h"
#include "sim/journal/journal.h"
#include "sim/view/view.h"
#include "sim/world/world.h"

namespace brokerscope::audit {

class Watch {
  public:
    explicit Watch(const journal::Journal& journal) : journal_(journal) {}

    /// Folds what is new and compares; does nothing after a first difference.
    void look(const world::World& world);

    const view::View& view() const { return view_; }
    std::int64_t looks() const { return looks_; }
    /// "" while all was the same.
    const std::string& trouble() const { return trouble_; }

  private:
    const journal::Journal& journal_;
    view::View view_;
    Auditor auditor_;
    std::int64_t looks_ = 0;
    std::string trouble_;
};

}  // namespace brokerscope::audit
