// Which program and which model this is. The model's number grows with every change that can move a
// journal hash: a saved run of another model is re-run with a warning, and cannot be verified.
#pragma once

#include <string>

namespace brokerscope::cli {

inline constexpr int model_version = 2;

/// "brokerscope 0.1.0 (model 2)"
std::string version_text();

}  // namespace brokerscope::cli
