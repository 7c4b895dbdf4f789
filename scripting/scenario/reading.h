// What scenarios write and Lua does not know: durations ("250ms"), rates ("50/s"), texts in two
// languages, Kafka's configs.
#pragma once

#include <lua5.4/lua.hpp>
#include <string>
#include <vector>

#include "scripting/lua/arguments.h"
#include "sim/base/text.h"
#include "sim/base/time.h"
#include "sim/commands/commands.h"

namespace brokerscope::scripting {

/// Raise Lua errors that name the option, what it must be and what it is.
base::Duration read_duration(lua_State* state, int index, const lua::Label& label);
/// "50/s", "3/m": the time between two.
base::Duration read_rate(lua_State* state, int index, const lua::Label& label);
/// A text for both languages, or a table {en = .., pt = ..}.
base::Text read_translated(lua_State* state, int index, const lua::Label& label);
std::vector<std::string> read_texts(lua_State* state, int index, const lua::Label& label);

/// The options that nobody else asked for are Kafka's configs: texts, numbers, booleans; a duration
/// is accepted for keys that end in ".ms". They are not checked here.
std::vector<commands::Setting> read_configs(lua_State* state, lua::Options& options);

}  // namespace brokerscope::scripting
