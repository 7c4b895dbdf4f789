// brokerscope run: one scenario, headless, to its end, and what became of it.
#include <chrono>
#include <cstdio>
#include <memory>

#include "cli/app.h"
#include "cli/crash.h"
#include "cli/files.h"
#include "cli/json.h"
#include "cli/run_file.h"
#include "cli/scenario_input.h"
#include "sim/journal/journal_encoding.h"
#include "sim/laws/report_text.h"

namespace brokerscope::cli {
namespace {

struct RunFlags {
    ScenarioFlags scenario;
    std::string save;
    std::string journal;
    std::string report = "text";
    std::string out = "-";
};

std::string seconds_text(double seconds) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, seconds < 0.1 ? "%.4f s" : "%.2f s", seconds);
    return buffer;
}

base::Status check_outputs(const RunFlags& flags) {
    for (const std::string* path : {&flags.save, &flags.journal, &flags.out}) {
        if (path->empty()) continue;
        if (const base::Status status = check_writable(*path); !status) return status;
    }
    return base::Nothing{};
}

base::Status write_outputs(const RunFlags& flags, const scripting::Session& session) {
    if (flags.save.empty() && flags.journal.empty()) return base::Nothing{};
    const base::Result<std::string> run_file = to_json(saved_run_of(session));
    if (!run_file) return run_file.error();
    if (!flags.save.empty()) {
        if (const base::Status status = write_file(flags.save, run_file.value()); !status)
            return status;
    }
    if (flags.journal.empty()) return base::Nothing{};
    return write_file(flags.journal, journal::encode_journal(session.journal(), run_file.value()));
}

std::string report_of(const RunFlags& flags, const scripting::Session& session,
                      double wall_seconds) {
    const laws::Report report = session.report();
    if (flags.report == "json") return json_text(laws::to_value(report)) + "\n";
    const double simulated = static_cast<double>(report.simulated_ms) / 1000.0;
    char speed[32];
    std::snprintf(speed, sizeof speed, "%.0fx", wall_seconds > 0 ? simulated / wall_seconds : 0.0);
    return laws::report_text(report,
                             {{"wall time", seconds_text(wall_seconds)}, {"speed-up", speed}});
}

int run(const RunFlags& flags) {
    if (const base::Status status = check_outputs(flags); !status) return tell(status.error());
    base::Result<scripting::RunInputs> inputs = read_inputs(flags.scenario);
    if (!inputs) return tell(inputs.error());
    const auto began = std::chrono::steady_clock::now();
    base::Result<std::unique_ptr<scripting::Session>> opened =
        scripting::Session::open(std::move(inputs).value());
    if (!opened) return tell(opened.error());
    scripting::Session& session = *opened.value();
    while (!session.finished()) {
        note_progress(session.declarations().seed, session.now());
        const base::Status status = session.advance(session.end(), 20'000);
        if (!status) return tell(status.error());
    }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began;
    for (const std::string& line : session.printed())
        std::fprintf(stderr, "%s\n", line.c_str());
    if (const base::Status status = write_outputs(flags, session); !status)
        return tell(status.error());
    const base::Status told = write_file(flags.out, report_of(flags, session, wall.count()));
    if (!told) return tell(told.error());
    return session.report().passed() ? all_holds : something_failed;
}

}  // namespace

void add_run(CLI::App& app, Action& action) {
    auto flags = std::make_shared<RunFlags>();
    CLI::App* command =
        app.add_subcommand("run", "Run a scenario without a window and print its report.");
    add_scenario_flags(*command, flags->scenario);
    command->add_option("--save", flags->save,
                        "Save the run (scenario, seed, commands, hash) as F.bsrun");
    command->add_option("--journal", flags->journal, "Write every fact to F.bsj");
    command->add_option("--report", flags->report, "text or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    command->add_option("--out", flags->out, "Where the report goes; - is stdout")
        ->capture_default_str();
    command->callback([flags, &action] { action = [flags] { return run(*flags); }; });
}

}  // namespace brokerscope::cli
