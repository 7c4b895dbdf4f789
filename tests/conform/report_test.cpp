// The three forms of the report, from results that are made by hand.
#include <nlohmann/json.hpp>

#include "cli/conform/compare.h"
#include "tests/conform/vector_support.h"

using namespace brokerscope;
using namespace brokerscope::cli::conform;

namespace {

const std::vector<CaseResult> three = {
    {"a-1",
     "storage",
     "vector",
     "x/storage/vectors/fetch.jsonl",
     {"ST-15", "ST-4"},
     Verdict::agrees,
     -1,
     ""},
    {"a-2",
     "storage",
     "vector",
     "x/storage/vectors/fetch.jsonl",
     {"ST-15", "GS-1"},
     Verdict::differs,
     3,
     "steps[3].offset: recorded 7, modelled <8> & \"9\""},
    {"b-1",
     "groups",
     "story",
     "x/groups/stories/b-1.json",
     {},
     Verdict::not_modelled,
     -1,
     "no such verb"},
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the text counts per area, file and rule family, and tells what differs first") {
    const std::string text = text_report(three, 10);
    EXPECT(contains(text,
                    "differs: a-2  (x/storage/vectors/fetch.jsonl)\n  first at step 3\n  "
                    "steps[3].offset: recorded 7, modelled <8>"));
    EXPECT(contains(text, "storage/fetch        1       1             0\n"));
    EXPECT(contains(text, "groups/stories       0       0             1\n"));
    EXPECT(contains(text, "ST          1       1             0\n"));
    EXPECT(contains(text, "GS          0       1             0\n"));
    EXPECT(contains(text, "none        0       0             1\n"));
    EXPECT(contains(text, "3 recordings: 1 agree, 1 differ, 1 not modelled\n"));
    EXPECT_FALSE(contains(text_report(three, 0), "steps[3]"));
    EXPECT(contains(text_report(three, 0), "... and 1 more that differ\n"));
}

TEST_CASE("the JSON holds each case with exactly six members") {
    const auto report = nlohmann::ordered_json::parse(json_report(three));
    REQUIRE_EQ(report["cases"].size(), 3);
    EXPECT_EQ(report["cases"][1].dump(),
              R"({"id":"a-2","area":"storage","kind":"vector","verdict":"differs","step":3,)"
              R"("detail":"steps[3].offset: recorded 7, modelled <8> & \"9\""})");
    EXPECT_EQ(report["cases"][2]["verdict"], "not modelled");
    EXPECT_EQ(report["cases"][2]["step"], -1);
    EXPECT_EQ(report["totals"].dump(), R"({"agrees":1,"differs":1,"not modelled":1})");
}

TEST_CASE("the JUnit XML has a suite for each file, and its texts are escaped") {
    const std::string text = junit_report(three);
    EXPECT(contains(text,
                    "<testsuites name=\"conform\" tests=\"3\" failures=\"1\" errors=\"0\" "
                    "skipped=\"1\">"));
    EXPECT(contains(text, "<testsuite name=\"storage/fetch\" tests=\"2\" failures=\"1\""));
    EXPECT(contains(text,
                    "<failure message=\"steps[3].offset: recorded 7, modelled &lt;8&gt; "
                    "&amp; &quot;9&quot;\"/>"));
    EXPECT(contains(text, "<skipped message=\"no such verb\"/>"));
}

TEST_CASE("fields are compared as numbers, in order, and null is like absent") {
    const auto differing = [](const char* recorded, const char* modelled, ExtraMembers extra) {
        return describe_differences(
            differences(Json::parse(recorded), Json::parse(modelled), extra, 5));
    };
    const ExtraMembers ignored = ExtraMembers::ignored;
    EXPECT_EQ(differing(R"({"a":1,"b":null})", R"({"a":1.0,"c":3})", ignored), "");
    EXPECT_EQ(differing(R"({"a":1})", R"({"a":1,"c":3})", ExtraMembers::differ),
              "c: recorded absent, modelled 3");
    EXPECT_EQ(differing(R"({"a":[1,2]})", R"({"a":[1]})", ignored),
              "a[1]: recorded 2, modelled absent");
    EXPECT_EQ(differing("[[1,2],[3]]", "[[1,2],[4]]", ignored), "[1][0]: recorded 3, modelled 4");
    const auto found = differences(Json::parse(R"({"steps":[{"a":1},{"a":2}]})"),
                                   Json::parse(R"({"steps":[{"a":1},{"a":3}]})"), ignored, 5);
    REQUIRE_EQ(found.size(), 1);
    EXPECT_EQ(found.front().step, 1);
    EXPECT_EQ(found.front().path, "steps[1].a");
}
