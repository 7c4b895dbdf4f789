// What a hostile or broken script may try. Each attack has to end in a clear error, soon, and the
// sandbox has to work afterwards as if nothing had been.
#include <chrono>
#include <string>
#include <vector>

#include "tests/expect.h"
#include "tests/scripting/sandbox_support.h"

namespace brokerscope::scripting::lua {
namespace {

struct Attack {
    const char* name;
    std::string source;
    const char* expected;  // part of the message
};

// Generous, since tests run in debug builds, with sanitizers and beside other programs. Without its
// limits each of these attacks would run for minutes, or for ever.
constexpr std::chrono::seconds patience{30};

std::string repeated(std::string_view text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
        out += text;
    return out;
}

void expect_defeated(const Attack& attack, const Limits& limits = {}) {
    INFO(std::string(attack.name));
    Script script(limits);
    const auto start = std::chrono::steady_clock::now();
    const base::Error error = script.error(attack.source);
    const auto taken = std::chrono::steady_clock::now() - start;
    INFO(base::to_text(error));
    EXPECT(error.message.find(attack.expected) != std::string::npos);
    EXPECT(error.message.find("0x") == std::string::npos);
    EXPECT_LT(taken, patience);
    EXPECT_LE(script.sandbox.meter().memory_used(), limits.memory_bytes);
    EXPECT_EQ(script.output("print('still', #{1, 2, 3}, pcall(error, 'usable', 0))"),
              "still\t3\tfalse\tusable\n");
}

void expect_all_defeated(const std::vector<Attack>& attacks) {
    for (const Attack& attack : attacks)
        expect_defeated(attack);
}

constexpr const char* too_long = "without giving control back";
constexpr const char* too_large = "MiB of memory";
constexpr const char* too_deep = "stack overflow";

TEST_CASE("an endless loop ends with the budget, and cannot be caught") {
    expect_all_defeated({
        {"loop", "while true do end", too_long},
        {"goto loop", "::again:: goto again", too_long},
        {"recursion by tail calls", "local function f() return f() end f()", too_long},
        {"in pcall", "pcall(function() while true do end end) error('escaped')", too_long},
        {"in xpcall",
         "xpcall(function() while true do end end, function() while true do end end) "
         "error('escaped')",
         too_long},
        {"in the handler of xpcall", "xpcall(error, function() while true do end end)", too_long},
        {"in nested pcalls",
         "pcall(pcall, pcall, function() pcall(function() while true do end end) end) "
         "error('escaped')",
         too_long},
        {"in a coroutine",
         "coroutine.resume(coroutine.create(function() while true do end end)) error('escaped')",
         too_long},
        {"in a wrapped coroutine in pcall",
         "pcall(coroutine.wrap(function() while true do end end)) error('escaped')", too_long},
        {"in a coroutine that is closed",
         "local c = coroutine.create(function() local x <close> = setmetatable({}, {__close = "
         "function() while true do end end}) coroutine.yield() end) coroutine.resume(c) "
         "coroutine.close(c) error('escaped')",
         too_long},
        {"catching its own errors", "while true do pcall(error, 'x') end", too_long},
        {"catching by a coroutine",
         "while true do coroutine.resume(coroutine.create(function() error('x') end)) end",
         too_long},
        {"many short coroutines",
         "while true do coroutine.wrap(function() for i = 1, 150 do end end)() end", too_long},
        {"yielding before anybody counts",
         "local f = coroutine.wrap(function() while true do for i = 1, 50 do end coroutine.yield() "
         "end end) while true do f() end",
         too_long},
        {"a loop of integers without an end", "for i = math.mininteger, math.maxinteger do end",
         too_long},
        {"a loop of steps of zero bits", "for i = 1, 1 << 63, -1 do end", too_long},
    });
}

TEST_CASE("a __close handler cannot outlive the budget") {
    const char* handler = "setmetatable({}, {__close = function() while true do end end})";
    expect_all_defeated({
        {"after an error", std::string("local x <close> = ") + handler + " error('first')",
         too_long},
        {"after the budget is gone",
         std::string("local x <close> = ") + handler + " while true do end", too_long},
        {"in a coroutine, after the budget is gone",
         std::string("coroutine.wrap(function() local x <close> = ") + handler +
             " while true do end end)()",
         too_long},
        {"as the closing value of a for loop",
         std::string("for _ in function() end, nil, nil, ") + handler + " do end", too_long},
        {"a chain of them",
         "local function f(n) local x <close> = setmetatable({}, {__close = "
         "function() f(n + 1) end}) end f(0)",
         too_deep},
    });
}

TEST_CASE("a coroutine that died of the budget cannot be used to escape it later") {
    Script script;
    script.error(
        "dead = coroutine.create(function() local x <close> = setmetatable({}, {__close = "
        "function() "
        "while true do end end}) while true do end end) coroutine.resume(dead)");
    EXPECT_EQ(script.output("print(coroutine.close(dead))"), "false\tthe script was stopped\n");
    EXPECT_EQ(script.output("print(coroutine.resume(dead))"),
              "false\tcannot resume dead coroutine\n");
    EXPECT_EQ(script.output("print(coroutine.status(dead))"), "dead\n");
}

TEST_CASE("a script that asks for too much memory is stopped, and cannot catch it") {
    // Enough instructions that memory runs out first.
    const Limits limits{
        .memory_bytes = 8u << 20, .instructions = 50'000'000, .source_bytes = 1u << 20};
    const std::vector<Attack> attacks = {
        {"a table", "local t = {} while true do t[#t + 1] = {} end", too_large},
        {"a table with names", "local t = {} for i = 1, 1e9 do t['k' .. i] = i end", too_large},
        {"doubling a text", "local s = 'x' while true do s = s .. s end", too_large},
        {"doubling a text in pcall",
         "local s = 'x' while true do pcall(function() s = s .. s end) end", too_large},
        {"string.rep", "string.rep('x', 1 << 30)", too_large},
        {"string.rep in pcall", "pcall(string.rep, 'x', 1 << 30) error('escaped')", too_large},
        {"string.rep as a method", "local s = ('x'):rep(1e9)", too_large},
        {"string.rep with a separator", "string.rep('', 1 << 40, 'abc')", too_large},
        {"table.concat",
         "local t = {} for i = 1, 100 do t[i] = ('x'):rep(100000) end table.concat(t)", too_large},
        {"gsub that grows", "local s = 'x' while true do s = s:gsub('.', '%0%0%0%0') end",
         too_large},
        {"string.format", "local s = 'x' while true do s = string.format('%s%s', s, s) end",
         too_large},
        {"closures", "local f while true do local g = f f = function() return g end end",
         too_large},
        {"coroutines", "local t = {} while true do t[#t + 1] = coroutine.create(print) end",
         too_large},
        {"varargs", "local function f(...) return f(1, ...) end f()", too_long},
    };
    for (const Attack& attack : attacks)
        expect_defeated(attack, limits);
}

TEST_CASE("pathological patterns pay for every step") {
    expect_all_defeated({
        {"five lazy items", "(('a'):rep(400)):find('.-.-.-.-.-b')", too_long},
        {"five greedy items", "(('a'):rep(400)):match('.*.*.*.*.*b')", too_long},
        {"optional items", "(('a'):rep(60)):match(('a?'):rep(60) .. ('a'):rep(61))", too_long},
        {"caught", "while true do pcall(string.find, ('a'):rep(400), '.-.-.-.-.-b') end", too_long},
        {"in gsub", "(('a'):rep(5000)):gsub('.-.-.-b', '')", too_long},
        {"in gmatch", "for x in (('a'):rep(5000)):gmatch('.-.-.-b') do end", too_long},
        {"balanced, everywhere", "local s = ('('):rep(60000) while true do s:find('%b()') end",
         too_long},
        {"plain, nearly everywhere",
         "local s, p = ('a'):rep(100000), ('a'):rep(10000) .. 'b' while true do s:find(p, 1, true) "
         "end",
         too_long},
        {"a back reference", "(('a'):rep(3000)):find('(.*)%1(.*)%2b')", too_long},
        {"captures in captures", "('x'):find(('('):rep(33))", "too many captures"},
        {"a pattern that nests too deeply", "('a'):rep(1000):find(('a?'):rep(1000))",
         "pattern too complex"},
    });
}

TEST_CASE("library functions that loop inside pay for it before or while they do") {
    expect_all_defeated({
        {"sort with a constant answer",
         "local t = {} for i = 1, 20000 do t[i] = i end while true do table.sort(t, function() "
         "return true end) end",
         too_long},
        {"insert in front",
         "local t = setmetatable({}, {__len = function() return 1 << 62 end}) "
         "table.insert(t, 1, 'x')",
         too_long},
        {"remove in front",
         "local t = setmetatable({}, {__len = function() return 1 << 62 end}) "
         "table.remove(t, 1)",
         too_long},
        {"concat of a length that is a lie",
         "local t = setmetatable({}, {__len = function() return 1 << 62 end, __index = function() "
         "return '' end}) table.concat(t)",
         too_long},
        {"sort of a length that is a lie",
         "table.sort(setmetatable({}, {__len = function() return 1 << 62 end}))", too_long},
        {"move", "table.move({}, 1, 1 << 62, 2)", too_long},
        {"unpack of a huge range", "table.unpack({}, 1, 1 << 62)", "too many results to unpack"},
        {"unpack of the whole range", "table.unpack({}, math.mininteger, math.maxinteger)",
         "too many results to unpack"},
        {"string.byte of too much", "(('x'):rep(1e6)):byte(1, -1)", "string slice too long"},
        {"utf8.codepoint of too much", "utf8.codepoint(('x'):rep(1e6), 1, -1)",
         "string slice too long"},
        {"walking over a table that was emptied",
         "local t = {} for i = 1, 200000 do t[i] = i end for i = 1, 200000 do t[i] = nil end while "
         "true do next(t) end",
         too_long},
        {"comparing long texts",
         "local a, b = ('x'):rep(1e6), ('x'):rep(1e6) while true do local _ = a == b end",
         too_long},
        {"ordering long texts",
         "local a, b = ('x'):rep(1e6), ('x'):rep(1e6 + 1) while true do local _ = a < b end",
         too_long},
        {"long texts as keys",
         "local t = {[('x'):rep(1e6)] = 1} local k = ('x'):rep(1e6) while true do local _ = t[k] "
         "end",
         too_long},
        {"long texts as limits of a loop",
         "local s = (' '):rep(1e6) .. '1' while true do for i = 1, s do end end", too_long},
        {"varargs passed on and on",
         "local function f(...) while true do (function() end)(...) end end "
         "f(table.unpack({}, 1, 2000))",
         too_long},
        {"upper case again and again", "local s = ('x'):rep(1e6) while true do s:upper() end",
         too_long},
    });
}

TEST_CASE("endless recursion ends cleanly") {
    expect_all_defeated({
        {"in a function", "local function f() return 1 + f() end f()", too_deep},
        {"in __index",
         "local t = {} setmetatable(t, {__index = function(_, k) return t[k] end}) "
         "return t.x",
         too_deep},
        {"in __tostring",
         "local t t = setmetatable({}, {__tostring = function() return "
         "tostring(t) end}) tostring(t)",
         too_deep},
        {"in __eq",
         "local mt = {} mt.__eq = function(a, b) return a == b end local _ = "
         "setmetatable({}, mt) == setmetatable({}, mt)",
         too_deep},
        {"in __concat",
         "local mt = {} mt.__concat = function(a, b) return a .. b end local _ = "
         "setmetatable({}, mt) .. 'x'",
         too_deep},
        {"in the callback of gsub", "local function f() return (('x'):gsub('.', f)) end f()",
         too_deep},
        {"in the comparison of sort",
         "local function f() table.sort({3, 1, 2}, f) return true end f()", too_deep},
        {"in pcall", "local function f() local ok, e = pcall(f) error(e, 0) end f()", too_deep},
        {"in xpcall", "local function f() return select(2, xpcall(f, error)) end error(f(), 0)",
         too_deep},
        {"in coroutines", "local function f() coroutine.wrap(f)() end f()", too_deep},
        {"in coroutines that close each other",
         "local function f() local c = coroutine.create(function() local x <close> = "
         "setmetatable({}, {__close = f}) coroutine.yield() end) coroutine.resume(c) "
         "assert(coroutine.close(c)) end f()",
         too_deep},
        {"in load order of metatables",
         "local t = {} for i = 1, 100 do t = setmetatable({}, {__index = t}) end",
         "a chain of __index tables"},
        {"an __index that is its own", "local t = {} t.__index = t setmetatable(t, t) return t.x",
         "possible loop"},
        {"an __index loop that is closed later",
         "local m, t = {}, {} setmetatable(t, m) m.__index = t return t.x", "possible loop"},
    });
}

TEST_CASE("errors in the source are found before anything runs") {
    const Limits large{
        .memory_bytes = 64u << 20, .instructions = 5'000'000, .source_bytes = 4u << 20};
    const std::vector<Attack> attacks = {
        {"brackets", "x = " + repeated("(", 1u << 20), "overflow"},
        {"tables", "x = " + repeated("{", 1u << 20), "overflow"},
        {"functions", repeated("function() ", 100'000), "expected near"},
        {"blocks", repeated("do ", 1u << 18), "overflow"},
        {"operators", "x = " + repeated("- ", 1u << 18) + "1", "overflow"},
        {"concatenations", "x = 1" + repeated(" .. 1", 1u << 18), "overflow"},
        {"locals", repeated("local a ", 300), "too many local variables"},
        {"bytecode", std::string("\x1bLua\x54\0\x19\x93\r\n\x1a\n", 12), "compiled Lua"},
        {"bytes that are no text", "x = '\xff\xfe'", "not valid UTF-8"},
        {"a NUL byte", std::string("x = 1\0 y = 2", 12), "NUL byte"},
        {"an unfinished string", "x = 'abc", "unfinished string"},
        {"an unfinished comment", "--[==[ abc", "unfinished long comment"},
        {"powers", "x = 2\n^ 0.5", "operator ^"},
    };
    for (const Attack& attack : attacks)
        expect_defeated(attack, large);
    Script script;
    EXPECT_EQ(script.error(repeated("\n", 300'000)).message,
              "the text has 300000 bytes, and at most 262144 are read");
    EXPECT(script.run("").ok());
    EXPECT(script.run("#!/usr/bin/env brokerscope\nprint 'x'").ok());
}

TEST_CASE("what reaches outside is not there") {
    expect_all_defeated({
        {"os", "os.time()", "global 'os'"},
        {"io", "io.open('/etc/passwd')", "global 'io'"},
        {"require", "require 'os'", "global 'require'"},
        {"package", "package.loadlib('x', 'y')", "global 'package'"},
        {"dofile", "dofile 'x'", "global 'dofile'"},
        {"loadfile", "loadfile 'x'", "global 'loadfile'"},
        {"load", "load('return 1')", "global 'load'"},
        {"debug", "debug.getregistry()", "global 'debug'"},
        {"collectgarbage", "collectgarbage('count')", "global 'collectgarbage'"},
        {"string.dump", "string.dump(print)", "field 'dump'"},
        {"math.randomseed", "math.randomseed(1)", "field 'randomseed'"},
        {"math.sin", "math.sin(1)", "field 'sin'"},
        {"the method of a text", "('x'):dump()", "method 'dump'"},
        {"_ENV", "local _ENV = {} x = 1", "_ENV is not available"},
        {"_ENV as a parameter", "local function f(_ENV) return x end", "_ENV is not available"},
    });
}

TEST_CASE("metatables cannot be used to see the collector or to change what others rely on") {
    expect_all_defeated({
        {"__gc", "setmetatable({}, {__gc = function() end})", "__gc is not available"},
        {"__mode", "setmetatable({}, {__mode = 'k'})", "__mode is not available"},
        {"__gc, spelt in parts", "setmetatable({}, {['__g' .. 'c'] = print})",
         "a metatable must not have __gc"},
        {"__mode, spelt in parts", "setmetatable({}, {['__mo' .. 'de'] = 'k'})",
         "a metatable must not have __mode"},
        {"__mode by rawset", "rawset({}, '__mo' .. 'de', 'k')", "a metatable must not have __mode"},
        {"the metatable of texts", "getmetatable('').__index = {}", "attempt to index a boolean"},
        {"setting the metatable of texts", "setmetatable('', {})", "table expected"},
        {"the metatable of null", "getmetatable(null).__index = {}", "attempt to index a boolean"},
        {"a protected metatable",
         "local t = setmetatable({}, {__metatable = 'no'}) setmetatable(t, nil)",
         "protected metatable"},
        {"a __tostring that is no text",
         "tostring(setmetatable({}, {__tostring = function() "
         "return {} end}))",
         "'__tostring' must return a string"},
        {"an order that is none", "table.sort({{}, {}, {}})",
         "attempt to compare two table values"},
        {"an order that fails", "table.sort({3, 2, 1}, function() error('no order') end)",
         "no order"},
        {"arithmetic on texts", "local x = '10' + 1", "arithmetic on a string value"},
        {"yielding in a comparison",
         "coroutine.wrap(function() table.sort({2, 1}, coroutine.yield) end)()",
         "attempt to yield across a C-call boundary"},
        {"yielding outside", "coroutine.yield()", "outside a coroutine"},
        {"resuming itself", "assert(coroutine.resume(coroutine.running()))",
         "cannot resume non-suspended coroutine"},
        {"closing itself", "coroutine.close(coroutine.running())", "cannot close a running"},
    });
}

TEST_CASE("scripts that break their own globals break nothing else") {
    Script script;
    EXPECT(script.run("string.rep = nil; string.find = 1; pcall = nil; tostring = 5; _G._G = nil")
               .ok());
    EXPECT_EQ(script.output("print(('x'):rep(3), ('abc'):find('b'), 1.5, {})"),
              "xxx\t2\t1.5\ttable\n");
    Script emptied;
    EXPECT(emptied.run("local all = _G; for name in pairs(all) do all[name] = nil end").ok());
    EXPECT_EQ(emptied.error("print('x')").message, "attempt to call a nil value (global 'print')");
    EXPECT(emptied.run("local t = {('x'):rep(3)}").ok());
}

}  // namespace
}  // namespace brokerscope::scripting::lua
