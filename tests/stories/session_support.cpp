#include "tests/stories/session_support.h"

#include <fstream>
#include <iterator>

#include "tests/expect.h"

namespace brokerscope::scripting {

RunInputs lesson(const std::string& name) {
    RunInputs inputs;
    inputs.name.append(name).append(".lua");
    std::ifstream in(std::string(BROKERSCOPE_SOURCE_DIR) + "/scenarios/" + inputs.name);
    inputs.source.assign(std::istreambuf_iterator<char>(in), {});
    REQUIRE_FALSE(inputs.source.empty());
    return inputs;
}

std::unique_ptr<Session> ended(RunInputs inputs) {
    auto session = Session::open(std::move(inputs));
    REQUIRE_MESSAGE(session.ok(), base::to_text(session.error()));
    const base::Status status = session.value()->finish();
    REQUIRE_MESSAGE(status.ok(), base::to_text(status.error()));
    return std::move(session).value();
}

void expect_all_hold(const Session& session, std::size_t expectations) {
    const laws::Report report = session.report();
    EXPECT_GE(report.expectations.size(), expectations);
    for (const laws::ReportedExpectation& one : report.expectations) {
        CAPTURE(one.name);
        CAPTURE(one.detail);
        EXPECT(one.passed);
    }
    EXPECT_FALSE(session.timeline().head().laws.any_broken());
}

}  // namespace brokerscope::scripting
