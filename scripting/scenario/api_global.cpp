// scenario, param, cluster; and what a story says and waits for.
#include <algorithm>
#include <memory>
#include <utility>

#include "scripting/lua/arguments.h"
#include "scripting/lua/coroutine.h"
#include "scripting/lua/script_error.h"
#include "scripting/scenario/context.h"
#include "scripting/scenario/handles.h"
#include "scripting/scenario/reading.h"
#include "sim/base/check.h"
#include "sim/kafka/version.h"

namespace brokerscope::scripting {
namespace {

using lua::Label;

void require_story(lua_State* state, const char* what) {
    if (ScenarioContext::of(state).host() != nullptr) return;
    lua::raise_error(state, std::string("'") + what + "' belongs into the story",
                     "use it inside s:story(function() ... end)");
}

void require_declaring(lua_State* state, const char* what) {
    if (ScenarioContext::of(state).host() == nullptr) return;
    lua::raise_error(state, std::string("'") + what + "' belongs before the story");
}

int scenario(lua_State* state) {
    require_declaring(state, "scenario");
    ScenarioContext& context = ScenarioContext::of(state);
    Declarations& all = context.declarations();
    if (all.has_scenario) lua::raise_error(state, "there is one scenario{} in a file");
    lua::Options options(state, 1, "scenario");
    all.has_scenario = true;
    if (!options.push("title")) options.refuse_missing("title");
    all.title = read_translated(state, lua_gettop(state), options.label("title"));
    lua_pop(state, 1);
    if (options.push("question")) {
        all.question = read_translated(state, lua_gettop(state), options.label("question"));
        lua_pop(state, 1);
    }
    if (const auto seed = options.integer("seed", 0, INT64_MAX)) {
        all.seed = static_cast<std::uint64_t>(*seed);
    }
    if (context.seed_override()) all.seed = *context.seed_override();
    if (options.push("duration")) {
        all.duration = read_duration(state, lua_gettop(state), options.label("duration"));
        if (all.duration.ns <= 0) {
            lua::refuse(state, lua_gettop(state), options.label("duration"), "longer than nothing");
        }
        lua_pop(state, 1);
    }
    options.finish();
    context.sandbox().random() = base::Rng(all.seed, "scenario", base::outside_world);
    push_handle(state, {HandleKind::scenario, 0, 0});
    return 1;
}

// The value of --set, read as the type of the default.
void push_parameter(lua_State* state, const std::string& name, const std::string& text) {
    const Label label{"--set " + name, name};
    switch (lua_type(state, 2)) {
        case LUA_TBOOLEAN:
            if (text != "true" && text != "false") {
                lua::raise_error(
                    state, "--set " + name + ": must be true or false, but is \"" + text + "\"");
            }
            lua_pushboolean(state, text == "true" ? 1 : 0);
            return;
        case LUA_TNUMBER:
            if (lua_stringtonumber(state, text.c_str()) != text.size() + 1) {
                lua::raise_error(state,
                                 "--set " + name + ": must be a number, but is \"" + text + "\"");
            }
            if (!lua_isinteger(state, -1)) {
                lua::raise_error(
                    state, "--set " + name + ": must be a whole number, but is \"" + text + "\"");
            }
            return;
        default: lua_pushlstring(state, text.data(), text.size());
    }
}

int param(lua_State* state) {
    require_declaring(state, "param");
    ScenarioContext& context = ScenarioContext::of(state);
    Parameter parameter;
    parameter.name = lua::read_text(state, 1, {"param", "name"});
    for (const Parameter& other : context.declarations().parameters) {
        if (other.name == parameter.name) {
            lua::raise_error(state, "the parameter '" + other.name + "' is declared twice");
        }
    }
    const int type = lua_type(state, 2);
    if (type != LUA_TSTRING && type != LUA_TBOOLEAN && !lua_isinteger(state, 2)) {
        lua::refuse(state, 2, {"param \"" + parameter.name + "\"", "default"},
                    "a text, a whole number or a boolean");
    }
    parameter.fallback = luaL_tolstring(state, 2, nullptr);
    lua_pop(state, 1);
    parameter.value = parameter.fallback;
    lua_pushvalue(state, 2);
    for (const Override& override : context.overrides()) {
        if (override.key != parameter.name) continue;
        lua_pop(state, 1);
        push_parameter(state, parameter.name, override.value);
        parameter.value = override.value;
    }
    context.declarations().parameters.push_back(std::move(parameter));
    return 1;
}

void read_network(lua_State* state, world::NetworkSettings& network) {
    lua::Options options(state, lua_gettop(state), "cluster network");
    const auto duration = [&](const char* name, base::Duration& target) {
        if (!options.push(name)) return;
        target = read_duration(state, lua_gettop(state), options.label(name));
        lua_pop(state, 1);
    };
    duration("latency", network.latency);
    duration("jitter", network.jitter);
    options.finish();
}

void read_combined(lua_State* state, lua::Options& options, world::ClusterSettings& cluster) {
    if (!options.push("combined")) return;
    const int index = lua_gettop(state);
    const Label label = options.label("combined");
    if (!lua_istable(state, index)) lua::refuse(state, index, label, "a list of broker ids");
    for (lua_Integer i = 1; i <= static_cast<lua_Integer>(lua_rawlen(state, index)); ++i) {
        lua_rawgeti(state, index, i);
        const auto id = lua::read_integer(state, -1, label, 1,
                                          static_cast<std::int64_t>(cluster.servers.size()));
        cluster.servers[static_cast<std::size_t>(id - 1)].is_controller = true;
        lua_pop(state, 1);
    }
    lua_pop(state, 1);
}

int cluster(lua_State* state) {
    require_declaring(state, "cluster");
    Declarations& all = ScenarioContext::of(state).declarations();
    if (all.has_cluster) lua::raise_error(state, "there is one cluster{} in a file");
    all.has_cluster = true;
    lua::Options options(state, 1, "cluster");
    const auto brokers = options.integer("brokers", 1, 200).value_or(3);
    const bool combined = options.push("combined");
    if (combined) lua_pop(state, 1);
    const auto controllers = options.integer("controllers", 0, 9).value_or(combined ? 0 : 1);
    all.cluster = world::plain_cluster(static_cast<std::int32_t>(brokers), 0);
    read_combined(state, options, all.cluster);
    for (std::int64_t i = 1; i <= controllers; ++i) {
        all.cluster.servers.push_back(
            {base::NodeId{static_cast<std::int32_t>(brokers + i)}, false, true, "", {}});
    }
    all.cluster.title = all.title;
    all.cluster.seed = all.seed;
    constexpr std::string_view versions[] = {"3.9", "4.3"};
    if (const auto version = options.choice("kafka", versions)) {
        all.cluster.kafka = *base::parse_enum<kafka::KafkaVersion>(versions[*version]);
    }
    constexpr std::string_view modes[] = {"kraft", "zookeeper"};
    if (options.choice("mode", modes).value_or(0) == 1) {
        lua::raise_error(state, "mode = \"zookeeper\" is not modelled yet",
                         "docs/not-modelled.md lists what the model does not know yet");
    }
    if (options.push("racks")) {
        const auto racks = read_texts(state, lua_gettop(state), options.label("racks"));
        for (std::size_t i = 0; i < static_cast<std::size_t>(brokers); ++i) {
            all.cluster.servers[i].rack = racks[i % racks.size()];
        }
        lua_pop(state, 1);
    }
    if (options.push("network")) {
        read_network(state, all.cluster.network);
        lua_pop(state, 1);
    }
    all.cluster.configs = read_configs(state, options);
    options.finish();
    if (const base::Status status = world::check(all.cluster); !status) {
        lua::raise_error(state, status.error());
    }
    push_handle(state, {HandleKind::cluster, 0, 0});
    return 1;
}

// --- the story -----------------------------------------------------------------------------------

int wait(lua_State* state) {
    require_story(state, "wait");
    return lua::yield_to_host(state, "wait",
                              WaitRequest{read_duration(state, 1, {"wait", "time"})});
}

int wait_until(lua_State* state) {
    require_story(state, "wait_until");
    auto request = std::make_shared<WaitUntilRequest>();
    request->predicate = lua::read_function(state, 1, {"wait_until", "condition"});
    if (!lua_isnoneornil(state, 2)) {
        request->timeout = read_duration(state, 2, {"wait_until", "timeout"});
        request->has_timeout = true;
    }
    return lua::yield_to_host(state, "wait_until", std::move(request));
}

int say(lua_State* state) {
    require_story(state, "say");
    ScenarioContext::of(state).host()->tell(
        journal::Said{read_translated(state, 1, {"say", "text"})});
    return 0;
}

int chapter(lua_State* state) {
    require_story(state, "chapter");
    ScenarioContext::of(state).host()->tell(
        journal::ChapterBegan{read_translated(state, 1, {"chapter", "title"})});
    return 0;
}

int ask(lua_State* state) {
    require_story(state, "ask");
    lua::Options options(state, 1, "ask");
    journal::Asked asked;
    const bool inline_question = !options.push("question");
    if (inline_question) {
        asked.question = {options.text("en").value_or(""), options.text("pt").value_or("")};
        if (asked.question.en.empty()) options.refuse_missing("question");
        if (asked.question.pt.empty()) asked.question.pt = asked.question.en;
    } else {
        asked.question = read_translated(state, lua_gettop(state), options.label("question"));
        lua_pop(state, 1);
    }
    if (!options.push("choices")) options.refuse_missing("choices");
    const int choices = lua_gettop(state);
    if (!lua_istable(state, choices))
        lua::refuse(state, choices, options.label("choices"), "a list");
    for (lua_Integer i = 1; i <= static_cast<lua_Integer>(lua_rawlen(state, choices)); ++i) {
        lua_rawgeti(state, choices, i);
        asked.choices.push_back(
            read_translated(state, lua_gettop(state), options.label("choices")));
        lua_pop(state, 1);
    }
    lua_pop(state, 1);
    const auto last_choice = static_cast<std::int64_t>(asked.choices.size());
    asked.answer = static_cast<std::int32_t>(options.integer("answer", 1, last_choice).value_or(0));
    options.finish();
    ScenarioContext::of(state).host()->tell(std::move(asked));
    return 0;
}

int expect(lua_State* state) {
    require_story(state, "expect");
    journal::Expected expected;
    expected.name = lua::read_text(state, 1, {"expect", "name"});
    if (lua_isnone(state, 2)) lua::raise_error(state, "expect(name, condition) needs a condition");
    expected.passed = lua_toboolean(state, 2) != 0;
    if (!lua_isnoneornil(state, 3)) {
        expected.detail = luaL_tolstring(state, 3, nullptr);
        lua_pop(state, 1);
    }
    ScenarioContext::of(state).host()->tell(std::move(expected));
    return 0;
}

int now(lua_State* state) {
    require_story(state, "now");
    lua_pushinteger(state, ScenarioContext::of(state).host()->now().milliseconds());
    return 1;
}

int at(lua_State* state) {
    require_declaring(state, "at");
    TimedCall call;
    call.at = base::SimTime{} + read_duration(state, 1, {"at", "time"});
    call.function = lua::read_function(state, 2, {"at", "function"});
    std::vector<TimedCall>& calls = ScenarioContext::of(state).declarations().timed;
    const auto later = std::upper_bound(
        calls.begin(), calls.end(), call.at,
        [](base::SimTime time, const TimedCall& other) { return time < other.at; });
    calls.insert(later, std::move(call));
    return 0;
}

int set_link(lua_State* state) {
    const base::NodeId a = read_node(state, 1, "a");
    const base::NodeId b = read_node(state, 2, "b");
    const bool up = lua::read_boolean(state, 3, {"set_link", "up"});
    ScenarioContext::of(state).give(state, commands::SetLink{a, b, up});
    return 0;
}

int node(lua_State* state) {
    if (lua_type(state, 1) == LUA_TSTRING) {
        const std::string name = lua::read_text(state, 1, {"node", "name"});
        const auto found = ScenarioContext::of(state).find_name(name);
        if (!found) lua::raise_error(state, "there is no node \"" + name + "\"");
        push_node(state, *found);
    } else {
        push_node(state, read_node(state, 1, "id"));
    }
    return 1;
}

// --- the scenario's methods ----------------------------------------------------------------------

int story(lua_State* state) {
    check_handle(state, 1, HandleKind::scenario);
    require_declaring(state, "story");
    Declarations& all = ScenarioContext::of(state).declarations();
    if (all.story) lua::raise_error(state, "a scenario has one story");
    all.story = lua::read_function(state, 2, {"story", "function"});
    return 0;
}

int finally(lua_State* state) {
    check_handle(state, 1, HandleKind::scenario);
    Declarations& all = ScenarioContext::of(state).declarations();
    all.ending = lua::read_function(state, 2, {"finally", "function"});
    return 0;
}

}  // namespace

const Method global_functions[] = {{"scenario", lua::guarded<scenario>},
                                   {"param", lua::guarded<param>},
                                   {"cluster", lua::guarded<cluster>},
                                   {"wait", lua::guarded<wait>},
                                   {"wait_until", lua::guarded<wait_until>},
                                   {"say", lua::guarded<say>},
                                   {"chapter", lua::guarded<chapter>},
                                   {"ask", lua::guarded<ask>},
                                   {"expect", lua::guarded<expect>},
                                   {"now", lua::guarded<now>},
                                   {"at", lua::guarded<at>},
                                   {"node", lua::guarded<node>},
                                   {"set_link", lua::guarded<set_link>},
                                   {nullptr, nullptr}};

const Method scenario_methods[] = {
    {"story", lua::guarded<story>}, {"finally", lua::guarded<finally>}, {nullptr, nullptr}};

void ScenarioContext::define_api() {
    const base::Status status = sandbox_.enter([](lua_State* state) { define_handles(state); });
    CHECK(status.ok(), "an empty sandbox has room for the API");
    for (const Method* function = global_functions; function->name != nullptr; ++function) {
        sandbox_.define(function->name, function->function);
    }
}

}  // namespace brokerscope::scripting
