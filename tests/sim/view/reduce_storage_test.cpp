// Files of a log in the View: segments roll, are cleaned and deleted.
#include "tests/expect.h"
#include "tests/sim/view/fold_support.h"

using namespace brokerscope;
using namespace brokerscope::journal;
using namespace brokerscope::view;

namespace {

const ReplicaView& replica(const Fold& fold) {
    return *fold.view.replica(NodeId{1}, orders_0);
}

std::vector<std::pair<std::int64_t, std::int64_t>> segments(const Fold& fold) {
    std::vector<std::pair<std::int64_t, std::int64_t>> rows;
    for (const SegmentView& segment : replica(fold).segments)
        rows.emplace_back(segment.base_offset.value, segment.bytes);
    return rows;
}

using Rows = std::vector<std::pair<std::int64_t, std::int64_t>>;

const LeaderAppended first = appended(0, 0, {"a", "b"});
const LeaderAppended second = appended(2, 0, {"c"});

// Offsets 0, 1 in a closed segment, 2 in the active one.
Fold two_segments() {
    Fold fold = small_world_with_replicas();
    fold.state(NodeId{1}, first);
    fold.state(NodeId{1}, second);
    fold.state(NodeId{1}, SegmentRolled{orders_0, Offset{2}});
    return fold;
}

}  // namespace

TEST_CASE("ST-12: the batch that rolled a segment is the first of the new one") {
    const Fold fold = two_segments();
    EXPECT_EQ(segments(fold), Rows{{0, 81}, {2, 71}});
    EXPECT_EQ(replica(fold).size_bytes, 152);
}

TEST_CASE("ST-17: a deleted segment takes its records and its bytes along") {
    Fold fold = two_segments();
    fold.state(NodeId{1}, LogFlushed{orders_0, Offset{2}});
    const FactId id = fold.state(
        NodeId{1}, SegmentsDeleted{orders_0, SegmentDeletionReason::retention_ms, {Offset{0}}});
    EXPECT_EQ(segments(fold), Rows{{2, 71}});
    EXPECT_EQ(replica(fold).size_bytes, 71);
    EXPECT_EQ(replica(fold).unflushed_bytes, 71);
    EXPECT_EQ(replica(fold).deleted.fact, id);
    EXPECT_EQ(replica(fold).tape.record(Offset{1}), nullptr);
    EXPECT_EQ(replica(fold).tape.record(Offset{2})->value->data, "c");
}

TEST_CASE("ST-22: records below a moved log start stay in their file") {
    Fold fold = two_segments();
    fold.state(NodeId{1}, LogStartMoved{orders_0, Offset{1}, LogStartReason::delete_records});
    EXPECT_EQ(replica(fold).log_start, Offset{1});
    EXPECT_EQ(segments(fold), Rows{{0, 81}, {2, 71}});
}

TEST_CASE("ST-26: a cleaned batch keeps its offsets and shows what is left of it") {
    Fold fold = two_segments();
    BatchStamp smaller = first.batch;
    smaller.bytes = 70;
    fold.state(NodeId{1},
               LogCleaned{orders_0, Offset{0}, Offset{2}, {{Offset{0}, {{smaller, {Offset{1}}}}}}});
    EXPECT_EQ(segments(fold), Rows{{0, 70}, {2, 71}});
    EXPECT_EQ(replica(fold).size_bytes, 141);
    EXPECT_EQ(replica(fold).tape.record(Offset{0}), nullptr);
    EXPECT_EQ(replica(fold).tape.record(Offset{1})->value->data, "b");
    EXPECT_EQ(replica(fold).tape.record(Offset{2})->value->data, "c");
    EXPECT_EQ(replica(fold).cleaned_up_to, Offset{2});
}

TEST_CASE("a truncation leaves the segments that it names") {
    Fold fold = two_segments();
    fold.state(
        NodeId{1},
        LogTruncated{
            orders_0, Offset{2}, Offset{3}, TruncationReason::diverging_epoch, {{Offset{0}, 81}}});
    EXPECT_EQ(segments(fold), Rows{{0, 81}});
    EXPECT_EQ(replica(fold).size_bytes, 81);
}

TEST_CASE("a deleted topic and its replicas leave the stage") {
    Fold fold = two_segments();
    fold.state(NodeId{1}, ReplicaDeleted{orders_0});
    EXPECT_EQ(fold.view.replica(NodeId{1}, orders_0), nullptr);
    fold.state(NodeId{4}, TopicDeleted{orders});
    EXPECT_EQ(fold.view.topics.count(orders), 0);
    EXPECT_EQ(fold.view.partitions.count(orders_0), 0);
}

TEST_CASE("a replica whose log directory failed is closed") {
    Fold fold = two_segments();
    fold.state(NodeId{1}, LogDirectoryFailed{0, {orders_0}});
    EXPECT_FALSE(replica(fold).open);
}

TEST_CASE("a producer shows the id that it got") {
    Fold fold = small_world();
    fold.state(shop, ProducerIdTaken{base::ProducerId{1000}, 2});
    EXPECT_EQ(fold.view.producers.at(shop).producer_id, base::ProducerId{1000});
    EXPECT_EQ(fold.view.producers.at(shop).producer_epoch, 2);
}
