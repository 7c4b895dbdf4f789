#include "tests/conform/vector_support.h"

namespace brokerscope::cli::conform {

std::vector<CaseResult> played(const std::vector<std::string>& paths) {
    base::Result<std::vector<CaseResult>> results = play_recordings(paths, [](const Recording&) {});
    REQUIRE_MESSAGE(results.ok(), (results.ok() ? "" : base::to_text(results.error())));
    return std::move(results).value();
}

base::Error refusal_of(const std::vector<std::string>& paths) {
    const base::Result<std::vector<CaseResult>> results =
        play_recordings(paths, [](const Recording&) {});
    REQUIRE_FALSE(results.ok());
    return results.error();
}

}  // namespace brokerscope::cli::conform
