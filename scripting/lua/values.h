// Between Lua values and base::Value. What Lua cannot say exactly is an error that names the place
// in the tree: floats that are no whole numbers, functions, tables that are neither list nor
// object.
//
// A table with the keys 1..n is a list, one with texts as keys an object, its members ordered by
// their bytes; an empty table is an object without members. Lua's texts become texts, also when
// they hold bytes that are none. The global `null` is null, and so is nil.
#pragma once

#include <lua5.4/lua.hpp>
#include <string>

#include "sim/base/value.h"

namespace brokerscope::scripting::lua {

/// Reads the value at `index`; `path` names it in errors, e.g. "body". Raises Lua errors.
base::Value to_value(lua_State* state, int index, const std::string& path);

/// Pushes the value. Null is nil in an object (so the member is absent), and `null` in a list.
void push_value(lua_State* state, const base::Value& value);

/// Whether the global `null` is at `index`.
bool is_null(lua_State* state, int index);
void push_null(lua_State* state);

}  // namespace brokerscope::scripting::lua
