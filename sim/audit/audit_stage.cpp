// Processes, the network and the clocks, as the world has them.
#include <algorithm>

#include "sim/audit/parts.h"

namespace brokerscope::audit {
namespace {

using view::ProcessState;
using world::Power;

journal::NodeRole role_of(const Machine& machine) {
    using journal::NodeRole;
    if (const auto* server = std::get_if<world::ServerPlan>(&machine.plan)) {
        if (!server->controller) return NodeRole::broker;
        return server->broker ? NodeRole::combined : NodeRole::controller;
    }
    if (std::holds_alternative<client::ProducerSettings>(machine.plan)) return NodeRole::producer;
    if (std::holds_alternative<client::ConsumerSettings>(machine.plan)) return NodeRole::consumer;
    return NodeRole::client;
}

std::string group_of(const Machine& machine) {
    const auto* consumer = std::get_if<client::ConsumerSettings>(&machine.plan);
    return consumer == nullptr ? "" : consumer->group;
}

// A machine that is down does not know how it came to that; the View may say either.
ProcessState state_of(const Machine& machine, ProcessState told) {
    if (machine.power != Power::down) return ProcessState::running;
    if (machine.incarnation == 0) return ProcessState::declared;
    return told == ProcessState::crashed ? told : ProcessState::stopped;
}

// What a server was described with; what a client was described with is in its command only.
void audit_server(const World& world, const view::ProcessView& process, Findings& findings) {
    const auto place = [&] { return place_of("process", process.id); };
    if (process.id >= base::first_client_id || process.id == base::admin_client_id)
        findings.same(place, "rack", std::string(), process.rack);
    for (const world::ServerSettings& server : world.settings().servers) {
        if (server.id != process.id) continue;
        findings.same(place, "rack", server.rack, process.rack);
        std::vector<journal::ConfigValue> config;
        for (const auto* settings : {&world.settings().configs, &server.configs}) {
            for (const commands::Setting& setting : *settings)
                config.push_back({setting.name, setting.value});
        }
        findings.same(place, "config", config, process.config);
    }
}

void audit_process(const World& world, const Machine& machine, const view::ProcessView& process,
                   Findings& findings) {
    const auto place = [&] { return place_of("process", machine.id); };
    findings.same(place, "id", machine.id, process.id);
    const auto named = world.names().find(process.name);
    findings.same(place, "name", machine.id,
                  named == world.names().end() ? base::no_node : named->second);
    audit_server(world, process, findings);
    findings.same(place, "role", role_of(machine), process.role);
    findings.same(place, "group", group_of(machine), process.group);
    findings.same(place, "state", state_of(machine, process.state), process.state);
    findings.same(place, "incarnation", machine.incarnation, process.incarnation);
}

void audit_connections(const World& world, const View& view, Findings& findings) {
    const std::vector<world::Connection>& all = world.network().connections();
    auto shown = view.connections.begin();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const base::ConnectionId id{static_cast<std::int64_t>(i) + 1};
        const auto place = [&] { return "connection " + std::to_string(id.value); };
        const world::Connection& connection = all[i];
        const bool is_shown = shown != view.connections.end() && shown->first == id;
        const bool is_there = connection.opener.node != base::no_node && !connection.ended;
        if (is_there && is_shown) {
            findings.same(place, "from", connection.opener.node, shown->second.from);
            findings.same(place, "to", connection.acceptor.node, shown->second.to);
        } else if (is_there) {
            findings.only_node(place, "");
        } else if (is_shown) {
            findings.only_view(place, "");
        }
        if (is_shown) ++shown;
    }
    for (; shown != view.connections.end(); ++shown) {
        findings.only_view([&] { return "connection " + std::to_string(shown->first.value); }, "");
    }
}

std::string message_place(base::FactId sent) {
    return "message of fact " + std::to_string(sent.value);
}

void audit_message(const world::InFlight& message, const world::Connection& connection,
                   const view::MessageView& shown, Findings& findings) {
    const auto place = [&] { return message_place(message.sent); };
    const bool is_response = message.direction == world::Direction::to_opener;
    const world::Endpoint& from = is_response ? connection.acceptor : connection.opener;
    const world::Endpoint& to = is_response ? connection.opener : connection.acceptor;
    findings.same(place, "fact", message.sent, shown.fact);
    findings.same(place, "from", from.node, shown.from);
    findings.same(place, "to", to.node, shown.to);
    findings.same(place, "connection", message.connection, shown.connection);
    findings.same(place, "is a response", is_response, shown.is_response);
    findings.same(place, "arrives", message.arrives, shown.arrives);
    findings.same(place, "is lost", false, shown.lost.has_value());
    std::visit(
        [&](const auto& content) {
            findings.same(place, "api", protocol::api_of(content.body), shown.api);
            findings.same(place, "records", protocol::records_in(content.body), shown.records);
            findings.same(place, "bytes", protocol::wire_size_bytes(content.body), shown.bytes);
        },
        message.content);
    const auto* response = std::get_if<protocol::Response>(&message.content);
    findings.same(place, "error",
                  response ? protocol::first_error(response->body) : kafka::ErrorCode::none,
                  shown.error);
}

void audit_messages(const World& world, const View& view, Findings& findings) {
    const std::vector<world::Connection>& connections = world.network().connections();
    std::size_t matched = 0;
    for (const std::optional<world::InFlight>& message : world.network().slots()) {
        if (!message) continue;
        const auto shown = view.messages.find({message->arrives, message->sent});
        if (shown == view.messages.end()) {
            findings.only_node([&] { return message_place(message->sent); }, "");
            continue;
        }
        ++matched;
        audit_message(*message,
                      connections[static_cast<std::size_t>(message->connection.value) - 1],
                      shown->second, findings);
    }
    // What has just arrived is shown until the next fact of a later moment.
    const auto is_under_way = [&](const auto& entry) {
        return !entry.second.lost && entry.second.arrives > world.now();
    };
    const auto arriving =
        std::count_if(view.messages.begin(), view.messages.end(), [&](const auto& entry) {
            return !entry.second.lost && entry.second.arrives == world.now();
        });
    const auto shown = static_cast<std::size_t>(
        std::count_if(view.messages.begin(), view.messages.end(), is_under_way));
    if (shown > matched || shown + static_cast<std::size_t>(arriving) < matched) {
        findings.add("messages under way", std::to_string(matched), std::to_string(shown));
    }
}

}  // namespace

