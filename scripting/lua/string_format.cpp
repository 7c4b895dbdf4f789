// string.format: Lua's own, after the arguments were made safe. %s takes the sandbox's tostring
// (which shows no addresses), %p and %a are refused, and NaN has no sign.
#include <cmath>
#include <limits>

#include "scripting/lua/sandbox.h"
#include "scripting/lua/string_functions.h"

namespace brokerscope::scripting::lua {
namespace {

/// Prepares the argument for one conversion such as "%5.2f", of which `kind` is the last letter.
void prepare_argument(lua_State* state, char kind, int argument) {
    if (kind == 'p') {
        raise_error(state, "format: %p is not available", "an address differs in every run");
    }
    const bool is_float =
        lua_type(state, argument) == LUA_TNUMBER && !lua_isinteger(state, argument);
    if (kind == 'a' || kind == 'A' || (kind == 'q' && is_float)) {
        raise_error(state, "format: hexadecimal floats are not available",
                    "%.17g writes every digit of a float");
    }
    if (argument > lua_gettop(state)) return;  // Lua's own message is right
    if (kind == 's') {
        push_text(state, argument);
        lua_replace(state, argument);
    } else if (is_float && std::isnan(lua_tonumber(state, argument))) {
        lua_pushnumber(state, std::copysign(std::numeric_limits<lua_Number>::quiet_NaN(), 1.0));
        lua_replace(state, argument);
    }
}

/// Upvalue 1 is Lua's own format.
int format(lua_State* state) {
    std::size_t size = 0;
    const char* text = luaL_checklstring(state, 1, &size);
    const std::string_view pattern(text, size);
    int argument = 1;
    for (std::size_t at = pattern.find('%'); at < size; at = pattern.find('%', at + 1)) {
        const std::size_t end = pattern.find_first_not_of("-+ #0123456789.", at + 1);
        if (end == std::string_view::npos) break;  // unfinished: Lua's own message is right
        at = end;
        if (pattern[end] == '%') continue;
        Sandbox::of(state).charge(state, 4);
        prepare_argument(state, pattern[end], ++argument);
    }
    std::size_t bytes = size;
    for (int i = 2; i <= lua_gettop(state); ++i) {
        if (lua_type(state, i) == LUA_TSTRING) bytes += lua_rawlen(state, i);
    }
    Sandbox::of(state).charge_bytes(state, bytes);
    return lua_tocfunction(state, lua_upvalueindex(1))(state);
}

}  // namespace

void push_format_function(lua_State* state) {
    push_stock(state, &luaopen_string, "format");
    lua_pushcclosure(state, &guarded<&format>, 1);
}

}  // namespace brokerscope::scripting::lua
