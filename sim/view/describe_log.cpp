#include "sim/view/describe_fact.h"

namespace brokerscope::view {
namespace {

std::int64_t records_in(const BatchStamp& batch) {
    return batch.last_offset - batch.base_offset + 1;
}

Text reason_text(journal::TruncationReason reason) {
    switch (reason) {
        case journal::TruncationReason::diverging_epoch:
            return {"its leader's log took another way", "o log do líder seguiu outro caminho"};
        case journal::TruncationReason::high_watermark:
            return {"above the high watermark", "acima do high watermark"};
        case journal::TruncationReason::out_of_range:
            return {"its leader no longer has these offsets", "o líder não tem mais esses offsets"};
        case journal::TruncationReason::recovery:
            return {"found damaged after a crash", "danificados depois de uma queda"};
        case journal::TruncationReason::power_loss:
            return {"had not reached the disk", "não tinha chegado ao disco"};
    }
    return {};
}

}  // namespace

Text describe_fact(const Names& names, const Fact& fact, const journal::ReplicaOpened& what) {
    if (what.log_start == what.log_end) {
        return fill("{0} opens an empty replica of {1}", "{0} abre uma réplica vazia de {1}",
                    {names.Who(fact.node), names.partition(what.partition)});
    }
    return fill("{0} opens its replica of {1}: {2}, high watermark {3}",
                "{0} abre sua réplica de {1}: {2}, high watermark {3}",
                {names.Who(fact.node), names.partition(what.partition),
                 log_range(what.log_start, what.log_end), number(what.high_watermark.value)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::ReplicaRoleTaken& what) {
    const Text who = names.Who(fact.node);
    const Text partition = names.partition(what.partition);
    const Text epoch = number(what.leader_epoch.value);
    if (what.role == ReplicaRole::leader) {
        return fill("{0} leads {1} in epoch {2}", "{0} lidera {1} na época {2}",
                    {who, partition, epoch});
    }
    if (what.leader == base::no_node) {
        return fill("{0} follows nobody for {1}: it has no leader in epoch {2}",
                    "{0} não segue ninguém em {1}: não há líder na época {2}",
                    {who, partition, epoch});
    }
    return fill("{0} follows {1} for {2} in epoch {3}", "{0} segue {1} em {2} na época {3}",
                {who, names.who(what.leader), partition, epoch});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::LeaderAppended& what) {
    const BatchStamp& batch = what.batch;
    const Text where = offsets(batch.base_offset, batch.last_offset);
    const Text who = names.Who(fact.node);
    const Text partition = names.partition(what.partition);
    if (batch.is_control) {
        return fill("{0} appends a control record to {1} at {2}",
                    "{0} grava um registro de controle em {1}, {2}", {who, partition, where});
    }
    const Text count = records(records_in(batch));
    if (batch.origin_client == base::no_node) {
        return fill("{0} appends {1} to {2} at {3}", "{0} grava {1} em {2}, {3}",
                    {who, count, partition, where});
    }
    return fill("{0} appends {1} of {4} to {2} at {3}", "{0} grava {1} de {4} em {2}, {3}",
                {who, count, partition, where, names.who(batch.origin_client)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::FollowerAppended& what) {
    if (what.batches.empty())
        return fill("{0} copies nothing", "{0} não copia nada", {names.Who(fact.node)});
    std::int64_t count = 0;
    for (const BatchStamp& batch : what.batches)
        count += records_in(batch);
    return fill("{0} copies {1} of {2} from its leader, {3}",
                "{0} copia {1} de {2} do seu líder, {3}",
                {names.Who(fact.node), records(count), names.partition(what.partition),
                 offsets(what.batches.front().base_offset, what.batches.back().last_offset)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::LogTruncated& what) {
    return fill("{0} cuts {1} back to offset {2} and loses {3} ({4})",
                "{0} corta {1} até o offset {2} e perde {3} ({4})",
                {names.Who(fact.node), names.partition(what.partition), number(what.to.value),
                 log_range(what.to, what.from), reason_text(what.reason)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::LogFlushed& what) {
    return fill("{0} has {1} below offset {2} on its disk",
                "{0} tem {1} abaixo do offset {2} no disco",
                {names.Who(fact.node), names.partition(what.partition), number(what.up_to.value)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::HighWatermarkMoved& what) {
    return fill("{0} the high watermark of {1} moves to {2}",
                "{0} o high watermark de {1} passa a {2}",
                {names.On(fact.node), names.partition(what.partition), number(what.to.value)});
}

}  // namespace brokerscope::view
