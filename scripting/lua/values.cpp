#include "scripting/lua/values.h"

#include <cmath>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "scripting/lua/libraries.h"
#include "scripting/lua/ordered_keys.h"
#include "scripting/lua/sandbox.h"

namespace brokerscope::scripting::lua {
namespace {

constexpr int most_levels = 64;

base::Value read(lua_State* state, int index, const std::string& path, int level);

base::Value read_number(lua_State* state, int index, const std::string& path) {
    int is_whole = 0;
    const lua_Integer whole = lua_tointegerx(state, index, &is_whole);
    if (is_whole == 0) {
        raise_error(state, path + " must be a whole number of 64 bits, but is " +
                               describe_value(state, index));
    }
    return {static_cast<std::int64_t>(whole)};
}

base::Value read_list(lua_State* state, int index, const std::vector<Key>& keys,
                      const std::string& path, int level) {
    base::Value::List list;
    for (const Key& key : keys) {
        const auto expected = static_cast<lua_Integer>(list.size()) + 1;
        if (key.number != expected) {
            raise_error(state, path + " has an entry " + std::to_string(key.number) +
                                   ", but none at " + std::to_string(expected));
        }
        lua_rawgeti(state, index, key.number);
        list.push_back(
            read(state, lua_gettop(state), path + "[" + std::to_string(expected) + "]", level + 1));
        lua_pop(state, 1);
    }
    return {std::move(list)};
}

std::string shortened(std::string_view name) {
    constexpr std::size_t most_bytes = 60;
    return std::string(name.substr(0, most_bytes)) + (name.size() > most_bytes ? "..." : "");
}

base::Value read_table(lua_State* state, int index, const std::string& path, int level) {
    if (level >= most_levels) {
        raise_error(state, path.substr(0, 100) + "... is nested too deeply",
                    "a table may contain itself");
    }
    luaL_checkstack(state, 4, "a table is nested too deeply");
    const std::vector<Key> keys = ordered_keys(state, index);
    if (!keys.empty() && !keys.front().is_text) {
        if (keys.back().is_text) {
            raise_error(state, path + " has both numbered and named entries",
                        "a table is a list or an object, not both");
        }
        return read_list(state, index, keys, path, level);
    }
    base::Value::Object object;
    for (const Key& key : keys) {
        const std::string name(key.text);
        lua_pushlstring(state, name.data(), name.size());
        lua_rawget(state, index);
        base::Value member =
            read(state, lua_gettop(state), path + "." + shortened(key.text), level + 1);
        object.push_back({name, std::move(member)});
        lua_pop(state, 1);
    }
    return {std::move(object)};
}

base::Value read(lua_State* state, int index, const std::string& path, int level) {
    constexpr std::int64_t price = 16;
    Sandbox::of(state).charge(state, price);
    switch (lua_type(state, index)) {
        case LUA_TNIL: return {};
        case LUA_TBOOLEAN: return {lua_toboolean(state, index) != 0};
        case LUA_TNUMBER: return read_number(state, index, path);
        case LUA_TSTRING:
            Sandbox::of(state).charge_bytes(state, lua_rawlen(state, index));
            return {std::string(text_at(state, index))};
        case LUA_TTABLE: return read_table(state, index, path, level);
        default: break;
    }
    if (is_null(state, index)) return {};
    raise_error(state, path + " must be data, but is " + describe_value(state, index),
                "data are numbers, texts, true, false, null and tables of these");
}

void push_list(lua_State* state, const base::Value::List& list) {
    lua_createtable(state, static_cast<int>(list.size()), 0);
    lua_Integer position = 0;
    for (const base::Value& element : list) {
        if (element.is_null()) {
            push_null(state);
        } else {
            push_value(state, element);
        }
        lua_rawseti(state, -2, ++position);
    }
}

void push_object(lua_State* state, const base::Value::Object& object) {
    lua_createtable(state, 0, static_cast<int>(object.size()));
    for (const base::ValueMember& member : object) {
        lua_pushlstring(state, member.name.data(), member.name.size());
        push_value(state, member.value);
        lua_rawset(state, -3);
    }
}

}  // namespace

base::Value to_value(lua_State* state, int index, const std::string& path) {
    return read(state, lua_absindex(state, index), path, 0);
}

void push_value(lua_State* state, const base::Value& value) {
    luaL_checkstack(state, 4, "a value is nested too deeply");
    const auto push_text_of = [state](const std::string& text) {
        lua_pushlstring(state, text.data(), text.size());
    };
    if (const auto* yes = std::get_if<bool>(&value.content)) {
        lua_pushboolean(state, *yes ? 1 : 0);
    } else if (const auto* integer = std::get_if<std::int64_t>(&value.content)) {
        lua_pushinteger(state, *integer);
    } else if (const auto* text = std::get_if<std::string>(&value.content)) {
        push_text_of(*text);
    } else if (const auto* bytes = std::get_if<base::Bytes>(&value.content)) {
        push_text_of(bytes->data);
    } else if (const auto* topic = std::get_if<base::TopicId>(&value.content)) {
        lua_pushinteger(state, static_cast<lua_Integer>(topic->value));
    } else if (value.list() != nullptr) {
        push_list(state, *value.list());
    } else if (value.object() != nullptr) {
        push_object(state, *value.object());
    } else {
        lua_pushnil(state);
    }
}

bool is_null(lua_State* state, int index) {
    return lua_islightuserdata(state, index) && lua_touserdata(state, index) == nullptr;
}

void push_null(lua_State* state) {
    lua_pushlightuserdata(state, nullptr);
}

}  // namespace brokerscope::scripting::lua
