// The table library. It is written anew because Lua's own loops where nobody counts, up to the
// length that a __len metamethod claims, and because its sort is not the same twice (it draws
// pivots from the clock).
#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "scripting/lua/libraries.h"
#include "scripting/lua/sandbox.h"

namespace brokerscope::scripting::lua {
namespace {

constexpr int element_price = 2;
// More values than this are not put on the stack at once: each would be copied by every call on its
// way.
constexpr lua_Integer most_unpacked = 2048;

void charge_element(lua_State* state) {
    Sandbox::of(state).charge(state, element_price);
}

/// t[to] = t[from], for the table at 1.
void move_element(lua_State* state, lua_Integer from, lua_Integer to) {
    charge_element(state);
    lua_geti(state, 1, from);
    lua_seti(state, 1, to);
}

int insert(lua_State* state) {
    luaL_checktype(state, 1, LUA_TTABLE);
    const lua_Integer end = luaL_intop(+, luaL_len(state, 1), 1);
    if (lua_gettop(state) == 2) {
        lua_seti(state, 1, end);
        return 0;
    }
    if (lua_gettop(state) != 3) raise_error(state, "wrong number of arguments to 'insert'");
    const lua_Integer position = luaL_checkinteger(state, 2);
    luaL_argcheck(state, static_cast<lua_Unsigned>(position) - 1u < static_cast<lua_Unsigned>(end),
                  2, "position out of bounds");
    for (lua_Integer i = end; i > position; --i)
        move_element(state, i - 1, i);
    lua_seti(state, 1, position);
    return 0;
}

int remove(lua_State* state) {
    luaL_checktype(state, 1, LUA_TTABLE);
    const lua_Integer size = luaL_len(state, 1);
    lua_Integer position = luaL_optinteger(state, 2, size);
    if (lua_gettop(state) > 1) {
        luaL_argcheck(state,
                      static_cast<lua_Unsigned>(position) - 1u <= static_cast<lua_Unsigned>(size),
                      2, "position out of bounds");
    }
    lua_geti(state, 1, position);
    for (; position < size; ++position)
        move_element(state, position + 1, position);
    lua_pushnil(state);
    lua_seti(state, 1, position);
    return 1;
}

int move(lua_State* state) {
    luaL_checktype(state, 1, LUA_TTABLE);
    const lua_Integer first = luaL_checkinteger(state, 2);
    const lua_Integer last = luaL_checkinteger(state, 3);
    const lua_Integer target = luaL_checkinteger(state, 4);
    const int destination = lua_isnoneornil(state, 5) ? 1 : 5;
    luaL_checktype(state, destination, LUA_TTABLE);
    if (last >= first) {
        const lua_Integer max = std::numeric_limits<lua_Integer>::max();
        luaL_argcheck(state, first > 0 || last < max + first, 3, "too many elements to move");
        const lua_Integer count = last - first + 1;
        luaL_argcheck(state, target <= max - count + 1, 4, "destination wrap around");
        const bool overlaps = target > first && target <= last && destination == 1;
        for (lua_Integer i = 0; i < count; ++i) {
            const lua_Integer offset = overlaps ? count - 1 - i : i;
            charge_element(state);
            lua_geti(state, 1, first + offset);
            lua_seti(state, destination, target + offset);
        }
    }
    lua_pushvalue(state, destination);
    return 1;
}

int concat(lua_State* state) {
    luaL_checktype(state, 1, LUA_TTABLE);
    const lua_Integer size = luaL_len(state, 1);
    std::size_t separator_size = 0;
    const char* separator = luaL_optlstring(state, 2, "", &separator_size);
    const lua_Integer first = luaL_optinteger(state, 3, 1);
    const lua_Integer last = luaL_optinteger(state, 4, size);
    TextBuilder text(state);
    for (lua_Integer i = first; i <= last; ++i) {
        charge_element(state);
        lua_geti(state, 1, i);
        if (lua_isstring(state, -1) == 0) {
            raise_error(state, "invalid value (at index " + std::to_string(i) +
                                   ") in table for 'concat': it is " + describe_value(state, -1));
        }
        text.append(text_at(state, -1));
        lua_pop(state, 1);
        if (i == last) break;  // the last may be the largest integer
        text.append({separator, separator_size});
    }
    text.push();
    return 1;
}

int pack(lua_State* state) {
    const int count = lua_gettop(state);
    lua_createtable(state, count, 1);
    lua_insert(state, 1);
    for (int i = count; i >= 1; --i)
        lua_seti(state, 1, i);
    lua_pushinteger(state, count);
    lua_setfield(state, 1, "n");
    return 1;
}

int unpack(lua_State* state) {
    const lua_Integer first = luaL_optinteger(state, 2, 1);
    const lua_Integer last =
        lua_isnoneornil(state, 3) ? luaL_len(state, 1) : luaL_checkinteger(state, 3);
    if (first > last) return 0;
    const lua_Unsigned count =
        static_cast<lua_Unsigned>(last) - static_cast<lua_Unsigned>(first) + 1;
    if (count == 0 || count > static_cast<lua_Unsigned>(most_unpacked)) {
        raise_error(state, "too many results to unpack", "at most 2048 values can be unpacked");
    }
    luaL_checkstack(state, static_cast<int>(count), "too many results to unpack");
    for (lua_Unsigned i = 0; i < count; ++i) {
        charge_element(state);
        lua_geti(state, 1, luaL_intop(+, first, static_cast<lua_Integer>(i)));
    }
    return static_cast<int>(count);
}

// --- sort

/// Whether element `a` of the copy at `list` comes before element `b`; the comparison function, or
/// nil, is at 2.
bool comes_before(lua_State* state, int list, lua_Integer a, lua_Integer b) {
    Sandbox& sandbox = Sandbox::of(state);
    sandbox.charge(state, 4 * sandbox.meter().instruction_price());
    const bool has_function = !lua_isnil(state, 2);
    if (has_function) lua_pushvalue(state, 2);
    lua_rawgeti(state, list, a);
    lua_rawgeti(state, list, b);
    if (has_function) {
        lua_call(state, 2, 1);
    } else {
        lua_pushboolean(state, lua_compare(state, -2, -1, LUA_OPLT));
        lua_replace(state, -3);
        lua_pop(state, 1);
    }
    const bool before = lua_toboolean(state, -1) != 0;
    lua_pop(state, 1);
    return before;
}

/// Merge sort: equal elements keep their order, and it ends whatever the function answers.
void sort_positions(lua_State* state, int list, std::vector<lua_Integer>& positions) {
    std::vector<lua_Integer> merged(positions.size());
    const std::size_t size = positions.size();
    for (std::size_t width = 1; width < size; width *= 2) {
        for (std::size_t start = 0; start < size; start += 2 * width) {
            const std::size_t middle = std::min(start + width, size);
            const std::size_t end = std::min(start + 2 * width, size);
            std::size_t left = start;
            std::size_t right = middle;
            for (std::size_t out = start; out < end; ++out) {
                const bool take_right =
                    left == middle ||
                    (right < end && comes_before(state, list, positions[right], positions[left]));
                merged[out] = positions[take_right ? right++ : left++];
            }
        }
        positions.swap(merged);
    }
}

int sort(lua_State* state) {
    luaL_checktype(state, 1, LUA_TTABLE);
    if (!lua_isnoneornil(state, 2)) luaL_checktype(state, 2, LUA_TFUNCTION);
    lua_settop(state, 2);
    const lua_Integer size = luaL_len(state, 1);
    // The comparison function may change the table, so a copy is sorted.
    lua_newtable(state);
    std::vector<lua_Integer> positions;
    for (lua_Integer i = 1; i <= size; ++i) {
        charge_element(state);
        lua_geti(state, 1, i);
        lua_rawseti(state, 3, i);
        positions.push_back(i);
    }
    sort_positions(state, 3, positions);
    lua_Integer target = 0;
    for (const lua_Integer position : positions) {
        charge_element(state);
        lua_rawgeti(state, 3, position);
        lua_seti(state, 1, ++target);
    }
    return 0;
}

}  // namespace

void push_table_library(lua_State* state) {
    lua_newtable(state);
    const NamedFunction functions[] = {
        {"concat", &guarded<&concat>}, {"insert", &guarded<&insert>}, {"move", &guarded<&move>},
        {"pack", &guarded<&pack>},     {"remove", &guarded<&remove>}, {"sort", &guarded<&sort>},
        {"unpack", &guarded<&unpack>},
    };
    set_functions(state, functions);
}

}  // namespace brokerscope::scripting::lua
