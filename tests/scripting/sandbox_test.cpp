// What a well-meaning script sees: order, texts, chance, errors with their places.
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/expect.h"
#include "tests/scripting/sandbox_support.h"

namespace brokerscope::scripting::lua {
namespace {

TEST_CASE("pairs visits integers in ascending order and then texts by their bytes") {
    Script script;
    EXPECT_EQ(
        script.output("for k, v in pairs{b = 1, a = 2, B = 3, ['\\xff'] = 4, 10, 20, [-5] = 5, "
                      "[100] = 6, ['10'] = 7} do print(k == '\\xff' and 'ff' or k, v) end"),
        "-5\t5\n1\t10\n2\t20\n100\t6\n10\t7\nB\t3\na\t2\nb\t1\nff\t4\n");
    EXPECT_EQ(script.output("print(next({b = 1, a = 2})) print(next({b = 1, a = 2}, 'a')) "
                            "print(next({b = 1, a = 2}, 'b')) print(next({})) print(next({3}, 0))"),
              "a\t2\nb\t1\nnil\nnil\n1\t3\n");
}

TEST_CASE("pairs does not depend on how a table was filled") {
    const char* source =
        "local keys = {} for i = 1, 300 do keys[i] = 'key' .. (i * 7919) % 1009 end "
        "local t = {} for i = first, last, step do t[keys[i]] = true end "
        "for k in pairs(t) do print(k) end";
    Script script;
    const std::string up = script.output("first, last, step = 1, 300, 1 " + std::string(source));
    const std::string down = script.output("first, last, step = 300, 1, -1 " + std::string(source));
    Script another;
    EXPECT_EQ(up.size(), down.size());
    EXPECT_EQ(up, down);
    EXPECT_EQ(another.output("first, last, step = 1, 300, 1 " + std::string(source)), up);
}

TEST_CASE("a table may change while it is walked over") {
    Script script;
    EXPECT_EQ(
        script.output("local t = {1, 2, 3, a = 4, b = 5} for k in pairs(t) do print(k) t[2] = nil "
                      "t.b = nil t.zzz = 1 end"),
        "1\n3\na\n");
    EXPECT_EQ(
        script.output("local t = {a = 1, b = 2, c = 3} local k, v = next(t) while k do t[k] = nil "
                      "print(k, v) k, v = next(t, k) end print(next(t))"),
        "a\t1\nb\t2\nc\t3\nnil\n");
}

TEST_CASE("keys without an order are refused by pairs, and __pairs is honoured") {
    Script script;
    const base::Error error = script.error("local t = {}\nt[true] = 1\nfor k in pairs(t) do end");
    EXPECT_EQ(error.place, "test.lua:3");
    EXPECT_EQ(error.message, "a table with true as a key has no order");
    EXPECT_EQ(script.error("next({[1.5] = 1})").message, "a table with 1.5 as a key has no order");
    EXPECT_EQ(script.error("next({[{}] = 1})").message,
              "a table with a table as a key has no order");
    EXPECT_EQ(
        script.output("local t = setmetatable({}, {__pairs = function(t) return function(_, k) "
                      "if not k then return 'only', 'one' end end, t, nil end}) "
                      "for k, v in pairs(t) do print(k, v) end"),
        "only\tone\n");
}

TEST_CASE("texts of values show no addresses") {
    Script script;
    EXPECT_EQ(
        script.output("print({}, print, coroutine.create(print), null, nil, true, 1, 1.0, 1e100, "
                      "-0.0, 1/0, 0/0, -(0/0), math.mininteger)"),
        "table\tfunction\tthread\tnull\tnil\ttrue\t1\t1.0\t1e+100\t-0.0\tinf\tnan\tnan\t"
        "-9223372036854775808\n");
    EXPECT_EQ(
        script.output("print(setmetatable({}, {__name = 'Broker'}), setmetatable({}, {__tostring = "
                      "function() return 'leader' end}))"),
        "Broker\tleader\n");
    EXPECT_EQ(
        script.output("print(string.format('%s %10s|%-5s|%5.1f|%d|%x|%q|%c|%%|%i|%g', {}, print, "
                      "'ab', 2.25, 3, 255, 'a\\nb', 65, 7, 0/0))"),
        "table   function|ab   |  2.2|3|ff|\"a\\\nb\"|A|%|7|nan\n");
    EXPECT_EQ(script.error("string.format('%p', {})").message, "format: %p is not available");
    EXPECT_EQ(script.error("string.format('%5p', {})").message, "format: %p is not available");
    EXPECT_EQ(script.error("string.format('%a', 1)").message,
              "format: hexadecimal floats are not available");
    EXPECT(script.error("string.format('%99999d', 1)").message.find("invalid conversion") !=
           std::string::npos);
    EXPECT_EQ(script.error("string.format('%s')").message,
              "bad argument #2 to 'format' (no value)");
    EXPECT_EQ(script.error("string.format('%d', {})").message,
              "bad argument #2 to 'format' (number expected, got table)");
    EXPECT_EQ(script.error("error({})").message,
              "the script raised a table that is no text as an error");
}

TEST_CASE("math.random draws the same from the same seed") {
    const char* source =
        "for i = 1, 20 do print(math.random(6), math.random(-5, 5), math.random(), math.random(0)) "
        "end";
    Script first;
    Script second;
    const std::string drawn = first.output(source);
    EXPECT_EQ(second.output(source), drawn);
    EXPECT_NE(first.output(source), drawn);
    EXPECT_EQ(
        first.output("local low, high = 9, 0 for i = 1, 1000 do local x = math.random(3, 5) low = "
                     "math.min(low, x) high = math.max(high, x) end print(low, high)"),
        "3\t5\n");
    EXPECT_EQ(first.error("math.random(3, 2)").message,
              "bad argument #2 to 'random' (interval is empty)");
    EXPECT_EQ(first.error("math.random(-1)").message,
              "bad argument #1 to 'random' (interval is empty)");
}

TEST_CASE("sort is stable and does not mind an order that contradicts itself") {
    Script script;
    EXPECT_EQ(
        script.output("local t = {} for i = 1, 200 do t[i] = {i % 3, i} end table.sort(t, "
                      "function(a, b) return a[1] < b[1] end) local ok = true for i = 2, 200 do "
                      "if t[i - 1][1] == t[i][1] and t[i - 1][2] > t[i][2] then ok = false end "
                      "end print(ok, t[1][2], t[200][2])"),
        "true\t3\t200\n");
    EXPECT_EQ(
        script.output("local t = {5, 2, 8, 1} table.sort(t) print(table.concat(t, ' ')) "
                      "table.sort(t, function(a, b) return a > b end) print(table.concat(t, ' ')) "
                      "table.sort(t, function() return true end) print(#t)"),
        "1 2 5 8\n8 5 2 1\n4\n");
}

TEST_CASE("the table library does what Lua's does") {
    Script script;
    EXPECT_EQ(
        script.output("local t = {1, 2, 3} table.insert(t, 4) table.insert(t, 1, 0) "
                      "print(table.concat(t, ','), table.remove(t), table.remove(t, 1), "
                      "table.concat(t, ',', 2, 3), #t, table.remove({}), table.unpack(t, 2))"),
        "0,1,2,3,4\t4\t0\t2,3\t3\tnil\t2\t3\n");
    EXPECT_EQ(
        script.output("local t = table.pack(1, nil, 3) print(t.n, t[3]) print(table.concat("
                      "table.move({1, 2, 3}, 1, 3, 2), ','), table.concat(table.move({1, 2, 3}, 2, "
                      "3, 1), ','), #table.move({1, 2}, 1, 2, 3, {9, 9}))"),
        "3\t3\n1,1,2,3\t2,3,3\t4\n");
    EXPECT_EQ(script.error("table.insert({}, 5, 1)").message,
              "bad argument #2 to 'insert' (position out of bounds)");
    EXPECT_EQ(script.error("table.insert({}, 1, 1, 1)").message,
              "wrong number of arguments to 'insert'");
    EXPECT_EQ(script.error("table.remove({}, 5)").message,
              "bad argument #2 to 'remove' (position out of bounds)");
    EXPECT_EQ(script.error("table.concat({1, {}})").message,
              "invalid value (at index 2) in table for 'concat': it is a table");
}

TEST_CASE("the string library does what Lua's does") {
    Script script;
    EXPECT_EQ(
        script.output("local s = 'brokers' print(s:sub(2, 4), s:sub(-3), s:sub(0), s:sub(5, 2), "
                      "s:sub(-100, 2), s:sub(3, 100), s:byte(), s:byte(-1), s:byte(2, 3)) "
                      "print(#s, s:len(), s:upper(), s:reverse(), ('x'):rep(3, '-'), "
                      "('x'):rep(0), ('x'):rep(-1), string.char(72, 105))"),
        "rok\ters\tbrokers\t\tbr\tokers\t98\t115\t114\t111\n"
        "7\t7\tBROKERS\tsrekorb\tx-x-x\t\t\tHi\n");
    EXPECT_EQ(script.output("print(('x'):byte(10), ('x'):byte(0))"), "nil\n");
    EXPECT_EQ(script.output(
                  "print(utf8.len('não'), utf8.char(233), utf8.codepoint('ã'), #utf8.charpattern)"
                  " for p, c in utf8.codes('aé') do print(p, c) end"),
              "3\té\t227\t14\n1\t97\n2\t233\n");
    EXPECT_EQ(script.output("print(utf8.len('\\xff'))"), "nil\t1\n");
    EXPECT_EQ(script.error("utf8.codepoint('a', 5)").message,
              "bad argument #3 to 'codepoint' (out of bounds)");
}

TEST_CASE("whole powers are there, and powers that do not fit are refused") {
    Script script;
    EXPECT_EQ(script.output(
                  "print(math.ipow(2, 10), math.ipow(-3, 3), math.ipow(7, 0), math.ipow(2, 62), "
                  "math.ipow(1, math.maxinteger), math.ipow(-1, math.maxinteger))"),
              "1024\t-27\t1\t4611686018427387904\t1\t-1\n");
    EXPECT_EQ(script.error("math.ipow(2, 63)").message,
              "the power does not fit into an integer of 64 bits");
    EXPECT_EQ(script.error("math.ipow(2, -1)").message,
              "bad argument #2 to 'ipow' (the exponent must not be negative)");
}

TEST_CASE("errors of scripts carry file, line, hint and the way there") {
    Script script;
    const base::Error error = script.error("local function f(x)\n  return x.y\nend\nf(nil)");
    EXPECT_EQ(error, base::Error{"attempt to index a nil value (local 'x')", "test.lua:2", ""});
    EXPECT_EQ(script.sandbox.traceback(),
              "  test.lua:2: in local 'f'\n  test.lua:4: in the main chunk\n");
    EXPECT_EQ(script.error("local x =\n\n= 1"),
              base::Error{"unexpected symbol near '='", "test.lua:3", ""});
    EXPECT_EQ(script.error("error('boom')"), base::Error{"boom", "test.lua:1", ""});
    EXPECT_EQ(script.error("error('boom', 0)"), base::Error{"boom", "test.lua:1", ""});
    EXPECT_EQ(script.error("local function f()\nerror('boom', 2)\nend\n\nf()").place, "test.lua:5");
    EXPECT_EQ(script.error("error('boom\\n  hint: try again')"),
              base::Error{"boom", "test.lua:1", "try again"});
    EXPECT_EQ(script.error("local ok, e = pcall(function()\nerror('boom')\nend)\nerror(e)").place,
              "test.lua:2");
    EXPECT_EQ(script.error("\nerror(nil)"),
              base::Error{"the script raised nil as an error", "test.lua:2", ""});
    EXPECT_EQ(script.error("error(12)").message, "the script raised 12 as an error");
    EXPECT_EQ(script.error("error(setmetatable({}, {__tostring = function() return 'mine' end}))"),
              base::Error{"mine", "test.lua:1", ""});
    EXPECT_EQ(
        script.error("error(setmetatable({}, {__tostring = function() error('no') end}))").message,
        "the script raised a table that is no text as an error");
    EXPECT_EQ(
        script.error("local f = coroutine.wrap(function()\n\nerror('inside') end)\n f()").place,
        "test.lua:3");
    EXPECT_EQ(
        script.error("os.exit()").hint,
        "a run depends on its scenario, its seed and its commands only, so there is no clock, "
        "file or module to ask");
    EXPECT_EQ(script.error("local x = 2 ^ 8"),
              base::Error{"the operator ^ is not available", "test.lua:1",
                          "use math.ipow(base, exponent) for whole powers, x * x for squares and "
                          "math.sqrt(x) for roots"});
}

TEST_CASE("long names of chunks are given in full") {
    const std::string name = "scenarios/" + std::string(80, 'x') + ".lua";
    Script script;
    const base::Status failed = script.sandbox.run_chunk(name, "\nerror('boom')");
    REQUIRE_FALSE(failed.ok());
    EXPECT_EQ(failed.error(), base::Error{"boom", name + ":2", ""});
    const base::Status broken = script.sandbox.run_chunk(name, "\n\n= 1");
    REQUIRE_FALSE(broken.ok());
    EXPECT_EQ(broken.error().place, name + ":3");
}

TEST_CASE("xpcall gives its handler the error, and both can wait in a coroutine") {
    Script script;
    EXPECT_EQ(script.output("print(xpcall(function(a, b) return a + b end, print, 1, 2)) "
                            "print(xpcall(error, function(e) return 'handled ' .. e, 2 end, 'x'))"),
              "true\t3\nfalse\thandled x\t2\n");
    EXPECT_EQ(
        script.output("local f = coroutine.wrap(function() print(pcall(function() "
                      "coroutine.yield(1) error('late', 0) end)) print(xpcall(function() "
                      "coroutine.yield(2) error('later', 0) end, function(e) coroutine.yield(3) "
                      "return e .. '!' end)) return 4 end) print(f()) print(f()) print(f()) "
                      "print(f())"),
        "1\nfalse\tlate\n2\n3\nfalse\tlater!\n4\n");
}

TEST_CASE("coroutines work as in Lua") {
    Script script;
    EXPECT_EQ(
        script.output("local c = coroutine.create(function(a) print(a, coroutine.yield(a + 1)) "
                      "error('end', 0) end) print(coroutine.resume(c, 1)) "
                      "print(coroutine.status(c)) print(coroutine.resume(c, 'x', 'y')) "
                      "print(coroutine.status(c), coroutine.close(c))"),
        "true\t2\nsuspended\n1\tx\ty\nfalse\tend\ndead\tfalse\tend\n");
    EXPECT_EQ(
        script.output("local c = coroutine.create(function() local x <close> = setmetatable({}, "
                      "{__close = function() print 'closed' end}) coroutine.yield() end) "
                      "coroutine.resume(c) print(coroutine.close(c), coroutine.status(c))"),
        "closed\ntrue\tdead\n");
}

int inner_runs = 0;

int run_inner_loop(lua_State* state) {
    const base::Status status =
        Sandbox::of(state).run_chunk("inner.lua", "for i = 1, 20000 do end");
    if (status) ++inner_runs;
    return 0;
}

TEST_CASE("the budget of an entry is refilled, and nested entries share it") {
    Script script({.memory_bytes = 8u << 20, .instructions = 100'000, .source_bytes = 1000});
    for (int i = 0; i < 20; ++i)
        EXPECT(script.run("for i = 1, 20000 do end").ok());
    inner_runs = 0;
    script.sandbox.define("again", &guarded<&run_inner_loop>);
    const base::Error error = script.error("while true do again() end");
    EXPECT(error.message.find("more than 100000 instructions") != std::string::npos);
    EXPECT_LT(inner_runs, 6);
    EXPECT_GT(inner_runs, 1);
}

struct HostFailure {
    int code;
};

int fail(lua_State*) {
    throw HostFailure{42};
}

TEST_CASE("an exception of the host passes through the script, which cannot catch it") {
    Script script;
    script.sandbox.define("fail", &guarded<&fail>);
    for (const char* source : {"fail()", "pcall(fail)", "while true do pcall(fail) end",
                               "coroutine.wrap(function() pcall(fail) end)() while true do end",
                               "local x <close> = setmetatable({}, {__close = function() while "
                               "true do end end}) fail()"}) {
        int caught = 0;
        try {
            static_cast<void>(script.run(source));
        } catch (const HostFailure& failure) {
            caught = failure.code;
        }
        EXPECT_EQ(caught, 42);
        EXPECT_EQ(script.output("print 'usable'"), "usable\n");
    }
    bool thrown = false;
    try {
        static_cast<void>(
            script.sandbox.enter([](lua_State*) { throw std::runtime_error("body"); }));
    } catch (const std::runtime_error&) {
        thrown = true;
    }
    EXPECT(thrown);
}

struct Counted {
    Counted() { ++alive; }
    ~Counted() { --alive; }
    static inline int alive = 0;
};

int refuse_carefully(lua_State* state) {
    const Counted counted;
    luaL_checkinteger(state, 1);
    raise_error(state, "refused", "give another number");
}

TEST_CASE("destructors of host functions run when Lua raises an error in them") {
    Script script;
    script.sandbox.define("careful", &guarded<&refuse_carefully>);
    EXPECT_EQ(script.error("careful('x')").message,
              "bad argument #1 to 'careful' (number expected, got string)");
    EXPECT_EQ(script.error("\ncareful(1)"),
              base::Error{"refused", "test.lua:2", "give another number"});
    EXPECT_EQ(script.output("print(pcall(careful, 1))"),
              "false\ttest.lua:1: refused\n  hint: give another number\n");
    EXPECT_EQ(Counted::alive, 0);
}

TEST_CASE("functions of a script can be kept and called later") {
    Script script;
    Reference kept;
    REQUIRE(
        script.run("counter = 0 function count(n) counter = counter + n return counter end").ok());
    REQUIRE(script.sandbox
                .enter([&](lua_State* state) {
                    lua_getglobal(state, "count");
                    kept = Reference(state, -1);
                })
                .ok());
    REQUIRE(script.run("count = nil").ok());
    lua_Integer result = 0;
    for (int i = 0; i < 3; ++i) {
        REQUIRE(script.sandbox
                    .enter([&](lua_State* state) {
                        kept.push(state);
                        lua_pushinteger(state, 5);
                        lua_call(state, 1, 1);
                        result = lua_tointeger(state, -1);
                    })
                    .ok());
    }
    EXPECT_EQ(result, 15);
    base::Result<Reference> chunk = script.sandbox.load_chunk("other.lua", "counter = 'chunk'");
    REQUIRE(chunk.ok());
    EXPECT_EQ(script.output("print(counter)"), "15\n");
    REQUIRE(script.sandbox.call(*chunk).ok());
    EXPECT_EQ(script.output("print(counter)"), "chunk\n");
}

TEST_CASE("the source may use in comments and texts what it may not use as code") {
    Script script;
    EXPECT(
        script.run("-- 2 ^ 3, _ENV\n--[[ ^ __gc ]] x = '^ _ENV' y = \"\\\"^\" z = [==[ ^ ]] ^ ]==]")
            .ok());
    EXPECT(script.run("x = 'a\\z\n   ^b' y = 'a\\\n^'").ok());
    EXPECT_EQ(script.error("\nx = 'a\\\n' y = 2 ^ 3").place, "test.lua:3");
    EXPECT_EQ(script.error("x = {__gc = 1}").message, "__gc is not available");
    EXPECT_EQ(script.error("x = 0x10^2").message, "the operator ^ is not available");
    EXPECT_EQ(script.error("x = '").message, "unfinished string near <eof>");
    EXPECT(script.run("x = 1e5 y = 0x1p-4 z = 3 .. 4 __gcd = 1").ok());
    EXPECT(script.run("\xEF\xBB\xBF#!first line ^\nx = 1").ok());
}

}  // namespace
}  // namespace brokerscope::scripting::lua
