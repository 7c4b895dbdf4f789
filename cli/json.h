// JSON text of a base::Value. Members keep their order; bytes become text when they are printable
// ASCII and "0x..." otherwise; a topic id becomes its number. What is no UTF-8 in a text is
// replaced, so that the result is always valid JSON.
#pragma once

#include <string>

#include "sim/base/value.h"

namespace brokerscope::cli {

/// `indent` spaces a level, or everything on one line when it is negative. Ends without a new line.
std::string json_text(const base::Value& value, int indent = 2);

}  // namespace brokerscope::cli
