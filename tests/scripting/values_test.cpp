#include "scripting/lua/values.h"

#include <string>

#include "tests/expect.h"
#include "tests/scripting/sandbox_support.h"

namespace brokerscope::scripting::lua {
namespace {

using base::Value;

/// Evaluates an expression and reads it as a Value; its text, or the error.
std::string read(Script& script, const std::string& expression) {
    Value value;
    base::Result<Reference> chunk = script.sandbox.load_chunk("test.lua", "return " + expression);
    if (!chunk) return base::to_text(chunk.error());
    const base::Status status = script.sandbox.enter([&](lua_State* state) {
        chunk->push(state);
        lua_call(state, 0, 1);
        value = to_value(state, -1, "body");
    });
    return status ? base::to_text(value) : base::to_text(status.error());
}

TEST_CASE("Lua values become ordered trees") {
    Script script;
    EXPECT_EQ(
        read(script,
             "{groupId = 'billing', generationId = 4, ok = true, topics = {'a', 'b'}, none = "
             "null, empty = {}}"),
        "{empty: {}, generationId: 4, groupId: \"billing\", none: null, ok: true, topics: [\"a\", "
        "\"b\"]}");
    EXPECT_EQ(read(script, "nil"), "null");
    EXPECT_EQ(read(script, "3.0"), "3");
    EXPECT_EQ(read(script, "math.mininteger"), "-9223372036854775808");
    EXPECT_EQ(read(script, "{{1, null}, {}}"), "[[1, null], {}]");
}

TEST_CASE("what a tree cannot hold is an error that names the place") {
    Script script;
    EXPECT_EQ(read(script, "{topics = {{partitions = {1, 2.5}}}}"),
              "body.topics[1].partitions[2] must be a whole number of 64 bits, but is 2.5");
    EXPECT_EQ(
        read(script, "{a = {b = print}}"),
        "body.a.b must be data, but is a function\n  hint: data are numbers, texts, true, false, "
        "null and tables of these");
    EXPECT_EQ(read(script, "{1, 2, a = 3}"),
              "body has both numbered and named entries\n  hint: a table is a list or an object, "
              "not both");
    EXPECT_EQ(read(script, "{a = {[1] = 1, [3] = 3}}"), "body.a has an entry 3, but none at 2");
    EXPECT_EQ(read(script, "{[0] = 1}"), "body has an entry 0, but none at 1");
    EXPECT_EQ(read(script, "1e300"), "body must be a whole number of 64 bits, but is 1e+300");
    EXPECT_EQ(read(script, "{[true] = 1}").substr(0, 39),
              "a table with true as a key has no order");
    EXPECT(read(script, "(function() local t = {} t.t = t return t end)()")
               .find("is nested too deeply") != std::string::npos);
    EXPECT(read(script, "(function() local t = {} for i = 1, 60 do t = {t, t} end return t end)()")
               .find("without giving control back") != std::string::npos);
}

TEST_CASE("a tree that is pushed and read again is the same") {
    Script script;
    const Value tree{
        Value::Object{{"list", {Value::List{{std::int64_t{1}}, {}, {std::string("x")}}}},
                      {"name", {std::string("n\0l", 3)}},
                      {"object", {Value::Object{{"deep", {true}}}}}}};
    Value again;
    REQUIRE(script.sandbox
                .enter([&](lua_State* state) {
                    push_value(state, tree);
                    again = to_value(state, -1, "tree");
                })
                .ok());
    EXPECT_EQ(base::to_text(again), base::to_text(tree));
    EXPECT(again == tree);
}

TEST_CASE("null is an absent member of an object, and null in a list") {
    Script script;
    REQUIRE(script.sandbox
                .enter([&](lua_State* state) {
                    push_value(state, Value{Value::Object{
                                          {"none", {}},
                                          {"list", {Value::List{{}, {std::int64_t{2}}}}},
                                          {"bytes", {base::Bytes{"raw"}}},
                                      }});
                    lua_setglobal(state, "tree");
                })
                .ok());
    EXPECT_EQ(script.output(
                  "print(tree.none, #tree.list, tree.list[1] == null, tree.list[2], tree.bytes)"),
              "nil\t2\ttrue\t2\traw\n");
}

}  // namespace
}  // namespace brokerscope::scripting::lua
