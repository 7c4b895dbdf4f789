// Recordings that a test writes itself: lines of vectors in a folder of its own, and what became of
// them.
#pragma once

#include <string>
#include <vector>

#include "cli/conform/conform.h"
#include "cli/conform/report.h"
#include "tests/expect.h"
#include "tests/workplace.h"

namespace brokerscope::cli::conform {

/// A vector of varint, as it was recorded.
inline std::string varint_line(const std::string& id, int size, const std::string& bytes) {
    return R"({"id":")" + id + R"(","rules":["ST-3"],"kafka":["3.9.2","4.3.1"],)" +
           R"("input":{"value":"300"},"output":{"varlongSize":)" + std::to_string(size) +
           R"(,"varlongHex":")" + bytes + "\"}}\n";
}

/// What 300 is as a varint.
inline const std::string right_bytes = "d804";

/// Results of these paths; a refusal fails the test.
std::vector<CaseResult> played(const std::vector<std::string>& paths);
/// The error that these paths lead to.
base::Error refusal_of(const std::vector<std::string>& paths);

}  // namespace brokerscope::cli::conform
