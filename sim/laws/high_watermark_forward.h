// Law: while a broker leads a partition, its high watermark never goes back (RE-8). A follower's
// may: it takes what its leader says, and a new leader may trail behind (RE-7, RE-24).
#pragma once

#include <map>
#include <string_view>
#include <utility>

#include "sim/laws/law.h"

namespace brokerscope::laws {

class HighWatermarkForward {
  public:
    static constexpr std::string_view name = "the high watermark never goes back";
    static base::Text sentence() {
        return {"While a broker leads a partition, its high watermark never goes back",
                "Enquanto um broker lidera uma partição, o seu high watermark nunca recua"};
    }
    void look(const Moment& moment);
    Verdict verdict() const { return keeper_.verdict(); }

  private:
    void look_at_role(const Moment& moment, const journal::ReplicaRoleTaken& taken);
    void look_at_move(const Moment& moment, const journal::HighWatermarkMoved& moved);

    using ReplicaId = std::pair<base::NodeId, base::PartitionId>;
    struct Leading {
        base::LeaderEpoch epoch;
        base::Offset high_watermark;  // the highest so far
    };
    std::map<ReplicaId, Leading> leading_;
    VerdictKeeper keeper_;
};

}  // namespace brokerscope::laws
