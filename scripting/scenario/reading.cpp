#include "scripting/scenario/reading.h"

#include <optional>

namespace brokerscope::scripting {
namespace {

std::optional<base::Duration> parse_rate(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash > 9) return std::nullopt;
    std::int64_t count = 0;
    for (const char c : text.substr(0, slash)) {
        if (c < '0' || c > '9') return std::nullopt;
        count = count * 10 + (c - '0');
    }
    const std::optional<base::Duration> unit =
        base::parse_duration("1" + std::string(text.substr(slash + 1)));
    if (count <= 0 || !unit) return std::nullopt;
    return *unit / count;
}

bool ends_with_ms(const std::string& key) {
    return key.size() > 3 && key.compare(key.size() - 3, 3, ".ms") == 0;
}

std::string config_text(lua_State* state, const std::string& key, const lua::Label& label) {
    switch (lua_type(state, -1)) {
        case LUA_TBOOLEAN: return lua_toboolean(state, -1) != 0 ? "true" : "false";
        case LUA_TNUMBER:
            if (!lua_isinteger(state, -1)) lua::refuse(state, -1, label, "a whole number");
            return std::to_string(lua_tointeger(state, -1));
        case LUA_TSTRING: {
            std::size_t size = 0;
            const char* raw = lua_tolstring(state, -1, &size);
            const std::string text(raw, size);
            const auto duration = ends_with_ms(key) ? base::parse_duration(text) : std::nullopt;
            return duration ? std::to_string(duration->milliseconds()) : text;
        }
        default: lua::refuse(state, -1, label, "a text, a whole number or a boolean");
    }
}

}  // namespace

base::Duration read_duration(lua_State* state, int index, const lua::Label& label) {
    if (lua_type(state, index) == LUA_TSTRING) {
        if (const auto duration = base::parse_duration(lua_tostring(state, index)))
            return *duration;
    }
    lua::refuse(state, index, label, "a duration such as \"250ms\" or \"5s\"",
                "units are ns, us, ms, s, m and h; a duration is not negative");
}

base::Duration read_rate(lua_State* state, int index, const lua::Label& label) {
    if (lua_type(state, index) == LUA_TSTRING) {
        const auto interval = parse_rate(lua_tostring(state, index));
        if (interval && interval->ns > 0) return *interval;
    }
    lua::refuse(state, index, label, "a rate such as \"50/s\"");
}

base::Text read_translated(lua_State* state, int index, const lua::Label& label) {
    if (lua_type(state, index) == LUA_TSTRING) {
        const std::string text = lua::read_text(state, index, label);
        return {text, text};
    }
    if (!lua_istable(state, index))
        lua::refuse(state, index, label, "a text or {en = .., pt = ..}");
    base::Text text;
    for (const char* language : {"en", "pt"}) {
        lua_getfield(state, index, language);
        if (!lua_isnil(state, -1)) {
            (language[0] == 'e' ? text.en : text.pt) =
                lua::read_text(state, -1, {label.subject, label.name + "." + language});
        }
        lua_pop(state, 1);
    }
    if (text.en.empty()) lua::refuse(state, index, label, "a text or a table with 'en'");
    if (text.pt.empty()) text.pt = text.en;
    return text;
}

std::vector<std::string> read_texts(lua_State* state, int index, const lua::Label& label) {
    std::vector<std::string> texts;
    if (lua_type(state, index) == LUA_TSTRING) return {lua::read_text(state, index, label)};
    if (!lua_istable(state, index)) lua::refuse(state, index, label, "a list of texts");
    const auto size = static_cast<lua_Integer>(lua_rawlen(state, index));
    for (lua_Integer i = 1; i <= size; ++i) {
        lua_rawgeti(state, index, i);
        texts.push_back(
            lua::read_text(state, -1, {label.subject, label.name + "[" + std::to_string(i) + "]"}));
        lua_pop(state, 1);
    }
    if (texts.empty()) lua::refuse(state, index, label, "a list with at least one text");
    return texts;
}

std::vector<commands::Setting> read_configs(lua_State* state, lua::Options& options) {
    std::vector<commands::Setting> configs;
    for (const std::string& name : options.remaining()) {
        // A word without a dot can only be Kafka's own short key ("acks", "retries"); the config
        // table that checks the settings knows.
        if (!options.push(name)) continue;
        configs.push_back({name, config_text(state, name, options.label(name))});
        lua_pop(state, 1);
    }
    return configs;
}

}  // namespace brokerscope::scripting
