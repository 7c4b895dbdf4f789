// What cleaning and power losses mean for the ledger and the laws.
#include "tests/expect.h"
#include "tests/sim/laws/told_support.h"

using namespace brokerscope;
using namespace brokerscope::laws;

namespace {

BatchStamp smaller(BatchStamp stamp, std::uint32_t crc) {
    stamp.crc = crc;
    stamp.bytes -= 10;
    return stamp;
}

// Broker 1 has cleaned offsets 0 and 1; the record at 1 is left.
BatchStamp clean_first_two(Told& told, const LeaderAppended& batch) {
    const BatchStamp cleaned = smaller(batch.batch, 77);
    told.state(NodeId{1},
               LogCleaned{orders_0, Offset{0}, Offset{2}, {{Offset{0}, {{cleaned, {Offset{1}}}}}}});
    return cleaned;
}

void lose_power(Told& told, NodeId broker, std::int64_t from, std::int64_t to) {
    told.state(base::outside_world, ProcessEnded{broker, ProcessEnd::lost_power});
    told.state(
        broker,
        LogTruncated{
            orders_0, Offset{to}, Offset{from}, TruncationReason::power_loss, {{Offset{0}, 0}}});
}

}  // namespace

TEST_CASE("ST-24: what the cleaner took is neither lost nor skipped") {
    Told told = world_with_orders();
    told.accept({shop, 0, 3});
    const LeaderAppended first = told.append(NodeId{1}, 0, 0, {shop, 0, 2});
    told.append(NodeId{1}, 0, 2, {shop, 2, 1});
    told.high_watermark(NodeId{1}, 3);
    told.acknowledge({shop, 0, 2}, 0);
    clean_first_two(told, first);
    told.set_position(anna, 0);
    told.deliver(anna, 1, 2);
    EXPECT_EQ(told.totals().lost, 0);
    EXPECT(told.billing() == GroupTotals{2, 0, 0});
}

TEST_CASE("ST-24: a follower that copied a cleaned log holds the same records as its leader") {
    Told told = world_with_orders();
    told.accept({shop, 0, 2});
    LeaderAppended first = told.append(NodeId{1}, 0, 0, {shop, 0, 2});
    told.copy(NodeId{3}, first);
    told.high_watermark(NodeId{1}, 2);
    told.acknowledge({shop, 0, 2}, 0);
    first.batch = clean_first_two(told, first);
    told.copy(NodeId{2}, first);
    hand_over(told);
    EXPECT_EQ(told.totals().lost, 0);
    EXPECT_EQ(told.verdict("a new leader has every replicated record").judgement, Judgement::holds);
}

TEST_CASE("ST-32: what all replicas lose with the power is lost, and no promise is broken") {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 0, 2});
    for (const std::int32_t broker : {2, 3, 1})
        lose_power(told, NodeId{broker}, 2, 0);
    EXPECT_EQ(told.totals().lost, 2);
    EXPECT_EQ(told.verdict("acknowledged records survive").judgement, Judgement::not_promised);
    EXPECT_EQ(told.verdict("a replicated record never changes").judgement, Judgement::not_promised);
    const auto lost = told.chronicle.ledger.lost_records(orders, 10);
    REQUIRE_EQ(lost.size(), 2);
    const Cause* cause = told.chronicle.ledger.cause(lost.front().cause);
    REQUIRE(cause != nullptr);
    EXPECT_EQ(cause->sentence.en,
              "Broker 1 cuts orders-0 back to offset 0 and loses offsets 0 to 1 (had not reached "
              "the disk)");
}

TEST_CASE("ST-32: when one replica loses power, the others still have its records") {
    Told told = world_with_orders();
    told.write_safely(0, {shop, 0, 2});
    lose_power(told, NodeId{3}, 2, 0);
    EXPECT_EQ(told.totals().lost, 0);
}
