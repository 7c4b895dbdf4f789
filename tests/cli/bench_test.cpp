// What `brokerscope bench` measures is checked here without a clock: that the contestants do the
// same work, and that a row says rightly whether it passes.
#include "cli/bench/bench.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/bench/contest.h"
#include "cli/bench/hold_model.h"
#include "cli/bench/request_model.h"
#include "tests/expect.h"

using namespace brokerscope;
using namespace brokerscope::cli::bench;

namespace {

const std::vector<base::Duration> delays{
    base::microseconds(3), base::microseconds(50), base::nanoseconds(1), base::microseconds(50),
    base::milliseconds(2), base::microseconds(7),  base::nanoseconds(0), base::microseconds(90)};

BenchRow row(Better better, double value) {
    return {.number = "9",
            .name = "an example",
            .value = value,
            .unit = "x",
            .better = better,
            .floor = 2,
            .aim = better == Better::higher ? 3.0 : 1.0};
}

}  // namespace

TEST_CASE("both queues of the hold model pop the same events in the same order") {
    HoldModel<HeapQueue> heap(100, delays);
    HoldModel<WheelQueue> wheel(100, delays);
    heap.hold(5000);
    wheel.hold(5000);
    EXPECT_EQ(heap.digest(), wheel.digest());
    heap.hold(1);
    EXPECT_NE(heap.digest(), wheel.digest());
}

TEST_CASE("timeouts that are cancelled change nothing else and leave nothing behind") {
    RequestModel with(Timeouts::thirty_seconds, 50, delays);
    RequestModel without(Timeouts::none, 50, delays);
    with.answer(2000);
    without.answer(2000);
    EXPECT_EQ(with.digest(), without.digest());
    EXPECT_EQ(with.timed_out(), 0);
    EXPECT_EQ(with.live_timers(), 50);
    EXPECT_EQ(with.queue_size(), 100);
    EXPECT_LE(with.queue_nodes(), 100);
    EXPECT_EQ(without.live_timers(), 0);
    EXPECT_EQ(without.queue_size(), 50);
}

TEST_CASE("in a contest each has its turn once in every round, and once to warm up") {
    int slow = 0;
    int quick = 0;
    std::string order;
    median_ratio(
        5, [&] { ++slow, order += 's'; }, [&] { ++quick, order += 'q'; });
    EXPECT_EQ(slow, 6);
    EXPECT_EQ(quick, 6);
    EXPECT_EQ(order, "sqsqqssqqssq");  // who is first alternates
}

TEST_CASE("a row passes at its floor and reaches its aim, whichever way is better") {
    EXPECT_FALSE(row(Better::higher, 1.9).passed());
    EXPECT(row(Better::higher, 2.0).passed());
    EXPECT_FALSE(row(Better::higher, 2.9).reached_aim());
    EXPECT(row(Better::higher, 3.0).reached_aim());
    EXPECT_FALSE(row(Better::lower, 2.1).passed());
    EXPECT(row(Better::lower, 2.0).passed());
    EXPECT_FALSE(row(Better::lower, 1.1).reached_aim());
    EXPECT(row(Better::lower, 1.0).reached_aim());
}

TEST_CASE("a table and a JSON document tell of the same rows") {
    const std::vector<BenchRow> rows{row(Better::higher, 2.5), row(Better::lower, 7)};
    std::ostringstream table;
    print_table(rows, table);
    EXPECT_NE(table.str().find("2.50 x"), std::string::npos);
    EXPECT_NE(table.str().find("passes"), std::string::npos);
    EXPECT_NE(table.str().find("FAILS"), std::string::npos);

    std::ostringstream text;
    print_json(rows, text);
    const auto json = nlohmann::json::parse(text.str());
    EXPECT_FALSE(json.at("passed").get<bool>());
    REQUIRE_EQ(json.at("rows").size(), 2);
    EXPECT_EQ(json.at("rows")[0].at("value").get<double>(), 2.5);
    EXPECT(json.at("rows")[0].at("passed").get<bool>());
    EXPECT_EQ(json.at("rows")[1].at("better").get<std::string>(), "lower");
    EXPECT_FALSE(json.at("rows")[1].at("passed").get<bool>());
}
