// brokerscope bench: how fast this build is.
#include <iostream>

#include "cli/app.h"
#include "cli/bench/bench.h"

namespace brokerscope::cli {

void add_bench(CLI::App& app, Action& action) {
    CLI::App* command = app.add_subcommand(
        "bench", "Measure how fast this build is, as ratios that hold on any machine.");
    CLI::Option* json = command->add_flag("--json")->description("Print the rows as JSON.");
    command->callback([&action, json] {
        action = [json]() -> int { return bench::bench_command(json->count() > 0, std::cout); };
    });
}

}  // namespace brokerscope::cli
