#include "sim/controller/placement.h"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/base/check.h"
#include "sim/kafka/hashing.h"

namespace brokerscope::controller {
namespace {

using base::NodeId;

// Brokers of one rack and one state, dealt cyclically from an offset that moves on with the rounds.
class BrokerList {
  public:
    void add(NodeId broker) { brokers_.push_back(broker); }
    void initialize(const Draw& draw) {
        std::sort(brokers_.begin(), brokers_.end());
        if (!brokers_.empty()) offset_ = draw(brokers_.size());
    }
    // It keeps its round, so that the first of the rounds that begin anew moves its offset too.
    void shuffle(const Draw& draw) {
        for (std::size_t i = brokers_.size(); i > 1; --i) {
            std::swap(brokers_[i - 1], brokers_[draw(i)]);
        }
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
    RackList(const std::vector<UsableBroker>& brokers, const Draw& draw) {
        std::map<std::string, Rack> by_name;
        std::vector<std::string> names;
        for (const UsableBroker& broker : brokers) {
            if (by_name.count(broker.rack) == 0) names.push_back(broker.rack);
            Rack& rack = by_name[broker.rack];
            (broker.fenced ? rack.fenced : rack.unfenced).add(broker.id);
            if (!broker.fenced) ++unfenced_;
        }
        // Kafka deals in order of the names and draws in the order of a hash map of them.
        for (const std::string& name : kafka::java_hash_order(names)) {
            Rack& rack = by_name.at(name);
            rack.fenced.initialize(draw);
            rack.unfenced.initialize(draw);
            racks_.push_back(std::move(rack));
        }
        order_ = places_of_sorted(kafka::java_hash_order(names));
        offset_ = draw(racks_.size());
    }

    std::vector<NodeId> place(std::int32_t replication, const Draw& draw) {
        shuffle_when_used_up(draw);
        std::vector<NodeId> replicas;
        const std::size_t first_rack = place_first(replicas);
        bool skipped = false;
        std::size_t exhausted = 0;
        for (std::size_t i = 0; replicas.size() < static_cast<std::size_t>(replication); ++i) {
            CHECK(exhausted <= racks_.size(), "there are fewer brokers than replicas");
            const std::size_t index = (offset_ + i) % order_.size();
            if (index == first_rack && !skipped) {
                skipped = true;
                continue;
            }
            const NodeId broker = racks_[order_[index]].next_any(round_);
            exhausted = broker == base::no_node ? exhausted + 1 : 0;
            if (broker != base::no_node) replicas.push_back(broker);
        }
        ++round_;
        offset_ = (offset_ + 1) % racks_.size();
        return replicas;
    }

  private:
    // Where the names stand, in their own order.
    static std::vector<std::size_t> places_of_sorted(const std::vector<std::string>& names) {
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < names.size(); ++i)
            places.push_back(i);
        std::sort(places.begin(), places.end(),
                  [&](std::size_t a, std::size_t b) { return names[a] < names[b]; });
        return places;
    }

    // The first replica leads at once, so its broker must not be fenced.
    std::size_t place_first(std::vector<NodeId>& replicas) {
        for (std::size_t i = 0; i < racks_.size(); ++i) {
            const std::size_t index = (offset_ + i) % racks_.size();
            const NodeId broker = racks_[order_[index]].unfenced.next(round_);
            if (broker == base::no_node) continue;
            replicas.push_back(broker);
            return index;
        }
        CHECK(false, "a topic is only placed when a broker is unfenced");
        return 0;
    }

    void shuffle_when_used_up(const Draw& draw) {
        if (unfenced_ <= 1 || round_ != unfenced_) return;
        for (std::size_t i = order_.size(); i > 1; --i) {
            std::swap(order_[i - 1], order_[draw(i)]);
        }
        for (Rack& rack : racks_) {
            rack.fenced.shuffle(draw);
            rack.unfenced.shuffle(draw);
        }
        round_ = 0;
    }

    std::vector<Rack> racks_;         // in hash order of their names
    std::vector<std::size_t> order_;  // in which they are dealt from
    std::int64_t unfenced_ = 0;
    std::int64_t round_ = 0;
    std::size_t offset_ = 0;
};

// Since 4.3 a broker may say that none of its log directories takes new replicas.
bool knows_cordons(kafka::KafkaVersion version) {
    return version >= kafka::KafkaVersion::v4_3;
}

}  // namespace

base::Status check_placement(const std::vector<UsableBroker>& brokers, std::int32_t replication,
                             kafka::KafkaVersion version) {
    const bool cordons = knows_cordons(version);
    const bool any_unfenced = std::any_of(
        brokers.begin(), brokers.end(), [](const UsableBroker& broker) { return !broker.fenced; });
    if (!any_unfenced) {
        return base::Error{cordons ? "All brokers are currently fenced, or have all their log "
                                     "directories cordoned."
                                   : "All brokers are currently fenced.",
                           "", ""};
    }
    if (replication <= 0) {
        return base::Error{"Invalid replication factor " + std::to_string(replication) +
                               ": the replication factor must be positive.",
                           "", ""};
    }
    if (replication <= static_cast<std::int64_t>(brokers.size())) return base::Nothing{};
    return base::Error{
        "The target replication factor of " + std::to_string(replication) +
            " cannot be reached because only " + std::to_string(brokers.size()) +
            " broker(s) are registered" +
            (cordons ? " or some brokers have all their log directories cordoned." : "."),
        "", ""};
}

std::vector<std::vector<NodeId>> place_replicas(const std::vector<UsableBroker>& brokers,
                                                std::int32_t partitions, std::int32_t replication,
                                                const Draw& draw) {
    CHECK(replication >= 1, "a partition has at least one replica");
    RackList racks(brokers, draw);
    std::vector<std::vector<NodeId>> placed;
    for (std::int32_t i = 0; i < partitions; ++i)
        placed.push_back(racks.place(replication, draw));
    return placed;
}

}  // namespace brokerscope::controller
