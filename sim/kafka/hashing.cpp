#include "sim/kafka/hashing.h"

#include <algorithm>

#include "sim/base/check.h"

namespace brokerscope::kafka {
namespace {

constexpr std::uint32_t murmur_factor = 0x5bd1e995;
constexpr std::uint32_t murmur_seed = 0x9747b28c;

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t little_endian_word(std::string_view bytes, std::size_t at) {
    return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8 | byte_at(bytes, at + 2) << 16 |
           byte_at(bytes, at + 3) << 24;
}

struct CodePoint {
    std::uint32_t value;
    std::size_t size_bytes;
};

// Reads leniently: a byte that begins nothing stands for itself.
CodePoint code_point_at(std::string_view utf8, std::size_t at) {
    const std::uint32_t first = byte_at(utf8, at);
    const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    if (size == 1 || at + size > utf8.size()) return {first, 1};
    std::uint32_t value = first & (0xffU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i)
        value = value << 6 | (byte_at(utf8, at + i) & 0x3f);
    return {value, size};
}

// HashMap folds the upper half of a hash into the lower one, which alone picks the bucket.
std::uint32_t spread_hash(const std::string& key) {
    const auto hash = static_cast<std::uint32_t>(java_string_hash(key));
    return hash ^ hash >> 16;
}

}  // namespace

std::int32_t murmur2(std::string_view bytes) {
    std::uint32_t hash = murmur_seed ^ static_cast<std::uint32_t>(bytes.size());
    std::size_t at = 0;
    for (; at + 4 <= bytes.size(); at += 4) {
        std::uint32_t word = little_endian_word(bytes, at) * murmur_factor;
        word ^= word >> 24;
        hash = hash * murmur_factor ^ word * murmur_factor;
    }
    const std::size_t rest = bytes.size() - at;
    if (rest >= 3) hash ^= byte_at(bytes, at + 2) << 16;
    if (rest >= 2) hash ^= byte_at(bytes, at + 1) << 8;
    if (rest >= 1) hash = (hash ^ byte_at(bytes, at)) * murmur_factor;
    hash = (hash ^ hash >> 13) * murmur_factor;
    return static_cast<std::int32_t>(hash ^ hash >> 15);
}

std::int32_t partition_for_key(std::string_view key_bytes, std::int32_t partition_count) {
    CHECK(partition_count > 0, "a topic has partitions");
    return to_positive(murmur2(key_bytes)) % partition_count;
}

std::int32_t java_string_hash(std::string_view utf8) {
    std::uint32_t hash = 0;
    for (std::size_t at = 0; at < utf8.size();) {
        const CodePoint point = code_point_at(utf8, at);
        at += point.size_bytes;
        if (point.value < 0x10000) {
            hash = hash * 31 + point.value;
            continue;
        }
        const std::uint32_t pair = point.value - 0x10000;
        hash = hash * 31 + (0xd800 | pair >> 10);
        hash = hash * 31 + (0xdc00 | (pair & 0x3ff));
    }
    return static_cast<std::int32_t>(hash);
}

std::int32_t coordinator_partition(std::string_view id, std::int32_t partition_count) {
    CHECK(partition_count > 0, "a coordinator's topic has partitions");
    const std::int64_t hash = java_string_hash(id);
    // The one number without an absolute value in 32 bits counts as 0.
    const std::int64_t positive = hash == -(std::int64_t{1} << 31) ? 0 : std::abs(hash);
    return static_cast<std::int32_t>(positive % partition_count);
}

std::vector<std::string> java_hash_order(const std::vector<std::string>& insertion_order) {
    std::uint32_t capacity = 16;
    while (insertion_order.size() * 4 > std::size_t{capacity} * 3)
        capacity *= 2;
    std::vector<std::string> order = insertion_order;
    // Growing keeps the order inside a bucket, so only the final capacity matters.
    std::stable_sort(order.begin(), order.end(), [&](const std::string& a, const std::string& b) {
        return (spread_hash(a) & (capacity - 1)) < (spread_hash(b) & (capacity - 1));
    });
    return order;
}

}  // namespace brokerscope::kafka
