#include "scripting/lua/arguments.h"

#include <algorithm>
#include <utility>

#include "scripting/lua/libraries.h"
#include "scripting/lua/ordered_keys.h"
#include "scripting/lua/script_error.h"
#include "scripting/lua/values.h"
#include "sim/base/result.h"

namespace brokerscope::scripting::lua {
namespace {

std::string prefix(const std::string& subject) {
    return subject.empty() ? std::string() : subject + ": ";
}

std::string did_you_mean(std::string_view wrong, std::span<const std::string_view> names) {
    const std::string_view nearest = base::nearest_name(wrong, names);
    return nearest.empty() ? std::string() : "did you mean '" + std::string(nearest) + "'?";
}

std::string listed(std::span<const std::string_view> names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
        text += "\"" + std::string(names[i]) + "\"";
    }
    return text;
}

}  // namespace

void refuse(lua_State* state, int index, const Label& label, std::string_view wanted,
            std::string_view hint) {
    raise_error(state,
                prefix(label.subject) + "'" + label.name + "' must be " + std::string(wanted) +
                    ", but is " + describe_value(state, index),
                hint);
}

std::int64_t read_integer(lua_State* state, int index, const Label& label, std::int64_t low,
                          std::int64_t high) {
    int is_whole = 0;
    lua_Integer value = 0;
    if (lua_type(state, index) == LUA_TNUMBER) value = lua_tointegerx(state, index, &is_whole);
    if (is_whole == 0 || value < low || value > high) {
        refuse(state, index, label,
               "an integer from " + std::to_string(low) + " to " + std::to_string(high));
    }
    return value;
}

std::string read_text(lua_State* state, int index, const Label& label) {
    if (lua_type(state, index) != LUA_TSTRING) refuse(state, index, label, "a text");
    return std::string(text_at(state, index));
}

bool read_boolean(lua_State* state, int index, const Label& label) {
    if (!lua_isboolean(state, index)) refuse(state, index, label, "true or false");
    return lua_toboolean(state, index) != 0;
}

Reference read_function(lua_State* state, int index, const Label& label) {
    if (!lua_isfunction(state, index)) refuse(state, index, label, "a function");
    return {state, index};
}

std::size_t read_choice(lua_State* state, int index, const Label& label,
                        std::span<const std::string_view> choices) {
    std::string hint;
    if (lua_type(state, index) == LUA_TSTRING) {
        const std::string_view text = text_at(state, index);
        const auto found = std::find(choices.begin(), choices.end(), text);
        if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
        hint = did_you_mean(text, choices);
    }
    refuse(state, index, label, listed(choices), hint);
}

Options::Options(lua_State* state, int index, std::string subject)
    : state_(state), index_(lua_absindex(state, index)), subject_(std::move(subject)) {
    if (lua_istable(state, index_)) return;
    raise_error(state, prefix(subject_) + "the options must be a table, but are " +
                           describe_value(state, index_));
}

bool Options::push(std::string_view name) {
    asked_.emplace_back(name);
    luaL_checkstack(state_, 2, "too many options");
    lua_pushlstring(state_, name.data(), name.size());
    if (lua_rawget(state_, index_) != LUA_TNIL) return true;
    lua_pop(state_, 1);
    return false;
}

std::optional<std::int64_t> Options::integer(std::string_view name, std::int64_t low,
                                             std::int64_t high) {
    if (!push(name)) return std::nullopt;
    const std::int64_t value = read_integer(state_, -1, label(name), low, high);
    lua_pop(state_, 1);
    return value;
}

std::optional<std::string> Options::text(std::string_view name) {
    if (!push(name)) return std::nullopt;
    std::string value = read_text(state_, -1, label(name));
    lua_pop(state_, 1);
    return value;
}

std::optional<bool> Options::boolean(std::string_view name) {
    if (!push(name)) return std::nullopt;
    const bool value = read_boolean(state_, -1, label(name));
    lua_pop(state_, 1);
    return value;
}

std::optional<std::size_t> Options::choice(std::string_view name,
                                           std::span<const std::string_view> choices) {
    if (!push(name)) return std::nullopt;
    const std::size_t value = read_choice(state_, -1, label(name), choices);
    lua_pop(state_, 1);
    return value;
}

std::optional<base::Value> Options::value(std::string_view name) {
    if (!push(name)) return std::nullopt;
    base::Value value = to_value(state_, -1, prefix(subject_) + std::string(name));
    lua_pop(state_, 1);
    return value;
}

Reference Options::function(std::string_view name) {
    if (!push(name)) return {};
    Reference value = read_function(state_, -1, label(name));
    lua_pop(state_, 1);
    return value;
}

std::vector<std::string> Options::remaining() const {
    std::vector<std::string> names;
    for (const Key& key : ordered_keys(state_, index_)) {
        if (!key.is_text) {
            raise_error(state_, prefix(subject_) +
                                    "an option needs a name, but there is an entry " +
                                    std::to_string(key.number));
        }
        if (std::find(asked_.begin(), asked_.end(), key.text) == asked_.end()) {
            names.emplace_back(key.text);
        }
    }
    return names;
}

void Options::finish() const {
    const std::vector<std::string> unknown = remaining();
    if (unknown.empty()) return;
    const std::vector<std::string_view> known(asked_.begin(), asked_.end());
    raise_error(state_, prefix(subject_) + "there is no option '" + unknown.front() + "'",
                did_you_mean(unknown.front(), known));
}

void Options::refuse_missing(std::string_view name) const {
    raise_error(state_, prefix(subject_) + "the option '" + std::string(name) + "' is missing");
}

}  // namespace brokerscope::scripting::lua
