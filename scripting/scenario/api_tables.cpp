// c:table: what Kafka's own tools would print at this moment, as a text.
#include "scripting/lua/arguments.h"
#include "scripting/lua/script_error.h"
#include "scripting/scenario/context.h"
#include "scripting/scenario/handles.h"
#include "sim/view/tables.h"

namespace brokerscope::scripting {
namespace {

view::TableKind read_kind(lua_State* state, int index) {
    constexpr auto kinds = enum_names(view::TableKind{});
    std::vector<std::string_view> names;
    for (const auto& kind : kinds)
        names.push_back(kind.name);
    return kinds[lua::read_choice(state, index, {"table", "what"}, names)].value;
}

void read_options(lua_State* state, int index, view::TableQuery& query) {
    lua::Options options(state, index, "table");
    query.name = options.text("name").value_or("");
    query.time = options.text("time").value_or(query.time);
    query.all_configs = options.boolean("all").value_or(false);
    if (options.push("broker")) {
        query.broker = read_node(state, -1, "broker");
        lua_pop(state, 1);
    }
    options.finish();
}

}  // namespace

int cluster_table(lua_State* state) {
    check_handle(state, 1, HandleKind::cluster);
    view::TableQuery query;
    query.kind = read_kind(state, 2);
    if (lua_istable(state, 3)) {
        read_options(state, 3, query);
    } else if (!lua_isnoneornil(state, 3)) {
        query.name = lua::read_text(state, 3, {"table", "name"});
    }
    const base::Result<std::string> text = view::table(look(state).view, query);
    if (!text) lua::raise_error(state, base::Error{text.error().message, "", text.error().hint});
    lua_pushlstring(state, text->data(), text->size());
    return 1;
}

}  // namespace brokerscope::scripting
