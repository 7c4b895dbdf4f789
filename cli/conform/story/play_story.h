// Plays one recorded story of real Kafka against the simulated cluster: each step is done or looked
// at, and only the fields that a step names are compared.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/conform/verdict.h"

namespace brokerscope::cli::conform {

/// `story` is an object with id and steps; `file` is where it was found. The caller knows its area.
CaseResult play_story(const nlohmann::ordered_json& story, const std::string& file);

}  // namespace brokerscope::cli::conform
