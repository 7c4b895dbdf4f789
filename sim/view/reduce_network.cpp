#include <algorithm>
#include <utility>

#include "sim/base/check.h"
#include "sim/view/reduce.h"

namespace brokerscope::view {
namespace {

// Another node may watch the same subject by now (a new controller, a new coordinator): only the
// watcher's own word ends its clock, and the one below it is seen again.
void end_clock(View& view, NodeId owner, const ClockSubject& subject) {
    view.older_clocks.erase({subject, owner});
    const auto it = view.clocks.find(subject);
    if (it == view.clocks.end() || it->second.owner != owner) return;
    const auto older = view.older_clocks.lower_bound({subject, base::no_node});
    if (older == view.older_clocks.end() || older->first.first != subject) {
        view.clocks.erase(it);
        return;
    }
    it->second = older->second;
    view.older_clocks.erase(older);
}

}  // namespace

void end_clocks_of(View& view, NodeId owner) {
    std::vector<ClockSubject> subjects;
    for (const auto& [subject, clock] : view.clocks) {
        if (clock.owner == owner) subjects.push_back(subject);
    }
    std::erase_if(view.older_clocks,
                  [&](const auto& entry) { return entry.second.owner == owner; });
    for (const ClockSubject& subject : subjects)
        end_clock(view, owner, subject);
}

void apply_fact(View& view, const Fact& fact, const journal::ConnectionOpened& what) {
    view.connections[what.connection] = {fact.node, what.to};
}

void apply_fact(View& view, const Fact&, const journal::ConnectionClosed& what) {
    // Messages on their way are told to be lost one by one.
    view.connections.erase(what.connection);
}

void apply_fact(View& view, const Fact& fact, const journal::MessageSent& what) {
    CHECK(what.arrives >= fact.at, "a message arrives before it is sent");
    MessageView message;
    message.fact = fact.id;
    message.from = fact.node;
    message.to = what.to;
    message.connection = what.connection;
    message.api = what.api;
    message.is_response = what.is_response;
    message.bytes = what.bytes;
    message.records = what.records;
    message.error = what.error;
    message.sent = fact.at;
    message.arrives = what.arrives;
    view.messages.emplace(std::pair{what.arrives, fact.id}, message);
}

void apply_fact(View& view, const Fact& fact, const journal::MessageLost& what) {
    CHECK(what.message < fact.id, "a message is lost before it is sent");
    const auto it =
        std::find_if(view.messages.begin(), view.messages.end(),
                     [&](const auto& entry) { return entry.second.fact == what.message; });
    if (it == view.messages.end() || it->second.lost) return;
    auto node = view.messages.extract(it);
    node.mapped().lost = fact.at;
    node.key().first = fact.at + lost_messages_stay;
    view.messages.insert(std::move(node));
}

void apply_fact(View& view, const Fact&, const journal::LinkChanged& what) {
    const std::pair link{std::min(what.a, what.b), std::max(what.a, what.b)};
    if (what.up) {
        view.cut_links.erase(link);
    } else {
        view.cut_links.insert(link);
    }
}

void apply_fact(View& view, const Fact& fact, const journal::ClockStarted& what) {
    view.older_clocks.erase({what.subject, fact.node});
    const auto [it, is_new] = view.clocks.try_emplace(what.subject);
    if (!is_new && it->second.owner != fact.node)
        view.older_clocks.emplace(std::pair{what.subject, it->second.owner}, it->second);
    it->second = {fact.node, fact.at, what.rings, fact.id};
}

void apply_fact(View& view, const Fact& fact, const journal::ClockStopped& what) {
    end_clock(view, fact.node, what.subject);
}

void apply_fact(View& view, const Fact& fact, const journal::ClockRang& what) {
    end_clock(view, fact.node, what.subject);
}

}  // namespace brokerscope::view
