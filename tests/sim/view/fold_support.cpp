#include "tests/sim/view/fold_support.h"

#include "sim/journal/facts.h"

namespace brokerscope::view {

using namespace journal;

FactId Fold::state(NodeId node, const FactBody& body, FactId cause) {
    const FactId id = journal.append(now, node, cause, body);
    view.apply(journal.at(id));
    return id;
}

Fold small_world() {
    Fold fold;
    fold.state(base::outside_world, RunStarted{{"A small world", "Um mundo pequeno"}, "4.3", 7});
    for (std::int32_t id = 1; id <= 4; ++id) {
        const NodeId node{id};
        fold.state(base::outside_world,
                   NodeDeclared{node,
                                id < 4 ? NodeRole::broker : NodeRole::controller,
                                "node" + std::to_string(id),
                                "",
                                "",
                                {}});
    }
    fold.state(base::outside_world,
               NodeDeclared{shop, NodeRole::producer, "shop", "", "", {{"acks", "all"}}});
    fold.state(base::outside_world,
               NodeDeclared{anna, NodeRole::consumer, "anna", "", "billing", {}});
    fold.state(base::outside_world,
               NodeDeclared{bruno, NodeRole::consumer, "bruno", "", "billing", {}});
    for (const NodeId node : {NodeId{1}, NodeId{2}, NodeId{3}, NodeId{4}, shop, anna, bruno})
        fold.state(base::outside_world, ProcessStarted{node, 1});
    fold.state(NodeId{4}, TopicCreated{orders, "orders", 2, 3, false, {}});
    return fold;
}

Fold small_world_with_replicas() {
    Fold fold = small_world();
    fold.state(NodeId{4}, decided(NodeId{1}, 0, {NodeId{1}, NodeId{2}, NodeId{3}}));
    for (std::int32_t id = 1; id <= 3; ++id) {
        fold.state(NodeId{id}, ReplicaOpened{orders_0, Offset{0}, Offset{0}, Offset{0}, {}});
        fold.state(NodeId{id},
                   ReplicaRoleTaken{orders_0, id == 1 ? ReplicaRole::leader : ReplicaRole::follower,
                                    NodeId{1}, LeaderEpoch{0}});
    }
    return fold;
}

PartitionChanged decided(NodeId leader, std::int32_t epoch, std::vector<NodeId> isr) {
    PartitionChanged changed;
    changed.partition = orders_0;
    changed.leader = leader;
    changed.leader_epoch = LeaderEpoch{epoch};
    changed.partition_epoch = PartitionEpoch{epoch};
    changed.replicas = {NodeId{1}, NodeId{2}, NodeId{3}};
    changed.isr = std::move(isr);
    return changed;
}

LeaderAppended appended(std::int64_t base_offset, std::int32_t epoch,
                        const std::vector<std::string>& values) {
    LeaderAppended batch;
    batch.partition = orders_0;
    batch.batch.base_offset = Offset{base_offset};
    batch.batch.last_offset = Offset{base_offset} + static_cast<std::int64_t>(values.size()) - 1;
    batch.batch.leader_epoch = LeaderEpoch{epoch};
    batch.batch.bytes = 61 + 10 * static_cast<std::int32_t>(values.size());
    batch.batch.crc = static_cast<std::uint32_t>(1000 * epoch + base_offset + 1);
    for (const std::string& value : values)
        batch.records.push_back({std::nullopt, Bytes{value}});
    return batch;
}

FollowerAppended copied(const std::vector<LeaderAppended>& batches) {
    FollowerAppended copy;
    copy.partition = orders_0;
    for (const LeaderAppended& batch : batches)
        copy.batches.push_back(batch.batch);
    return copy;
}

MessageSent message(NodeId to, SimTime arrives) {
    MessageSent sent;
    sent.connection = base::ConnectionId{1};
    sent.to = to;
    sent.api = kafka::ApiKey::produce;
    sent.arrives = arrives;
    return sent;
}

}  // namespace brokerscope::view
