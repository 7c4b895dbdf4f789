// The source tree as the tests of this folder see it: files as text, and that text with what is not
// code blanked out. Blanking keeps every line and column in place, so a finding names its line.
// This is no C++ parser: it knows comments, literals and braces, and nothing about meaning.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace brokerscope::house {

struct SourceFile {
    std::string path;  // from the repository's root, with '/'
    std::string text;
};

struct Include {
    std::string path;
    bool angled = false;
    int line = 0;
};

/// One thing that is wrong, as "path:line: what".
using Findings = std::vector<std::string>;

std::string finding(std::string_view path, int line, std::string_view what);

/// All findings, one a line, for a test's message.
std::string listed(const Findings& findings);

/// The C++ files below those of the given folders of the repository that exist, ordered by path.
std::vector<SourceFile> source_files(const std::vector<std::string>& folders);

/// The text of one file of the repository.
std::string repository_file(std::string_view path);

/// `text` with comments replaced by spaces; literals stay.
std::string without_comments(std::string_view text);

/// `text` with comments and the contents of string and character literals replaced by spaces.
std::string code_only(std::string_view text);

/// The text's lines without their ends. A last line without an end counts.
std::vector<std::string_view> lines_of(std::string_view text);

std::vector<Include> includes_of(std::string_view text);

/// The line (from 1) of each place where `word` stands alone as an identifier in `code`.
std::vector<int> lines_with_word(std::string_view code, std::string_view word);

}  // namespace brokerscope::house
