// The counting matcher against Lua's own: the same results and the same errors for random patterns.
#include <lua5.4/lua.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "sim/base/rng.h"
#include "tests/expect.h"
#include "tests/scripting/sandbox_support.h"

namespace brokerscope::scripting::lua {
namespace {

// Calls each function on (subject, pattern) and writes down everything that comes back.
constexpr const char* describe_all = R"(
    local function describe(...)
        local out = {}
        for i = 1, select('#', ...) do out[i] = tostring((select(i, ...))) end
        return (table.concat(out, '|'):gsub('^false|.-:%d+: ', 'false|'))
    end
    local function try(name, ...) return describe(pcall(string[name], ...)) end
    local function shout(x) return x ~= 'a' and x .. '!' end
    function all(s, p)
        local out = {
            try('find', s, p), try('find', s, p, 3), try('find', s, p, -2, true),
            try('match', s, p), try('gsub', s, p, '<%0>'), try('gsub', s, p, '%1', 2),
            try('gsub', s, p, shout),
            try('gsub', s, p, { a = 'A', b = false, ab = 7 }),
        }
        out[#out + 1] = describe(pcall(function()
            local found = {}
            for x, y in string.gmatch(s, p) do
                found[#found + 1] = tostring(x) .. ',' .. tostring(y)
            end
            return table.concat(found, ';')
        end))
        return table.concat(out, '\n')
    end
)";

std::string random_text(base::Rng& rng, std::string_view alphabet, std::uint64_t longest) {
    const std::uint64_t size = rng.below(longest + 1);
    std::string text;
    for (std::uint64_t i = 0; i < size; ++i)
        text += alphabet[rng.below(alphabet.size())];
    return text;
}

std::string call_all(lua_State* state, const std::string& subject, const std::string& pattern) {
    lua_getglobal(state, "all");
    lua_pushlstring(state, subject.data(), subject.size());
    lua_pushlstring(state, pattern.data(), pattern.size());
    lua_call(state, 2, 1);
    std::size_t size = 0;
    const char* text = lua_tolstring(state, -1, &size);
    std::string out(text, size);
    lua_pop(state, 1);
    return out;
}

struct StockLua {
    StockLua() : state(luaL_newstate(), &lua_close) {
        luaL_openlibs(state.get());
        REQUIRE_EQ(luaL_dostring(state.get(), describe_all), 0);
    }
    std::unique_ptr<lua_State, decltype(&lua_close)> state;
};

void compare(Script& script, StockLua& stock, const std::string& subject,
             const std::string& pattern) {
    const std::string expected = call_all(stock.state.get(), subject, pattern);
    std::string found;
    const base::Status status =
        script.sandbox.enter([&](lua_State* state) { found = call_all(state, subject, pattern); });
    INFO("subject '" << subject << "', pattern '" << pattern << "'");
    REQUIRE(status.ok());
    REQUIRE_EQ(found, expected);
}

TEST_CASE("patterns match as they do in stock Lua") {
    Script script;
    StockLua stock;
    REQUIRE(script.run(describe_all).ok());
    const std::string long_text(300, 'a');
    for (const char* pattern :
         {"",       "^",    "$",         "^$",         "a*",    "a-b",         "(a*)(b?)",
          "()a()",  "%b()", "%f[%w]%w+", "(.)%1",      "[]]",   "[^]]",        "[a-]",
          "[%a-z]", "[a",   "%",         "(",          ")",     "(()",         "%1",
          "%f",     "%b",   "%ba",       "[^a-c]+",    "^(a)$", "%d+%.?%d*",   "[%]]",
          "[%",     "a**",  "%z",        "(a)(b)%2%1", "()%1",  "\\",          "a$b",
          "^^a",    "[-]",  "[--/]",     "%(%)",       "%u%l",  "[[:alpha:]]", "(((a)))",
          "%0"}) {
        for (const char* subject : {"", "a", "ab", "aab", "abba", "(a(b)c)", "THE (quick) fox",
                                    "[[]]", "x=1.25, y=-3", "a\nb", "aXbX", "^a$", "\\", "]", "-"})
            compare(script, stock, subject, pattern);
        compare(script, stock, long_text, pattern);
    }
}

TEST_CASE("random patterns match as they do in stock Lua") {
    Script script;
    StockLua stock;
    REQUIRE(script.run(describe_all).ok());
    base::Rng rng(11, "patterns", base::NodeId{0});
    for (int i = 0; i < 20'000; ++i) {
        const std::string subject = random_text(rng, "aab()[]1 -", 10);
        const std::string pattern = random_text(rng, "aab.%%()[]^$*+-?1bf", 8);
        compare(script, stock, subject, pattern);
    }
}

TEST_CASE("every byte belongs to the same classes as in stock Lua") {
    Script script;
    StockLua stock;
    REQUIRE(script.run(describe_all).ok());
    std::string every;
    for (int c = 0; c < 256; ++c)
        every += static_cast<char>(c);
    for (const char letter : std::string_view("acdglpsuwxz")) {
        compare(script, stock, every, std::string("%") + letter + "+");
        const char upper = static_cast<char>(letter - 'a' + 'A');
        compare(script, stock, every, std::string("[%") + upper + "]+");
    }
}

TEST_CASE("a pattern may use as many steps as the budget allows") {
    Script script;
    EXPECT_EQ(script.output("print(#(('a'):rep(300)):match('.-.-b?$'))"), "300\n");
    EXPECT_EQ(
        script.output("print((('key=value; '):rep(2000)):gsub('(%w+)=(%w+)', '%2=%1'):sub(1, 10))"),
        "value=key;\n");
}

}  // namespace
}  // namespace brokerscope::scripting::lua
