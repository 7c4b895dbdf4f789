// The string library: what works on whole texts. Patterns are in pattern_library.cpp, format() is
// in string_format.cpp. Not here: dump, pack, unpack and packsize. Texts are not converted to
// numbers by arithmetic.
#include <array>
#include <cstdint>

#include "scripting/lua/sandbox.h"
#include "scripting/lua/string_functions.h"

namespace brokerscope::scripting::lua {
namespace {

constexpr std::array kept = {"char", "lower", "reverse", "upper"};
// More values than this are not put on the stack at once: each would be copied by every call on its
// way.
constexpr std::size_t most_values = 2048;

int repeat(lua_State* state) {
    std::size_t size = 0;
    std::size_t separator_size = 0;
    const char* text = luaL_checklstring(state, 1, &size);
    const lua_Integer count = luaL_checkinteger(state, 2);
    const char* separator = luaL_optlstring(state, 3, "", &separator_size);
    if (count <= 0 || (size == 0 && separator_size == 0)) {
        lua_pushliteral(state, "");
        return 1;
    }
    Sandbox& sandbox = Sandbox::of(state);
    // Before the first byte is made: the whole may be far beyond every limit.
    const std::size_t most = sandbox.meter().limits().memory_bytes;
    if (static_cast<lua_Unsigned>(count) > most / (size + separator_size)) {
        sandbox.raise_out_of_memory(state);
    }
    TextBuilder result(state);
    for (lua_Integer i = 0; i < count; ++i) {
        if (i > 0) result.append({separator, separator_size});
        result.append({text, size});
        if (i % 16 == 0) sandbox.charge(state, 1);
    }
    result.push();
    return 1;
}

int byte(lua_State* state) {
    std::size_t size = 0;
    const char* text = luaL_checklstring(state, 1, &size);
    const lua_Integer first = luaL_optinteger(state, 2, 1);
    const std::size_t start = start_position(first, size);
    const std::size_t end = end_position(luaL_optinteger(state, 3, first), size);
    if (start > end) return 0;
    const std::size_t count = end - start + 1;
    if (count > most_values) {
        raise_error(state, "string slice too long", "at most 2048 bytes can be asked for at once");
    }
    luaL_checkstack(state, static_cast<int>(count), "string slice too long");
    for (std::size_t i = start; i <= end; ++i)
        lua_pushinteger(state, static_cast<unsigned char>(text[i - 1]));
    return static_cast<int>(count);
}

int length(lua_State* state) {
    std::size_t size = 0;
    luaL_checklstring(state, 1, &size);
    lua_pushinteger(state, static_cast<lua_Integer>(size));
    return 1;
}

int part(lua_State* state) {
    std::size_t size = 0;
    const char* text = luaL_checklstring(state, 1, &size);
    const std::size_t start = start_position(luaL_checkinteger(state, 2), size);
    const std::size_t end = end_position(luaL_optinteger(state, 3, -1), size);
    const std::size_t count = start > end ? 0 : end - start + 1;
    Sandbox::of(state).charge_bytes(state, count);
    lua_pushlstring(state, count == 0 ? "" : text + start - 1, count);
    return 1;
}

/// utf8.codepoint: upvalue 1 is the stock function.
int code_points(lua_State* state) {
    std::size_t size = 0;
    luaL_checklstring(state, 1, &size);
    const lua_Integer first = luaL_optinteger(state, 2, 1);
    const std::size_t start = start_position(first, size);
    const std::size_t end = end_position(luaL_optinteger(state, 3, first), size);
    if (end > start && end - start >= most_values) {
        raise_error(state, "string slice too long", "at most 2048 bytes can be asked for at once");
    }
    Sandbox::of(state).charge_bytes(state, size);
    return lua_tocfunction(state, lua_upvalueindex(1))(state);
}

/// All texts share one metatable. Its methods are a copy that no script can reach, so that nobody
/// can change what ("x"):rep(3) does for others.
void protect_metatable(lua_State* state, int library) {
    lua_pushliteral(state, "");
    lua_createtable(state, 0, 2);
    lua_createtable(state, 0, 16);
    lua_pushnil(state);
    while (lua_next(state, library) != 0) {
        lua_pushvalue(state, -2);
        lua_insert(state, -2);
        lua_rawset(state, -4);
    }
    lua_setfield(state, -2, "__index");
    lua_pushboolean(state, 0);
    lua_setfield(state, -2, "__metatable");
    lua_setmetatable(state, -2);
    lua_pop(state, 1);
}

}  // namespace

std::size_t start_position(lua_Integer position, std::size_t size) {
    if (position > 0) return static_cast<std::size_t>(position);
    if (position == 0 || position < -static_cast<lua_Integer>(size)) return 1;
    return size + 1 - static_cast<std::size_t>(-position);
}

std::size_t end_position(lua_Integer position, std::size_t size) {
    if (position > static_cast<lua_Integer>(size)) return size;
    if (position >= 0) return static_cast<std::size_t>(position);
    if (position < -static_cast<lua_Integer>(size)) return 0;
    return size + 1 - static_cast<std::size_t>(-position);
}

void push_string_library(lua_State* state) {
    lua_newtable(state);
    copy_stock(state, &luaopen_string, kept, Price::text_lengths);
    const NamedFunction replaced[] = {
        {"byte", &guarded<&byte>},
        {"len", &guarded<&length>},
        {"rep", &guarded<&repeat>},
        {"sub", &guarded<&part>},
    };
    set_functions(state, replaced);
    set_functions(state, pattern_functions());
    push_format_function(state);
    lua_setfield(state, -2, "format");
    protect_metatable(state, lua_gettop(state));
}

void push_utf8_library(lua_State* state) {
    lua_newtable(state);
    constexpr std::array kept_names = {"char", "charpattern", "codes", "len", "offset"};
    copy_stock(state, &luaopen_utf8, kept_names, Price::text_lengths);
    push_stock(state, &luaopen_utf8, "codepoint");
    lua_pushcclosure(state, &guarded<&code_points>, 1);
    lua_setfield(state, -2, "codepoint");
}

}  // namespace brokerscope::scripting::lua
