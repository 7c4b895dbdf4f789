// Looks at the text of a chunk before Lua compiles it, and refuses what would make a run depend on
// more than its text: bytecode, text that is not UTF-8, the power operator (its results differ
// between math libraries, and Lua has no hook for it), and the names `__gc`, `__mode` and `_ENV`.
//
// It knows Lua's comments and strings, and is no parser: what it lets through may still be wrong.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sim/base/result.h"

namespace brokerscope::scripting::lua {

/// Nothing, or the first offence with its place "name:line".
base::Status check_source(std::string_view name, std::string_view source, std::size_t limit_bytes);

/// The text without a byte order mark, and without a first line that starts with `#` (its line
/// break stays, so that lines keep their numbers).
std::string_view without_preamble(std::string_view source);

}  // namespace brokerscope::scripting::lua
