#include "sim/log/crc32c.h"

#include <array>

namespace brokerscope::log {
namespace {

using Table = std::array<std::uint32_t, 256>;

constexpr std::uint32_t reflected_polynomial = 0x82f63b78;

// Table 0 advances the checksum by one byte; table n advances it by one byte and n zero bytes, so
// that eight bytes can be looked up independently.
constexpr std::array<Table, 8> make_tables() {
    std::array<Table, 8> tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t crc = byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? reflected_polynomial : 0);
        tables[0][byte] = crc;
    }
    for (std::size_t n = 1; n < 8; ++n) {
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::uint32_t previous = tables[n - 1][byte];
            tables[n][byte] = (previous >> 8) ^ tables[0][previous & 0xff];
        }
    }
    return tables;
}

constexpr std::array<Table, 8> tables = make_tables();

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
    std::uint32_t crc = 0xffffffff;
    std::size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) {
        std::uint32_t next = 0;
        for (std::size_t i = 0; i < 4; ++i)
            next ^= tables[7 - i][((crc >> (8 * i)) & 0xff) ^ byte_at(bytes, at + i)];
        for (std::size_t i = 4; i < 8; ++i)
            next ^= tables[7 - i][byte_at(bytes, at + i)];
        crc = next;
    }
    for (; at < bytes.size(); ++at)
        crc = (crc >> 8) ^ tables[0][(crc ^ byte_at(bytes, at)) & 0xff];
    return ~crc;
}

}  // namespace brokerscope::log
