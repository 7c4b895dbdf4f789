#include "tests/expect.h"
#include "tests/house/findings_text.h"
#include "tests/house/rules_support.h"

using namespace brokerscope::house;

TEST_CASE("docs/rules.md lists the rules that tests name, and no others") {
    RuleIds named;
    for (const SourceFile& file : source_files({"tests"})) {
        if (file.path.starts_with("tests/house/")) continue;
        if (file.path.ends_with("_test.cpp")) named.merge(rules_named_by(file.text));
    }
    EXPECT_GT(named.size(), 100);
    const Findings findings =
        rules_out_of_step(named, rules_listed_in(repository_file("docs/rules.md")));
    EXPECT_MESSAGE(findings.empty(), listed(findings), "\ntests/tools/write_rules.py rewrites it");
}

TEST_CASE("a rule is named before the colon of a test's sentence") {
    EXPECT_EQ(rules_named_by("TEST_CASE(\"CT-8, GR-12: both\") {}\n"
                             "TEST_CASE(\"RE-3 to \"\n    \"RE-5: a range\") {}\n"
                             "TEST_CASE(\"a sentence on ST-1: no\") {}\n"
                             "TEST_CASE(\"a sentence about ST-2\") {}\n"
                             "TEST_CASE(\"UTF-8, XCT-9: no family\") {}\n"),
              RuleIds{"CT-8", "GR-12", "RE-3", "RE-5", "ST-1"});
}

TEST_CASE("a rule is listed by a row of its own") {
    EXPECT_EQ(rules_listed_in("# RE-17\n| rule | text |\n|---|---|\n| CT-8 | as CT-9 | x |\n"),
              RuleIds{"CT-8"});
}

TEST_CASE("a rule that only a test or only the list knows is found") {
    EXPECT(rules_out_of_step({"CT-8"}, {"CT-8"}).empty());
    EXPECT_EQ(rules_out_of_step({"CT-8", "CT-9"}, {"CT-8"}),
              Findings{"CT-9 is named by a test and not listed"});
    EXPECT_EQ(rules_out_of_step({}, {"CT-8"}), Findings{"CT-8 is listed, but no test names it"});
}
