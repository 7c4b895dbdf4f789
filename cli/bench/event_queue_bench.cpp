#include "cli/bench/event_queue_bench.h"

#include <algorithm>
#include <string>
#include <utility>

#include "cli/bench/contest.h"
#include "cli/bench/hold_model.h"
#include "cli/bench/request_model.h"
#include "sim/base/check.h"
#include "sim/base/rng.h"

namespace brokerscope::cli::bench {

namespace {

constexpr int rounds = 9;

std::vector<base::Duration> exponential_delays(base::Duration mean) {
    base::Rng rng(1, "bench", base::NodeId{});
    std::vector<base::Duration> delays;
    for (int i = 0; i < 16384; ++i)
        delays.push_back(rng.exponential(mean));
    return delays;
}

BenchRow bench_hold(const std::string& number, std::int64_t pending, double floor, double aim) {
    // One event a microsecond, however many are pending.
    const std::vector<base::Duration> delays = exponential_delays(base::microseconds(pending));
    HoldModel<HeapQueue> heap(static_cast<std::size_t>(pending), delays);
    HoldModel<WheelQueue> wheel(static_cast<std::size_t>(pending), delays);
    constexpr int holds = 300'000;
    const double ratio = median_ratio(
        rounds, [&] { heap.hold(holds); }, [&] { wheel.hold(holds); });
    CHECK(heap.digest() == wheel.digest(), "both queues pop the same events in the same order");
    return {.number = number,
            .name = "event queue, hold model, " + std::to_string(pending) +
                    " pending, against std::priority_queue",
            .value = ratio,
            .unit = "x",
            .better = Better::higher,
            .floor = floor,
            .aim = aim};
}

std::vector<BenchRow> bench_timeouts() {
    constexpr std::uint32_t clients = 1000;
    const std::vector<base::Duration> delays = exponential_delays(base::microseconds(500));
    RequestModel with(Timeouts::thirty_seconds, clients, delays);
    RequestModel without(Timeouts::none, clients, delays);
    constexpr std::uint64_t requests = 200'000;
    double nodes_per_timer = 0;
    const auto answer_with = [&] {
        with.answer(requests);
        const auto live = static_cast<double>(with.live_timers());
        // The queue also holds one message per client; they are not the timers' doing.
        const auto held = static_cast<double>(with.queue_nodes() - clients);
        nodes_per_timer = std::max(nodes_per_timer, held / live);
    };
    const double ratio = median_ratio(rounds, answer_with, [&] { without.answer(requests); });
    CHECK(with.digest() == without.digest(), "timeouts do not change what happens");
    CHECK(with.timed_out() == 0, "every response is in time");
    CHECK(with.live_timers() == clients, "each request in flight has its timeout");
    CHECK(with.queue_size() == 2 * clients, "each client has a message and a timeout");
    CHECK(without.queue_size() == clients, "each client has a message");
    return {{.number = "2",
             .name = "a 30 s timeout set and cancelled per request, over none",
             .value = (ratio - 1) * 100,
             .unit = "%",
             .better = Better::lower,
             .floor = 60,
             .aim = 30},
            {.number = "2b",
             .name = "queue nodes for each live timer",
             .value = nodes_per_timer,
             .unit = "x",
             .better = Better::lower,
             .floor = 2,
             .aim = 2}};
}

}  // namespace

std::vector<BenchRow> bench_event_queue() {
    std::vector<BenchRow> rows{bench_hold("1a", 1'000, 2, 3), bench_hold("1b", 100'000, 3, 5)};
    for (BenchRow& row : bench_timeouts())
        rows.push_back(std::move(row));
    return rows;
}

}  // namespace brokerscope::cli::bench
