#include "sim/view/describe_fact.h"

namespace brokerscope::view {
namespace {

Text connection_text(const Names& names, const Fact& fact, base::ConnectionId id) {
    const auto it = names.view().connections.find(id);
    if (it != names.view().connections.end()) {
        return fill("The connection {0} to {1}", "A conexão {0} com {1}",
                    {names.of(it->second.from), names.who(it->second.to)});
    }
    if (fact.node == base::outside_world) return {"A connection", "Uma conexão"};
    return fill("A connection {0}", "Uma conexão {0}", {names.of(fact.node)});
}

Text how_text(journal::ConnectionEnd how) {
    switch (how) {
        case journal::ConnectionEnd::closed: return {"is closed", "é fechada"};
        case journal::ConnectionEnd::peer_gone:
            return {"breaks: the process at the other end is gone",
                    "cai: o processo do outro lado não existe mais"};
        case journal::ConnectionEnd::link_cut:
            return {"breaks: the network is cut", "cai: a rede está cortada"};
        case journal::ConnectionEnd::timed_out:
            return {"is given up: no answer came in time",
                    "é abandonada: nenhuma resposta chegou a tempo"};
        case journal::ConnectionEnd::refused:
            return {"is refused: nobody listens there", "é recusada: ninguém escuta lá"};
    }
    return {};
}

Text load_text(const journal::MessageSent& what) {
    if (what.records == 0) return {};
    return fill(" with {0}", " com {0}", {records(what.records)});
}

// Of whom a sign of life is expected: "broker 2", "do broker 2".
Text watched_text(const Names& names, const ClockSubject& subject) {
    const Text node{names.who(subject.node).en, names.of(subject.node).pt};
    switch (subject.kind) {
        case ClockKind::broker_session: return node;
        case ClockKind::member_session:
        case ClockKind::poll_interval:
            if (subject.member.empty()) return node;
            return fill("the member {0} of the group {1}", "do membro {0} do grupo {1}",
                        {same(subject.member), same(subject.group)});
        case ClockKind::group_rebalance:
            return fill("the members of the group {0}", "dos membros do grupo {0}",
                        {same(subject.group)});
        case ClockKind::replica_lag:
            return fill("the replica of {0} {1}", "da réplica de {0} {1}",
                        {names.partition(subject.partition), names.on(subject.node)});
    }
    return {};
}

}  // namespace

Text describe_fact(const Names& names, const Fact& fact, const journal::ConnectionOpened& what) {
    return fill("{0} opens a connection to {1}", "{0} abre uma conexão com {1}",
                {names.Who(fact.node), names.who(what.to)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::ConnectionClosed& what) {
    return fill("{0} {1}", "{0} {1}",
                {connection_text(names, fact, what.connection), how_text(what.how)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::MessageSent& what) {
    const Text api = same(name_of(what.api));
    if (!what.is_response) {
        return fill("{0} sends {1}{2} to {3}", "{0} envia {1}{2} para {3}",
                    {names.Who(fact.node), api, load_text(what), names.who(what.to)});
    }
    if (what.error != kafka::ErrorCode::none) {
        return fill("{0} answers the {1} {2} with the error {3}",
                    "{0} responde ao {1} {2} com o erro {3}",
                    {names.Who(fact.node), api, names.of(what.to), error(what.error)});
    }
    return fill("{0} answers the {1} {2}{3}", "{0} responde ao {1} {2}{3}",
                {names.Who(fact.node), api, names.of(what.to), load_text(what)});
}

Text describe_fact(const Names& names, const Fact&, const journal::MessageLost& what) {
    for (const auto& [key, message] : names.view().messages) {
        if (message.fact != what.message) continue;
        return fill("The {0} {1} to {2} is lost on its way",
                    "O {0} {1} para {2} se perde no caminho",
                    {same(name_of(message.api)), names.of(message.from), names.who(message.to)});
    }
    return {"A message is lost on its way", "Uma mensagem se perde no caminho"};
}

Text describe_fact(const Names& names, const Fact&, const journal::LinkChanged& what) {
    const Text a = names.who(what.a);
    const Text b = names.who(what.b);
    if (what.up) {
        return fill("The network between {0} and {1} is whole again",
                    "A rede entre {0} e {1} volta a funcionar", {a, b});
    }
    return fill("The network between {0} and {1} is cut", "A rede entre {0} e {1} é cortada",
                {a, b});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::ClockStarted& what) {
    return fill("{0} waits for a sign of life from {1} until {2} ({3})",
                "{0} espera um sinal de vida {1} até {2} ({3})",
                {names.Who(fact.node), watched_text(names, what.subject),
                 same(base::clock_text(what.rings)), same(name_of(what.subject.kind))});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::ClockStopped& what) {
    return fill("{0} no longer waits for a sign of life from {1} ({2})",
                "{0} não espera mais um sinal de vida {1} ({2})",
                {names.Who(fact.node), watched_text(names, what.subject),
                 same(name_of(what.subject.kind))});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::ClockRang& what) {
    return fill("{0} has waited too long for a sign of life from {1}: {2} is over",
                "{0} esperou demais por um sinal de vida {1}: {2} se esgotou",
                {names.Who(fact.node), watched_text(names, what.subject),
                 same(name_of(what.subject.kind))});
}

}  // namespace brokerscope::view
