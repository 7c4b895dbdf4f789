#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/expect.h"
#include "tests/house/documents_support.h"
#include "tests/house/findings_text.h"

using namespace brokerscope::house;
namespace fs = std::filesystem;

namespace {

Findings unknown_in(const std::string& shell) {
    return unknown_commands({"x.md", "```sh\n" + shell + "\n```\n"}, {"run", "list"});
}

// A folder of its own in which the program is run, with the repository's folders that commands
// name.
class Workplace {
  public:
    Workplace() : folder_(fs::temp_directory_path() / unique_name()) {
        fs::create_directories(folder_);
        for (const char* name : {"scenarios", "tests"}) {
            fs::create_directory_symlink(fs::path(BROKERSCOPE_SOURCE_DIR) / name, folder_ / name);
        }
    }
    ~Workplace() { fs::remove_all(folder_); }
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;

    /// Runs the program with these arguments; both its outputs go to the file `output`.
    int run(const std::vector<std::string>& arguments, const std::string& output) const {
        std::string command =
            "cd " + quoted(folder_.string()) + " && " + quoted(BROKERSCOPE_BINARY);
        for (const std::string& argument : arguments)
            command += " " + quoted(argument);
        const int status = std::system((command + " >" + output + " 2>&1 </dev/null").c_str());
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    std::string text_of(const std::string& file) const {
        std::ifstream in(folder_ / file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

  private:
    static std::string unique_name() {
        static int count = 0;
        return "brokerscope-documents-" + std::to_string(getpid()) + "-" + std::to_string(++count);
    }
    static std::string quoted(const std::string& word) {
        std::string text = "'";
        for (const char c : word)
            text += c == '\'' ? std::string("'\\''") : std::string(1, c);
        return text + "'";
    }

    fs::path folder_;
};

}  // namespace

TEST_CASE("every command in the documents is one that a reader can type") {
    const Workplace workplace;
    REQUIRE_EQ(workplace.run({"--help"}, "help"), 0);
    const std::set<std::string> subcommands = subcommands_of(workplace.text_of("help"));
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
            const int status = workplace.run(words, "output");
            EXPECT_MESSAGE(status == 0, finding(document.path, command.line,
                                                "ended with " + std::to_string(status) + "\n" +
                                                    workplace.text_of("output")));
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
