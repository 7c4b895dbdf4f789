// Law: in one generation of a group a partition has at most one owner, as the coordinator assigned
// it and as the consumers themselves believe. A member that was given up and still reads in an
// older generation breaks no law.
#pragma once

#include <map>
#include <string_view>

#include "sim/laws/law.h"

namespace brokerscope::laws {

class OneOwner {
  public:
    static constexpr std::string_view name = "one owner per partition";
    static base::Text sentence() {
        return {"In one generation of a group a partition has at most one owner",
                "Em cada geração de um grupo, uma partição tem no máximo um dono"};
    }
    void look(const Moment& moment);
    Verdict verdict() const { return keeper_.verdict(); }

  private:
    void look_at_assignment(const Moment& moment, const journal::GroupAssigned& assigned);
    void look_at_ownership(const Moment& moment, const journal::OwnershipChanged& owned);

    std::map<base::NodeId, journal::OwnershipChanged>
        owned_;  // what each running consumer said last
    VerdictKeeper keeper_;
};

}  // namespace brokerscope::laws
