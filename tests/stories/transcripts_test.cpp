// The lessons as text: every decision and change that an audience can see, with its time, compared
// with what somebody reviewed.
#include "tests/expect.h"
#include "tests/stories/session_support.h"
#include "tests/stories/transcript_support.h"

using namespace brokerscope;
using namespace brokerscope::scripting;

namespace {

std::string problem_of(const std::string& golden, RunInputs inputs) {
    return golden_problem(golden, transcript_of(*ended(std::move(inputs))));
}

}  // namespace

TEST_CASE("the lessons tell the story that they told") {
    for (const std::string name :
         {"01_hello", "02_a_leader_dies", "03_a_consumer_leaves", "04_segments", "05_compaction",
          "06_crash_or_power_loss", "07_a_retry"})
        EXPECT_EQ(problem_of(name, lesson(name)), "");
}

TEST_CASE("with acks=1 the lesson of the dead leader tells of the loss") {
    RunInputs inputs = lesson("02_a_leader_dies");
    inputs.overrides.push_back({"acks", "1"});
    EXPECT_EQ(problem_of("02_a_leader_dies-acks-1", std::move(inputs)), "");
}

TEST_CASE("the first line that differs is shown, also when one text goes on") {
    EXPECT_EQ(first_difference("a\nb\n", "a\nb\n"), "");
    EXPECT_EQ(first_difference("a\nb\n", "a\nc\n"), "line 2\n  golden: b\n  now:    c");
    EXPECT_EQ(first_difference("a\n", "a\nc\n"), "line 2\n  golden: (end)\n  now:    c");
    EXPECT_EQ(first_difference("a\n\n", "a\n"), "line 2\n  golden: \n  now:    (end)");
}
