// Errors of scripts: where they happened, as base::Error with "file:line", and how host functions
// raise them.
//
// Between the two an error is what Lua knows: a string "file:line: message", after which a hint may
// follow ("\n  hint: ..."), so that a script that catches an error can read and show all of it.
// Nothing here contains an address.
#pragma once

#include <lua5.4/lua.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/result.h"

namespace brokerscope::scripting::lua {

/// "file:line" of the innermost frame that is a script's, or "" when there is none.
std::string script_place(lua_State* state);

/// One line per frame, innermost first: "  file:line: in function 'name'".
std::string script_traceback(lua_State* state);

/// Raises an error at the place of the innermost script frame. Only from functions that Lua called.
[[noreturn]] void raise_error(lua_State* state, std::string_view message,
                              std::string_view hint = {});
/// The same; an error without a place gets that of the innermost script frame.
[[noreturn]] void raise_error(lua_State* state, const base::Error& error);

/// The names of the chunks that were loaded, as Lua shortens them in its messages.
class ChunkNames {
  public:
    void add(std::string_view name, std::string_view shortened);

    /// Splits "file:line: message\n  hint: ..." into its parts. `fallback_place` is used when the
    /// text does not start with the place of a known chunk.
    base::Error to_error(std::string_view text, std::string_view fallback_place) const;

  private:
    struct Chunk {
        std::string name;
        std::string shortened;
    };
    const Chunk* place_at_start(std::string_view text, std::size_t& line_end) const;

    std::vector<Chunk> chunks_;
};

}  // namespace brokerscope::scripting::lua
