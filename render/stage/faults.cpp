// Which commands make sense for what, and their words. Pure.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "render/stage/menu_panel.h"

namespace brokerscope::render::stage {

namespace {

std::string noun_of(const Scene& scene, NodeId id) {
    const view::ProcessView& process = scene.view.processes.at(id);
    if (!process.name.empty()) return process.name;
    return fmt::format("{} {}", base::name_of(process.role), id.value);
}

bool is_controller(const view::ProcessView& process) {
    return process.role == journal::NodeRole::controller;
}

std::string lua_of(const Scene& scene, NodeId id) {
    const view::ProcessView& process = scene.view.processes.at(id);
    const bool broker =
        process.role == journal::NodeRole::broker || process.role == journal::NodeRole::combined;
    if (broker) return fmt::format("c:broker({})", id.value);
    if (is_controller(process)) return fmt::format("c:controller({})", id.value);
    if (process.role != journal::NodeRole::consumer) return process.name;
    const std::vector<NodeId> members = consumers_of(scene.view, process.group);
    const auto place = std::find(members.begin(), members.end(), id) - members.begin();
    return fmt::format("{}:member({})", process.group, place + 1);
}

void add_node_faults(const Scene& scene, NodeId id, std::vector<Fault>& out) {
    const auto found = scene.view.processes.find(id);
    if (found == scene.view.processes.end()) return;
    const std::string noun = noun_of(scene, id);
    const std::string lua = lua_of(scene, id);
    const auto add = [&](std::string_view verb, std::string_view call, Command command,
                         bool breaks) {
        out.push_back({fmt::format("{} {}", verb, noun), fmt::format("{}:{}()", lua, call),
                       std::move(command), breaks});
    };
    if (found->second.state == view::ProcessState::running) {
        add(scene.word("Crash", "Derruba"), "crash", commands::Crash{id}, true);
        add(scene.word("Stop", "Para"), "stop", commands::Stop{id}, true);
        const bool has_disk = scene.view.brokers.count(id) > 0 || is_controller(found->second);
        if (has_disk) {
            add(scene.word("Cut the power of", "Corta a energia de"), "power_loss",
                commands::PowerLoss{id}, true);
        }
    } else {
        add(scene.word("Start", "Inicia"), "start", commands::Start{id}, false);
    }
}

void add_link_fault(const Scene& scene, NodeId a, NodeId b, std::vector<Fault>& out) {
    const std::pair<NodeId, NodeId> link = std::minmax(a, b);
    const bool cut = scene.view.cut_links.count(link) > 0;
    const std::string_view verb = cut ? scene.word("Heal the link", "Refaz a ligação")
                                      : scene.word("Cut the link", "Corta a ligação");
    out.push_back(
        {fmt::format("{} {} – {}", verb, noun_of(scene, link.first), noun_of(scene, link.second)),
         fmt::format("c:{}({}, {})", cut ? "heal" : "cut", lua_of(scene, link.first),
                     lua_of(scene, link.second)),
         commands::SetLink{link.first, link.second, cut}, !cut});
}

std::vector<NodeId> servers_of(const Scene& scene) {
    std::vector<NodeId> servers = shown_brokers(scene.view);
    for (const NodeId controller : shown_controllers(scene.view)) {
        if (std::find(servers.begin(), servers.end(), controller) == servers.end())
            servers.push_back(controller);
    }
    return servers;
}

NodeId node_of(const Selection& about) {
    if (const auto* node = std::get_if<NodeChosen>(&about)) return node->node;
    if (const auto* replica = std::get_if<ReplicaChosen>(&about)) return replica->broker;
    if (const auto* record = std::get_if<RecordChosen>(&about)) return record->broker;
    if (const auto* clock = std::get_if<ClockChosen>(&about)) return clock->subject.node;
    return base::no_node;
}

std::string lowered(const std::string& text) {
    std::string lower = text;
    for (char& c : lower)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower;
}

}  // namespace

std::vector<Fault> faults_of(const Scene& scene, const Selection& about) {
    std::vector<Fault> faults;
    if (const auto* link = std::get_if<LinkChosen>(&about)) {
        add_link_fault(scene, link->a, link->b, faults);
        return faults;
    }
    const NodeId node = node_of(about);
    if (scene.view.processes.count(node) == 0) return faults;
    add_node_faults(scene, node, faults);
    for (const NodeId server : servers_of(scene)) {
        if (server != node) add_link_fault(scene, node, server, faults);
    }
    return faults;
}

std::vector<Fault> all_faults(const Scene& scene) {
    std::vector<Fault> faults;
    for (const auto& [id, process] : scene.view.processes)
        add_node_faults(scene, id, faults);
    const std::vector<NodeId> servers = servers_of(scene);
    for (std::size_t a = 0; a < servers.size(); ++a) {
        for (std::size_t b = a + 1; b < servers.size(); ++b)
            add_link_fault(scene, servers[a], servers[b], faults);
    }
    return faults;
}

std::vector<Fault> matching(std::vector<Fault> faults, const std::string& typed) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : lowered(typed) + " ") {
        if (c != ' ') {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    std::erase_if(faults, [&](const Fault& fault) {
        const std::string text = lowered(fault.words);
        return std::any_of(words.begin(), words.end(), [&](const std::string& one) {
            return text.find(one) == std::string::npos;
        });
    });
    return faults;
}

}  // namespace brokerscope::render::stage
