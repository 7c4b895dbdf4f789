#include "sim/controller/partition_change.h"

#include <algorithm>

#include "tests/golden/vectors.h"

using namespace brokerscope::controller;
using brokerscope::base::LeaderEpoch;
using brokerscope::base::no_node;
using brokerscope::base::PartitionEpoch;
using brokerscope::base::TopicId;
using brokerscope::journal::PartitionChangeReason;
using brokerscope::node::MetadataImage;
using brokerscope::node::PartitionImage;
using nlohmann::json;
namespace golden = brokerscope::golden;
namespace node = brokerscope::node;

namespace {

constexpr PartitionId t0{TopicId{7}, 0};

std::vector<NodeId> nodes(const json& ids) {
    std::vector<NodeId> result;
    for (const json& id : ids)
        result.push_back(NodeId{id.get<std::int32_t>()});
    return result;
}

std::vector<NodeId> ids(std::initializer_list<std::int32_t> values) {
    std::vector<NodeId> result;
    for (const std::int32_t value : values)
        result.push_back(NodeId{value});
    return result;
}

// Kafka keeps the ELR in the order of a hash set; ours is sorted.
std::vector<NodeId> sorted(std::vector<NodeId> list) {
    std::sort(list.begin(), list.end());
    return list;
}

PartitionImage partition_of(const json& given) {
    PartitionImage partition;
    partition.replicas = nodes(given["replicas"]);
    partition.isr = nodes(given["isr"]);
    partition.elr = sorted(nodes(given["elr"]));
    partition.last_known_elr = nodes(given["lastKnownElr"]);
    partition.leader = NodeId{given["leader"].get<std::int32_t>()};
    partition.leader_epoch = LeaderEpoch{given["leaderEpoch"].get<std::int32_t>()};
    partition.partition_epoch = PartitionEpoch{given["partitionEpoch"].get<std::int32_t>()};
    return partition;
}

// What is left of it once the record is applied, by the code that brokers run too.
PartitionImage after(PartitionImage now, const node::PartitionChangeRecord& change) {
    MetadataImage image;
    image.apply(node::TopicRecord{"t", t0.topic});
    // A partition is born without an ELR, so it is given one by a change of its own.
    image.apply(node::PartitionRecord{t0.topic,
                                      0,
                                      now.replicas,
                                      now.isr,
                                      now.leader,
                                      now.leader_epoch,
                                      {now.partition_epoch.value - 1}});
    image.apply(node::PartitionChangeRecord{t0.topic, 0, {}, {}, now.elr, now.last_known_elr, {}});
    image.apply(change);
    return *image.partition(t0);
}

ChangeRequest request_of(const json& input) {
    ChangeRequest request;
    const json& event = input["event"];
    request.target_isr = nodes(event["targetIsr"]);
    request.unclean_allowed = input["uncleanElectionAllowed"];
    request.eligible_leader_replicas = input["elrEnabled"];
    request.min_insync_replicas = input["effectiveMinIsr"];
    if (event["op"] == "unclean-shutdown") {
        request.lost_its_log = NodeId{event["broker"].get<std::int32_t>()};
    }
    request.acceptable = [active = nodes(input["acceptableLeaders"])](NodeId broker) {
        return std::find(active.begin(), active.end(), broker) != active.end();
    };
    return request;
}

// Replicas 1, 2, 3, of which these are active.
ChangeRequest plain_request(std::vector<NodeId> target_isr, std::vector<NodeId> active) {
    ChangeRequest request;
    request.target_isr = std::move(target_isr);
    request.acceptable = [active = std::move(active)](NodeId broker) {
        return std::find(active.begin(), active.end(), broker) != active.end();
    };
    return request;
}

PartitionImage plain_partition() {
    PartitionImage partition;
    partition.replicas = ids({1, 2, 3});
    partition.isr = ids({1, 2, 3});
    partition.leader = NodeId{1};
    partition.leader_epoch = LeaderEpoch{4};
    partition.partition_epoch = PartitionEpoch{9};
    return partition;
}

}  // namespace

TEST_CASE("CT-11 to CT-14, CT-30: partitions change as in Kafka (vectors partition-change)") {
    for (const json& vector : golden::vectors("partition-change")) {
        INFO(vector["id"].get<std::string>());
        const json& input = vector["input"];
        const PartitionImage now = partition_of(input["partition"]);
        const auto change = decide_change(t0, now, request_of(input));
        const json& expected = vector["output"]["change"];
        EXPECT_EQ(change.has_value(), !expected.is_null());
        if (!change || expected.is_null()) continue;
        PartitionImage wanted = partition_of(vector["output"]["after"]);
        const PartitionImage got = after(now, *change);
        wanted.reason = got.reason;
        EXPECT_EQ(got.isr, wanted.isr);
        EXPECT_EQ(got.leader, wanted.leader);
        EXPECT_EQ(got.leader_epoch, wanted.leader_epoch);
        EXPECT_EQ(got.partition_epoch, wanted.partition_epoch);
        EXPECT_EQ(got.elr, wanted.elr);
        EXPECT_EQ(got.last_known_elr, wanted.last_known_elr);
    }
}

