// Files, whole: read at once, written to a temporary name beside the target and renamed, so that
// nobody ever sees a half-written one. "-" is stdin or stdout.
#pragma once

#include <string>
#include <string_view>

#include "sim/base/result.h"

namespace brokerscope::cli {

/// Errors say which file and why.
base::Result<std::string> read_file(const std::string& path);
base::Status write_file(const std::string& path, std::string_view bytes);
/// Whether write_file could begin: for outputs that are checked before a long run.
base::Status check_writable(const std::string& path);

}  // namespace brokerscope::cli
