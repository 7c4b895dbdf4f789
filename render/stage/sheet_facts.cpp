// Which facts concern a selected thing: found in the fields that every fact states, so that a new
// fact is found without being named here.
#include <algorithm>

#include "render/stage/sheet.h"

namespace brokerscope::render::stage {

namespace {

struct Wanted {
    NodeId node{base::no_node};
    std::optional<PartitionId> partition;
    std::string group;
};

Wanted wanted_of(const Selection& selection) {
    Wanted wanted;
    if (const auto* node = std::get_if<NodeChosen>(&selection)) wanted.node = node->node;
    if (const auto* replica = std::get_if<ReplicaChosen>(&selection))
        wanted.partition = replica->partition;
    if (const auto* record = std::get_if<RecordChosen>(&selection))
        wanted.partition = record->partition;
    if (const auto* group = std::get_if<GroupChosen>(&selection)) wanted.group = group->group;
    if (const auto* clock = std::get_if<ClockChosen>(&selection)) {
        wanted.node = clock->subject.node;
        wanted.group = clock->subject.group;
    }
    if (const auto* link = std::get_if<LinkChosen>(&selection)) wanted.node = link->a;
    return wanted;
}

template <class Member>
bool member_concerns(const Member& member, const Wanted& wanted) {
    if constexpr (std::is_same_v<Member, NodeId>) {
        return wanted.node != base::no_node && member == wanted.node;
    } else if constexpr (std::is_same_v<Member, PartitionId>) {
        return wanted.partition && member == *wanted.partition;
    } else if constexpr (std::is_same_v<Member, std::string>) {
        return !wanted.group.empty() && member == wanted.group;
    } else {
        return false;
    }
}

bool concerns(const journal::Fact& fact, const Wanted& wanted) {
    if (journal::is_traffic(fact.body)) return false;
    if (wanted.node != base::no_node && fact.node == wanted.node) return true;
    return std::visit(
        [&](const auto& body) {
            bool found = false;
            base::for_each_field(body, [&](std::string_view, const auto& member) {
                found = found || member_concerns(member, wanted);
            });
            return found;
        },
        fact.body);
}

}  // namespace

std::vector<FactId> facts_about(const journal::Journal& journal, const Scene& scene,
                                const Selection& selection, std::size_t most,
                                std::int64_t look_back) {
    std::vector<FactId> found;
    if (const auto* message = std::get_if<MessageChosen>(&selection)) return {message->fact};
    if (is_nothing(selection)) return found;
    const Wanted wanted = wanted_of(selection);
    const std::int64_t newest = journal.facts_until(scene.now, journal.size());
    const std::int64_t oldest = std::max<std::int64_t>(1, newest - look_back);
    for (std::int64_t id = newest; id >= oldest && found.size() < most; --id) {
        if (concerns(journal.at(FactId{id}), wanted)) found.push_back(FactId{id});
    }
    return found;
}

std::vector<FactId> causes_of(const journal::Journal& journal, FactId fact) {
    constexpr std::size_t longest_chain = 64;
    std::vector<FactId> chain;
    while (fact.value >= 1 && fact.value <= journal.size() && chain.size() < longest_chain) {
        chain.push_back(fact);
        fact = journal.at(fact).cause;
    }
    return chain;
}

}  // namespace brokerscope::render::stage
