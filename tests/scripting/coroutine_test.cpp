#include "scripting/lua/coroutine.h"

#include <string>
#include <vector>

#include "tests/expect.h"
#include "tests/scripting/sandbox_support.h"

namespace brokerscope::scripting::lua {
namespace {

struct Wait {
    std::string duration;
};

int wait(lua_State* state) {
    const char* duration = luaL_checkstring(state, 1);
    return yield_to_host(state, "wait", Wait{duration});
}

struct Story : Script {
    explicit Story(std::string_view source) : coroutine(sandbox) {
        sandbox.define("wait", &guarded<&wait>);
        const base::Status loaded = run(source);
        REQUIRE(loaded.ok());
        Reference function;
        REQUIRE(sandbox
                    .enter([&](lua_State* state) {
                        lua_getglobal(state, "story");
                        function = Reference(state, -1);
                    })
                    .ok());
        REQUIRE(coroutine.start(function).ok());
    }

    /// "wait <duration>", "finished" or the error.
    std::string step(const std::function<int(lua_State*)>& push = {}) {
        const Coroutine::Outcome outcome = coroutine.resume(push);
        if (const auto* yielded = std::get_if<Coroutine::Yielded>(&outcome)) {
            return "wait " + std::any_cast<Wait>(yielded->request).duration;
        }
        if (const auto* error = std::get_if<base::Error>(&outcome)) return base::to_text(*error);
        return "finished";
    }

    Coroutine coroutine;
};

TEST_CASE("a story runs in steps, and its waits give control back to the host") {
    Story story(
        "function story(name) print('hello', name) local a, b = wait '5s' print(a, b) "
        "for i = 1, 2 do wait(i .. 'ms') end print 'end' end");
    EXPECT_EQ(story.step([](lua_State* state) {
        lua_pushstring(state, "class");
        return 1;
    }),
              "wait 5s");
    EXPECT_EQ(story.printed, "hello\tclass\n");
    EXPECT(story.run("print 'between'").ok());
    EXPECT_EQ(story.step([](lua_State* state) {
        lua_pushinteger(state, 1);
        lua_pushboolean(state, 1);
        return 2;
    }),
              "wait 1ms");
    EXPECT_EQ(story.step(), "wait 2ms");
    EXPECT(story.coroutine.is_suspended());
    EXPECT_EQ(story.step(), "finished");
    EXPECT_FALSE(story.coroutine.is_suspended());
    EXPECT_EQ(story.printed, "hello\tclass\nbetween\n1\ttrue\nend\n");
}

TEST_CASE("a story may wait inside pcall and inside its own functions and iterators") {
    Story story(
        "function story() print(pcall(function() wait '1s' error('after', 0) end)) "
        "local t = setmetatable({}, {__pairs = function() wait '2s' return next, {7}, nil end}) "
        "for _, v in pairs(t) do print(v) end end");
    EXPECT_EQ(story.step(), "wait 1s");
    EXPECT_EQ(story.step(), "wait 2s");
    EXPECT_EQ(story.printed, "false\tafter\n");
    EXPECT_EQ(story.step(), "finished");
    EXPECT_EQ(story.printed, "false\tafter\n7\n");
}

TEST_CASE("each step of a story has its own budget") {
    Story story(
        "function story() for i = 1, 5 do for j = 1, 1000000 do end wait '1s' end while true do "
        "end end");
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(story.step(), "wait 1s");
    EXPECT(story.step().find("without giving control back") != std::string::npos);
    EXPECT_FALSE(story.coroutine.is_suspended());
    EXPECT_EQ(story.output("print 'usable'"), "usable\n");
}

TEST_CASE("errors of a story carry their place and the way there") {
    Story story(
        "local function helper()\n wait '1s'\n local x = nil\n return x.y\nend\nfunction story()\n "
        "helper()\n print 'never'\nend");
    EXPECT_EQ(story.step(), "wait 1s");
    EXPECT_EQ(story.step(), "test.lua:4: attempt to index a nil value (local 'x')");
    EXPECT_EQ(story.sandbox.traceback(),
              "  test.lua:4: in upvalue 'helper'\n"
              "  test.lua:7: in the function of line 6\n");
    EXPECT_EQ(story.printed, "");
}

TEST_CASE("an error object of a story is turned into text") {
    Story story(
        "function story() error(setmetatable({}, {__tostring = function() return 'mine' end})) "
        "end");
    EXPECT_EQ(story.step(), "test.lua:1: mine");
}

TEST_CASE("waiting is refused where nobody could resume") {
    Story story("function story() coroutine.wrap(function() wait '1s' end)() end");
    const std::string refusal =
        "test.lua:1: wait can only be called by a story\n  hint: it cannot be "
        "called while the scenario is being set up, in a condition or in a "
        "coroutine of your own";
    EXPECT_EQ(story.output("wait '1s'"), refusal);
    EXPECT_EQ(story.step(), refusal);
    Story sorting("function story() table.sort({2, 1}, function() wait '1s' end) end");
    EXPECT_EQ(sorting.step().substr(0, 42), "test.lua:1: wait cannot be called here\n  h");
}

TEST_CASE("a script cannot run, end or bypass a story") {
    Story story("function story() self = coroutine.running() wait '1s' coroutine.yield(1) end");
    EXPECT_EQ(story.step(), "wait 1s");
    EXPECT_EQ(story.error("coroutine.resume(self)").message,
              "a story cannot be resumed or closed by a script");
    EXPECT_EQ(story.error("coroutine.close(self)").message,
              "a story cannot be resumed or closed by a script");
    EXPECT_EQ(story.step(),
              "test.lua:1: a story itself cannot yield\n  hint: wait gives control back");
}

TEST_CASE("the coroutines of a script work inside a story") {
    Story story(
        "function story() local f = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) "
        "end "
        "end) wait(f() .. 's') wait(f() .. 's') print(f()) end");
    EXPECT_EQ(story.step(), "wait 1s");
    EXPECT_EQ(story.step(), "wait 2s");
    EXPECT_EQ(story.step(), "finished");
    EXPECT_EQ(story.printed, "3\n");
}

}  // namespace
}  // namespace brokerscope::scripting::lua
