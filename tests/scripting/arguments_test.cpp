#include "scripting/lua/arguments.h"

#include <array>
#include <string>

#include "tests/expect.h"
#include "tests/scripting/sandbox_support.h"

namespace brokerscope::scripting::lua {
namespace {

constexpr std::array<std::string_view, 3> acks_names = {"all", "none", "leader"};

/// topic(name, options): a host function as the scenario API will have them.
int topic(lua_State* state) {
    const std::string name = read_text(state, 1, {"topic", "name"});
    Options options(state, 2, "topic \"" + name + "\"");
    std::string out = name;
    const auto partitions = options.integer("partitions", 1, 1000);
    if (!partitions) options.refuse_missing("partitions");
    out += " partitions=" + std::to_string(*partitions);
    if (const auto owner = options.text("owner")) out += " owner=" + *owner;
    if (const auto internal = options.boolean("internal"))
        out += *internal ? " internal" : " public";
    if (const auto acks = options.choice("acks", acks_names)) {
        out += " acks=" + std::string(acks_names[*acks]);
    }
    if (const auto body = options.value("body")) out += " body=" + base::to_text(*body);
    const Reference key = options.function("key");
    if (key) out += " keyed";
    for (const std::string& other : options.remaining()) {
        if (other.find('.') == std::string::npos) continue;
        REQUIRE(options.push(other));
        out +=
            " " + other + "=" + std::to_string(read_integer(state, -1, options.label(other), 0, 9));
        lua_pop(state, 1);
    }
    options.finish();
    lua_pushlstring(state, out.data(), out.size());
    return 1;
}

struct Api : Script {
    Api() { sandbox.define("topic", &guarded<&topic>); }
};

TEST_CASE("options are read with their types") {
    Api api;
    EXPECT_EQ(
        api.output(
            "print(topic('orders', {partitions = 3, owner = 'shop', internal = true, acks = "
            "'leader', body = {1, {a = 2}}, key = function() end, ['min.insync.replicas'] = 2}))"),
        "orders partitions=3 owner=shop internal acks=leader body=[1, {a: 2}] keyed "
        "min.insync.replicas=2\n");
    EXPECT_EQ(api.output("print(topic('orders', {partitions = 3.0}))"), "orders partitions=3\n");
}

TEST_CASE("wrong options are errors that say what was wanted, what was given and where") {
    Api api;
    EXPECT_EQ(
        api.output("\ntopic('orders', {partitions = 'three'})"),
        "test.lua:2: topic \"orders\": 'partitions' must be an integer from 1 to 1000, but is "
        "\"three\"");
    EXPECT_EQ(api.error("topic('orders', {partitions = 0})").message,
              "topic \"orders\": 'partitions' must be an integer from 1 to 1000, but is 0");
    EXPECT_EQ(api.error("topic('orders', {partitions = 1.5})").message,
              "topic \"orders\": 'partitions' must be an integer from 1 to 1000, but is 1.5");
    EXPECT_EQ(api.error("topic('orders', {})").message,
              "topic \"orders\": the option 'partitions' is missing");
    EXPECT_EQ(api.error("topic('orders')").message,
              "topic \"orders\": the options must be a table, but are missing");
    EXPECT_EQ(api.error("topic(12, {})").message, "topic: 'name' must be a text, but is 12");
    EXPECT_EQ(api.error("topic('o', {partitions = 1, owner = {}})").message,
              "topic \"o\": 'owner' must be a text, but is a table");
    EXPECT_EQ(api.error("topic('o', {partitions = 1, internal = 1})").message,
              "topic \"o\": 'internal' must be true or false, but is 1");
    EXPECT_EQ(api.error("topic('o', {partitions = 1, key = 'x'})").message,
              "topic \"o\": 'key' must be a function, but is \"x\"");
    EXPECT_EQ(api.error("topic('o', {partitions = 1, body = {x = print}})").message,
              "topic \"o\": body.x must be data, but is a function");
    EXPECT_EQ(api.error("topic('o', {partitions = 1, ['a.b'] = 10})").message,
              "topic \"o\": 'a.b' must be an integer from 0 to 9, but is 10");
}

TEST_CASE("unknown options and choices ask whether another was meant") {
    Api api;
    const base::Error option = api.error("topic('orders', {partitions = 1, onwer = 'x'})");
    EXPECT_EQ(option.message, "topic \"orders\": there is no option 'onwer'");
    EXPECT_EQ(option.hint, "did you mean 'owner'?");
    const base::Error choice = api.error("topic('orders', {partitions = 1, acks = 'leadre'})");
    EXPECT_EQ(
        choice.message,
        "topic \"orders\": 'acks' must be \"all\", \"none\" or \"leader\", but is \"leadre\"");
    EXPECT_EQ(choice.hint, "did you mean 'leader'?");
    EXPECT_EQ(api.error("topic('orders', {partitions = 1, 'x'})").message,
              "topic \"orders\": an option needs a name, but there is an entry 1");
}

}  // namespace
}  // namespace brokerscope::scripting::lua
