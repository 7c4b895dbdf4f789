#include <string>

#include "sim/view/describe_fact.h"

namespace brokerscope::view {
namespace {

// "crash broker 2"; what has no single node is shown with all its values.
std::string command_text(const Names& names, const journal::CommandGiven& command) {
    const base::Result<base::Value> value = base::unpack(command.command);
    if (!value) return command.verb;
    const base::Value* node = value->find("node");
    const auto* id = node == nullptr ? nullptr : std::get_if<std::int64_t>(&node->content);
    if (id != nullptr && value->object()->size() == 1) {
        return command.verb + " " + names.who(NodeId{static_cast<std::int32_t>(*id)}).en;
    }
    if (value->is_null()) return command.verb;
    return command.verb + " " + base::to_text(*value, &names.view());
}

}  // namespace

Text describe_fact(const Names&, const Fact&, const journal::RunStarted& what) {
    return fill("The run “{0}” begins: Kafka {1}, seed {2}",
                "A execução “{0}” começa: Kafka {1}, semente {2}",
                {what.title, same(what.kafka), same(std::to_string(what.seed))});
}

Text describe_fact(const Names&, const Fact&, const journal::RunEnded&) {
    return {"The run ends", "A execução termina"};
}

Text describe_fact(const Names& names, const Fact&, const journal::NodeDeclared& what) {
    switch (what.role) {
        case NodeRole::broker:
            if (what.rack.empty()) {
                return fill("{0} is part of the cluster", "{0} faz parte do cluster",
                            {names.Who(what.id)});
            }
            return fill("{0} is part of the cluster, in rack {1}",
                        "{0} faz parte do cluster, no rack {1}",
                        {names.Who(what.id), same(what.rack)});
        case NodeRole::controller:
            return fill("{0} is part of the metadata quorum",
                        "{0} faz parte do quórum de metadados", {names.Who(what.id)});
        case NodeRole::combined:
            return fill("{0} is part of the cluster and a controller too",
                        "{0} faz parte do cluster e também é controlador", {names.Who(what.id)});
        case NodeRole::producer:
            return fill("{0} is a producer", "{0} é um produtor", {same(what.name)});
        case NodeRole::consumer:
            if (what.group.empty()) {
                return fill("{0} is a consumer", "{0} é um consumidor", {same(what.name)});
            }
            return fill("{0} is a consumer of the group {1}", "{0} é um consumidor do grupo {1}",
                        {same(what.name), same(what.group)});
        case NodeRole::client: break;
    }
    return fill("{0} is a client", "{0} é um cliente", {same(what.name)});
}

Text describe_fact(const Names& names, const Fact&, const journal::CommandGiven& what) {
    const Text command = same(command_text(names, what));
    if (what.source == journal::CommandSource::scenario) {
        return fill("The scenario asks for: {0}", "O cenário pede: {0}", {command});
    }
    return fill("Somebody at the window asks for: {0}", "Alguém na janela pede: {0}", {command});
}

Text describe_fact(const Names& names, const Fact&, const journal::ProcessStarted& what) {
    if (what.incarnation <= 1) {
        return fill("{0} starts", "{0} inicia", {names.Who(what.process)});
    }
    return fill("{0} starts again (start number {1})", "{0} inicia de novo (início número {1})",
                {names.Who(what.process), number(what.incarnation)});
}

Text describe_fact(const Names& names, const Fact&, const journal::ProcessEnded& what) {
    if (what.how == journal::ProcessEnd::crashed) {
        return fill("{0} crashes: what was only in its memory is gone",
                    "{0} cai: o que estava só na memória se perdeu", {names.Who(what.process)});
    }
    if (what.how == journal::ProcessEnd::lost_power) {
        return fill("{0} loses power: its memory is gone, and what had not reached the disk",
                    "{0} fica sem energia: perde a memória e o que não tinha chegado ao disco",
                    {names.Who(what.process)});
    }
    return fill("{0} has stopped in good order", "{0} parou de forma ordenada",
                {names.Who(what.process)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::BrokerStateChanged& what) {
    return fill("{0} is {1} now", "{0} agora está em {1}",
                {names.Who(fact.node), same(name_of(what.state))});
}

Text describe_fact(const Names&, const Fact&, const journal::Said& what) {
    return fill("“{0}”", "“{0}”", {what.text});
}

Text describe_fact(const Names&, const Fact&, const journal::ChapterBegan& what) {
    return fill("Chapter: {0}", "Capítulo: {0}", {what.title});
}

Text describe_fact(const Names&, const Fact&, const journal::Asked& what) {
    return fill("Question: {0}", "Pergunta: {0}", {what.question});
}

Text describe_fact(const Names&, const Fact&, const journal::Expected& what) {
    if (what.passed) {
        return fill("As expected: {0}", "Como esperado: {0}", {same(what.name)});
    }
    return fill("Not as expected: {0}{1}", "Não como esperado: {0}{1}",
                {same(what.name), in_brackets(what.detail)});
}

}  // namespace brokerscope::view
