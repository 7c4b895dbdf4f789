// SCENARIO on the command line: a path, the name of an embedded lesson ("01_hello"), or "-"; and
// the flags that every command with a scenario has.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scripting/session.h"
#include "sim/base/result.h"

namespace brokerscope::cli {

struct Lesson {
    std::string name;
    std::string source;
};
/// The lessons inside the program, in their order.
std::vector<Lesson> lessons();

struct ScenarioFlags {
    std::string scenario;
    std::string seed;
    std::string until;
    std::vector<std::string> sets;
};
void add_scenario_flags(CLI::App& command, ScenarioFlags& flags);

/// Reads the scenario and the flags. A saved run (.bsrun) or journal (.bsj) gives its own inputs.
base::Result<scripting::RunInputs> read_inputs(const ScenarioFlags& flags);

/// "12s" or "12.5s" after the start.
base::Result<base::SimTime> read_moment(const std::string& flag, const std::string& text);

}  // namespace brokerscope::cli
