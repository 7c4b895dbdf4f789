// The order of the keys of a table: integers ascending, then texts by their bytes. Other keys have
// none, because Lua's own order depends on addresses.
#pragma once

#include <lua5.4/lua.hpp>
#include <string_view>
#include <tuple>
#include <vector>

namespace brokerscope::scripting::lua {

struct Key {
    bool is_text = false;
    lua_Integer number = 0;
    std::string_view text;  // belongs to the Lua string, which the table keeps alive
    lua_Integer slot = 0;   // where a snapshot holds the key before it is sorted

    friend bool operator<(const Key& a, const Key& b) {
        return std::tie(a.is_text, a.number, a.text) < std::tie(b.is_text, b.number, b.text);
    }
};

/// The key at `index`, or a Lua error when it has no order.
Key key_at(lua_State* state, int index);

/// The keys of the table at `index`, in order. They are good until the table changes. With
/// `snapshot` (an index of another table) the keys are also stored there, each at its slot.
std::vector<Key> ordered_keys(lua_State* state, int index, int snapshot = 0);

}  // namespace brokerscope::scripting::lua
