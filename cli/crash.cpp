#include "cli/crash.h"

#include <cstdio>
#include <string>
#include <utility>

#include "sim/base/check.h"

namespace brokerscope::cli {
namespace {

struct Progress {
    std::string command;
    std::uint64_t seed = 0;
    base::SimTime time;
    bool running = false;
    std::string recording;
};
Progress progress;

void report(const base::CheckFailure& failure) {
    std::fprintf(stderr, "brokerscope: this is a bug of Brokerscope, not of your scenario\n  %s\n",
                 failure.message.c_str());
    std::fprintf(stderr, "  CHECK(%.*s) at %.*s:%d\n", static_cast<int>(failure.expression.size()),
                 failure.expression.data(), static_cast<int>(failure.file.size()),
                 failure.file.data(), failure.line);
    if (progress.running) {
        std::fprintf(stderr, "  seed %llu, simulated time %s\n",
                     static_cast<unsigned long long>(progress.seed),
                     base::clock_text(progress.time).c_str());
    }
    if (!progress.recording.empty())
        std::fprintf(stderr, "  while playing %s\n", progress.recording.c_str());
    std::fprintf(stderr, "  to see it again: %s\n", progress.command.c_str());
}

}  // namespace

void install_crash_report(int argc, const char* const* argv) {
    progress.command.clear();
    for (int i = 0; i < argc; ++i)
        progress.command += (i == 0 ? "" : " ") + std::string(argv[i]);
    base::set_check_handler(report);
}

void note_progress(std::uint64_t seed, base::SimTime time) {
    progress.seed = seed;
    progress.time = time;
    progress.running = true;
}

void note_recording(std::string place) {
    progress.recording = std::move(place);
}

}  // namespace brokerscope::cli
