#include "tests/expect.h"
#include "tests/house/documents_support.h"
#include "tests/house/findings_text.h"
#include "tests/workplace.h"

using namespace brokerscope::house;
using brokerscope::Workplace;

namespace {

Findings unknown_in(const std::string& shell) {
    return unknown_commands({"x.md", "```sh\n" + shell + "\n```\n"}, {"run", "list"});
}

}  // namespace

TEST_CASE("every command in the documents is one that a reader can type") {
    const Workplace::Outcome help = Workplace().run({"--help"});
    REQUIRE_EQ(help.status, 0);
    const std::set<std::string> subcommands = subcommands_of(help.out);
    REQUIRE(subcommands.contains("run"));
    Findings findings;
    std::size_t commands = 0;
    for (const SourceFile& document : documents()) {
        commands += commands_of(document.text).size();
        for (const std::string& one : unknown_commands(document, subcommands))
            findings.push_back(one);
    }
    EXPECT_GT(commands, 5);
    EXPECT_MESSAGE(findings.empty(), listed(findings));
}

TEST_CASE("every command in the documents that needs no window succeeds, in the order of reading") {
    for (const SourceFile& document : documents()) {
        const Workplace workplace;
        for (const DocumentedCommand& command : commands_of(document.text)) {
            if (!starts_brokerscope(command) || opens_window(command)) continue;
            const std::vector<std::string> words(command.words.begin() + 1, command.words.end());
            const Workplace::Outcome ended = workplace.run(words);
            EXPECT_MESSAGE(ended.status == 0, finding(document.path, command.line,
                                                      "ended with " + std::to_string(ended.status) +
                                                          "\n" + ended.out + ended.err));
        }
    }
}

TEST_CASE("the commands of a document are the lines of its sh blocks") {
    const std::string text =
        "./no\n```sh\n./run a 'b c' # why\n# nothing\ncmake x && ./test\n```\n"
        "```lua\nwait \"5s\"\n```\n";
    EXPECT_EQ(commands_of(text),
              std::vector<DocumentedCommand>{
                  {3, {"./run", "a", "b c"}}, {5, {"cmake", "x"}}, {5, {"./test"}}});
}

TEST_CASE("a command that nobody could run is found") {
    EXPECT_EQ(unknown_in("./run\n./run --help\n./test -R x\nbrokerscope list | less"), Findings{});
    EXPECT_EQ(unknown_in("./run rnu 01_hello"),
              Findings{"x.md:2: brokerscope has no subcommand 'rnu'"});
    EXPECT_EQ(unknown_in("./setup"), Findings{"x.md:2: there is no './setup'"});
    EXPECT_EQ(unknown_in("cmake --preset debug && ./docs").size(), 1);
}

TEST_CASE("subcommands are read from the program's help") {
    EXPECT_EQ(subcommands_of("Usage: x\n\nOptions:\n  -h,--help  Help\n\nSubcommands:\n"
                             "  run                         Run a\n"
                             "                              scenario\n  list   List\n"),
              std::set<std::string>{"list", "run"});
}
