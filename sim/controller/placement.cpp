#include "sim/controller/placement.h"

#include <map>
#include <utility>

#include "sim/base/check.h"

namespace brokerscope::controller {
namespace {

using base::NodeId;

// Brokers of one rack and one state, dealt cyclically from an offset that moves on with the rounds.
class BrokerList {
  public:
    void add(NodeId broker) { brokers_.push_back(broker); }
    void initialize(base::Rng& random) {
        if (!brokers_.empty()) offset_ = random.below(brokers_.size());
    }
    void shuffle(base::Rng& random) {
        for (std::size_t i = brokers_.size(); i > 1; --i) {
            std::swap(brokers_[i - 1], brokers_[random.below(i)]);
        }
        round_ = 0;
        index_ = 0;
    }
    // The next broker of this round, or no_node when each was dealt once.
    NodeId next(std::int64_t round) {
        if (brokers_.empty()) return base::no_node;
        if (round_ != round) {
            offset_ = (offset_ + 1) % brokers_.size();
            round_ = round;
            index_ = 0;
        }
        if (index_ >= brokers_.size()) return base::no_node;
        return brokers_[(offset_ + index_++) % brokers_.size()];
    }

  private:
    std::vector<NodeId> brokers_;
    std::int64_t round_ = 0;
    std::size_t offset_ = 0;
    std::size_t index_ = 0;
};

struct Rack {
    BrokerList fenced;
    BrokerList unfenced;

    NodeId next_any(std::int64_t round) {
        const NodeId broker = unfenced.next(round);
        return broker == base::no_node ? fenced.next(round) : broker;
    }
};

class RackList {
  public:
    RackList(const std::vector<UsableBroker>& brokers, base::Rng& random) {
        std::map<std::string, Rack> by_name;
        for (const UsableBroker& broker : brokers) {
            Rack& rack = by_name[broker.rack];
            (broker.fenced ? rack.fenced : rack.unfenced).add(broker.id);
            if (!broker.fenced) ++unfenced_;
        }
        for (auto& [name, rack] : by_name) {
            rack.fenced.initialize(random);
            rack.unfenced.initialize(random);
            racks_.push_back(std::move(rack));
        }
        offset_ = random.below(racks_.size());
    }

    std::vector<NodeId> place(std::int32_t replication, base::Rng& random) {
        shuffle_when_used_up(random);
        std::vector<NodeId> replicas;
        const std::size_t first_rack = place_first(replicas);
        bool skipped = false;
        std::size_t exhausted = 0;
        for (std::size_t i = 0; replicas.size() < static_cast<std::size_t>(replication); ++i) {
            CHECK(exhausted <= racks_.size(), "there are fewer brokers than replicas");
            const std::size_t index = (offset_ + i) % racks_.size();
            if (index == first_rack && !skipped) {
                skipped = true;
                continue;
            }
            const NodeId broker = racks_[index].next_any(round_);
            exhausted = broker == base::no_node ? exhausted + 1 : 0;
            if (broker != base::no_node) replicas.push_back(broker);
        }
        ++round_;
        offset_ = (offset_ + 1) % racks_.size();
        return replicas;
    }

  private:
    // The first replica leads at once, so its broker must not be fenced.
    std::size_t place_first(std::vector<NodeId>& replicas) {
        for (std::size_t i = 0; i < racks_.size(); ++i) {
            const std::size_t index = (offset_ + i) % racks_.size();
            const NodeId broker = racks_[index].unfenced.next(round_);
            if (broker == base::no_node) continue;
            replicas.push_back(broker);
            return index;
        }
        CHECK(false, "a topic is only placed when a broker is unfenced");
        return 0;
    }

    void shuffle_when_used_up(base::Rng& random) {
        if (unfenced_ <= 1 || round_ != unfenced_) return;
        for (std::size_t i = racks_.size(); i > 1; --i) {
            std::swap(racks_[i - 1], racks_[random.below(i)]);
        }
        for (Rack& rack : racks_) {
            rack.fenced.shuffle(random);
            rack.unfenced.shuffle(random);
        }
        round_ = 0;
    }

    std::vector<Rack> racks_;
    std::int64_t unfenced_ = 0;
    std::int64_t round_ = 0;
    std::size_t offset_ = 0;
};

}  // namespace

std::vector<std::vector<NodeId>> place_replicas(const std::vector<UsableBroker>& brokers,
                                                std::int32_t partitions, std::int32_t replication,
                                                base::Rng& random) {
    CHECK(replication >= 1, "a partition has at least one replica");
    RackList racks(brokers, random);
    std::vector<std::vector<NodeId>> placed;
    for (std::int32_t i = 0; i < partitions; ++i)
        placed.push_back(racks.place(replication, random));
    return placed;
}

}  // namespace brokerscope::controller
