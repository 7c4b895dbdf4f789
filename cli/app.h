// What the subcommands share: exit codes, how errors are told, and the registration of each command
// with the parser.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "sim/base/result.h"

namespace brokerscope::cli {

enum ExitCode : int { all_holds = 0, something_failed = 1, bad_input = 2, our_bug = 70 };

/// What a subcommand does once its flags are read; returns the exit code.
using Action = std::function<int()>;

/// Tells the error on stderr and returns ExitCode::bad_input.
int tell(const base::Error& error);

/// Each adds its subcommand and sets `action` when it was chosen.
void add_play(CLI::App& app, Action& action);
void add_render(CLI::App& app, Action& action);
void add_run(CLI::App& app, Action& action);
void add_replay(CLI::App& app, Action& action);
void add_inspect(CLI::App& app, Action& action);
void add_conform(CLI::App& app, Action& action);
void add_list(CLI::App& app, Action& action);
void add_bench(CLI::App& app, Action& action);
void add_version(CLI::App& app, Action& action);

/// Parses and runs; `arguments` without the program's name.
int run_program(int argc, const char* const* argv);

}  // namespace brokerscope::cli
