// The commands that documents tell a reader to type: the lines of their ```sh blocks. Knows enough
// of a shell to find the first words of each command, and no more.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/source_support.h"

namespace brokerscope::house {

struct DocumentedCommand {
    int line = 0;
    std::vector<std::string> words;  // quotes removed; comments left out

    friend bool operator==(const DocumentedCommand&, const DocumentedCommand&) = default;
};

/// README.md and what is in docs/, ordered by path.
std::vector<SourceFile> documents();

/// Commands joined by && or ; or | are separate ones.
std::vector<DocumentedCommand> commands_of(std::string_view markdown);

/// True for a command that starts Brokerscope: ./run, build/release/brokerscope, brokerscope.
bool starts_brokerscope(const DocumentedCommand& command);

/// The names below "Subcommands:" in the program's --help.
std::set<std::string> subcommands_of(std::string_view help);

/// True for a command that waits for a person: the window, or `./run` by itself.
bool opens_window(const DocumentedCommand& command);

/// Commands that a reader could not run: a program that is neither a file of the repository nor a
/// tool that developers have, or Brokerscope with an unknown subcommand.
Findings unknown_commands(const SourceFile& document, const std::set<std::string>& subcommands);

}  // namespace brokerscope::house
