#include "scripting/lua/libraries.h"

#include <array>
#include <cmath>
#include <limits>

#include "scripting/lua/sandbox.h"

namespace brokerscope::scripting::lua {
namespace {

/// Upvalue 1 is the stock function, which has no upvalues of its own.
int run_stock(lua_State* state) {
    return lua_tocfunction(state, lua_upvalueindex(1))(state);
}

int run_stock_by_length(lua_State* state) {
    std::size_t bytes = 0;
    for (int i = 1; i <= lua_gettop(state); ++i) {
        if (lua_type(state, i) == LUA_TSTRING) bytes += lua_rawlen(state, i);
    }
    Sandbox::of(state).charge_bytes(state, bytes);
    return run_stock(state);
}

constexpr std::size_t shown_text_bytes = 60;

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text.substr(0, shown_text_bytes)) {
        out += c == '\n' ? ' ' : c;
    }
    return out + (text.size() > shown_text_bytes ? "...\"" : "\"");
}

std::string number_text(lua_State* state, int index) {
    if (lua_isinteger(state, index) != 0) return std::to_string(lua_tointeger(state, index));
    const lua_Number number = lua_tonumber(state, index);
    if (std::isnan(number)) return "nan";
    char buffer[64];
    lua_number2str(buffer, sizeof buffer, number);
    std::string text = buffer;
    // As Lua does, so that a float can be told from an integer.
    if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
    return text;
}

}  // namespace

void set_functions(lua_State* state, std::span<const NamedFunction> functions) {
    for (const NamedFunction& entry : functions) {
        lua_pushcfunction(state, entry.function);
        lua_setfield(state, -2, entry.name);
    }
}

void push_stock(lua_State* state, lua_CFunction open, const char* name) {
    lua_pushcfunction(state, open);
    lua_call(state, 0, 1);
    lua_getfield(state, -1, name);
    lua_remove(state, -2);
}

void copy_stock(lua_State* state, lua_CFunction open, std::span<const char* const> names,
                Price price) {
    const lua_CFunction run =
        price == Price::call ? &guarded<&run_stock> : &guarded<&run_stock_by_length>;
    lua_pushcfunction(state, open);
    lua_call(state, 0, 1);
    for (const char* name : names) {
        lua_getfield(state, -1, name);
        if (lua_iscfunction(state, -1) != 0) lua_pushcclosure(state, run, 1);
        lua_setfield(state, -3, name);
    }
    lua_pop(state, 1);
}

std::string_view text_at(lua_State* state, int index) {
    std::size_t size = 0;
    const char* text = lua_tolstring(state, index, &size);
    return {text, size};
}

void push_text(lua_State* state, int index) {
    index = lua_absindex(state, index);
    if (luaL_callmeta(state, index, "__tostring") != 0) {
        if (lua_type(state, -1) != LUA_TSTRING)
            raise_error(state, "'__tostring' must return a string");
        return;
    }
    switch (lua_type(state, index)) {
        case LUA_TSTRING: lua_pushvalue(state, index); return;
        case LUA_TNUMBER: lua_pushstring(state, number_text(state, index).c_str()); return;
        case LUA_TBOOLEAN:
            lua_pushstring(state, lua_toboolean(state, index) ? "true" : "false");
            return;
        default: break;
    }
    if (luaL_getmetafield(state, index, "__name") == LUA_TSTRING) return;
    lua_pushstring(state, luaL_typename(state, index));
}

std::string describe_value(lua_State* state, int index) {
    switch (lua_type(state, index)) {
        case LUA_TNONE: return "missing";
        case LUA_TNIL: return "nil";
        case LUA_TBOOLEAN: return lua_toboolean(state, index) != 0 ? "true" : "false";
        case LUA_TNUMBER: return number_text(state, index);
        case LUA_TSTRING: return quoted(text_at(state, index));
        case LUA_TLIGHTUSERDATA: return "null";
        default: return "a " + std::string(luaL_typename(state, index));
    }
}

void TextBuilder::append(std::string_view text) {
    Sandbox& sandbox = Sandbox::of(state_);
    sandbox.charge_bytes(state_, text.size());
    if (text.size() > sandbox.meter().limits().memory_bytes - text_.size()) {
        sandbox.raise_out_of_memory(state_);
    }
    text_.append(text);
}

}  // namespace brokerscope::scripting::lua
