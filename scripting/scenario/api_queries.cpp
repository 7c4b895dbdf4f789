// What a scenario may look at: the View and the ledger, at this moment.
#include <algorithm>

#include "scripting/lua/arguments.h"
#include "scripting/lua/script_error.h"
#include "scripting/lua/values.h"
#include "scripting/scenario/context.h"
#include "scripting/scenario/handles.h"

namespace brokerscope::scripting {

const laws::Chronicle& look(lua_State* state) {
    Host* host = ScenarioContext::of(state).host();
    if (host == nullptr) {
        lua::raise_error(state, "there is nothing to look at before the story",
                         "use it inside s:story(function() ... end)");
    }
    return host->chronicle();
}

namespace {

const view::PartitionView* partition_view(lua_State* state, base::PartitionId* id = nullptr) {
    const Handle handle = check_handle(state, 1, HandleKind::partition);
    const laws::Chronicle& chronicle = look(state);
    const std::string& name =
        ScenarioContext::of(state).declarations().topics[static_cast<std::size_t>(handle.topic)];
    const view::TopicView* topic = chronicle.view.topic(name);
    if (topic == nullptr) return nullptr;
    const base::PartitionId found{topic->id, handle.id};
    if (id != nullptr) *id = found;
    const auto partition = chronicle.view.partitions.find(found);
    return partition == chronicle.view.partitions.end() ? nullptr : &partition->second;
}

int partition_leader(lua_State* state) {
    const view::PartitionView* partition = partition_view(state);
    push_node(state, partition == nullptr ? base::no_node : partition->leader);
    return 1;
}

int partition_epoch(lua_State* state) {
    const view::PartitionView* partition = partition_view(state);
    lua_pushinteger(state, partition == nullptr ? -1 : partition->leader_epoch.value);
    return 1;
}

void push_nodes(lua_State* state, const std::vector<base::NodeId>& nodes) {
    lua_createtable(state, static_cast<int>(nodes.size()), 0);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        push_node(state, nodes[i]);
        lua_rawseti(state, -2, static_cast<lua_Integer>(i + 1));
    }
}

int partition_isr(lua_State* state) {
    const view::PartitionView* partition = partition_view(state);
    push_nodes(state, partition == nullptr ? std::vector<base::NodeId>{} : partition->isr);
    return 1;
}

int partition_replicas(lua_State* state) {
    const view::PartitionView* partition = partition_view(state);
    push_nodes(state, partition == nullptr ? std::vector<base::NodeId>{} : partition->replicas);
    return 1;
}

// Of the leader, or of the broker that is named.
const view::ReplicaView* replica_view(lua_State* state) {
    base::PartitionId id;
    const view::PartitionView* partition = partition_view(state, &id);
    if (partition == nullptr) return nullptr;
    const base::NodeId broker =
        lua_isnoneornil(state, 2) ? partition->leader : read_node(state, 2, "broker");
    return look(state).view.replica(broker, id);
}

int partition_high_watermark(lua_State* state) {
    const view::ReplicaView* replica = replica_view(state);
    if (replica == nullptr) return 0;
    lua_pushinteger(state, replica->high_watermark.value);
    return 1;
}

int partition_end(lua_State* state) {
    const view::ReplicaView* replica = replica_view(state);
    if (replica == nullptr) return 0;
    lua_pushinteger(state, replica->log_end.value);
    return 1;
}

void set_integer(lua_State* state, const char* name, std::int64_t value) {
    lua_pushinteger(state, value);
    lua_setfield(state, -2, name);
}

int partition_start(lua_State* state) {
    const view::ReplicaView* replica = replica_view(state);
    if (replica == nullptr) return 0;
    lua_pushinteger(state, replica->log_start.value);
    return 1;
}

int partition_flushed(lua_State* state) {
    const view::ReplicaView* replica = replica_view(state);
    if (replica == nullptr) return 0;
    lua_pushinteger(state, replica->flushed.value);
    return 1;
}

int partition_size(lua_State* state) {
    const view::ReplicaView* replica = replica_view(state);
    if (replica == nullptr) return 0;
    lua_pushinteger(state, replica->size_bytes);
    return 1;
}

// A list of {base_offset, bytes}, oldest first.
int partition_segments(lua_State* state) {
    const view::ReplicaView* replica = replica_view(state);
    lua_newtable(state);
    if (replica == nullptr) return 1;
    for (std::size_t i = 0; i < replica->segments.size(); ++i) {
        lua_createtable(state, 0, 2);
        set_integer(state, "base_offset", replica->segments[i].base_offset.value);
        set_integer(state, "bytes", replica->segments[i].bytes);
        lua_rawseti(state, -2, static_cast<lua_Integer>(i) + 1);
    }
    return 1;
}

void set_bytes(lua_State* state, const char* name, const std::optional<base::Bytes>& bytes) {
    if (!bytes) return;
    lua_pushlstring(state, bytes->data.data(), bytes->data.size());
    lua_setfield(state, -2, name);
}

// A list of {offset, key, value} of what is left in the log, as far as the view remembers it.
int partition_records(lua_State* state) {
    const view::ReplicaView* replica = replica_view(state);
    lua_newtable(state);
    if (replica == nullptr) return 1;
    lua_Integer next = 1;
    for (const view::TapeBatchPtr& batch : replica->tape.batches()) {
        for (base::Offset at = batch->stamp.base_offset; at <= batch->stamp.last_offset;
             at = at + 1) {
            const journal::RecordSlice* record = replica->tape.record(at);
            if (record == nullptr || at < replica->log_start) continue;
            lua_createtable(state, 0, 3);
            set_integer(state, "offset", at.value);
            set_bytes(state, "key", record->key);
            set_bytes(state, "value", record->value);
            lua_rawseti(state, -2, next++);
        }
    }
    return 1;
}

const view::GroupView* group_view(lua_State* state) {
    const Handle handle = check_handle(state, 1, HandleKind::group);
    const laws::Chronicle& chronicle = look(state);
    const auto found = chronicle.view.groups.find(
        ScenarioContext::of(state).declarations().groups[static_cast<std::size_t>(handle.id)].name);
    return found == chronicle.view.groups.end() ? nullptr : &found->second;
}

}  // namespace

