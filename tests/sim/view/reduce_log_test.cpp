#include "tests/expect.h"
#include "tests/sim/view/fold_support.h"

using namespace brokerscope;
using namespace brokerscope::journal;
using namespace brokerscope::view;

namespace {

const ReplicaView& replica(const Fold& fold, std::int32_t broker) {
    return *fold.view.replica(NodeId{broker}, orders_0);
}

const LeaderAppended first = appended(0, 0, {"a", "b"});
const LeaderAppended second = appended(2, 0, {"c"});

Fold two_batches_on_the_leader() {
    Fold fold = small_world_with_replicas();
    fold.state(NodeId{1}, first);
    fold.state(NodeId{1}, second);
    return fold;
}

}  // namespace

TEST_CASE("a follower's batches are the leader's own, with their records") {
    Fold fold = two_batches_on_the_leader();
    const FactId id = fold.state(NodeId{2}, copied({first, second}));
    EXPECT_EQ(replica(fold, 2).log_end, Offset{3});
    EXPECT_EQ(replica(fold, 2).size_bytes, 81 + 71);
    EXPECT_EQ(replica(fold, 2).tape.batches()[1], replica(fold, 1).tape.batches()[1]);
    EXPECT_EQ(replica(fold, 2).tape.record(Offset{2})->value->data, "c");
    EXPECT_EQ(replica(fold, 2).appended.fact, id);
    EXPECT_EQ(replica(fold, 3).log_end, Offset{0});
}

TEST_CASE("a batch with the same offset from another epoch is another batch") {
    Fold fold = small_world_with_replicas();
    fold.state(NodeId{1}, first);
    fold.state(NodeId{2}, copied({appended(0, 1, {"x", "y"})}));
    EXPECT_NE(replica(fold, 2).tape.batches()[0], replica(fold, 1).tape.batches()[0]);
    EXPECT_EQ(replica(fold, 2).tape.record(Offset{0}), nullptr);  // nobody said what is in it
    EXPECT_EQ(replica(fold, 2).log_end, Offset{2});
}

TEST_CASE("a batch of a dead leader is found on another replica") {
    Fold fold = two_batches_on_the_leader();
    fold.state(NodeId{2}, copied({first, second}));
    fold.state(base::outside_world, ProcessEnded{NodeId{1}, ProcessEnd::crashed});
    fold.state(NodeId{3},
               ReplicaRoleTaken{orders_0, ReplicaRole::follower, NodeId{2}, LeaderEpoch{1}});
    fold.state(NodeId{3}, copied({first}));
    EXPECT_EQ(replica(fold, 3).tape.record(Offset{1})->value->data, "b");
}

TEST_CASE("a truncation says from where, and the sizes and the high watermark follow") {
    Fold fold = two_batches_on_the_leader();
    fold.state(NodeId{1}, HighWatermarkMoved{orders_0, Offset{3}});
    const FactId id = fold.state(
        NodeId{1},
        LogTruncated{orders_0, Offset{2}, Offset{3}, TruncationReason::diverging_epoch, {}});
    EXPECT_EQ(replica(fold, 1).log_end, Offset{2});
    EXPECT_EQ(replica(fold, 1).high_watermark, Offset{2});
    EXPECT_EQ(replica(fold, 1).truncated_from, Offset{3});
    EXPECT_EQ(replica(fold, 1).truncated.fact, id);
    EXPECT_EQ(replica(fold, 1).size_bytes, 81);
    EXPECT_EQ(replica(fold, 1).unflushed_bytes, 81);
}

TEST_CASE("what was flushed is no longer at risk of a power loss") {
    Fold fold = two_batches_on_the_leader();
    EXPECT_EQ(replica(fold, 1).unflushed_bytes, 152);
    fold.state(NodeId{1}, LogFlushed{orders_0, Offset{2}});
    EXPECT_EQ(replica(fold, 1).unflushed_bytes, 71);
    fold.state(NodeId{1}, LogFlushed{orders_0, Offset{3}});
    EXPECT_EQ(replica(fold, 1).unflushed_bytes, 0);
    fold.state(NodeId{1},
               LogTruncated{orders_0, Offset{0}, Offset{3}, TruncationReason::diverging_epoch, {}});
    EXPECT_EQ(replica(fold, 1).size_bytes, 0);
    EXPECT_EQ(replica(fold, 1).flushed, Offset{0});
    fold.state(NodeId{1}, appended(0, 1, {"d"}));
    EXPECT_EQ(replica(fold, 1).unflushed_bytes, 71);
}

TEST_CASE(
    "a crashed broker's replica is closed and keeps its tape, what the disk lost goes later") {
    Fold fold = two_batches_on_the_leader();
    fold.state(NodeId{1}, LogFlushed{orders_0, Offset{2}});
    fold.state(base::outside_world, ProcessEnded{NodeId{1}, ProcessEnd::crashed});
    EXPECT_FALSE(replica(fold, 1).open);
    EXPECT_EQ(replica(fold, 1).log_end, Offset{3});
    fold.state(base::outside_world, ProcessStarted{NodeId{1}, 2});
    fold.state(NodeId{1}, ReplicaOpened{orders_0, Offset{0}, Offset{2}, Offset{1}, {}});
    EXPECT(replica(fold, 1).open);
    EXPECT_EQ(replica(fold, 1).log_end, Offset{2});
    EXPECT_EQ(replica(fold, 1).high_watermark, Offset{1});
    EXPECT_EQ(replica(fold, 1).size_bytes, 81);
    EXPECT_EQ(replica(fold, 1).unflushed_bytes, 0);
    EXPECT_EQ(replica(fold, 1).role, ReplicaRole::follower);
    EXPECT_EQ(replica(fold, 1).tape.record(Offset{1})->value->data, "b");
}

TEST_CASE("a follower that begins anew further on stays a follower") {
    Fold fold = small_world_with_replicas();
    fold.state(NodeId{2}, copied({first}));
    fold.state(NodeId{2},
               LogTruncated{orders_0, Offset{0}, Offset{2}, TruncationReason::out_of_range, {}});
    fold.state(NodeId{2}, ReplicaOpened{orders_0, Offset{50}, Offset{50}, Offset{50}, {}});
    EXPECT_EQ(replica(fold, 2).leader, NodeId{1});
    EXPECT_EQ(replica(fold, 2).log_start, Offset{50});
    EXPECT_EQ(replica(fold, 2).unflushed_bytes, 0);
    fold.state(NodeId{2}, copied({appended(50, 0, {"x"})}));
    EXPECT_EQ(replica(fold, 2).size_bytes, 71);
    EXPECT_EQ(replica(fold, 2).unflushed_bytes, 71);
}

TEST_CASE("a flush of the metadata log is nobody's replica") {
    Fold fold = small_world();
    fold.state(NodeId{4}, LogFlushed{{base::cluster_metadata_topic, 0}, Offset{9}});
    EXPECT_EQ(fold.view.replica(NodeId{4}, {base::cluster_metadata_topic, 0}), nullptr);
}