void audit_processes(const World& world, const View& view, Findings& findings) {
    walk_both(world.machines(), view.processes,
              [&](NodeId id, const Machine* machine, const view::ProcessView* process) {
                  const auto place = [&] { return place_of("process", id); };
                  if (machine == nullptr) return findings.only_view(place, "");
                  if (process == nullptr) return findings.only_node(place, "");
                  audit_process(world, *machine, *process, findings);
              });
    const auto run = [] { return std::string("the run"); };
    findings.same(run, "title", world.settings().title.en, view.title.en);
    findings.same(run, "kafka", std::string(base::name_of(world.settings().kafka)), view.kafka);
    findings.same(run, "seed", world.settings().seed, view.seed);
}

void audit_network(const World& world, const View& view, Findings& findings) {
    audit_connections(world, view, findings);
    audit_messages(world, view, findings);
    if (world.network().cut_links() == view.cut_links) return;
    findings.add("cut links", std::to_string(world.network().cut_links().size()),
                 std::to_string(view.cut_links.size()));
}

void audit_clocks(const World& world, const View& view, Findings& findings) {
    const auto place_of_clock = [](const world::RunningClock& clock) {
        const journal::ClockSubject& subject = clock.subject;
        return place_of("node", clock.owner) + " " + std::string(base::name_of(subject.kind)) +
               " of " + place_of("node", subject.node) + " " + subject.group + " " + subject.member;
    };
    const std::vector<world::RunningClock> clocks = world.clocks();
    for (const world::RunningClock& running : clocks) {
        const auto place = [&] { return place_of_clock(running); };
        const auto newest = view.clocks.find(running.subject);
        const auto older = view.older_clocks.find({running.subject, running.owner});
        const bool is_newest = newest != view.clocks.end() && newest->second.owner == running.owner;
        if (!is_newest && older == view.older_clocks.end()) {
            findings.only_node(place, "");
            continue;
        }
        const view::ClockView& shown = is_newest ? newest->second : older->second;
        findings.same(place, "rings", running.rings, shown.rings);
    }
    findings.same([] { return "clocks"; }, "that run", clocks.size(),
                  view.clocks.size() + view.older_clocks.size());
}

}  // namespace brokerscope::audit
