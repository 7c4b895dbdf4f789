// Stories that tests make up, and playing them.
#pragma once

#include <string>
#include <vector>

#include "cli/conform/story/play_story.h"
#include "cli/conform/story/stops.h"

namespace brokerscope::conform_test {

using cli::conform::CaseResult;
using cli::conform::Json;
using cli::conform::Verdict;

/// A story of one broker and the topic t with one partition, in Kafka 4.3.1.
Json story_of(const std::vector<std::string>& steps);

/// A produce request of one record with this value, acknowledged at `base_offset`.
std::string produced(const std::string& value, int base_offset);

/// Plays it; the test fails when it is no story.
CaseResult played(const Json& story);

}  // namespace brokerscope::conform_test
