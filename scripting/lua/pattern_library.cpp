// string.find, match, gmatch and gsub, on the counting matcher.
#include <algorithm>
#include <array>
#include <optional>

#include "scripting/lua/pattern.h"
#include "scripting/lua/sandbox.h"
#include "scripting/lua/string_functions.h"

namespace brokerscope::scripting::lua {
namespace {

std::string_view check_text(lua_State* state, int argument) {
    std::size_t size = 0;
    const char* text = luaL_checklstring(state, argument, &size);
    return {text, size};
}

PatternMatcher make_matcher(lua_State* state, std::string_view subject, std::string_view pattern) {
    return {subject, pattern,
            [state](std::int64_t price) { Sandbox::of(state).charge(state, price); }};
}

/// Runs `body` and turns a PatternError into a Lua error.
template <class Body>
int with_pattern_errors(lua_State* state, Body&& body) {
    std::string message;
    try {
        return body();
    } catch (const PatternError& error) {
        message = error.message;
    }
    raise_error(state, message);
}

void push_capture(lua_State* state, const PatternMatcher& matcher, const Capture& capture) {
    if (capture.kind == Capture::Kind::position) {
        lua_pushinteger(state, static_cast<lua_Integer>(capture.start) + 1);
    } else {
        const std::string_view text = matcher.text_of(capture);
        lua_pushlstring(state, text.data(), text.size());
    }
}

/// Pushes all captures, or the whole match when there are none and `or_whole`.
int push_captures(lua_State* state, const PatternMatcher& matcher, std::size_t start,
                  std::size_t end, bool or_whole) {
    const std::size_t count =
        matcher.capture_count() == 0 && or_whole ? 1 : matcher.capture_count();
    luaL_checkstack(state, static_cast<int>(count), "too many captures");
    for (std::size_t i = 0; i < count; ++i)
        push_capture(state, matcher, matcher.capture(i, start, end));
    return static_cast<int>(count);
}

bool has_specials(std::string_view pattern) {
    return pattern.find_first_of("^$*+?.([%-") != std::string_view::npos;
}

/// Plain search. The price follows the work, also for a text like "aaaa" that nearly matches
/// everywhere.
std::optional<std::size_t> find_plain(lua_State* state, std::string_view subject,
                                      std::string_view wanted, std::size_t start) {
    Sandbox& sandbox = Sandbox::of(state);
    sandbox.charge_bytes(state, subject.size() - start);
    if (wanted.empty()) return start;
    while (wanted.size() <= subject.size() - start) {
        const std::size_t candidate = subject.find(wanted.front(), start);
        if (candidate == std::string_view::npos) return std::nullopt;
        if (subject.substr(candidate, wanted.size()) == wanted) return candidate;
        sandbox.charge(state, 1);
        sandbox.charge_bytes(state, wanted.size());
        start = candidate + 1;
    }
    return std::nullopt;
}

struct Match {
    std::size_t start;
    std::size_t end;
};

std::optional<Match> search(PatternMatcher& matcher, std::size_t size, std::size_t start,
                            bool anchored) {
    for (;; ++start) {
        if (const auto end = matcher.match_at(start)) return Match{start, *end};
        if (anchored || start >= size) return std::nullopt;
    }
}

int find_or_match(lua_State* state, bool find) {
    const std::string_view subject = check_text(state, 1);
    std::string_view pattern = check_text(state, 2);
    const std::size_t start = start_position(luaL_optinteger(state, 3, 1), subject.size()) - 1;
    if (start > subject.size()) {
        luaL_pushfail(state);
        return 1;
    }
    if (find && (lua_toboolean(state, 4) != 0 || !has_specials(pattern))) {
        const auto found = find_plain(state, subject, pattern, start);
        if (!found) {
            luaL_pushfail(state);
            return 1;
        }
        lua_pushinteger(state, static_cast<lua_Integer>(*found) + 1);
        lua_pushinteger(state, static_cast<lua_Integer>(*found + pattern.size()));
        return 2;
    }
    const bool anchored = !pattern.empty() && pattern.front() == '^';
    if (anchored) pattern.remove_prefix(1);
    PatternMatcher matcher = make_matcher(state, subject, pattern);
    const std::optional<Match> match = search(matcher, subject.size(), start, anchored);
    if (!match) {
        luaL_pushfail(state);
        return 1;
    }
    if (!find) return push_captures(state, matcher, match->start, match->end, true);
    lua_pushinteger(state, static_cast<lua_Integer>(match->start) + 1);
    lua_pushinteger(state, static_cast<lua_Integer>(match->end));
    return 2 + push_captures(state, matcher, match->start, match->end, false);
}

int find(lua_State* state) {
    return with_pattern_errors(state, [&] { return find_or_match(state, true); });
}

int match(lua_State* state) {
    return with_pattern_errors(state, [&] { return find_or_match(state, false); });
}

/// The next match at or after `start` that is not empty at `last_end`, where the one before ended.
std::optional<Match> next_match(PatternMatcher& matcher, std::size_t size, std::size_t start,
                                std::optional<std::size_t> last_end) {
    for (; start <= size; ++start) {
        const auto end = matcher.match_at(start);
        if (end && end != last_end) return Match{start, *end};
    }
    return std::nullopt;
}

/// The iterator of gmatch: upvalues are the subject, the pattern, where to go on, and where the
/// last match ended (-1 before the first).
int gmatch_step(lua_State* state) {
    const std::string_view subject = text_at(state, lua_upvalueindex(1));
    const std::string_view pattern = text_at(state, lua_upvalueindex(2));
    const lua_Integer start = lua_tointeger(state, lua_upvalueindex(3));
    const lua_Integer last = lua_tointeger(state, lua_upvalueindex(4));
    return with_pattern_errors(state, [&] {
        PatternMatcher matcher = make_matcher(state, subject, pattern);
        std::optional<std::size_t> last_end;
        if (last >= 0) last_end = static_cast<std::size_t>(last);
        const auto found =
            next_match(matcher, subject.size(), static_cast<std::size_t>(start), last_end);
        const std::size_t next = found ? found->end : subject.size() + 1;
        for (const int slot : {3, 4}) {
            lua_pushinteger(state, static_cast<lua_Integer>(next));
            lua_replace(state, lua_upvalueindex(slot));
        }
        return found ? push_captures(state, matcher, found->start, found->end, true) : 0;
    });
}

int gmatch(lua_State* state) {
    const std::string_view subject = check_text(state, 1);
    check_text(state, 2);
    const std::size_t start = start_position(luaL_optinteger(state, 3, 1), subject.size()) - 1;
    lua_settop(state, 2);
    lua_pushinteger(state, static_cast<lua_Integer>(std::min(start, subject.size() + 1)));
    lua_pushinteger(state, -1);
    lua_pushcclosure(state, &guarded<&gmatch_step>, 4);
    return 1;
}

// --- gsub

/// Appends a replacement text, in which %1 stands for a capture.
void append_template(lua_State* state, TextBuilder& out, const PatternMatcher& matcher,
                     const Match& found) {
    const std::string_view replacement = text_at(state, 3);
    for (std::size_t i = 0; i < replacement.size(); ++i) {
        const std::size_t percent = std::min(replacement.find('%', i), replacement.size());
        out.append(replacement.substr(i, percent - i));
        if (percent == replacement.size()) return;
        const char kind = percent + 1 < replacement.size() ? replacement[percent + 1] : '\0';
        if (kind == '%') {
            out.append("%");
        } else if (kind >= '0' && kind <= '9') {
            const std::size_t index = kind == '0' ? 0 : static_cast<std::size_t>(kind - '1');
            const Capture whole{Capture::Kind::text, found.start, found.end - found.start};
            push_capture(state, matcher,
                         kind == '0' ? whole : matcher.capture(index, found.start, found.end));
            out.append(text_at(state, -1));
            lua_pop(state, 1);
        } else {
            throw PatternError{"invalid use of '%' in replacement string"};
        }
        i = percent + 1;
    }
}

/// Appends what the function or table at 3 gives for a match; the match itself for nil and false.
void append_looked_up(lua_State* state, TextBuilder& out, const PatternMatcher& matcher,
                      const Match& found) {
    if (lua_type(state, 3) == LUA_TFUNCTION) {
        lua_pushvalue(state, 3);
        const int count = push_captures(state, matcher, found.start, found.end, true);
        lua_call(state, count, 1);
    } else {
        push_capture(state, matcher, matcher.capture(0, found.start, found.end));
        lua_gettable(state, 3);
    }
    if (lua_toboolean(state, -1) == 0) {
        lua_pop(state, 1);
        push_capture(state, matcher, {Capture::Kind::text, found.start, found.end - found.start});
    } else if (lua_isstring(state, -1) == 0) {
        raise_error(state, "invalid replacement value (" + describe_value(state, -1) + ")");
    }
    out.append(text_at(state, -1));
    lua_pop(state, 1);
}

int substitute(lua_State* state) {
    const std::string_view subject = check_text(state, 1);
    std::string_view pattern = check_text(state, 2);
    const int kind = lua_type(state, 3);
    luaL_argexpected(
        state,
        kind == LUA_TNUMBER || kind == LUA_TSTRING || kind == LUA_TFUNCTION || kind == LUA_TTABLE,
        3, "string/function/table");
    const lua_Integer most =
        luaL_optinteger(state, 4, static_cast<lua_Integer>(subject.size()) + 1);
    const bool anchored = !pattern.empty() && pattern.front() == '^';
    if (anchored) pattern.remove_prefix(1);
    PatternMatcher matcher = make_matcher(state, subject, pattern);
    TextBuilder out(state);
    lua_Integer count = 0;
    std::size_t at = 0;
    std::optional<std::size_t> last_end;
    while (count < most) {
        const auto end = matcher.match_at(at);
        if (end && end != last_end) {
            ++count;
            const bool is_template = kind == LUA_TNUMBER || kind == LUA_TSTRING;
            (is_template ? append_template : append_looked_up)(state, out, matcher, {at, *end});
            at = *end;
            last_end = end;
        } else if (at < subject.size()) {
            out.append(subject.substr(at++, 1));
        } else {
            break;
        }
        if (anchored) break;
    }
    out.append(subject.substr(std::min(at, subject.size())));
    out.push();
    lua_pushinteger(state, count);
    return 2;
}

int gsub(lua_State* state) {
    return with_pattern_errors(state, [&] { return substitute(state); });
}

constexpr std::array<NamedFunction, 4> functions = {{
    {"find", &guarded<&find>},
    {"gmatch", &guarded<&gmatch>},
    {"gsub", &guarded<&gsub>},
    {"match", &guarded<&match>},
}};

}  // namespace

std::span<const NamedFunction> pattern_functions() {
    return functions;
}

}  // namespace brokerscope::scripting::lua
