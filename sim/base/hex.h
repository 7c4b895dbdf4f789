// Bytes as hexadecimal digits, two for each byte, and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace brokerscope::base {

/// Lower case.
std::string hex(std::string_view bytes);

/// Nothing where the text is no whole number of bytes, or has other characters than 0-9 and a-f.
std::optional<std::string> from_hex(std::string_view text);

}  // namespace brokerscope::base
