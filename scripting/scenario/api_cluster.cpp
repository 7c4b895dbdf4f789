// The cluster's methods: topics and clients, faults, looking, raw requests.
#include <algorithm>
#include <utility>

#include "scripting/lua/arguments.h"
#include "scripting/lua/coroutine.h"
#include "scripting/lua/script_error.h"
#include "scripting/lua/values.h"
#include "scripting/scenario/context.h"
#include "scripting/scenario/handles.h"
#include "scripting/scenario/reading.h"

namespace brokerscope::scripting {
namespace {

std::string quoted(const char* what, const std::string& name) {
    return std::string(what) + " \"" + name + "\"";
}

void require_topic(lua_State* state, const std::string& topic, const std::string& who) {
    const std::vector<std::string>& topics = ScenarioContext::of(state).declarations().topics;
    if (std::find(topics.begin(), topics.end(), topic) != topics.end()) return;
    const std::string_view near = base::nearest_name(topic, topics);
    lua::raise_error(state, who + ": there is no topic \"" + topic + "\"",
                     near.empty() ? "declare it before with c:topic(name, {...})"
                                  : "did you mean \"" + std::string(near) + "\"?");
}

// --- topics and clients --------------------------------------------------------------------------

void read_assignments(lua_State* state, lua::Options& options, commands::CreateTopic& topic) {
    if (!options.push("assignment")) return;
    const int table = lua_gettop(state);
    const lua::Label label = options.label("assignment");
    if (!lua_istable(state, table))
        lua::refuse(state, table, label, "a list of lists of broker ids");
    for (lua_Integer i = 1; i <= static_cast<lua_Integer>(lua_rawlen(state, table)); ++i) {
        lua_rawgeti(state, table, i);
        const int row = lua_gettop(state);
        if (!lua_istable(state, row))
            lua::refuse(state, row, label, "a list of lists of broker ids");
        std::vector<base::NodeId> replicas;
        for (lua_Integer j = 1; j <= static_cast<lua_Integer>(lua_rawlen(state, row)); ++j) {
            lua_rawgeti(state, row, j);
            replicas.push_back(
                {static_cast<std::int32_t>(lua::read_integer(state, -1, label, 1, 200))});
            lua_pop(state, 1);
        }
        topic.assignments.push_back(std::move(replicas));
        lua_pop(state, 1);
    }
    lua_pop(state, 1);
    topic.partitions = static_cast<std::int32_t>(topic.assignments.size());
    if (!topic.assignments.empty()) {
        topic.replication = static_cast<std::int32_t>(topic.assignments.front().size());
    }
}

int topic(lua_State* state) {
    check_handle(state, 1, HandleKind::cluster);
    ScenarioContext& context = ScenarioContext::of(state);
    commands::CreateTopic command;
    command.name = lua::read_text(state, 2, {"topic", "name"});
    if (lua_isnoneornil(state, 3)) lua_newtable(state);
    lua::Options options(state, 3, quoted("topic", command.name));
    command.partitions =
        static_cast<std::int32_t>(options.integer("partitions", 1, 10'000).value_or(1));
    command.replication =
        static_cast<std::int32_t>(options.integer("replication", 1, 200).value_or(1));
    read_assignments(state, options, command);
    command.configs = read_configs(state, options);
    options.finish();
    if (const auto status = world::check_topic(context.declarations().cluster, command); !status) {
        base::Error error = status.error();
        error.message = quoted("topic", command.name) + ": " + error.message;
        lua::raise_error(state, error);
    }
    std::vector<std::string>& topics = context.declarations().topics;
    if (std::find(topics.begin(), topics.end(), command.name) != topics.end()) {
        lua::raise_error(state, quoted("topic", command.name) + " is declared twice");
    }
    topics.push_back(command.name);
    context.give(state, std::move(command));
    return 0;
}

int producer(lua_State* state) {
    check_handle(state, 1, HandleKind::cluster);
    ScenarioContext& context = ScenarioContext::of(state);
    commands::AddProducer command;
    command.name = lua::read_text(state, 2, {"producer", "name"});
    lua::Options options(state, 3, quoted("producer", command.name));
    command.workload.topic = options.text("topic").value_or("");
    if (command.workload.topic.empty()) options.refuse_missing("topic");
    require_topic(state, command.workload.topic, quoted("producer", command.name));
    if (!options.push("rate")) options.refuse_missing("rate");
    command.workload.interval = read_rate(state, lua_gettop(state), options.label("rate"));
    lua_pop(state, 1);
    command.workload.limit = options.integer("limit", 0, INT64_MAX).value_or(-1);
    command.workload.keys = options.integer("keys", 0, 1'000'000).value_or(0);
    command.workload.value_bytes =
        static_cast<std::int32_t>(options.integer("value_bytes", 1, 10'000'000).value_or(0));
    ClientFunctions functions;
    functions.key = options.function("key");
    functions.value = options.function("value");
    functions.partition = options.function("partition");
    functions.timestamp = options.function("timestamp");
    command.configs = read_configs(state, options);
    options.finish();
    const auto plan = world::plan_producer(context.declarations().cluster, command, nullptr);
    if (!plan) lua::raise_error(state, plan.error());
    command.node = context.take_client_id();
    context.keep_functions(command.node, std::move(functions));
    context.keep_name(command.node, command.name);
    const base::NodeId node = command.node;
    context.give(state, std::move(command));
    push_node(state, node);
    return 1;
}

commands::AddConsumer next_member(ScenarioContext& context, GroupPlan& group) {
    commands::AddConsumer command;
    command.node = context.take_client_id();
    command.name = group.name + "-" + std::to_string(group.next_member++);
    command.group = group.name;
    command.topics = group.topics;
    command.work = group.work;
    command.configs = group.configs;
    group.members.push_back(command.node);
    context.keep_name(command.node, command.name);
    return command;
}

int group(lua_State* state) {
    check_handle(state, 1, HandleKind::cluster);
    ScenarioContext& context = ScenarioContext::of(state);
    GroupPlan plan;
    plan.name = lua::read_text(state, 2, {"group", "name"});
    for (const GroupPlan& other : context.declarations().groups) {
        if (other.name == plan.name)
            lua::raise_error(state, quoted("group", plan.name) + " is declared twice");
    }
    lua::Options options(state, 3, quoted("group", plan.name));
    if (!options.push("topics")) options.refuse_missing("topics");
    plan.topics = read_texts(state, lua_gettop(state), options.label("topics"));
    lua_pop(state, 1);
    for (const std::string& one : plan.topics)
        require_topic(state, one, quoted("group", plan.name));
    const auto members = options.integer("members", 0, 1000).value_or(1);
    bool work_is_function = false;
    if (options.push("work")) {
        work_is_function = lua_isfunction(state, -1);
        if (!work_is_function)
            plan.work = read_duration(state, lua_gettop(state), options.label("work"));
        lua_pop(state, 1);
    }
    plan.configs = read_configs(state, options);
    options.finish();
    commands::AddConsumer probe{base::first_client_id, plan.name + "-1", plan.name,
                                plan.topics,           plan.work,        plan.configs};
    const auto checked = world::plan_consumer(context.declarations().cluster, probe, nullptr);
    if (!checked) lua::raise_error(state, checked.error());
    context.declarations().groups.push_back(std::move(plan));
    const auto index = static_cast<std::int32_t>(context.declarations().groups.size() - 1);
    for (std::int64_t i = 0; i < members; ++i) {
        commands::AddConsumer member = next_member(context, context.declarations().groups.back());
        if (work_is_function) {
            lua_getfield(state, 3, "work");
            ClientFunctions functions;
            functions.work = lua::Reference(state, -1);
            lua_pop(state, 1);
            context.keep_functions(member.node, std::move(functions));
        }
        context.give(state, std::move(member));
    }
    push_handle(state, {HandleKind::group, index, 0});
    return 1;
}

int join(lua_State* state) {
    const Handle handle = check_handle(state, 1, HandleKind::group);
    ScenarioContext& context = ScenarioContext::of(state);
    GroupPlan& plan = context.declarations().groups[static_cast<std::size_t>(handle.id)];
    commands::AddConsumer member = next_member(context, plan);
    const base::NodeId node = member.node;
    context.give(state, std::move(member));
    push_node(state, node);
    return 1;
}

int member(lua_State* state) {
    const Handle handle = check_handle(state, 1, HandleKind::group);
    const GroupPlan& plan =
        ScenarioContext::of(state).declarations().groups[static_cast<std::size_t>(handle.id)];
    const auto number = lua::read_integer(state, 2, {quoted("group", plan.name), "number"}, 1,
                                          static_cast<std::int64_t>(plan.members.size()));
    push_node(state, plan.members[static_cast<std::size_t>(number - 1)]);
    return 1;
}

// --- faults --------------------------------------------------------------------------------------

int crash(lua_State* state) {
    const Handle handle = check_handle(state, 1, HandleKind::node);
    ScenarioContext::of(state).give(state, commands::Crash{base::NodeId{handle.id}});
    return 0;
}

int power_loss(lua_State* state) {
    const Handle handle = check_handle(state, 1, HandleKind::node);
    ScenarioContext::of(state).give(state, commands::PowerLoss{base::NodeId{handle.id}});
    return 0;
}

int set_log_dir(lua_State* state, bool works) {
    const Handle handle = check_handle(state, 1, HandleKind::node);
    constexpr std::int64_t most = 1000;
    const auto number = lua::read_integer(
        state, 2,
        {works ? "repair_log_dir" : "break_log_dir", "number of the directory in log.dirs"}, 0,
        most);
    ScenarioContext::of(state).give(
        state, commands::SetLogDirectory{base::NodeId{handle.id}, static_cast<std::int32_t>(number),
                                         works});
    return 0;
}

int break_log_dir(lua_State* state) {
    return set_log_dir(state, false);
}

int repair_log_dir(lua_State* state) {
    return set_log_dir(state, true);
}

int stop(lua_State* state) {
    const Handle handle = check_handle(state, 1, HandleKind::node);
    ScenarioContext::of(state).give(state, commands::Stop{base::NodeId{handle.id}});
    return 0;
}

int start(lua_State* state) {
    const Handle handle = check_handle(state, 1, HandleKind::node);
    ScenarioContext::of(state).give(state, commands::Start{base::NodeId{handle.id}});
    return 0;
}

int set_link(lua_State* state, bool up) {
    check_handle(state, 1, HandleKind::cluster);
    const base::NodeId a = read_node(state, 2, "a");
    const base::NodeId b = read_node(state, 3, "b");
    ScenarioContext::of(state).give(state, commands::SetLink{a, b, up});
    return 0;
}
int cut(lua_State* state) {
    return set_link(state, false);
}
int heal(lua_State* state) {
    return set_link(state, true);
}

// --- handles -------------------------------------------------------------------------------------

int broker(lua_State* state) {
    check_handle(state, 1, HandleKind::cluster);
    const auto& servers = ScenarioContext::of(state).declarations().cluster.servers;
    const auto count = std::count_if(servers.begin(), servers.end(),
                                     [](const auto& server) { return server.is_broker; });
    push_node(state, base::NodeId{static_cast<std::int32_t>(
                         lua::read_integer(state, 2, {"broker", "id"}, 1, count))});
    return 1;
}

int controller(lua_State* state) {
    check_handle(state, 1, HandleKind::cluster);
    for (const auto& server : ScenarioContext::of(state).declarations().cluster.servers) {
        if (!server.is_controller) continue;
        push_node(state, server.id);
        return 1;
    }
    return 0;
}

int partition(lua_State* state) {
    check_handle(state, 1, HandleKind::cluster);
    const std::string name = lua::read_text(state, 2, {"partition", "topic"});
    require_topic(state, name, "partition");
    const auto& topics = ScenarioContext::of(state).declarations().topics;
    const auto index = std::find(topics.begin(), topics.end(), name) - topics.begin();
    const auto number = lua::read_integer(state, 3, {"partition", "number"}, 0, 10'000);
    push_handle(state, {HandleKind::partition, static_cast<std::int32_t>(number),
                        static_cast<std::int32_t>(index)});
    return 1;
}

// --- raw requests --------------------------------------------------------------------------------

// Names of topics become topic ids wherever a field is called topic; unknown names stay unknown to
// the broker too.
void resolve_topics(base::Value& value, const view::View& view) {
    if (auto* object = std::get_if<base::Value::Object>(&value.content)) {
        for (base::ValueMember& member : *object) {
            const auto* name = std::get_if<std::string>(&member.value.content);
            const bool is_topic = member.name == "topic" || member.name == "topicId";
            if (is_topic && name != nullptr) {
                const view::TopicView* topic = view.topic(*name);
                member.value.content = topic != nullptr ? topic->id : base::TopicId{-1};
            } else {
                resolve_topics(member.value, view);
            }
        }
    } else if (auto* list = std::get_if<base::Value::List>(&value.content)) {
        for (base::Value& element : *list)
            resolve_topics(element, view);
    }
}

int request(lua_State* state) {
    check_handle(state, 1, HandleKind::cluster);
    ScenarioContext& context = ScenarioContext::of(state);
    if (context.host() == nullptr) {
        lua::raise_error(state, "'request' belongs into the story",
                         "use it inside s:story(function() ... end)");
    }
    lua::Options options(state, 2, "request");
    commands::SendRaw command;
    if (!options.push("to")) options.refuse_missing("to");
    command.to = read_node(state, lua_gettop(state), "to");
    lua_pop(state, 1);
    const std::string api = options.text("api").value_or("");
    const auto key = base::parse_enum<kafka::ApiKey>(api);
    if (!key) {
        std::vector<std::string_view> names;
        for (const auto& entry : enum_names(kafka::ApiKey{}))
            names.push_back(entry.name);
        const std::string_view near = base::nearest_name(api, names);
        lua::raise_error(state, "request: there is no api \"" + api + "\"",
                         near.empty() ? "names are those of Kafka's ApiKeys, e.g. FETCH"
                                      : "did you mean \"" + std::string(near) + "\"?");
    }
    command.api = *key;
    command.version = static_cast<std::int32_t>(options.integer("version", 0, 100).value_or(-1));
    base::Value body = options.value("body").value_or(base::Value{base::Value::Object{}});
    options.finish();
    resolve_topics(body, context.host()->chronicle().view);
    command.body = base::pack_value(body);
    command.request = context.next_raw_request();
    const std::int64_t number = command.request;
    context.give(state, std::move(command));
    return lua::yield_to_host(state, "request", AnswerRequest{number});
}

}  // namespace

int cluster_ledger(lua_State* state);
int cluster_table(lua_State* state);

const Method cluster_methods[] = {{"topic", lua::guarded<topic>},
                                  {"producer", lua::guarded<producer>},
                                  {"group", lua::guarded<group>},
                                  {"broker", lua::guarded<broker>},
                                  {"controller", lua::guarded<controller>},
                                  {"partition", lua::guarded<partition>},
                                  {"ledger", lua::guarded<cluster_ledger>},
                                  {"table", lua::guarded<cluster_table>},
                                  {"cut", lua::guarded<cut>},
                                  {"heal", lua::guarded<heal>},
                                  {"request", lua::guarded<request>},
                                  {nullptr, nullptr}};

int node_running(lua_State* state);

const Method node_methods[] = {{"crash", lua::guarded<crash>},
                               {"power_loss", lua::guarded<power_loss>},
                               {"break_log_dir", lua::guarded<break_log_dir>},
                               {"repair_log_dir", lua::guarded<repair_log_dir>},
                               {"stop", lua::guarded<stop>},
                               {"start", lua::guarded<start>},
                               {"running", lua::guarded<node_running>},
                               {nullptr, nullptr}};

int group_state(lua_State* state);
int group_generation(lua_State* state);
int group_size(lua_State* state);
int group_lag(lua_State* state);
int group_committed(lua_State* state);
int group_coordinator(lua_State* state);

const Method group_methods[] = {{"join", lua::guarded<join>},
                                {"member", lua::guarded<member>},
                                {"state", lua::guarded<group_state>},
                                {"generation", lua::guarded<group_generation>},
                                {"size", lua::guarded<group_size>},
                                {"lag", lua::guarded<group_lag>},
                                {"committed", lua::guarded<group_committed>},
                                {"coordinator", lua::guarded<group_coordinator>},
                                {nullptr, nullptr}};

}  // namespace brokerscope::scripting
