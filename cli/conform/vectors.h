// Plays vectors: recorded calls of pure functions of real Kafka, {id, rules, kafka, input, output}.
// One player a file name; it computes with the model's own code what Kafka's function returned, and
// never looks at the recorded output. A vector holds for the versions that `kafka` lists and is
// played once for each.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "cli/conform/compare.h"
#include "cli/conform/recordings.h"
#include "cli/conform/verdict.h"
#include "sim/base/result.h"
#include "sim/kafka/version.h"

namespace brokerscope::cli::conform {

/// A player's answer where the model lacks something that the input asks for.
struct NotModelled {
    std::string what;
};

using Answer = std::variant<Json, NotModelled>;
/// May throw Json::exception when the input lacks what the file's format promises.
using VectorPlayer = Answer (*)(const Json& input, kafka::KafkaVersion version);

struct VectorFamily {
    std::string_view file;    // the file's name without .jsonl
    std::string_view marker;  // a member of the input that tells files of one name apart; "": any
    VectorPlayer player;
    ExtraMembers extra = ExtraMembers::ignored;
};

// --- the families, one vectors_*.cpp each

std::span<const VectorFamily> hashing_vectors();

/// An error when the input is not what its file's format promises.
base::Result<CaseResult> play_vector(const Recording& vector);

}  // namespace brokerscope::cli::conform
