// Law: the members of an ISR are replicas of their partition, each once, and a leader is one of
// them.
#pragma once

#include <string_view>

#include "sim/laws/law.h"

namespace brokerscope::laws {

class IsrIsSound {
  public:
    static constexpr std::string_view name = "the ISR is sound";
    static base::Text sentence() {
        return {"The members of the ISR are replicas, and the leader is one of them",
                "Os membros do ISR são réplicas, e o líder é um deles"};
    }
    void look(const Moment& moment);
    Verdict verdict() const { return keeper_.verdict(); }

  private:
    VerdictKeeper keeper_;
};

}  // namespace brokerscope::laws
