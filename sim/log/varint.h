// Variable-length integers as record bodies use them (rule ST-3): seven bits a byte, the lowest
// first; signed ones are zig-zag coded, so that -1 ("null") takes one byte. Sizes can be asked for
// without writing anything, because batch limits are decided before the bytes exist.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace brokerscope::log {

constexpr std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

constexpr std::int64_t unzigzag(std::uint64_t raw) {
    return static_cast<std::int64_t>(raw >> 1) ^ -static_cast<std::int64_t>(raw & 1);
}

constexpr std::int64_t unsigned_varint_size(std::uint64_t value) {
    std::int64_t size = 1;
    for (; value >= 0x80; value >>= 7)
        ++size;
    return size;
}

/// Bytes of a signed varint or varlong: both have the same form for the same value.
constexpr std::int64_t varint_size(std::int64_t value) {
    return unsigned_varint_size(zigzag(value));
}

inline void append_unsigned_varint(std::string& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        out.push_back(static_cast<char>((value & 0x7f) | 0x80));
    out.push_back(static_cast<char>(value));
}

inline void append_varint(std::string& out, std::int64_t value) {
    append_unsigned_varint(out, zigzag(value));
}

}  // namespace brokerscope::log
