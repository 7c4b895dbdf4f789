// Which layer may include which. The table in arrows_support.cpp is the architecture's contract in
// its readable form; the link lists of CMakeLists.txt must say the same.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "tests/house/source_support.h"

namespace brokerscope::house {

/// Layer -> the layers that it may include besides itself. `tests` and `cli/conform` are rows too.
using Arrows = std::map<std::string, std::set<std::string>>;

const Arrows& allowed_arrows();

/// "sim/base/ids.h" -> "sim/base", "scripting/lua/api.h" -> "scripting"; nothing for what is in no
/// layer ("embedded/fonts.h", "ids.h").
std::optional<std::string> layer_of(std::string_view path);

/// Arrows of one file that are not in the table, and includes that do not start at the root.
Findings forbidden_includes(const SourceFile& file, const Arrows& arrows);

/// What a file of sim/ must not do: headers that bring a clock, threads, files, hash order or
/// floating point, and the words that need none.
Findings hidden_inputs(const SourceFile& file);

/// The link lists that brokerscope_layer() declares in a CMakeLists.txt, with variables resolved.
Arrows declared_arrows(std::string_view cmake);

/// Where the link lists and the table differ. A layer that is not declared yet is left out of the
/// comparison, unless `folders_in_use` has it: code that no target builds is a finding too.
Findings link_list_differences(const Arrows& declared, const Arrows& arrows,
                               const std::set<std::string>& folders_in_use);

}  // namespace brokerscope::house
