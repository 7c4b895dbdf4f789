#include <string>

#include "sim/view/describe_fact.h"

namespace brokerscope::view {
namespace {

using journal::PartitionChangeReason;

// "TopicRecord, PartitionRecord x 3"
Text types_text(const std::vector<std::string>& types) {
    std::string text;
    for (std::size_t i = 0; i < types.size();) {
        std::size_t end = i;
        while (end < types.size() && types[end] == types[i])
            ++end;
        text += (text.empty() ? "" : ", ") + types[i];
        if (end - i > 1) text += " × " + std::to_string(end - i);
        i = end;
    }
    return same(text);
}

Text reason_text(PartitionChangeReason reason) {
    switch (reason) {
        case PartitionChangeReason::created: return {"it is new", "é nova"};
        case PartitionChangeReason::broker_fenced:
            return {"a broker was fenced", "um broker foi isolado (fenced)"};
        case PartitionChangeReason::broker_unfenced:
            return {"a broker is back", "um broker voltou"};
        case PartitionChangeReason::controlled_shutdown:
            return {"a broker is shutting down", "um broker está parando"};
        case PartitionChangeReason::isr_shrink:
            return {"a replica fell behind", "uma réplica ficou para trás"};
        case PartitionChangeReason::isr_expand:
            return {"a replica caught up", "uma réplica alcançou o líder"};
        case PartitionChangeReason::unclean_election:
            return {"unclean election: records may be lost",
                    "eleição unclean: registros podem se perder"};
        case PartitionChangeReason::log_directory_failed:
            return {"a log directory failed", "um diretório de log falhou"};
        case PartitionChangeReason::preferred_election:
            return {"the preferred replica leads again", "a réplica preferida volta a liderar"};
    }
    return {};
}

}  // namespace

Text describe_fact(const Names& names, const Fact& fact, const journal::ControllerElected& what) {
    return fill("{0} leads the metadata quorum in epoch {1}",
                "{0} lidera o quórum de metadados na época {1}",
                {names.Who(fact.node), number(what.epoch)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::MetadataAppended& what) {
    return fill("{0} writes to the metadata log: {1}", "{0} grava no log de metadados: {1}",
                {names.Who(fact.node), types_text(what.types)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::MetadataApplied& what) {
    return fill("{0} has applied the metadata log below offset {1}",
                "{0} aplicou o log de metadados abaixo do offset {1}",
                {names.Who(fact.node), number(what.up_to.value)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::MetadataCommitted& what) {
    return fill("{0} has the metadata log committed below offset {1}",
                "{0} tem o log de metadados confirmado abaixo do offset {1}",
                {names.Who(fact.node), number(what.high_watermark.value)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::BrokerRegistered& what) {
    return fill(
        "{0} registers {1} with broker epoch {2}; it stays fenced until it has caught up",
        "{0} registra {1} com a época de broker {2}; fica isolado (fenced) até se atualizar",
        {names.Who(fact.node), names.who(what.broker), number(what.epoch.value)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::BrokerFencing& what) {
    const Text who = names.Who(fact.node);
    const Text broker = names.who(what.broker);
    switch (what.state) {
        case FencingState::fenced:
            return fill("{0} fences {1}: it may not lead nor be in any ISR",
                        "{0} isola (fence) {1}: não pode liderar nem estar em um ISR",
                        {who, broker});
        case FencingState::unfenced:
            return fill("{0} unfences {1}: it may lead and be in ISRs",
                        "{0} libera (unfence) {1}: pode liderar e estar em ISRs", {who, broker});
        case FencingState::in_controlled_shutdown: break;
    }
    return fill("{0} lets {1} leave: its leaderships move to other brokers",
                "{0} deixa {1} sair: suas lideranças passam a outros brokers", {who, broker});
}

Text describe_fact(const Names&, const Fact&, const journal::TopicCreated& what) {
    return fill("The topic {0} is created, partitions: {1}, replication factor: {2}",
                "O tópico {0} é criado, partições: {1}, fator de replicação: {2}",
                {same(what.name), number(what.partitions), number(what.replication)});
}

Text describe_fact(const Names& names, const Fact&, const journal::TopicDeleted& what) {
    const auto topic = names.view().topics.find(what.topic);
    return fill(
        "The topic {0} is deleted", "O tópico {0} é apagado",
        {topic == names.view().topics.end() ? number(what.topic.value) : same(topic->second.name)});
}

Text describe_fact(const Names& names, const Fact&, const journal::TopicConfigChanged& what) {
    const auto topic = names.view().topics.find(what.topic);
    std::string configs;
    for (const journal::ConfigValue& config : what.config)
        configs += (configs.empty() ? "" : ", ") + config.name + "=" + config.value;
    return fill(
        "The topic {0} now sets {1}", "O tópico {0} agora define {1}",
        {topic == names.view().topics.end() ? number(what.topic.value) : same(topic->second.name),
         configs.empty() ? Text{"nothing for itself", "nada por si"} : same(configs)});
}

Text describe_fact(const Names& names, const Fact&, const journal::PartitionChanged& what) {
    const Text partition = names.partition(what.partition);
    const Text isr = names.ids(what.isr);
    const Text epoch = number(what.leader_epoch.value);
    const Text reason = reason_text(what.reason);
    if (what.leader == base::no_node) {
        return fill("{0} has no leader in epoch {1}, ISR {2}: {3}",
                    "{0} está sem líder na época {1}, ISR {2}: {3}",
                    {partition, epoch, isr, reason});
    }
    switch (what.reason) {
        case PartitionChangeReason::isr_shrink:
            return fill("The ISR of {0} shrinks to {1}: {2}", "O ISR de {0} encolhe para {1}: {2}",
                        {partition, isr, reason});
        case PartitionChangeReason::isr_expand:
            return fill("The ISR of {0} grows to {1}: {2}", "O ISR de {0} cresce para {1}: {2}",
                        {partition, isr, reason});
        case PartitionChangeReason::created:
        case PartitionChangeReason::broker_fenced:
        case PartitionChangeReason::broker_unfenced:
        case PartitionChangeReason::controlled_shutdown:
        case PartitionChangeReason::unclean_election:
        case PartitionChangeReason::preferred_election:
        case PartitionChangeReason::log_directory_failed: break;
    }
    return fill("{0} is to be led by {1} in epoch {2}, ISR {3}: {4}",
                "{0} passa a ter {1} como líder na época {2}, ISR {3}: {4}",
                {partition, names.who(what.leader), epoch, isr, reason});
}

}  // namespace brokerscope::view
