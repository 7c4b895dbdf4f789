// The rules of style that a machine can judge: lengths, tabs, and how a header opens. clang-format
// settles the rest; what needs taste is left to people.
#pragma once

#include "tests/house/source_support.h"

namespace brokerscope::house {

inline constexpr std::size_t longest_line = 100;  // characters, not bytes: some text is Portuguese
inline constexpr std::size_t longest_file = 500;  // lines
inline constexpr int longest_function = 100;      // lines of its body, braces included

Findings long_lines_and_tabs(const SourceFile& file);

Findings long_file(const SourceFile& file);

/// A header must open with a comment that holds at least one sentence, and have #pragma once.
Findings header_opening(const SourceFile& file);

/// Bodies longer than `longest_function`. Counts braces: a body is a block outside of any other
/// body that belongs to no namespace, type or initialiser.
Findings long_functions(const SourceFile& file);

}  // namespace brokerscope::house
