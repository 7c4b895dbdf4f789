// Several brokers replicate one partition.
#include "tests/sim/replica/replica_support.h"

using namespace brokerscope;
using namespace brokerscope::replica_test;

namespace {

Layout three_brokers() {
    return {.replicas = {{1}, {2}, {3}}, .isr = {{1}, {2}, {3}}, .leader = {1}};
}

std::vector<std::string> values_of(const log::PartitionLog& log) {
    std::vector<std::string> values;
    for (const log::LogSegment& segment : log.segments()) {
        for (const log::RecordBatch& batch : segment.batches()) {
            for (const log::Record& record : *batch.records)
                values.push_back(record.value->data);
        }
    }
    return values;
}

}  // namespace

TEST_CASE("RE-1, RE-18: acks=all is answered when all in-sync replicas have fetched past it") {
    Pump pump(3, three_brokers());
    pump.run(base::seconds(2));
    pump.produce({1}, -1, batch_of(2));
    REQUIRE(pump.answer().has_value());
    EXPECT_EQ(pump.answer()->error, ErrorCode::none);
    EXPECT_EQ(pump.answer()->base_offset, Offset{0});
    for (const NodeId broker : {NodeId{1}, NodeId{2}, NodeId{3}})
        EXPECT_EQ(pump.log(broker).log_end_offset(), Offset{2});
}

TEST_CASE("RE-7: on an idle partition followers learn the high watermark with the next answer") {
    Pump pump(3, three_brokers());
    pump.run(base::seconds(2));
    pump.produce({1}, -1, batch_of(2));
    EXPECT_EQ(pump.log({1}).high_watermark(), Offset{2});
    EXPECT_EQ(pump.log({2}).high_watermark(), Offset{0});
    pump.run(base::milliseconds(499));
    EXPECT_EQ(pump.log({2}).high_watermark(), Offset{0});
    pump.run(base::milliseconds(1));
    EXPECT_EQ(pump.log({2}).high_watermark(), Offset{2});
}

TEST_CASE("RE-26, RE-27: an old leader cuts the tail that nobody has fetched (GS-31)") {
    Pump pump(2, {.replicas = {{1}, {2}}, .isr = {{1}, {2}}, .leader = {1}});
    pump.run(base::seconds(2));
    pump.produce({1}, -1, batch_of(1, "both"));
    pump.set_frozen({2}, true);
    pump.produce({1}, 1, batch_of(3, "lost"));
    EXPECT_EQ(pump.answer()->error, ErrorCode::none);
    pump.crash({1});
    pump.set_frozen({2}, false);
    pump.elect({2}, {{2}});
    pump.produce({2}, 1, batch_of(1, "new"));
    pump.restart({1});
    pump.run(base::seconds(3));
    EXPECT_EQ(values_of(pump.log({1})), std::vector<std::string>{"both", "new"});
    const auto cuts = pump.facts_of<journal::LogTruncated>({1});
    REQUIRE_EQ(cuts.size(), 1u);
    EXPECT_EQ(cuts[0].to, Offset{1});
    EXPECT_EQ(cuts[0].from, Offset{4});
    EXPECT_EQ(pump.partition().isr, std::vector<NodeId>{{1}, {2}});
}
