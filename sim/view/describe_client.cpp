#include "sim/view/describe_fact.h"

namespace brokerscope::view {
namespace {

Text reason_text(journal::PositionReason reason) {
    switch (reason) {
        case journal::PositionReason::committed:
            return {"the committed offset", "o offset confirmado"};
        case journal::PositionReason::reset_earliest:
            return {"reset to the earliest offset", "voltou ao offset mais antigo"};
        case journal::PositionReason::reset_latest:
            return {"reset to the latest offset", "foi ao offset mais novo"};
        case journal::PositionReason::truncated:
            return {"the log was cut there", "o log foi cortado ali"};
    }
    return {};
}

}  // namespace

Text describe_fact(const Names& names, const Fact& fact, const journal::RecordsAccepted& what) {
    return fill("{0} puts {1} for {2} into its tray", "{0} põe {1} para {2} na sua bandeja",
                {names.Who(fact.node), records(static_cast<std::int64_t>(what.records.size())),
                 names.partition(what.partition)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::ProducerIdTaken& what) {
    return fill(
        "{0} has producer id {1}, epoch {2}", "{0} tem o producer id {1}, época {2}",
        {names.Who(fact.node), number(what.producer_id.value), number(what.producer_epoch)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::SendRefused& what) {
    return fill(
        "{0} refuses to send {1}: {2}{3}", "{0} se recusa a enviar {1}: {2}{3}",
        {names.Who(fact.node), records(what.records), error(what.error), in_brackets(what.reason)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::BatchProgress& what) {
    const Text who = names.Who(fact.node);
    const Text count = records(what.records);
    const Text partition = names.partition(what.partition);
    switch (what.state) {
        case BatchState::sent:
            if (what.attempt <= 1) {
                return fill("{0} sends a batch of {1} for {2}", "{0} envia um lote de {1} para {2}",
                            {who, count, partition});
            }
            return fill("{0} sends a batch of {1} for {2} again, attempt {3}",
                        "{0} envia de novo um lote de {1} para {2}, tentativa {3}",
                        {who, count, partition, number(what.attempt)});
        case BatchState::retrying:
            return fill("{0} will send a batch of {1} for {2} again: {3}",
                        "{0} vai enviar de novo um lote de {1} para {2}: {3}",
                        {who, count, partition, error(what.error)});
        case BatchState::failed:
            return fill("{0} gives up {1} for {2}: {3}", "{0} desiste de {1} para {2}: {3}",
                        {who, count, partition, error(what.error)});
        case BatchState::acknowledged: break;
    }
    if (what.base_offset == base::no_offset) {
        return fill("{0} takes a batch of {1} for {2} as sent and waits for no answer",
                    "{0} considera enviado um lote de {1} para {2} e não espera resposta",
                    {who, count, partition});
    }
    return fill("A batch of {0} {1} is acknowledged: it is in {2} from offset {3} on",
                "Um lote de {0} {1} é confirmado: está em {2} a partir do offset {3}",
                {count, names.of(fact.node), partition, number(what.base_offset.value)});
}

Text describe_fact(const Names& names, const Fact& fact,
                   const journal::ConsumerStateChanged& what) {
    const Text who = names.Who(fact.node);
    const Text group = same(what.group);
    switch (what.state) {
        case ConsumerState::unjoined:
            return fill("{0} is no member of the group {1}", "{0} não é membro do grupo {1}",
                        {who, group});
        case ConsumerState::joining:
            return fill("{0} asks to join the group {1}", "{0} pede para entrar no grupo {1}",
                        {who, group});
        case ConsumerState::syncing:
            return fill("{0} waits for its share in the group {1}",
                        "{0} espera a sua parte no grupo {1}", {who, group});
        case ConsumerState::stable:
            return fill("{0} is a member of the group {1} in generation {2}",
                        "{0} é membro do grupo {1} na geração {2}",
                        {who, group, number(what.generation.value)});
        case ConsumerState::closed: break;
    }
    return fill("{0} has left the group {1} for good", "{0} saiu do grupo {1} de vez",
                {who, group});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::OwnershipChanged& what) {
    const Text who = names.Who(fact.node);
    const Text owns = what.partitions.empty()
                          ? Text{"owns nothing", "fica sem partições"}
                          : fill("owns {0}", "fica com {0}", {names.partitions(what.partitions)});
    switch (what.reason) {
        case journal::OwnershipReason::assigned: return fill("{0} {1}", "{0} {1}", {who, owns});
        case journal::OwnershipReason::revoked:
            return fill("{0} gives partitions back and {1}", "{0} devolve partições e {1}",
                        {who, owns});
        case journal::OwnershipReason::lost: break;
    }
    return fill("{0} has lost its partitions and {1}", "{0} perdeu suas partições e {1}",
                {who, owns});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::PositionSet& what) {
    return fill("{0} will read {1} from offset {2} on ({3})",
                "{0} vai ler {1} a partir do offset {2} ({3})",
                {names.Who(fact.node), names.partition(what.partition), number(what.position.value),
                 reason_text(what.reason)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::RecordsDelivered& what) {
    return fill(
        "{0} hands {1} of {2} to its application", "{0} entrega {1} de {2} à sua aplicação",
        {names.Who(fact.node), offsets(what.first, what.last), names.partition(what.partition)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::RawAnswer& what) {
    const Text api = same(name_of(what.api));
    if (what.answered) {
        return fill("{0} has the answer to its {1}", "{0} tem a resposta ao seu {1}",
                    {names.Who(fact.node), api});
    }
    return fill("{0} gets no answer to its {1}", "{0} não recebe resposta ao seu {1}",
                {names.Who(fact.node), api});
}

}  // namespace brokerscope::view
