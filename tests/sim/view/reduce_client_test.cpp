#include "sim/kafka/hashing.h"
#include "tests/expect.h"
#include "tests/sim/view/fold_support.h"

using namespace brokerscope;
using namespace brokerscope::journal;
using namespace brokerscope::view;

namespace {

RecordsAccepted accepted(std::int64_t first_number, std::size_t records) {
    return {orders_0, first_number, std::vector<RecordSlice>(records)};
}

BatchProgress progress(std::int64_t first_number, std::int32_t records, BatchState state,
                       std::int32_t attempt = 1) {
    BatchProgress made;
    made.partition = orders_0;
    made.first_number = first_number;
    made.records = records;
    made.state = state;
    made.attempt = attempt;
    return made;
}

GroupChanged group_state(GroupState state, std::int32_t generation) {
    return {"billing", state, GenerationId{generation}, "range", "anna-1", "a member joined"};
}

OwnershipChanged owns(std::vector<PartitionId> partitions, OwnershipReason reason) {
    return {"billing", GenerationId{1}, std::move(partitions), reason};
}

}  // namespace

TEST_CASE("records wait in the tray, fly as a batch, come back for a retry, and are acknowledged") {
    Fold fold = small_world();
    const ProducerView& producer = fold.view.producers.at(shop);
    fold.state(shop, accepted(0, 20));
    const ProducerView::Tray& tray = producer.trays.at(orders_0);
    EXPECT_EQ(tray.waiting, 20);
    EXPECT_EQ(tray.newest.size(), 16);
    EXPECT_EQ(tray.next_number, 20);
    EXPECT_EQ(tray.filling_since, at_ms(0));
    fold.wait(base::milliseconds(5));
    fold.state(shop, progress(0, 15, BatchState::sent));
    EXPECT_EQ(tray.waiting, 5);
    EXPECT_EQ(tray.newest.size(), 5);
    REQUIRE_EQ(tray.in_flight.size(), 1);
    fold.state(shop, progress(15, 5, BatchState::sent));
    EXPECT_FALSE(tray.filling_since.has_value());
    const FactId retry = fold.state(shop, progress(0, 15, BatchState::retrying));
    fold.state(shop, progress(0, 15, BatchState::sent, 2));
    EXPECT_EQ(tray.in_flight[0].attempt, 2);
    EXPECT_EQ(producer.retries, 1);
    EXPECT_EQ(producer.trouble.fact, retry);
    fold.state(shop, progress(0, 15, BatchState::acknowledged, 2));
    fold.state(shop, progress(15, 5, BatchState::failed));
    EXPECT(tray.in_flight.empty());
    EXPECT_EQ(tray.waiting, 0);
    EXPECT_EQ(producer.accepted, 20);
    EXPECT_EQ(producer.acknowledged, 15);
    EXPECT_EQ(producer.failed, 5);
}

TEST_CASE("a batch that grew too old before it was sent fails from its tray") {
    Fold fold = small_world();
    fold.state(shop, accepted(0, 3));
    fold.state(shop, progress(0, 3, BatchState::failed));
    EXPECT_EQ(fold.view.producers.at(shop).trays.at(orders_0).waiting, 0);
    EXPECT_EQ(fold.view.producers.at(shop).failed, 3);
}

TEST_CASE("PR-15: a batch that was too large goes on in pieces, and nothing leaves the tray") {
    Fold fold = small_world();
    fold.state(shop, accepted(0, 9));
    fold.state(shop, progress(0, 6, BatchState::sent));
    fold.state(shop, progress(0, 4, BatchState::retrying, 0));
    fold.state(shop, progress(4, 2, BatchState::retrying, 0));
    const ProducerView& producer = fold.view.producers.at(shop);
    const ProducerView::Tray& tray = producer.trays.at(orders_0);
    EXPECT_EQ(tray.waiting, 3);
    REQUIRE_EQ(tray.in_flight.size(), 2);
    EXPECT_EQ(tray.in_flight[0].records, 4);
    EXPECT_EQ(tray.in_flight[1].records, 2);
    EXPECT_EQ(producer.retries, 0);
}

