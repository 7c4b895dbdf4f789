// Law: a fenced broker leads nothing. The controller fences a broker and moves its partitions in
// one step that is several facts, so the law looks when the instant is over, and remembers for that
// how things stood at its end.
#pragma once

#include <map>
#include <set>
#include <string_view>

#include "sim/laws/law.h"

namespace brokerscope::laws {

class FencedLeadsNothing {
  public:
    static constexpr std::string_view name = "a fenced broker leads nothing";
    static base::Text sentence() {
        return {"A broker that the controller has fenced leads no partition",
                "Um broker isolado (fenced) pelo controller não lidera nenhuma partição"};
    }
    void look(const Moment& moment);
    Verdict verdict() const { return keeper_.verdict(); }

  private:
    void look_back(const Moment& moment);

    base::SimTime instant_;
    bool changed_ = false;  // at this instant
    std::map<base::PartitionId, base::NodeId> leaders_;
    std::set<base::NodeId> fenced_;
    VerdictKeeper keeper_;
};

}  // namespace brokerscope::laws