int node_running(lua_State* state) {
    const Handle handle = check_handle(state, 1, HandleKind::node);
    const auto& processes = look(state).view.processes;
    const auto found = processes.find(base::NodeId{handle.id});
    const bool running =
        found != processes.end() && found->second.state == view::ProcessState::running;
    lua_pushboolean(state, running ? 1 : 0);
    return 1;
}

int group_state(lua_State* state) {
    const view::GroupView* group = group_view(state);
    const std::string_view name = group == nullptr ? "Dead" : base::name_of(group->state);
    lua_pushlstring(state, name.data(), name.size());
    return 1;
}

int group_generation(lua_State* state) {
    const view::GroupView* group = group_view(state);
    lua_pushinteger(state, group == nullptr ? -1 : group->generation.value);
    return 1;
}

int group_size(lua_State* state) {
    const view::GroupView* group = group_view(state);
    lua_pushinteger(state, group == nullptr ? 0 : static_cast<lua_Integer>(group->members.size()));
    return 1;
}

int group_coordinator(lua_State* state) {
    const view::GroupView* group = group_view(state);
    push_node(state, group == nullptr ? base::no_node : group->coordinator);
    return 1;
}

int group_lag(lua_State* state) {
    const view::GroupView* group = group_view(state);
    const view::View& view = look(state).view;
    std::int64_t lag = 0;
    if (group != nullptr) {
        for (const auto& [partition, committed] : group->committed) {
            const auto known = view.partitions.find(partition);
            if (known == view.partitions.end()) continue;
            const view::ReplicaView* leader = view.replica(known->second.leader, partition);
            if (leader != nullptr)
                lag += std::max<std::int64_t>(0, leader->high_watermark - committed);
        }
    }
    lua_pushinteger(state, lag);
    return 1;
}

int group_committed(lua_State* state) {
    const view::GroupView* group = group_view(state);
    const Handle handle = check_handle(state, 2, HandleKind::partition);
    const std::string& name =
        ScenarioContext::of(state).declarations().topics[static_cast<std::size_t>(handle.topic)];
    const view::TopicView* topic = look(state).view.topic(name);
    if (group == nullptr || topic == nullptr) return 0;
    const auto found = group->committed.find({topic->id, handle.id});
    if (found == group->committed.end()) return 0;
    lua_pushinteger(state, found->second.value);
    return 1;
}

int cluster_ledger(lua_State* state) {
    check_handle(state, 1, HandleKind::cluster);
    const laws::Chronicle& chronicle = look(state);
    const std::string name = lua::read_text(state, 2, {"ledger", "topic"});
    const view::TopicView* topic = chronicle.view.topic(name);
    const laws::TopicTotals totals =
        topic == nullptr ? laws::TopicTotals{} : chronicle.ledger.topic(topic->id);
    lua_newtable(state);
    set_integer(state, "produced", totals.produced);
    set_integer(state, "acknowledged", totals.acknowledged);
    set_integer(state, "replicated", totals.replicated);
    set_integer(state, "failed", totals.failed);
    set_integer(state, "unknown", totals.unknown);
    set_integer(state, "lost", totals.lost);
    set_integer(state, "duplicated_in_log", totals.duplicated_in_log);
    set_integer(state, "reordered", totals.reordered);
    set_integer(state, "delivered", totals.delivered);
    set_integer(state, "duplicated", totals.duplicated);
    lua_newtable(state);
    if (topic != nullptr) {
        for (const auto& [group, counts] : chronicle.ledger.groups(topic->id)) {
            lua_newtable(state);
            set_integer(state, "delivered", counts.delivered);
            set_integer(state, "duplicated", counts.duplicated);
            set_integer(state, "skipped", counts.skipped);
            lua_setfield(state, -2, group.c_str());
        }
    }
    lua_setfield(state, -2, "groups");
    return 1;
}

const Method partition_methods[] = {{"leader", lua::guarded<partition_leader>},
                                    {"epoch", lua::guarded<partition_epoch>},
                                    {"isr", lua::guarded<partition_isr>},
                                    {"replicas", lua::guarded<partition_replicas>},
                                    {"high_watermark", lua::guarded<partition_high_watermark>},
                                    {"log_end", lua::guarded<partition_end>},
                                    {"log_start", lua::guarded<partition_start>},
                                    {"flushed", lua::guarded<partition_flushed>},
                                    {"size", lua::guarded<partition_size>},
                                    {"segments", lua::guarded<partition_segments>},
                                    {"records", lua::guarded<partition_records>},
                                    {nullptr, nullptr}};

}  // namespace brokerscope::scripting