TEST_CASE("PR-21: a producer's id and epoch go with its process") {
    Fold fold = small_world();
    fold.state(shop, ProducerIdTaken{base::ProducerId{7}, 0});
    fold.state(shop, ProducerIdTaken{base::ProducerId{7}, 1});
    const ProducerView& producer = fold.view.producers.at(shop);
    EXPECT_EQ(producer.producer_id, base::ProducerId{7});
    EXPECT_EQ(producer.producer_epoch, 1);
    fold.state(base::outside_world, ProcessEnded{shop, ProcessEnd::crashed});
    EXPECT_EQ(producer.producer_id, base::no_producer_id);
    EXPECT_EQ(producer.producer_epoch, -1);
}

TEST_CASE("a refused send() is counted and is trouble") {
    Fold fold = small_world();
    const FactId id =
        fold.state(shop, SendRefused{2, kafka::ErrorCode::unknown_topic_or_partition, ""});
    EXPECT_EQ(fold.view.producers.at(shop).refused, 2);
    EXPECT_EQ(fold.view.producers.at(shop).trouble.fact, id);
}

TEST_CASE("a producer that crashes loses what waited and what flew, not its counters") {
    Fold fold = small_world();
    fold.state(shop, accepted(0, 4));
    fold.state(shop, progress(0, 2, BatchState::sent));
    fold.state(base::outside_world, ProcessEnded{shop, ProcessEnd::crashed});
    const ProducerView& producer = fold.view.producers.at(shop);
    EXPECT_EQ(producer.trays.at(orders_0).waiting, 0);
    EXPECT(producer.trays.at(orders_0).in_flight.empty());
    EXPECT_EQ(producer.trays.at(orders_0).next_number, 4);
    EXPECT_EQ(producer.accepted, 4);
    fold.state(base::outside_world, ProcessStarted{shop, 2});
    EXPECT_EQ(producer.trays.at(orders_0).next_number, 1);
}

TEST_CASE("a consumer stands still from its start to its first assignment, even an empty one") {
    Fold fold = small_world();
    const ConsumerView& consumer = fold.view.consumers.at(anna);
    EXPECT_EQ(consumer.standing_still_since, at_ms(0));
    fold.wait(base::seconds(3));
    fold.state(anna, owns({orders_0}, OwnershipReason::assigned));
    fold.state(bruno, owns({}, OwnershipReason::assigned));
    EXPECT_FALSE(consumer.standing_still_since.has_value());
    EXPECT_FALSE(fold.view.consumers.at(bruno).standing_still_since.has_value());
    EXPECT_EQ(consumer.stood_still, base::seconds(3));
    fold.wait(base::seconds(1));
    fold.state(anna, owns({}, OwnershipReason::revoked));
    fold.state(anna, owns({}, OwnershipReason::lost));
    EXPECT_EQ(consumer.standing_still_since, at_ms(4000));
    fold.wait(base::seconds(2));
    fold.state(base::outside_world, ProcessEnded{anna, ProcessEnd::crashed});
    EXPECT_FALSE(consumer.standing_still_since.has_value());  // the dead do not stand still
    EXPECT_EQ(consumer.stood_still, base::seconds(5));
    EXPECT(consumer.owned.empty());
}

TEST_CASE("a consumer that gives up some of its partitions goes on with the others") {
    Fold fold = small_world();
    fold.state(anna, owns({orders_0, orders_1}, OwnershipReason::assigned));
    fold.state(anna, PositionSet{"billing", orders_0, Offset{5}, PositionReason::committed});
    fold.state(anna, PositionSet{"billing", orders_1, Offset{6}, PositionReason::committed});
    fold.state(anna, owns({orders_1}, OwnershipReason::revoked));
    const ConsumerView& consumer = fold.view.consumers.at(anna);
    EXPECT_FALSE(consumer.standing_still_since.has_value());
    EXPECT_EQ(consumer.positions.size(), 1);
    EXPECT_EQ(consumer.positions.at(orders_1), Offset{6});
}

