#include "scripting/lua/script_error.h"

#include <array>
#include <cstdlib>
#include <utility>

namespace brokerscope::scripting::lua {
namespace {

constexpr std::string_view hint_separator = "\n  hint: ";
// A deep recursion has hundred thousands of frames, and looking for the n-th walks over all before
// it.
constexpr int most_frames_searched = 200;
constexpr int most_frames_shown = 12;

bool is_script(const lua_Debug& frame) {
    return frame.what != nullptr && std::string_view(frame.what) != "C";
}

std::string place_of(const lua_Debug& frame) {
    std::string_view source(frame.source, frame.srclen);
    if (!source.empty() && source.front() == '@') source.remove_prefix(1);
    return std::string(source) + ":" + std::to_string(frame.currentline);
}

std::string describe_frame(const lua_Debug& frame) {
    if (std::string_view(frame.what) == "main") return "in the main chunk";
    if (frame.name != nullptr)
        return "in " + std::string(*frame.namewhat == '\0' ? "function" : frame.namewhat) + " '" +
               frame.name + "'";
    return "in the function of line " + std::to_string(frame.linedefined);
}

using Row = std::pair<std::string_view, std::string_view>;

constexpr std::string_view no_outside_hint =
    "a run depends on its scenario, its seed and its commands only, so there is no clock, file or "
    "module to ask";
constexpr std::string_view transcendental_hint =
    "results of this function differ between math libraries, and a run must not";

// What Lua says when something is used that this sandbox took away, and what to tell the author.
constexpr std::array<Row, 32> hints = {{
    {"global 'os'", no_outside_hint},
    {"global 'io'", no_outside_hint},
    {"global 'require'", no_outside_hint},
    {"global 'package'", no_outside_hint},
    {"global 'dofile'", no_outside_hint},
    {"global 'loadfile'", no_outside_hint},
    {"global 'load'", "text cannot be turned into code here; pass a function instead"},
    {"global 'loadstring'", "text cannot be turned into code here; pass a function instead"},
    {"global 'debug'", "errors carry their place without it"},
    {"global 'collectgarbage'", "when garbage is collected must not be visible to a scenario"},
    {"global 'unpack'", "it is called table.unpack"},
    {"field 'dump'", "functions cannot be turned into text here"},
    {"field 'randomseed'", "the seed is the scenario's: set it there, or with --seed"},
    {"field 'getn'", "the length of a list t is #t"},
    {"field 'sin'", transcendental_hint},
    {"field 'cos'", transcendental_hint},
    {"field 'tan'", transcendental_hint},
    {"field 'asin'", transcendental_hint},
    {"field 'acos'", transcendental_hint},
    {"field 'atan'", transcendental_hint},
    {"field 'exp'", transcendental_hint},
    {"field 'log'", transcendental_hint},
    {"field 'deg'", transcendental_hint},
    {"field 'rad'", transcendental_hint},
    {"field 'pow'", "use math.ipow(base, exponent) for whole powers"},
    {"arithmetic on a string value", "texts are not converted by themselves: use tonumber(text)"},
    {"arithmetic on a nil value", "the name may be misspelt, or was never given a value"},
    {"concatenate a nil value", "tostring(value) also writes nil"},
    {"C stack overflow", "a function calls itself without an end, through a library function"},
    {"stack overflow", "a function calls itself without an end"},
    {"outside a coroutine", "only the function of a story can wait"},
    {"across a C-call boundary",
     "it is not possible to wait inside the function given to table.sort or string.gsub"},
}};

std::string_view hint_for(std::string_view message) {
    for (const auto& [part, hint] : hints) {
        if (message.find(part) != std::string_view::npos) return hint;
    }
    return {};
}

}  // namespace

std::string script_place(lua_State* state) {
    lua_Debug frame{};
    for (int level = 0; level < most_frames_searched && lua_getstack(state, level, &frame) != 0;
         ++level) {
        lua_getinfo(state, "Sl", &frame);
        if (is_script(frame)) return place_of(frame);
    }
    return {};
}

std::string script_traceback(lua_State* state) {
    std::string text;
    lua_Debug frame{};
    int shown = 0;
    for (int level = 0; level < most_frames_searched && lua_getstack(state, level, &frame) != 0;
         ++level) {
        lua_getinfo(state, "Sln", &frame);
        if (!is_script(frame)) continue;
        if (++shown > most_frames_shown) return text + "  ...\n";
        text += "  " + place_of(frame) + ": " + describe_frame(frame) + "\n";
    }
    return text;
}

void raise_error(lua_State* state, std::string_view message, std::string_view hint) {
    raise_error(state, base::Error{std::string(message), "", std::string(hint)});
}

void raise_error(lua_State* state, const base::Error& error) {
    {
        base::Error placed = error;
        if (placed.place.empty()) placed.place = script_place(state);
        const std::string text = base::to_text(placed);
        lua_pushlstring(state, text.data(), text.size());
    }
    lua_error(state);
    std::abort();  // lua_error does not return, but does not say so
}

void ChunkNames::add(std::string_view name, std::string_view shortened) {
    for (const Chunk& chunk : chunks_) {
        if (chunk.name == name) return;
    }
    chunks_.push_back({std::string(name), std::string(shortened)});
}

const ChunkNames::Chunk* ChunkNames::place_at_start(std::string_view text,
                                                    std::size_t& line_end) const {
    for (const Chunk& chunk : chunks_) {
        for (const std::string& name : {chunk.name, chunk.shortened}) {
            if (text.substr(0, name.size()) != name) continue;
            std::size_t at = name.size();
            if (at >= text.size() || text[at] != ':') continue;
            const std::size_t digits = ++at;
            while (at < text.size() && text[at] >= '0' && text[at] <= '9')
                ++at;
            if (at == digits || text.substr(at, 2) != ": ") continue;
            line_end = at;
            return &chunk;
        }
    }
    return nullptr;
}

base::Error ChunkNames::to_error(std::string_view text, std::string_view fallback_place) const {
    base::Error error{"", std::string(fallback_place), ""};
    // An error that was caught and raised again has several places in front: the last is the first.
    std::size_t line_end = 0;
    while (const Chunk* chunk = place_at_start(text, line_end)) {
        const std::size_t colon = text.rfind(':', line_end - 1);
        error.place = chunk->name + std::string(text.substr(colon, line_end - colon));
        text.remove_prefix(line_end + 2);
    }
    const std::size_t separator = text.find(hint_separator);
    if (separator != std::string_view::npos) {
        error.hint = std::string(text.substr(separator + hint_separator.size()));
        text = text.substr(0, separator);
    } else {
        error.hint = std::string(hint_for(text));
    }
    error.message = std::string(text);
    return error;
}

}  // namespace brokerscope::scripting::lua
