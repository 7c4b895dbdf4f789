#include "scripting/scenario/context.h"

#include <algorithm>
#include <utility>

#include "scripting/lua/script_error.h"
#include "scripting/lua/values.h"
#include "scripting/scenario/reading.h"
#include "sim/base/check.h"
#include "sim/world/world.h"

namespace brokerscope::scripting {
namespace {

// The address is the key under which a context is kept in Lua's registry.
constexpr char registry_key = 0;

}  // namespace

ScenarioContext::ScenarioContext(lua::Sandbox& sandbox, std::vector<Override> overrides,
                                 std::optional<std::uint64_t> seed)
    : sandbox_(sandbox), overrides_(std::move(overrides)), seed_(seed) {
    const base::Status kept = sandbox_.enter([this](lua_State* state) {
        lua_pushlightuserdata(state, this);
        lua_rawsetp(state, LUA_REGISTRYINDEX, &registry_key);
    });
    CHECK(kept.ok(), "an empty sandbox takes a pointer");
}

ScenarioContext& ScenarioContext::of(lua_State* state) {
    lua_rawgetp(state, LUA_REGISTRYINDEX, &registry_key);
    auto* context = static_cast<ScenarioContext*>(lua_touserdata(state, -1));
    lua_pop(state, 1);
    return *context;
}

base::Status ScenarioContext::check_overrides() const {
    std::vector<std::string_view> known;
    for (const Parameter& parameter : declarations_.parameters)
        known.push_back(parameter.name);
    for (const Override& override : overrides_) {
        if (std::find(known.begin(), known.end(), override.key) != known.end()) continue;
        const std::string_view near = base::nearest_name(override.key, known);
        std::string hint = "this scenario declares no parameters";
        if (!near.empty()) {
            hint = "did you mean '" + std::string(near) + "'?";
        } else if (!known.empty()) {
            hint = "its parameters are:";
            for (const std::string_view name : known)
                hint += " " + std::string(name);
        }
        return base::Error{"the scenario has no parameter '" + override.key + "'", "--set", hint};
    }
    return base::Nothing{};
}

void ScenarioContext::give(lua_State* state, commands::Command command) {
    if (host_ == nullptr) {
        declarations_.commands.push_back(std::move(command));
        return;
    }
    const base::Result<base::FactId> given = host_->give(command);
    if (!given) lua::raise_error(state, given.error());
}

base::NodeId ScenarioContext::take_client_id() {
    if (host_ != nullptr) return host_->next_client_id();
    return base::NodeId{next_client_++};
}

void ScenarioContext::keep_functions(base::NodeId node, ClientFunctions functions) {
    functions_[node] = std::move(functions);
}

std::string ScenarioContext::name_of(base::NodeId node) const {
    const auto found = names_.find(node);
    if (found != names_.end()) return found->second;
    for (const world::ServerSettings& server : declarations_.cluster.servers) {
        if (server.id == node) {
            return (server.is_broker ? "broker-" : "controller-") + std::to_string(node.value);
        }
    }
    return "node-" + std::to_string(node.value);
}

std::optional<base::NodeId> ScenarioContext::find_name(const std::string& name) const {
    for (const auto& [node, known] : names_) {
        if (known == name) return node;
    }
    for (const world::ServerSettings& server : declarations_.cluster.servers) {
        if (name_of(server.id) == name) return server.id;
    }
    return std::nullopt;
}

// --- the workload --------------------------------------------------------------------------------

void ScenarioContext::note(const base::Status& status) {
    if (!status && !error_) error_ = status.error();
}

std::optional<base::Bytes> ScenarioContext::call_for_bytes(const lua::Reference& function,
                                                           std::int64_t n, const char* what) {
    std::optional<base::Bytes> result;
    note(sandbox_.enter([&](lua_State* state) {
        function.push(state);
        lua_pushinteger(state, n);
        lua_call(state, 1, 1);
        if (lua_isnil(state, -1)) return;
        if (lua_type(state, -1) != LUA_TSTRING && !lua_isinteger(state, -1)) {
            lua::raise_error(state,
                             std::string("the function '") + what +
                                 "' must return a text, a whole number or nil, but returned " +
                                 luaL_typename(state, -1));
        }
        std::size_t size = 0;
        const char* text = lua_tolstring(state, -1, &size);
        result = base::Bytes{std::string(text, size)};
    }));
    return result;
}

std::optional<std::int64_t> ScenarioContext::call_for_integer(const lua::Reference& function,
                                                              std::int64_t n, const char* what) {
    std::optional<std::int64_t> result;
    note(sandbox_.enter([&](lua_State* state) {
        function.push(state);
        lua_pushinteger(state, n);
        lua_call(state, 1, 1);
        if (lua_isnil(state, -1)) return;
        if (!lua_isinteger(state, -1)) {
            lua::raise_error(state, std::string("the function '") + what +
                                        "' must return a whole number or nil");
        }
        result = lua_tointeger(state, -1);
    }));
    return result;
}

std::optional<client::RecordPlan> ScenarioContext::record(base::NodeId producer, std::int64_t n) {
    const auto found = functions_.find(producer);
    if (found == functions_.end()) return std::nullopt;
    const ClientFunctions& functions = found->second;
    if (!functions.key && !functions.value && !functions.partition && !functions.timestamp)
        return std::nullopt;
    client::RecordPlan plan;
    if (functions.key) plan.key = call_for_bytes(functions.key, n, "key");
    if (functions.value) {
        plan.value = call_for_bytes(functions.value, n, "value");
    } else {
        plan.value = base::Bytes{"v" + std::to_string(n)};
    }
    if (functions.partition) {
        if (const auto chosen = call_for_integer(functions.partition, n, "partition")) {
            plan.partition = static_cast<std::int32_t>(*chosen);
        }
    }
    if (functions.timestamp) {
        // A scenario counts from its start, records count from 1970.
        if (const auto chosen = call_for_integer(functions.timestamp, n, "timestamp"))
            plan.timestamp_ms = *chosen + world::wall_clock_at_start.milliseconds();
    }
    return plan;
}

std::optional<base::Duration> ScenarioContext::work(base::NodeId consumer,
                                                    base::PartitionId partition,
                                                    base::Offset offset,
                                                    const log::Record& record) {
    const auto found = functions_.find(consumer);
    if (found == functions_.end() || !found->second.work) return std::nullopt;
    std::optional<base::Duration> result;
    note(sandbox_.enter([&](lua_State* state) {
        found->second.work.push(state);
        base::Value::Object about;
        about.push_back({"partition", base::Value{std::int64_t{partition.partition}}});
        about.push_back({"offset", base::Value{offset.value}});
        if (record.key) about.push_back({"key", base::Value{record.key->data}});
        if (record.value) about.push_back({"value", base::Value{record.value->data}});
        lua::push_value(state, base::Value{std::move(about)});
        lua_call(state, 1, 1);
        result = read_duration(state, -1, {"", "work"});
    }));
    return result;
}

}  // namespace brokerscope::scripting