TEST_CASE("a consumer that closes does not stand still") {
    Fold fold = small_world();
    fold.state(anna, owns({}, OwnershipReason::revoked));
    fold.state(anna, ConsumerStateChanged{"billing", ConsumerState::closed, "", {}});
    EXPECT_FALSE(fold.view.consumers.at(anna).standing_still_since.has_value());
    fold.state(anna, owns({}, OwnershipReason::revoked));
    EXPECT_FALSE(fold.view.consumers.at(anna).standing_still_since.has_value());
}

TEST_CASE("a delivery moves the position behind its last record") {
    Fold fold = small_world();
    fold.state(anna, owns({orders_0}, OwnershipReason::assigned));
    fold.state(anna, RecordsDelivered{"billing", orders_0, Offset{3}, Offset{7}});
    EXPECT_EQ(fold.view.consumers.at(anna).positions.at(orders_0), Offset{8});
    EXPECT_EQ(fold.view.consumers.at(anna).delivered, 5);
}

TEST_CASE("a group rebalances from preparing to stable, whoever coordinates it") {
    Fold fold = small_world();
    fold.state(NodeId{1}, group_state(GroupState::preparing_rebalance, 0));
    const GroupView& group = fold.view.groups.at("billing");
    EXPECT_EQ(group.coordinator, NodeId{1});
    EXPECT_EQ(group.rebalancing_since, at_ms(0));
    fold.wait(base::seconds(3));
    fold.state(NodeId{1}, group_state(GroupState::completing_rebalance, 1));
    EXPECT_EQ(group.rebalancing_since, at_ms(0));
    fold.wait(base::seconds(1));
    fold.state(NodeId{2}, group_state(GroupState::stable, 1));
    EXPECT_FALSE(group.rebalancing_since.has_value());
    EXPECT_EQ(group.rebalanced, base::seconds(4));
    EXPECT_EQ(group.rebalances, 1);
    EXPECT_EQ(group.coordinator, NodeId{2});
}

TEST_CASE("a new coordinator knows what it finds in the log, and of its own groups only") {
    Fold fold = small_world();
    fold.state(NodeId{4}, TopicCreated{TopicId{3}, "__consumer_offsets", 50, 3, true, {}});
    const std::int32_t partition = kafka::coordinator_partition("billing", 50);
    fold.state(NodeId{1}, CoordinatorChanged{partition, true, {}});
    fold.state(NodeId{1}, group_state(GroupState::preparing_rebalance, 0));
    fold.state(NodeId{1}, MemberJoined{"billing", "anna-1", anna, {}, {}});
    fold.state(NodeId{1}, OffsetCommitted{"billing", orders_0, Offset{9}, "anna-1"});
    const GroupView& group = fold.view.groups.at("billing");
    fold.wait(base::seconds(1));
    fold.state(NodeId{2}, CoordinatorChanged{partition + 1, true, {}});
    EXPECT_EQ(group.coordinator, NodeId{1});
    fold.state(NodeId{2}, CoordinatorChanged{partition, true, {"billing"}});
    EXPECT_EQ(group.coordinator, NodeId{2});
    EXPECT(group.members.empty());
    EXPECT_EQ(group.rebalanced, base::seconds(1));
    EXPECT(group.committed.empty());                                  // it says all that it finds
    fold.state(NodeId{1}, CoordinatorChanged{partition, false, {}});  // late, and no news
    EXPECT_EQ(group.coordinator, NodeId{2});
    fold.state(NodeId{2}, CoordinatorChanged{partition, false, {}});
    EXPECT_EQ(group.coordinator, base::no_node);
}

