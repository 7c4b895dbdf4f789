// What the fuzzer runs, and what the tests run on the fuzzer's corpus: one input as a script,
// twice.
#pragma once

#include <string>
#include <string_view>

namespace brokerscope::fuzz {

/// Runs `source` under small limits in two sandboxes. Returns what is wrong with the sandbox: it
/// could not be used afterwards, went beyond a limit, showed an address, or did not do the same
/// twice; "" when all is well. What is wrong with the script does not matter.
std::string sandbox_problem(std::string_view source);

}  // namespace brokerscope::fuzz
