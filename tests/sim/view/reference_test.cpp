#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "sim/journal/schema.h"
#include "sim/view/describe.h"
#include "tests/expect.h"
#include "tests/sim/view/random_run_support.h"

using namespace brokerscope;
using namespace brokerscope::view;

namespace {

const std::string path = std::string(BROKERSCOPE_SOURCE_DIR) + "/docs/journal.md";
const std::string begin_mark = "<!-- facts -->\n";
const std::string end_mark = "<!-- end of facts -->\n";

std::string read_file() {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

// The first sentence of each kind in a random run.
std::map<std::string_view, std::string> example_sentences() {
    const journal::Journal journal = random_run(1, 3000);
    View names;
    for (std::int64_t id = 1; id <= journal.size(); ++id)
        names.apply(journal.at(base::FactId{id}));
    std::map<std::string_view, std::string> sentences;
    for (std::int64_t id = 1; id <= journal.size(); ++id) {
        const journal::Fact fact = journal.at(base::FactId{id});
        sentences.try_emplace(journal::kind_of(fact.body), describe(fact, names).en);
    }
    return sentences;
}

std::string reference() {
    const auto sentences = example_sentences();
    std::string text = "\n";
    int number = 0;
    for (const journal::KindSchema& kind : journal::facts_schema()) {
        text += "- **" + std::string(kind.kind) + "** (" + std::to_string(number++) +
                "): " + sentences.at(kind.kind) + ".  \n  ";
        text += kind.fields.empty() ? "no fields\n" : "`" + kind.fields + "`\n";
    }
    return text + "\n";
}

}  // namespace

TEST_CASE("docs/journal.md lists every kind of fact as it is") {
    const std::string text = read_file();
    const std::size_t begin = text.find(begin_mark);
    const std::size_t end = text.find(end_mark);
    REQUIRE(begin != std::string::npos);
    REQUIRE(end != std::string::npos);
    const std::size_t first = begin + begin_mark.size();
    if (std::getenv("BROKERSCOPE_REWRITE_DOCS") != nullptr) {
        std::ofstream(path) << text.substr(0, first) + reference() + text.substr(end);
        return;
    }
    const bool is_new = text.substr(first, end - first) == reference();
    EXPECT_MESSAGE(is_new, "the reference in docs/journal.md is old: BROKERSCOPE_REWRITE_DOCS=1");
}
