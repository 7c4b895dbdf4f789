// The math library without what differs between processors or math libraries: no transcendental
// functions, random numbers from the scenario's own stream, and whole powers in place of `^`.
#include <array>

#include "scripting/lua/libraries.h"
#include "scripting/lua/sandbox.h"

namespace brokerscope::scripting::lua {
namespace {

constexpr std::array kept = {"abs", "ceil",       "floor",     "fmod",       "huge",
                             "max", "maxinteger", "min",       "mininteger", "modf",
                             "pi",  "sqrt",       "tointeger", "type",       "ult"};

lua_Number random_fraction(base::Rng& random) {
    // The 53 bits that a number in [0, 1) can have.
    return static_cast<lua_Number>(random.next() >> 11) * 0x1p-53;
}

/// random() -> [0, 1); random(n) -> 1..n; random(m, n) -> m..n; random(0) -> any integer.
int random(lua_State* state) {
    base::Rng& stream = Sandbox::of(state).random();
    const int arguments = lua_gettop(state);
    if (arguments == 0) {
        lua_pushnumber(state, random_fraction(stream));
        return 1;
    }
    if (arguments > 2) raise_error(state, "math.random takes at most two numbers");
    const lua_Integer first = luaL_checkinteger(state, 1);
    if (arguments == 1 && first == 0) {
        lua_pushinteger(state, static_cast<lua_Integer>(stream.next()));
        return 1;
    }
    const lua_Integer low = arguments == 1 ? 1 : first;
    const lua_Integer high = arguments == 1 ? first : luaL_checkinteger(state, 2);
    luaL_argcheck(state, low <= high, arguments, "interval is empty");
    lua_pushinteger(state, stream.between(low, high));
    return 1;
}

/// ipow(base, exponent): the integer base^exponent; an error when it does not fit into 64 bits.
int integer_power(lua_State* state) {
    lua_Integer base = luaL_checkinteger(state, 1);
    lua_Integer exponent = luaL_checkinteger(state, 2);
    luaL_argcheck(state, exponent >= 0, 2, "the exponent must not be negative");
    lua_Integer result = 1;
    bool overflow = false;
    while (exponent > 0 && !overflow) {
        if (exponent % 2 == 1) overflow = __builtin_mul_overflow(result, base, &result);
        exponent /= 2;
        if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) overflow = true;
    }
    if (overflow) raise_error(state, "the power does not fit into an integer of 64 bits");
    lua_pushinteger(state, result);
    return 1;
}

}  // namespace

void push_math_library(lua_State* state) {
    lua_newtable(state);
    copy_stock(state, &luaopen_math, kept, Price::text_lengths);
    const NamedFunction replaced[] = {
        {"ipow", &guarded<&integer_power>},
        {"random", &guarded<&random>},
    };
    set_functions(state, replaced);
}

}  // namespace brokerscope::scripting::lua
