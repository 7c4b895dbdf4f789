// What retries do to a log when the network loses answers: with idempotence nothing, without it
// copies, and with several requests in flight another order.
#include "tests/expect.h"
#include "tests/stories/session_support.h"

using namespace brokerscope;
using namespace brokerscope::scripting;

namespace {

// A shop whose cable to the leader fails eight times, with requests and answers under way.
RunInputs lossy(const std::string& configs, std::uint64_t seed) {
    RunInputs inputs;
    inputs.name = "lossy.lua";
    inputs.seed = seed;
    inputs.source = R"(
local s = scenario{ title = "A lossy link", duration = "40s" }
local c = cluster{ brokers = 3, network = { latency = "20ms", jitter = "5ms" } }
c:topic("orders", { replication = 3, ["min.insync.replicas"] = 2 })
local shop = c:producer("shop", { topic = "orders", rate = "200/s", )" +
                    configs + R"( })
local orders0 = c:partition("orders", 0)
s:story(function()
    expect("it starts", wait_until(function() return (orders0:log_end() or 0) > 20 end, "15s"))
    for i = 1, 8 do
        wait((700 + 37 * i) .. "ms")
        local leader = orders0:leader()
        c:cut(shop, leader)
        wait "300ms"
        c:heal(shop, leader)
    end
    wait "3s"
    shop:stop()
end)
s:finally(function() expect("it ends", not shop:running()) end)
)";
    return inputs;
}

laws::TopicTotals totals_of(const std::string& configs, std::uint64_t seed) {
    const auto session = ended(lossy(configs, seed));
    expect_all_hold(*session, 2);
    const auto report = session->report();
    REQUIRE_EQ(report.topics.size(), 1);
    return report.topics[0].totals;
}

}  // namespace

TEST_CASE("PR-23, PR-27: with idempotence a lossy link makes no copies and keeps the order") {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        CAPTURE(seed);
        const auto totals = totals_of("acks = \"all\"", seed);
        EXPECT_EQ(totals.duplicated_in_log, 0);
        EXPECT_EQ(totals.reordered, 0);
        EXPECT_EQ(totals.lost, 0);
        EXPECT_EQ(totals.acknowledged, totals.produced);
    }
}

// With acks=1 answers come at once, and several requests are on their way when the cable fails:
// what was lost of them comes again in the other order.
TEST_CASE("PR-18, PR-19: without idempotence a lossy link makes copies and changes the order") {
    std::int64_t reordered = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        CAPTURE(seed);
        const auto totals = totals_of("acks = 1, ['enable.idempotence'] = false", seed);
        EXPECT_GT(totals.duplicated_in_log, 0);
        EXPECT_EQ(totals.lost, 0);
        EXPECT_EQ(totals.acknowledged, totals.produced);
        reordered += totals.reordered;
    }
    EXPECT_GT(reordered, 0);
}

TEST_CASE("PR-10, PR-18: one request in flight keeps the order, but not from copies") {
    std::int64_t copies = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        CAPTURE(seed);
        const auto totals = totals_of(
            "['enable.idempotence'] = false, ['max.in.flight.requests.per.connection'] = 1", seed);
        EXPECT_EQ(totals.reordered, 0);
        EXPECT_EQ(totals.acknowledged, totals.produced);
        copies += totals.duplicated_in_log;
    }
    EXPECT_GT(copies, 0);
}

TEST_CASE("PR-20: acks=1 turns idempotence off without a word") {
    EXPECT_GT(totals_of("acks = 1", 1).duplicated_in_log, 0);
}
