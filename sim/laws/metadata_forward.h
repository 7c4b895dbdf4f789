// Law: what the controller decides only goes forward. Every change of a partition has a greater
// partition epoch, a change of its leader a greater leader epoch; controller epochs and the epochs
// of one broker's registrations only grow.
#pragma once

#include <map>
#include <string_view>

#include "sim/laws/law.h"

namespace brokerscope::laws {

class MetadataForward {
  public:
    static constexpr std::string_view name = "metadata epochs never go back";
    static base::Text sentence() {
        return {"Epochs of the metadata only grow: of partitions, leaders, brokers, controllers",
                "Os epochs dos metadados só crescem: de partições, líderes, brokers, controllers"};
    }
    void look(const Moment& moment);
    Verdict verdict() const { return keeper_.verdict(); }

  private:
    struct Decided {
        base::NodeId leader{base::no_node};
        base::LeaderEpoch leader_epoch{base::no_leader_epoch};
        base::PartitionEpoch epoch{-1};
    };
    void look_at_partition(const Moment& moment, const journal::PartitionChanged& changed);
    void went_back(const Moment& moment, const std::string& which, std::int64_t from,
                   std::int64_t to);

    std::map<base::PartitionId, Decided> partitions_;
    std::map<base::NodeId, base::BrokerEpoch> brokers_;
    std::int32_t controller_epoch_ = -1;
    VerdictKeeper keeper_;
};

}  // namespace brokerscope::laws
