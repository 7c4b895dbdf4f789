// Sentences about the files of a log and what becomes of them.
#include "sim/view/describe_fact.h"

namespace brokerscope::view {
namespace {

Text reason_text(journal::SegmentDeletionReason reason) {
    using enum journal::SegmentDeletionReason;
    switch (reason) {
        case retention_ms: return {"older than retention.ms", "mais velhos que retention.ms"};
        case retention_bytes: return {"more than retention.bytes", "acima de retention.bytes"};
        case log_start_offset: return {"below the log start", "abaixo do início do log"};
        case topic_deleted: return {"the topic is deleted", "o tópico foi apagado"};
        case truncated: return {"cut off", "cortados"};
    }
    return {};
}

Text reason_text(journal::LogStartReason reason) {
    using enum journal::LogStartReason;
    switch (reason) {
        case retention: return {"old segments went", "segmentos velhos saíram"};
        case delete_records: return {"somebody asked for it", "alguém pediu"};
        case leader: return {"as its leader's did", "como o do líder"};
        case recovery: return {"found so after a crash", "assim ficou depois de uma queda"};
    }
    return {};
}

Text damage_text(const journal::FileDamaged& what) {
    using enum journal::FileDamage;
    const Text amount = number(what.amount);
    switch (what.damage) {
        case bit_flipped:
            return fill("a bit of byte {0} flips", "um bit do byte {0} vira", {amount});
        case cut: return fill("{0} bytes are cut off", "{0} bytes são cortados", {amount});
        case deleted: return {"it is deleted", "é apagado"};
        case created: return {"it is created", "é criado"};
        case renamed: return {"it is renamed", "é renomeado"};
    }
    return {};
}

std::size_t kept_records(const journal::LogCleaned& what) {
    std::size_t kept = 0;
    for (const journal::CleanedSegment& segment : what.segments) {
        for (const journal::CleanedBatch& batch : segment.batches)
            kept += batch.offsets.size();
    }
    return kept;
}

}  // namespace

Text describe_fact(const Names& names, const Fact& fact, const journal::SegmentRolled& what) {
    return fill(
        "{0} begins a new segment of {1} at offset {2}",
        "{0} começa um novo segmento de {1} no offset {2}",
        {names.Who(fact.node), names.partition(what.partition), number(what.base_offset.value)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::SegmentsDeleted& what) {
    const auto count = static_cast<std::int64_t>(what.base_offsets.size());
    return fill("{0} deletes {1} of {2}: {3}", "{0} apaga {1} de {2}: {3}",
                {names.Who(fact.node),
                 count == 1 ? Text{"1 segment", "1 segmento"}
                            : fill("{0} segments", "{0} segmentos", {number(count)}),
                 names.partition(what.partition), reason_text(what.reason)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::LogStartMoved& what) {
    return fill("{0} the log of {1} now starts at offset {2}: {3}",
                "{0} o log de {1} agora começa no offset {2}: {3}",
                {names.On(fact.node), names.partition(what.partition), number(what.to.value),
                 reason_text(what.reason)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::LogCleaned& what) {
    return fill("{0} has cleaned {1} below offset {2}: {3} left there",
                "{0} limpou {1} abaixo do offset {2}: restam {3}",
                {names.Who(fact.node), names.partition(what.partition), number(what.up_to.value),
                 records(static_cast<std::int64_t>(kept_records(what)))});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::LogRecovered& what) {
    return fill("{0} has read {1} again from offset {2} on; it ends at {3}",
                "{0} releu {1} a partir do offset {2}; termina em {3}",
                {names.Who(fact.node), names.partition(what.partition), number(what.from.value),
                 number(what.log_end.value)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::FileDamaged& what) {
    // A file of the log directory itself belongs to no partition.
    if (what.partition == base::PartitionId{}) {
        return fill("{0} a file of the log directory is damaged, {1}: {2}",
                    "{0} um arquivo do diretório de log é danificado, {1}: {2}",
                    {names.On(fact.node), same(what.file), damage_text(what)});
    }
    return fill(
        "{0} a file of {1} is damaged, {2}: {3}", "{0} um arquivo de {1} é danificado, {2}: {3}",
        {names.On(fact.node), names.partition(what.partition), same(what.file), damage_text(what)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::LogDirectoryFailed& what) {
    return fill("{0} can no longer use its log directory {1}; it held {2}",
                "{0} não consegue mais usar o diretório de log {1}; nele estavam {2}",
                {names.Who(fact.node), number(what.directory), names.partitions(what.partitions)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::ReplicaDeleted& what) {
    return fill("{0} gives up its replica of {1}", "{0} abandona sua réplica de {1}",
                {names.Who(fact.node), names.partition(what.partition)});
}

Text describe_fact(const Names& names, const Fact& fact, const journal::DuplicateRecognised& what) {
    return fill(
        "{0} has this batch of {1} already, at offset {2}: it is not stored again",
        "{0} já tem este lote de {1}, no offset {2}: não é gravado de novo",
        {names.Who(fact.node), names.partition(what.partition), number(what.base_offset.value)});
}

}  // namespace brokerscope::view
