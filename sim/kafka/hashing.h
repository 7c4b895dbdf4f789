// The hashes that decide where things go in Kafka: murmur2 for the partition of a key, Java's
// String.hashCode for the partition of a group's or transaction's coordinator, and the order in
// which a Java HashMap hands out its keys, which leaks into assignments and votes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace brokerscope::kafka {

/// Rule PR-3.
std::int32_t murmur2(std::string_view bytes);

/// Clears the sign bit; it is not the absolute value.
constexpr std::int32_t to_positive(std::int32_t hash) {
    return hash & 0x7fffffff;
}

/// The partition of a record with this key, among all partitions of its topic (rule PR-2). An empty
/// key is a key.
std::int32_t partition_for_key(std::string_view key_bytes, std::int32_t partition_count);

/// String.hashCode() of a text in UTF-8 (Java counts UTF-16 units).
std::int32_t java_string_hash(std::string_view utf8);

/// The partition of `__consumer_offsets` (group id) or `__transaction_state` (transactional id)
/// whose leader coordinates this id (rule GR-1).
std::int32_t coordinator_partition(std::string_view id, std::int32_t partition_count);

/// The keys of a java.util.HashMap of default capacity in the order of iteration, given in the
/// order of insertion (rule DET-3). Keys are distinct.
std::vector<std::string> java_hash_order(const std::vector<std::string>& insertion_order);

}  // namespace brokerscope::kafka
