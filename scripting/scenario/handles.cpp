#include "scripting/scenario/handles.h"

#include <new>

#include "scripting/lua/arguments.h"
#include "scripting/lua/sandbox.h"
#include "scripting/lua/script_error.h"
#include "scripting/scenario/context.h"

namespace brokerscope::scripting {
namespace {

struct Kind {
    const char* name;
    const Method* methods;
};

const Kind& kind_of(HandleKind kind) {
    static const Kind kinds[] = {{"scenario", scenario_methods},
                                 {"cluster", cluster_methods},
                                 {"node", node_methods},
                                 {"partition", partition_methods},
                                 {"group", group_methods}};
    return kinds[static_cast<std::size_t>(kind)];
}

const Handle* test_handle(lua_State* state, int index) {
    for (const HandleKind kind : {HandleKind::scenario, HandleKind::cluster, HandleKind::node,
                                  HandleKind::partition, HandleKind::group}) {
        if (void* data = luaL_testudata(state, index, kind_of(kind).name)) {
            return static_cast<const Handle*>(data);
        }
    }
    return nullptr;
}

std::string text_of(lua_State* state, const Handle& handle) {
    ScenarioContext& context = ScenarioContext::of(state);
    switch (handle.kind) {
        case HandleKind::node: return context.name_of(base::NodeId{handle.id});
        case HandleKind::partition:
            return context.declarations().topics[static_cast<std::size_t>(handle.topic)] + "-" +
                   std::to_string(handle.id);
        case HandleKind::group:
            return context.declarations().groups[static_cast<std::size_t>(handle.id)].name;
        default: return kind_of(handle.kind).name;
    }
}

int handle_index(lua_State* state) {
    const Handle handle = *test_handle(state, 1);
    if (lua_type(state, 2) != LUA_TSTRING)
        lua::raise_error(state, "a handle has named fields only");
    const std::string_view key = lua_tostring(state, 2);
    if (key == "id") {
        lua_pushinteger(state, handle.id);
        return 1;
    }
    if (key == "name") {
        const std::string text = text_of(state, handle);
        lua_pushlstring(state, text.data(), text.size());
        return 1;
    }
    std::vector<std::string_view> known{"id", "name"};
    for (const Method* method = kind_of(handle.kind).methods; method->name != nullptr; ++method) {
        if (key == method->name) {
            lua_pushcfunction(state, method->function);
            return 1;
        }
        known.emplace_back(method->name);
    }
    const std::string_view near = base::nearest_name(key, known);
    lua::raise_error(
        state, "a " + std::string(kind_of(handle.kind).name) + " has no '" + std::string(key) + "'",
        near.empty() ? "" : "did you mean '" + std::string(near) + "'?");
}

int handle_equal(lua_State* state) {
    const Handle* a = test_handle(state, 1);
    const Handle* b = test_handle(state, 2);
    const bool equal = a != nullptr && b != nullptr && a->kind == b->kind && a->id == b->id &&
                       a->topic == b->topic;
    lua_pushboolean(state, equal ? 1 : 0);
    return 1;
}

int handle_text(lua_State* state) {
    const std::string text = text_of(state, *test_handle(state, 1));
    lua_pushlstring(state, text.data(), text.size());
    return 1;
}

int refuse_assignment(lua_State* state) {
    lua::raise_error(state, "a handle cannot be changed",
                     "keep your own values in local variables");
}

}  // namespace

void define_handles(lua_State* state) {
    for (const HandleKind kind : {HandleKind::scenario, HandleKind::cluster, HandleKind::node,
                                  HandleKind::partition, HandleKind::group}) {
        luaL_newmetatable(state, kind_of(kind).name);
        const auto set = [&](const char* name, lua_CFunction function) {
            lua_pushcfunction(state, function);
            lua_setfield(state, -2, name);
        };
        set("__index", lua::guarded<handle_index>);
        set("__newindex", lua::guarded<refuse_assignment>);
        set("__eq", lua::guarded<handle_equal>);
        set("__tostring", lua::guarded<handle_text>);
        lua_pushboolean(state, 0);
        lua_setfield(state, -2, "__metatable");
        lua_pop(state, 1);
    }
}

void push_handle(lua_State* state, Handle handle) {
    new (lua_newuserdatauv(state, sizeof(Handle), 0)) Handle(handle);
    luaL_setmetatable(state, kind_of(handle.kind).name);
}

void push_node(lua_State* state, base::NodeId node) {
    if (node == base::no_node) {
        lua_pushnil(state);
    } else {
        push_handle(state, {HandleKind::node, node.value, 0});
    }
}

Handle check_handle(lua_State* state, int index, HandleKind kind) {
    const Handle* handle = test_handle(state, index);
    if (handle == nullptr || handle->kind != kind) {
        lua::raise_error(state, std::string("this is a method of a ") + kind_of(kind).name,
                         "call it with a colon, as in thing:method()");
    }
    return *handle;
}

base::NodeId read_node(lua_State* state, int index, const std::string& name) {
    const Handle* handle = test_handle(state, index);
    if (handle != nullptr && handle->kind == HandleKind::node) return base::NodeId{handle->id};
    if (lua_isinteger(state, index)) {
        return base::NodeId{
            static_cast<std::int32_t>(lua::read_integer(state, index, {"", name}, 1, 1'000'000))};
    }
    lua::refuse(state, index, {"", name}, "a node (a handle or its id)");
}

}  // namespace brokerscope::scripting
