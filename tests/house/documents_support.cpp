#include "tests/house/documents_support.h"

#include <filesystem>
#include <utility>

namespace brokerscope::house {

namespace {

const std::set<std::string>& tools() {
    static const std::set<std::string> names = {"cmake", "ctest", "git", "apt-get", "sudo", "less"};
    return names;
}

// Splits one line of shell into words and the operators && ; | which stand for themselves.
std::vector<std::string> shell_words(std::string_view line) {
    std::vector<std::string> words;
    std::string word;
    bool in_word = false;
    char quote = 0;
    const auto finish = [&] {
        if (in_word) words.push_back(word);
        word.clear();
        in_word = false;
    };
    for (const char c : line) {
        if (quote != 0 ? c == quote : (c == '\'' || c == '"')) {
            quote = quote != 0 ? '\0' : c;
            in_word = true;
        } else if (quote == 0 && (c == ' ' || c == '\t')) {
            finish();
        } else if (quote == 0 && c == '#' && !in_word) {
            return words;
        } else {
            word += c;
            in_word = true;
        }
    }
    finish();
    return words;
}

bool is_operator(const std::string& word) {
    return word == "&&" || word == ";" || word == "|";
}

bool is_executable_file(const std::string& path) {
    namespace fs = std::filesystem;
    const fs::path file = fs::path(BROKERSCOPE_SOURCE_DIR) / path;
    if (!fs::is_regular_file(file)) return false;
    return (fs::status(file).permissions() & fs::perms::owner_exec) != fs::perms::none;
}

std::string complaint(const DocumentedCommand& command, const std::set<std::string>& subcommands) {
    const std::string& program = command.words.front();
    if (starts_brokerscope(command)) {
        if (command.words.size() == 1 || command.words[1].starts_with("--")) return "";
        if (subcommands.contains(command.words[1])) return "";
        return "brokerscope has no subcommand '" + command.words[1] + "'";
    }
    if (tools().contains(program) || is_executable_file(program)) return "";
    return "there is no '" + program + "'";
}

}  // namespace

std::vector<SourceFile> documents() {
    namespace fs = std::filesystem;
    std::set<std::string> paths = {"README.md"};
    for (const auto& entry : fs::directory_iterator(fs::path(BROKERSCOPE_SOURCE_DIR) / "docs")) {
        if (entry.path().extension() != ".md") continue;
        paths.insert("docs/" + entry.path().filename().string());
    }
    std::vector<SourceFile> found;
    for (const std::string& path : paths)
        found.push_back({path, repository_file(path)});
    return found;
}

std::vector<DocumentedCommand> commands_of(std::string_view markdown) {
    std::vector<DocumentedCommand> commands;
    bool in_shell = false;
    int number = 0;
    for (const std::string_view line : lines_of(markdown)) {
        ++number;
        if (line.starts_with("```")) {
            in_shell = !in_shell && line == "```sh";
            continue;
        }
        if (!in_shell) continue;
        DocumentedCommand command{number, {}};
        for (const std::string& word : shell_words(line)) {
            if (!is_operator(word)) {
                command.words.push_back(word);
            } else if (!command.words.empty()) {
                commands.push_back(std::exchange(command, {number, {}}));
            }
        }
        if (!command.words.empty()) commands.push_back(command);
    }
    return commands;
}

bool starts_brokerscope(const DocumentedCommand& command) {
    const std::string& program = command.words.front();
    return program == "./run" || program == "brokerscope" || program == "build/release/brokerscope";
}

std::set<std::string> subcommands_of(std::string_view help) {
    std::set<std::string> names;
    bool listing = false;
    for (const std::string_view line : lines_of(help)) {
        if (!line.starts_with(' ')) {
            listing = line.starts_with("Subcommands:");
        } else if (listing && line.starts_with("  ") && line.size() > 2 && line[2] != ' ') {
            names.emplace(line.substr(2, line.find(' ', 2) - 2));
        }
    }
    return names;
}

bool opens_window(const DocumentedCommand& command) {
    return starts_brokerscope(command) && (command.words.size() == 1 || command.words[1] == "play");
}

Findings unknown_commands(const SourceFile& document, const std::set<std::string>& subcommands) {
    Findings findings;
    for (const DocumentedCommand& command : commands_of(document.text)) {
        const std::string wrong = complaint(command, subcommands);
        if (!wrong.empty()) findings.push_back(finding(document.path, command.line, wrong));
    }
    return findings;
}

}  // namespace brokerscope::house
