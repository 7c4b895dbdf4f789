#include "cli/scenario_input.h"

#include <sys/stat.h>

#include <charconv>

#include "cli/files.h"
#include "cli/run_file.h"
#include "embedded/lessons.h"

namespace brokerscope::cli {
namespace {

bool ends_with(const std::string& text, std::string_view ending) {
    return text.size() >= ending.size() &&
           text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

bool exists(const std::string& path) {
    struct stat info {};
    return stat(path.c_str(), &info) == 0;
}

base::Result<scripting::RunInputs> read_script(const std::string& scenario) {
    scripting::RunInputs inputs;
    inputs.name = scenario == "-" ? "stdin" : scenario;
    if (scenario != "-" && !exists(scenario)) {
        std::vector<std::string> names;
        for (Lesson& lesson : lessons()) {
            if (lesson.name == scenario) {
                inputs.name = lesson.name + ".lua";
                inputs.source = std::move(lesson.source);
                return inputs;
            }
            names.push_back(lesson.name);
        }
        const std::string_view near = base::nearest_name(scenario, names);
        return base::Error{"there is no such scenario file, and no lesson of that name", scenario,
                           near.empty() ? "'brokerscope list' names the lessons"
                                        : "did you mean '" + std::string(near) + "'?"};
    }
    base::Result<std::string> source = read_file(scenario);
    if (!source) return source.error();
    inputs.source = std::move(source).value();
    return inputs;
}

// The parser of flags would take -1 for the largest number.
base::Result<std::uint64_t> read_seed(const std::string& text) {
    std::uint64_t seed = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, seed);
    if (error != std::errc{} || stop != end)
        return base::Error{"'" + text + "' is no seed", "--seed",
                           "write a whole number from 0 to 18446744073709551615"};
    return seed;
}

}  // namespace

std::vector<Lesson> lessons() {
    std::vector<Lesson> all;
    for (const embedded::File& file : embedded::lessons()) {
        all.push_back({std::string(file.name), std::string(file.bytes)});
    }
    return all;
}

void add_scenario_flags(CLI::App& command, ScenarioFlags& flags) {
    command
        .add_option("SCENARIO", flags.scenario,
                    "A scenario file, a lesson's name, a saved run, or -")
        ->required();
    command.add_option("--seed", flags.seed, "Seed instead of the scenario's own");
    command.add_option("--until", flags.until, "Simulated time at which the run ends, e.g. 20s");
    command.add_option("--set", flags.sets, "key=value: overrides a parameter of the scenario")
        ->allow_extra_args(false);
}

base::Result<base::SimTime> read_moment(const std::string& flag, const std::string& text) {
    const std::optional<base::Duration> duration = base::parse_duration(text);
    if (!duration) {
        return base::Error{"'" + text + "' is no time", flag,
                           "write a duration such as 12s or 1500ms"};
    }
    return base::SimTime{} + *duration;
}

base::Result<scripting::RunInputs> read_inputs(const ScenarioFlags& flags) {
    const bool saved = ends_with(flags.scenario, ".bsrun") || ends_with(flags.scenario, ".bsj");
    base::Result<scripting::RunInputs> inputs =
        saved ? read_saved_inputs(flags.scenario) : read_script(flags.scenario);
    if (!inputs) return inputs;
    if (!flags.seed.empty()) {
        const base::Result<std::uint64_t> seed = read_seed(flags.seed);
        if (!seed) return seed.error();
        inputs->seed = *seed;
    }
    if (!flags.until.empty()) {
        const base::Result<base::SimTime> until = read_moment("--until", flags.until);
        if (!until) return until.error();
        if (until->ns <= 0)
            return base::Error{"the run must last longer than nothing", "--until", ""};
        inputs->until = *until - base::SimTime{};
    }
    for (const std::string& set : flags.sets) {
        const std::size_t equals = set.find('=');
        if (equals == std::string::npos || equals == 0) {
            return base::Error{"'" + set + "' is not key=value", "--set",
                               "for example --set acks=1"};
        }
        inputs->overrides.push_back({set.substr(0, equals), set.substr(equals + 1)});
    }
    return inputs;
}

}  // namespace brokerscope::cli
