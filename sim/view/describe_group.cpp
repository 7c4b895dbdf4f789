#include <string>

#include "sim/view/describe_fact.h"

namespace brokerscope::view {

Text describe_fact(const Names& names, const Fact& fact, const journal::CoordinatorChanged& what) {
    const Text log = same("__consumer_offsets-" + std::to_string(what.offsets_partition));
    if (!what.active) {
        return fill("{0} no longer coordinates the groups of {1}",
                    "{0} não coordena mais os grupos de {1}", {names.Who(fact.node), log});
    }
    std::string groups;
    for (const std::string& group : what.groups)
        groups += (groups.empty() ? "" : ", ") + group;
    return fill("{0} now coordinates the groups of {1}{2}",
                "{0} agora coordena os grupos de {1}{2}",
                {names.Who(fact.node), log, in_brackets(groups)});
}

Text describe_fact(const Names&, const Fact&, const journal::GroupChanged& what) {
    return fill("The group {0} is {1} in generation {2}{3}",
                "O grupo {0} está em {1} na geração {2}{3}",
                {same(what.group), same(name_of(what.state)), number(what.generation.value),
                 in_brackets(what.reason)});
}

Text describe_fact(const Names& names, const Fact&, const journal::MemberJoined& what) {
    const Text group = same(what.group);
    const Text member = same(what.member);
    if (what.client == base::no_node) {
        return fill("{0} is a member of the group {1}", "{0} é membro do grupo {1}",
                    {member, group});
    }
    return fill("{0} is a member of the group {1}, called {2}",
                "{0} é membro do grupo {1}, com o nome {2}",
                {names.Who(what.client), group, member});
}

Text describe_fact(const Names&, const Fact&, const journal::MemberRemoved& what) {
    const Text member = same(what.member);
    const Text group = same(what.group);
    switch (what.reason) {
        case journal::MemberRemovalReason::left:
            return fill("{0} leaves the group {1}", "{0} sai do grupo {1}", {member, group});
        case journal::MemberRemovalReason::session_expired:
            return fill("{0} is put out of the group {1}: its heartbeats stopped",
                        "{0} é retirado do grupo {1}: seus heartbeats pararam", {member, group});
        case journal::MemberRemovalReason::rebalance_timeout:
            return fill("{0} is put out of the group {1}: it did not rejoin in time",
                        "{0} é retirado do grupo {1}: não voltou a tempo", {member, group});
        case journal::MemberRemovalReason::unloaded: break;
    }
    return fill("{0} has to look for the new coordinator of the group {1}",
                "{0} precisa procurar o novo coordenador do grupo {1}", {member, group});
}

Text describe_fact(const Names& names, const Fact&, const journal::GroupAssigned& what) {
    Text shares;
    for (const journal::MemberPartitions& share : what.members) {
        const Text member = same(share.member);
        const Text one = share.partitions.empty()
                             ? fill("{0} gets nothing", "{0} não recebe nada", {member})
                             : fill("{0} gets {1}", "{0} recebe {1}",
                                    {member, names.partitions(share.partitions)});
        shares = shares.empty() ? one : fill("{0}; {1}", "{0}; {1}", {shares, one});
    }
    if (what.members.empty()) shares = {"nobody gets anything", "ninguém recebe nada"};
    return fill("In generation {0} of the group {1}, {2}", "Na geração {0} do grupo {1}, {2}",
                {number(what.generation.value), same(what.group), shares});
}

Text describe_fact(const Names& names, const Fact&, const journal::OffsetCommitted& what) {
    return fill("The group {0} has committed offset {1} of {2}: whoever owns it next goes on there",
                "O grupo {0} confirmou o offset {1} de {2}: o próximo dono continua dali",
                {same(what.group), number(what.offset.value), names.partition(what.partition)});
}

}  // namespace brokerscope::view
