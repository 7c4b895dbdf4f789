#include "cli/bench/contest.h"

#include <time.h>

#include <algorithm>
#include <vector>

namespace brokerscope::cli::bench {

std::int64_t process_cpu_ns() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

namespace {

double measured(const std::function<void()>& work) {
    const std::int64_t before = process_cpu_ns();
    work();
    return static_cast<double>(process_cpu_ns() - before);
}

}  // namespace

double median_ratio(int rounds, const std::function<void()>& slow,
                    const std::function<void()>& quick) {
    slow();
    quick();
    std::vector<double> ratios;
    for (int round = 0; round < rounds; ++round) {
        double slow_ns = 0;
        if (round % 2 == 0) slow_ns = measured(slow);
        const double quick_ns = measured(quick);
        if (round % 2 == 1) slow_ns = measured(slow);
        ratios.push_back(slow_ns / quick_ns);
    }
    const auto middle = ratios.begin() + rounds / 2;
    std::nth_element(ratios.begin(), middle, ratios.end());
    return *middle;
}

}  // namespace brokerscope::cli::bench
