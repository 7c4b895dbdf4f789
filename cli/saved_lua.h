// What somebody did at the window, as lines of Lua behind the scenario: at("12.384s", function() ..
// end).
#pragma once

#include <string>

#include "scripting/session.h"
#include "sim/view/view.h"

namespace brokerscope::cli {

/// One line of Lua that does the same as this command.
std::string lua_line(const commands::Command& command, const view::View& view);

/// The scenario with the outsiders' commands as lines of its own. It runs like the saved run; only
/// the source of the commands, and so the hash, is another.
std::string as_lua(const scripting::RunInputs& inputs, const view::View& view);

}  // namespace brokerscope::cli
