// The shape of all facts as text, made from their fields(): the reference in docs/journal.md, and
// the proof that a journal was written by a program that means the same facts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace brokerscope::journal {

struct KindSchema {
    std::string_view kind;
    /// "partition: partition, to: int64, ..." in the order of the encoding.
    std::string fields;
};

/// All kinds in the order of their numbers.
std::vector<KindSchema> facts_schema();

/// XXH3-64 over facts_schema(): two programs with the same number read each other's facts.
std::uint64_t facts_schema_hash();

}  // namespace brokerscope::journal
