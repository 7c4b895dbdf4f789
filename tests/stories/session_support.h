// Runs of whole scenarios for tests: the lessons as files, and what every good run has in common.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "scripting/session.h"

namespace brokerscope::scripting {

/// Its inputs: the file scenarios/NAME.lua.
RunInputs lesson(const std::string& name);

/// The run at its end; a scenario that fails to load or to run ends the test.
std::unique_ptr<Session> ended(RunInputs inputs);

/// All expectations and laws of the run hold, and it has at least `expectations` of them: a story
/// that stops half way is no success.
void expect_all_hold(const Session& session, std::size_t expectations);

}  // namespace brokerscope::scripting