TEST_CASE("CT-12: the order of the replicas chooses the leader, not the order of the ISR") {
    PartitionImage now = plain_partition();
    now.isr = ids({3, 2, 1});
    const auto change = decide_change(t0, now, plain_request(ids({3, 2}), ids({2, 3})));
    REQUIRE(change.has_value());
    EXPECT_EQ(change->leader, NodeId{2});
    EXPECT_EQ(change->isr, ids({3, 2}));
}

TEST_CASE("CT-13: what changes nothing is not written") {
    EXPECT_FALSE(decide_change(t0, plain_partition(), plain_request(ids({1, 2, 3}), ids({1, 2, 3})))
                     .has_value());
}

TEST_CASE("CT-13: the ISR may shrink without a new leader epoch") {
    const auto change =
        decide_change(t0, plain_partition(), plain_request(ids({1, 2}), ids({1, 2})));
    REQUIRE(change.has_value());
    EXPECT_FALSE(change->leader.has_value());
    const PartitionImage later = after(plain_partition(), *change);
    EXPECT_EQ(later.leader_epoch, LeaderEpoch{4});
    EXPECT_EQ(later.partition_epoch, PartitionEpoch{10});
}

TEST_CASE("CT-14: without ELR the last member stays in the ISR and leads again on its return") {
    PartitionImage now = plain_partition();
    now.isr = ids({1});
    const auto died = decide_change(t0, now, plain_request({}, ids({2, 3})));
    REQUIRE(died.has_value());
    EXPECT_FALSE(died->isr.has_value());
    EXPECT_EQ(died->leader, no_node);
    now = after(now, *died);
    const auto returned = decide_change(t0, now, plain_request(now.isr, ids({1, 2, 3})));
    REQUIRE(returned.has_value());
    EXPECT_EQ(returned->leader, NodeId{1});
    EXPECT_NE(returned->reason, PartitionChangeReason::unclean_election);
}

TEST_CASE("CT-14, CT-30: with ELR the ISR empties and its last member is eligible") {
    PartitionImage now = plain_partition();
    now.isr = ids({1});
    ChangeRequest request = plain_request({}, ids({2, 3}));
    request.eligible_leader_replicas = true;
    const auto died = decide_change(t0, now, request);
    REQUIRE(died.has_value());
    now = after(now, *died);
    EXPECT(now.isr.empty());
    EXPECT_EQ(now.elr, ids({1}));
    EXPECT_EQ(now.last_known_elr, ids({1}));
    SUBCASE("it is elected cleanly when it kept its log") {
        request.target_isr = now.isr;
        request.acceptable = [](NodeId) { return true; };
        const auto elected = decide_change(t0, now, request);
        REQUIRE(elected.has_value());
        EXPECT_EQ(elected->leader, NodeId{1});
        EXPECT_NE(elected->reason, PartitionChangeReason::unclean_election);
    }
    SUBCASE("it is the last known leader, elected uncleanly, when it may have lost it") {
        request.lost_its_log = NodeId{1};
        const auto lost = decide_change(t0, now, request);
        REQUIRE(lost.has_value());
        EXPECT_FALSE(lost->leader.has_value());
        now = after(now, *lost);
        EXPECT(now.elr.empty());
        request.lost_its_log.reset();
        request.acceptable = [](NodeId) { return true; };
        const auto elected = decide_change(t0, now, request);
        REQUIRE(elected.has_value());
        EXPECT_EQ(elected->leader, NodeId{1});
        EXPECT_EQ(elected->reason, PartitionChangeReason::unclean_election);
    }
}

TEST_CASE("CT-11: an unclean election takes the first active replica and makes it the whole ISR") {
    PartitionImage now = plain_partition();
    now.isr = ids({1});
    ChangeRequest request = plain_request({}, ids({3, 2}));
    request.unclean_allowed = true;
    const auto change = decide_change(t0, now, request);
    REQUIRE(change.has_value());
    EXPECT_EQ(change->leader, NodeId{2});
    EXPECT_EQ(change->isr, ids({2}));
    EXPECT_EQ(change->reason, PartitionChangeReason::unclean_election);
}
