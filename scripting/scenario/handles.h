// What a scenario holds in its hands: the cluster, a node, a partition, a group. A handle is only a
// name; what it tells is read from the View at the moment of asking.
#pragma once

#include <cstdint>
#include <lua5.4/lua.hpp>
#include <string>

#include "sim/base/ids.h"

namespace brokerscope::scripting {

enum class HandleKind : std::uint8_t { scenario, cluster, node, partition, group };

struct Handle {
    HandleKind kind = HandleKind::node;
    std::int32_t id = 0;     // node id, partition number, or index of the group
    std::int32_t topic = 0;  // index into the declared topics, of a partition
};

/// Registers the kinds with their methods. Each method is a guarded function.
void define_handles(lua_State* state);
void push_handle(lua_State* state, Handle handle);
void push_node(lua_State* state, base::NodeId node);
/// The handle at `index`; raises an error that names the method when it is another kind ("use
/// ':'").
Handle check_handle(lua_State* state, int index, HandleKind kind);
/// The node handle at `index`, by handle or by id.
base::NodeId read_node(lua_State* state, int index, const std::string& name);

struct Method {
    const char* name;
    lua_CFunction function;
};
/// The methods of each kind, ended by a null name (api_*.cpp).
extern const Method scenario_methods[];
extern const Method cluster_methods[];
extern const Method node_methods[];
extern const Method partition_methods[];
extern const Method group_methods[];
/// Global functions (api_global.cpp).
extern const Method global_functions[];

}  // namespace brokerscope::scripting