TEST_CASE("a coordinator that does not know of its successor is not heard any more") {
    Fold fold = small_world();
    fold.state(NodeId{4}, TopicCreated{TopicId{3}, "__consumer_offsets", 50, 3, true, {}});
    const PartitionId partition{TopicId{3}, kafka::coordinator_partition("billing", 50)};
    const auto lead = [&](NodeId broker, std::int32_t epoch) {
        fold.state(broker, ReplicaOpened{partition, {}, {}, {}, {}});
        fold.state(broker,
                   ReplicaRoleTaken{partition, ReplicaRole::leader, broker, LeaderEpoch{epoch}});
        fold.state(broker, CoordinatorChanged{partition.partition, true, {"billing"}});
    };
    lead(NodeId{1}, 4);
    fold.state(NodeId{1}, OffsetCommitted{"billing", orders_0, Offset{7}, "anna-1"});
    lead(NodeId{2}, 5);
    fold.state(NodeId{2}, OffsetCommitted{"billing", orders_0, Offset{9}, "anna-1"});
    fold.state(NodeId{1}, MemberJoined{"billing", "bruno-1", bruno, {}, {}});
    fold.state(NodeId{1}, OffsetCommitted{"billing", orders_0, Offset{8}, "anna-1"});
    fold.state(NodeId{1}, group_state(GroupState::preparing_rebalance, 3));
    const GroupView& group = fold.view.groups.at("billing");
    EXPECT_EQ(group.coordinator, NodeId{2});
    EXPECT_EQ(group.coordinator_epoch, LeaderEpoch{5});
    EXPECT_EQ(group.state, GroupState::empty);
    EXPECT(group.members.empty());
    EXPECT_EQ(group.committed.at(orders_0), Offset{9});
}

TEST_CASE("a rebalance that breaks another one off leaves nobody with a share") {
    Fold fold = small_world();
    const GroupView& group = fold.view.groups["billing"];
    fold.state(NodeId{1}, MemberJoined{"billing", "anna-1", anna, {}, {}});
    fold.state(NodeId{1}, GroupAssigned{"billing", GenerationId{1}, {{"anna-1", {orders_0}}}});
    fold.state(NodeId{1}, group_state(GroupState::preparing_rebalance, 1));
    fold.state(NodeId{1}, group_state(GroupState::completing_rebalance, 2));
    EXPECT_EQ(group.members.at(0).assigned, std::vector{orders_0});
    fold.state(NodeId{1}, group_state(GroupState::preparing_rebalance, 2));
    EXPECT(group.members.at(0).assigned.empty());
}

TEST_CASE("members come, get their shares, and go") {
    Fold fold = small_world();
    const Duration session = base::seconds(45);
    fold.state(NodeId{1}, MemberJoined{"billing", "anna-1", anna, session, base::seconds(300)});
    fold.state(NodeId{1}, MemberJoined{"billing", "bruno-1", bruno, session, base::seconds(300)});
    fold.state(NodeId{1}, MemberJoined{"billing", "anna-1", anna, session, base::seconds(60)});
    const GroupView& group = fold.view.groups.at("billing");
    REQUIRE_EQ(group.members.size(), 2);
    EXPECT_EQ(group.members[0].rebalance_timeout, base::seconds(60));
    fold.state(NodeId{1},
               GroupAssigned{
                   "billing", GenerationId{1}, {{"anna-1", {orders_0}}, {"bruno-1", {orders_1}}}});
    EXPECT_EQ(group.members[1].assigned, std::vector{orders_1});
    fold.state(NodeId{1}, GroupAssigned{"billing", GenerationId{2}, {{"bruno-1", {orders_0}}}});
    EXPECT(group.members[0].assigned.empty());
    fold.state(NodeId{1}, MemberRemoved{"billing", "anna-1", MemberRemovalReason::left});
    REQUIRE_EQ(group.members.size(), 1);
    EXPECT_EQ(group.members[0].id, "bruno-1");
    fold.state(NodeId{1}, OffsetCommitted{"billing", orders_0, Offset{9}, "bruno-1"});
    EXPECT_EQ(group.committed.at(orders_0), Offset{9});
}
