// The global functions, and the choice of what is global.
#include <algorithm>
#include <array>
#include <optional>

#include "scripting/lua/libraries.h"
#include "scripting/lua/sandbox.h"

namespace brokerscope::scripting::lua {
namespace {

int tostring_value(lua_State* state) {
    luaL_checkany(state, 1);
    push_text(state, 1);
    return 1;
}

int print_values(lua_State* state) {
    TextBuilder line(state);
    for (int i = 1, last = lua_gettop(state); i <= last; ++i) {
        push_text(state, i);
        if (i > 1) line.append("\t");
        line.append(text_at(state, -1));
        lua_pop(state, 1);
    }
    Sandbox::of(state).print(line.view());
    return 0;
}

bool is_refused_field(lua_State* state, int index) {
    if (lua_type(state, index) != LUA_TSTRING) return false;
    const std::string_view name = text_at(state, index);
    return name == "__gc" || name == "__mode";
}

[[noreturn]] void refuse_field(lua_State* state, std::string_view name) {
    raise_error(state, "a metatable must not have " + std::string(name),
                "when garbage is collected must not be visible to a scenario");
}

/// Lua follows a chain of two thousand __index tables as one instruction.
void check_index_chain(lua_State* state, int metatable) {
    constexpr int most_levels = 64;
    lua_pushvalue(state, metatable);
    for (int level = 0; level < most_levels; ++level) {
        lua_pushliteral(state, "__index");
        lua_rawget(state, -2);
        lua_replace(state, -2);
        if (!lua_istable(state, -1) || lua_getmetatable(state, -1) == 0) {
            lua_pop(state, 1);
            return;
        }
        lua_replace(state, -2);
    }
    raise_error(state, "a chain of __index tables has more than 64 levels, or never ends");
}

int set_metatable(lua_State* state) {
    luaL_checktype(state, 1, LUA_TTABLE);
    luaL_argexpected(state, lua_isnil(state, 2) || lua_istable(state, 2), 2, "nil or table");
    if (luaL_getmetafield(state, 1, "__metatable") != LUA_TNIL) {
        raise_error(state, "cannot change a protected metatable");
    }
    lua_settop(state, 2);
    if (lua_istable(state, 2)) {
        for (const char* name : {"__gc", "__mode"}) {
            lua_pushstring(state, name);
            if (lua_rawget(state, 2) != LUA_TNIL) refuse_field(state, name);
            lua_pop(state, 1);
        }
        check_index_chain(state, 2);
    }
    lua_setmetatable(state, 1);
    return 1;
}

int raw_set(lua_State* state) {
    luaL_checktype(state, 1, LUA_TTABLE);
    luaL_checkany(state, 2);
    luaL_checkany(state, 3);
    if (is_refused_field(state, 2)) refuse_field(state, text_at(state, 2));
    lua_settop(state, 3);
    lua_rawset(state, 1);
    return 1;
}

constexpr std::array kept = {"_VERSION", "assert", "error",  "getmetatable",
                             "ipairs",   "rawlen", "select", "type"};
constexpr std::array kept_by_length = {"rawequal", "rawget", "tonumber"};

/// `null` is a light userdata, so that every null is equal to every other.
void set_null(lua_State* state) {
    lua_pushlightuserdata(state, nullptr);
    lua_createtable(state, 0, 3);
    lua_pushcfunction(state, [](lua_State* inner) {
        lua_pushliteral(inner, "null");
        return 1;
    });
    lua_setfield(state, -2, "__tostring");
    lua_pushliteral(state, "null");
    lua_setfield(state, -2, "__name");
    lua_pushboolean(state, 0);
    lua_setfield(state, -2, "__metatable");
    lua_setmetatable(state, -2);
    lua_setfield(state, -2, "null");
}

}  // namespace

void push_print_function(lua_State* state) {
    lua_pushcfunction(state, &guarded<&print_values>);
}

void open_libraries(lua_State* state) {
    // The stock base library writes into the globals, so they are replaced afterwards.
    lua_createtable(state, 0, 32);
    copy_stock(state, &luaopen_base, kept, Price::call);
    copy_stock(state, &luaopen_base, kept_by_length, Price::text_lengths);
    const NamedFunction replaced[] = {
        {"next", next_function()},
        {"pairs", pairs_function()},
        {"pcall", pcall_function()},
        {"rawset", &guarded<&raw_set>},
        {"setmetatable", &guarded<&set_metatable>},
        {"tostring", &guarded<&tostring_value>},
        {"xpcall", xpcall_function()},
    };
    set_functions(state, replaced);
    const std::pair<const char*, void (*)(lua_State*)> libraries[] = {
        {"coroutine", &push_coroutine_library}, {"math", &push_math_library},
        {"string", &push_string_library},       {"table", &push_table_library},
        {"utf8", &push_utf8_library},
    };
    for (const auto& [name, push] : libraries) {
        push(state);
        lua_setfield(state, -2, name);
    }
    set_null(state);
    lua_pushvalue(state, -1);
    lua_setfield(state, -2, "_G");
    lua_rawseti(state, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
}

}  // namespace brokerscope::scripting::lua
