// Plays vectors: recorded calls of pure functions of real Kafka, {id, rules, kafka, input, output}.
// One player a file name; it computes with the model's own code what Kafka's function returned. A
// vector holds for the versions that `kafka` lists and is played once for each.
#pragma once

#include <span>
#include <stdexcept>
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

/// What a player is asked. `recorded` is the output: a player may take from it only what was asked
/// (which epochs were looked up, which values were tried), never an answer.
struct Question {
    const Json& input;
    const Json& recorded;
    kafka::KafkaVersion version;
};

/// Thrown by a player: the input has its fields, and a value that none can have.
struct BadVector : std::runtime_error {
    using std::runtime_error::runtime_error;
};

using Answer = std::variant<Json, NotModelled>;
/// May throw Json::exception when the input lacks what the file's format promises.
using VectorPlayer = Answer (*)(const Question& question);

struct VectorFamily {
    std::string_view file;    // the file's name without .jsonl
    std::string_view marker;  // a member of the input that tells files of one name apart; "": any
    VectorPlayer player;
    ExtraMembers extra = ExtraMembers::ignored;
};

// --- the families, one vectors_*.cpp each

std::span<const VectorFamily> hashing_vectors();
std::span<const VectorFamily> batch_vectors();
std::span<const VectorFamily> producer_vectors();
std::span<const VectorFamily> name_vectors();
std::span<const VectorFamily> epoch_vectors();
std::span<const VectorFamily> group_vectors();
std::span<const VectorFamily> controller_vectors();
std::span<const VectorFamily> config_vectors();
std::span<const VectorFamily> table_vectors();
std::span<const VectorFamily> index_vectors();
std::span<const VectorFamily> log_vectors();
std::span<const VectorFamily> storage_vectors();

/// An error when the input is not what its file's format promises.
base::Result<CaseResult> play_vector(const Recording& vector);

}  // namespace brokerscope::cli::conform
