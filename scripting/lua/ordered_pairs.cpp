// pairs() and next() in an order that depends on the keys only: integers ascending, then texts by
// their bytes. Stock Lua's order depends on addresses, and differs in every process.
//
// pairs() takes a snapshot of the keys. What is set to nil before it is reached is skipped; what is
// added meanwhile is not visited. next(t, k) is the entry after k, which need not exist any more.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "scripting/lua/libraries.h"
#include "scripting/lua/ordered_keys.h"
#include "scripting/lua/sandbox.h"

namespace brokerscope::scripting::lua {
namespace {

/// A walk visits the empty places of a table as well, and nobody knows how many there are.
void charge_walk(lua_State* state) {
    constexpr std::size_t bytes_per_instruction = 256;
    Sandbox& sandbox = Sandbox::of(state);
    const std::size_t instructions = sandbox.meter().largest_table_part() / bytes_per_instruction;
    sandbox.charge(state, static_cast<std::int64_t>(instructions));
}

int next_entry(lua_State* state) {
    luaL_checktype(state, 1, LUA_TTABLE);
    lua_settop(state, 2);
    charge_walk(state);
    std::optional<Key> after;
    if (!lua_isnil(state, 2)) after = key_at(state, 2);
    lua_pushnil(state);  // 3: the best key so far
    std::optional<Key> best;
    lua_pushnil(state);
    while (lua_next(state, 1) != 0) {
        lua_pop(state, 1);
        Sandbox::of(state).charge(state, 1);
        const Key key = key_at(state, -1);
        if ((after && !(*after < key)) || (best && !(key < *best))) continue;
        best = key;
        lua_copy(state, -1, 3);
    }
    if (!best) return 1;  // the nil at 3
    lua_pushvalue(state, 3);
    lua_rawget(state, 1);
    return 2;
}

/// Pushes a list of the keys of the table at 1, in order.
void push_sorted_keys(lua_State* state) {
    lua_newtable(state);
    const int unsorted = lua_gettop(state);
    const std::vector<Key> keys = ordered_keys(state, 1, unsorted);
    lua_createtable(state, static_cast<int>(keys.size()), 0);
    lua_Integer position = 0;
    for (const Key& key : keys) {
        lua_rawgeti(state, unsorted, key.slot);
        lua_rawseti(state, -2, ++position);
    }
    lua_remove(state, unsorted);
}

/// The iterator: upvalue 1 is the list of keys, upvalue 2 how many of them were visited.
int step(lua_State* state) {
    luaL_checktype(state, 1, LUA_TTABLE);
    lua_Integer position = lua_tointeger(state, lua_upvalueindex(2));
    while (true) {
        Sandbox::of(state).charge(state, 1);
        if (lua_rawgeti(state, lua_upvalueindex(1), ++position) == LUA_TNIL) return 1;
        lua_pushvalue(state, -1);
        if (lua_rawget(state, 1) != LUA_TNIL) break;
        lua_pop(state, 2);
    }
    lua_pushinteger(state, position);
    lua_replace(state, lua_upvalueindex(2));
    return 2;
}

int finish_metamethod(lua_State*, int, lua_KContext) {
    return 3;
}

int pairs(lua_State* state) {
    luaL_checkany(state, 1);
    if (luaL_getmetafield(state, 1, "__pairs") != LUA_TNIL) {
        lua_pushvalue(state, 1);
        lua_callk(state, 1, 3, 0, &finish_metamethod);
        return 3;
    }
    luaL_checktype(state, 1, LUA_TTABLE);
    lua_settop(state, 1);
    push_sorted_keys(state);
    lua_pushinteger(state, 0);
    lua_pushcclosure(state, &guarded<&step>, 2);
    lua_pushvalue(state, 1);
    lua_pushnil(state);
    return 3;
}

}  // namespace

Key key_at(lua_State* state, int index) {
    if (lua_type(state, index) == LUA_TSTRING) {
        return {.is_text = true, .number = 0, .text = text_at(state, index), .slot = 0};
    }
    if (lua_isinteger(state, index) == 0) {
        raise_error(state,
                    "a table with " + describe_value(state, index) + " as a key has no order",
                    "only whole numbers and texts are keys that pairs() and next() can order");
    }
    return {.is_text = false, .number = lua_tointeger(state, index), .text = {}, .slot = 0};
}

std::vector<Key> ordered_keys(lua_State* state, int index, int snapshot) {
    constexpr std::int64_t price = 8;
    index = lua_absindex(state, index);
    charge_walk(state);
    std::vector<Key> keys;
    lua_pushnil(state);
    while (lua_next(state, index) != 0) {
        lua_pop(state, 1);
        Sandbox::of(state).charge(state, price);
        Key key = key_at(state, -1);
        key.slot = static_cast<lua_Integer>(keys.size()) + 1;
        keys.push_back(key);
        if (snapshot == 0) continue;
        lua_pushvalue(state, -1);
        lua_rawseti(state, snapshot, key.slot);
    }
    std::sort(keys.begin(), keys.end());
    return keys;
}

lua_CFunction next_function() {
    return &guarded<&next_entry>;
}

lua_CFunction pairs_function() {
    return &guarded<&pairs>;
}

}  // namespace brokerscope::scripting::lua
