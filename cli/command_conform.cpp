// brokerscope conform: recordings of real Kafka, played against the model.
#include <memory>

#include "cli/app.h"
#include "cli/conform/conform.h"
#include "cli/conform/report.h"
#include "cli/crash.h"
#include "cli/files.h"

namespace brokerscope::cli {
namespace {

struct ConformFlags {
    std::vector<std::string> paths;
    std::string report = "text";
    std::string out = "-";
    std::size_t show = 10;
};

std::string report_of(const ConformFlags& flags, const std::vector<conform::CaseResult>& cases) {
    if (flags.report == "json") return conform::json_report(cases);
    if (flags.report == "junit") return conform::junit_report(cases);
    return conform::text_report(cases, flags.show);
}

int run(const ConformFlags& flags) {
    if (const base::Status status = check_writable(flags.out); !status) return tell(status.error());
    const base::Result<std::vector<conform::CaseResult>> cases = conform::play_recordings(
        flags.paths, [](const conform::Recording& one) { note_recording(one.place()); });
    if (!cases) return tell(cases.error());
    const base::Status told = write_file(flags.out, report_of(flags, *cases));
    if (!told) return tell(told.error());
    return conform::totals_of(*cases).differ == 0 ? all_holds : something_failed;
}

}  // namespace

void add_conform(CLI::App& app, Action& action) {
    auto flags = std::make_shared<ConformFlags>();
    CLI::App* command = app.add_subcommand(
        "conform", "Play recordings of real Kafka against the model and tell what differs.");
    command->add_option("PATH", flags->paths, "Files or folders of recordings")->required();
    command->add_option("--report", flags->report, "text, json or junit")
        ->check(CLI::IsMember({"text", "json", "junit"}))
        ->capture_default_str();
    command->add_option("--out", flags->out, "Where the report goes; - is stdout")
        ->capture_default_str();
    command->add_option("--show", flags->show, "How many differing recordings the text tells")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    command->callback([flags, &action] { action = [flags] { return run(*flags); }; });
}

}  // namespace brokerscope::cli
