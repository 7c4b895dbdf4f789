// CRC-32C (Castagnoli), the checksum of a record batch. It covers the batch from its attributes to
// its end (rule ST-2), so that a leader may stamp offsets and epoch without computing it again.
#pragma once

#include <cstdint>
#include <string_view>

namespace brokerscope::log {

std::uint32_t crc32c(std::string_view bytes);

}  // namespace brokerscope::log
