#include "cli/app.h"

#include <cstdio>

#include "cli/crash.h"
#include "cli/version.h"

namespace brokerscope::cli {

int tell(const base::Error& error) {
    std::fprintf(stderr, "brokerscope: %s\n", base::to_text(error).c_str());
    return bad_input;
}

int run_program(int argc, const char* const* argv) {
    install_crash_report(argc, argv);
    CLI::App app("Brokerscope: a deterministic simulator of an Apache Kafka cluster.",
                 "brokerscope");
    app.require_subcommand(0, 1);
    app.set_version_flag("--version", version_text());
    app.footer(
        "Exit codes: 0 all expectations and laws hold, 1 one failed, 2 wrong usage, scenario\n"
        "or file, 70 a bug of Brokerscope.");
    Action action;
    add_play(app, action);
    add_run(app, action);
    add_render(app, action);
    add_replay(app, action);
    add_inspect(app, action);
    add_conform(app, action);
    add_list(app, action);
    add_bench(app, action);
    add_version(app, action);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error);
        return code == 0 ? all_holds : bad_input;
    }
    if (!action) {
        std::printf("%s", app.help().c_str());
        return all_holds;
    }
    return action();
}

}  // namespace brokerscope::cli
