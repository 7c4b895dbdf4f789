// The sample of recordings that ships agrees, and docs/conformance.md says what it holds.
#include <cstdlib>

#include "tests/conform/vector_support.h"

using namespace brokerscope;
using namespace brokerscope::cli::conform;

namespace {

const std::string root = BROKERSCOPE_SOURCE_DIR;
const std::string document = root + "/docs/conformance.md";
const std::string begin_mark = "<!-- totals -->\n";
const std::string end_mark = "<!-- end of totals -->\n";

const std::vector<CaseResult>& sample() {
    static const std::vector<CaseResult> results = played({root + "/tests/golden/conform"});
    return results;
}

std::string rows(const std::string& heading, const std::map<std::string, Totals>& table) {
    std::string text = "\n| " + heading + " | agree | differ | not modelled |\n|---|---|---|---|\n";
    for (const auto& [name, totals] : table) {
        text += "| " + name + " | " + std::to_string(totals.agree) + " | " +
                std::to_string(totals.differ) + " | " + std::to_string(totals.not_modelled) +
                " |\n";
    }
    return text;
}

std::string totals_text() {
    const Totals all = totals_of(sample());
    return std::to_string(all.all()) + " recordings: " + std::to_string(all.agree) + " agree, " +
           std::to_string(all.differ) + " differ, " + std::to_string(all.not_modelled) +
           " not modelled.\n" + rows("area", totals_by_area(sample())) +
           rows("rules", totals_by_family(sample())) + rows("file", totals_by_source(sample()));
}

std::string read_document() {
    std::ifstream in(document, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("nothing of the sample differs, and every story that ships agrees") {
    std::size_t stories = 0;
    for (const CaseResult& result : sample()) {
        const bool is_story = result.kind == "story";
        stories += is_story ? 1 : 0;
        EXPECT_MESSAGE(result.verdict != Verdict::differs, result.id << "\n" << result.detail);
        const bool is_as_it_should_be = !is_story || result.verdict == Verdict::agrees;
        EXPECT_MESSAGE(is_as_it_should_be, result.id << "\n" << result.detail);
    }
    EXPECT_GT(stories, 60u);
    EXPECT_GT(totals_of(sample()).agree, 300);
}

TEST_CASE("docs/conformance.md tells the totals of the sample") {
    const std::string text = read_document();
    const std::size_t begin = text.find(begin_mark);
    const std::size_t end = text.find(end_mark);
    REQUIRE(begin != std::string::npos);
    REQUIRE(end != std::string::npos);
    const std::size_t first = begin + begin_mark.size();
    if (std::getenv("BROKERSCOPE_REWRITE_DOCS") != nullptr) {
        std::ofstream(document) << text.substr(0, first) + totals_text() + text.substr(end);
        return;
    }
    const bool is_new = text.substr(first, end - first) == totals_text();
    EXPECT_MESSAGE(is_new, "docs/conformance.md is old: BROKERSCOPE_REWRITE_DOCS=1");
}
