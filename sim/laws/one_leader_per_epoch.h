// Law: in one leader epoch a partition has at most one leader. It looks at who takes the role and
// at who writes; that two brokers believe to lead in different epochs is allowed (RE-44).
#pragma once

#include <map>
#include <string_view>

#include "sim/laws/law.h"

namespace brokerscope::laws {

class OneLeaderPerEpoch {
  public:
    static constexpr std::string_view name = "one leader per epoch";
    static base::Text sentence() {
        return {"In one leader epoch a partition has at most one leader",
                "Em cada leader epoch, uma partição tem no máximo um líder"};
    }
    void look(const Moment& moment);
    Verdict verdict() const { return keeper_.verdict(); }

  private:
    void leads(const Moment& moment, base::PartitionId partition, base::LeaderEpoch epoch);

    std::map<base::PartitionId, std::map<base::LeaderEpoch, base::NodeId>> leaders_;
    VerdictKeeper keeper_;
};

}  // namespace brokerscope::laws
