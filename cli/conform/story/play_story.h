// Plays one recorded story of real Kafka against the simulated cluster: each step is done or looked
// at, and only the fields that a step names are compared.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/conform/verdict.h"
#include "sim/base/result.h"

namespace brokerscope::cli::conform {

/// `story` is an object with an id; `file` is where it was found. It is played for each version of
/// Kafka that it names, and must agree for all of them. The caller knows its area. The error, with
/// file and line, says why it is no story.
base::Result<CaseResult> play_story(const nlohmann::ordered_json& story, const std::string& file);

}  // namespace brokerscope::cli::conform
