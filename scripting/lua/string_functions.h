// What the files of the string library share.
#pragma once

#include <cstddef>
#include <lua5.4/lua.hpp>
#include <span>

#include "scripting/lua/libraries.h"

namespace brokerscope::scripting::lua {

/// Lua's positions count from 1, and from the end when negative. A start before the text is its
/// first position, and an end behind it its last.
std::size_t start_position(lua_Integer position, std::size_t size);
std::size_t end_position(lua_Integer position, std::size_t size);

/// Pushes string.format.
void push_format_function(lua_State* state);
/// find, match, gmatch, gsub
std::span<const NamedFunction> pattern_functions();

}  // namespace brokerscope::scripting::lua
