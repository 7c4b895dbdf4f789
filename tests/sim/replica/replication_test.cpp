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

TEST_CASE("RE-26, RE-27, GS-26: epochs that interleave are cut step by step") {
    Pump pump(2, {.replicas = {{1}, {2}}, .isr = {{1}}, .leader = {1}, .leader_epoch = {5}});
    // Leader: epochs 1, 3, 5; follower: 0, 2, 4. Built as if they had met before.
    pump.crash({2});
    const auto write = [](log::PartitionLog& log, std::vector<std::int32_t> epochs) {
        log = log::PartitionLog();
        for (std::size_t i = 0; i < epochs.size(); ++i)
            log.append_as_follower(log::with_offsets(batch_of(1, std::to_string(epochs[i])),
                                                     {static_cast<std::int64_t>(i)}, {epochs[i]}));
    };
    write(pump.log({1}), {1, 3, 5});
    write(pump.log({2}), {0, 2, 4});
    pump.restart({2});
    pump.run(base::seconds(2));
    EXPECT_EQ(values_of(pump.log({2})), std::vector<std::string>{"1", "3", "5"});
    std::vector<std::int64_t> cuts;
    for (const journal::LogTruncated& cut : pump.facts_of<journal::LogTruncated>({2}))
        cuts.push_back(cut.to.value);
    EXPECT_EQ(cuts, std::vector<std::int64_t>{2, 1, 0});
}

TEST_CASE("RE-11, RE-12: a hung follower leaves the ISR after 30 to 45 s and comes back") {
    Pump pump(2, {.replicas = {{1}, {2}}, .isr = {{1}, {2}}, .leader = {1}});
    pump.run(base::seconds(2));
    pump.set_frozen({2}, true);
    pump.produce({1}, -1, batch_of(1));
    pump.run(base::seconds(27));
    EXPECT_EQ(pump.partition().isr.size(), 2u);
    EXPECT_FALSE(pump.answer().has_value());
    pump.run(base::seconds(18));
    EXPECT_EQ(pump.partition().isr, std::vector<NodeId>{{1}});
    pump.set_frozen({2}, false);
    pump.run(base::seconds(2));
    EXPECT_EQ(pump.partition().isr, std::vector<NodeId>{{1}, {2}});
    EXPECT_EQ(pump.log({2}).log_end_offset(), Offset{1});
}

TEST_CASE("RE-6: after a lost connection the follower tries again every second") {
    Pump pump(2, {.replicas = {{1}, {2}}, .isr = {{1}, {2}}, .leader = {1}});
    pump.run(base::seconds(2));
    pump.crash({1});
    pump.run(base::milliseconds(3500));
    pump.restart({1});
    pump.produce({1}, 1, batch_of(1));
    EXPECT_EQ(pump.log({2}).log_end_offset(), Offset{0});
    pump.run(base::milliseconds(600));
    EXPECT_EQ(pump.log({2}).log_end_offset(), Offset{1});
}

TEST_CASE("ST-34: a restarted replica's high watermark is as old as its last checkpoint") {
    Pump pump(2, {.replicas = {{1}, {2}}, .isr = {{1}, {2}}, .leader = {1}});
    pump.run(base::seconds(1));
    pump.produce({1}, -1, batch_of(1));
    pump.run(base::seconds(5));
    pump.produce({1}, -1, batch_of(1));
    pump.crash({1});
    pump.elect({2}, {{2}});
    pump.restart({1});
    const auto opened = pump.facts_of<journal::ReplicaOpened>({1});
    REQUIRE_EQ(opened.size(), 2u);
    EXPECT_EQ(opened[1].log_end, Offset{2});
    EXPECT_EQ(opened[1].high_watermark, Offset{1});
}

TEST_CASE("RE-28: a follower below its leader's start begins anew at that start") {
    Pump pump(2, {.replicas = {{1}, {2}}, .isr = {{1}}, .leader = {1}});
    pump.crash({2});
    for (int i = 0; i < 4; ++i)
        pump.produce({1}, 1, batch_of(1, std::to_string(i)));
    pump.log({1}).advance_log_start_offset({3});
    pump.restart({2});
    pump.run(base::seconds(3));
    EXPECT_EQ(pump.log({2}).log_start_offset(), Offset{3});
    EXPECT_EQ(values_of(pump.log({2})), std::vector<std::string>{"3"});
    EXPECT_EQ(pump.partition().isr, std::vector<NodeId>{{1}, {2}});
}

TEST_CASE("RE-28: a follower above its leader's end cuts its log to that end") {
    Pump pump(2, {.replicas = {{1}, {2}}, .isr = {{1}}, .leader = {1}, .leader_epoch = {2}});
    pump.produce({1}, 1, batch_of(1));
    pump.crash({2});
    pump.log({2}) = log::PartitionLog();
    for (std::int64_t offset = 0; offset < 3; ++offset)
        pump.log({2}).append_as_follower(
            log::with_offsets(batch_of(1), {offset}, base::no_leader_epoch));
    pump.restart({2});
    pump.run(base::seconds(3));
    const auto cuts = pump.facts_of<journal::LogTruncated>({2});
    REQUIRE_FALSE(cuts.empty());
    EXPECT_EQ(cuts[0].reason, journal::TruncationReason::out_of_range);
    EXPECT_EQ(cuts[0].to, Offset{1});
}

TEST_CASE("RE-44: an old leader that hears nothing serves acks=1 but cannot complete acks=all") {
    Pump pump(2, {.replicas = {{1}, {2}}, .isr = {{1}, {2}}, .leader = {1}});
    pump.run(base::seconds(2));
    pump.set_deaf({1}, true);
    pump.elect({2}, {{2}});
    pump.produce({1}, 1, batch_of(1, "will be lost"));
    REQUIRE(pump.answer().has_value());
    EXPECT_EQ(pump.answer()->error, ErrorCode::none);
    pump.produce({1}, -1, batch_of(1, "waits"));
    pump.run(base::seconds(5));
    EXPECT_FALSE(pump.answer().has_value());
    pump.set_deaf({1}, false);
    pump.run(base::seconds(2));
    REQUIRE(pump.answer().has_value());
    EXPECT_EQ(pump.answer()->error, ErrorCode::not_leader_or_follower);
    EXPECT_EQ(pump.log({1}).log_end_offset(), Offset{0});
}
