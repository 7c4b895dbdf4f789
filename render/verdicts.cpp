#include "render/verdicts.h"

#include <algorithm>

namespace brokerscope::render {

namespace {

// Whose acknowledged records stand at the end of a partition's leading log, behind `safe_to`.
void add_risk(const laws::PartitionLedger& ledger, base::Offset safe_to,
              std::map<NodeId, std::int64_t>& risk) {
    if (ledger.acknowledged_offsets().size_from(safe_to.value) == 0) return;
    const laws::LogContent& log = ledger.leading_log();
    log.for_each(safe_to, log.end(), ledger.strands(),
                 [&](laws::BatchRef, const laws::LoggedBatch& batch) {
                     const std::int64_t end = batch.base_offset.value + batch.count;
                     for (std::int64_t offset = std::max(batch.base_offset.value, safe_to.value);
                          offset < end; ++offset) {
                         if (ledger.acknowledged_offsets().contains(offset)) ++risk[batch.client];
                     }
                 });
}

void add_laws(const laws::LawBook& laws, Verdicts& verdicts) {
    for (const laws::NamedVerdict& one : laws.verdicts()) {
        if (one.verdict.judgement == laws::Judgement::holds) {
            ++verdicts.laws_holding;
            continue;
        }
        if (one.verdict.judgement == laws::Judgement::not_promised) {
            verdicts.laws_not_promised.push_back(one.sentence);
            continue;
        }
        verdicts.laws_broken.push_back(one.sentence);
        if (verdicts.why_broken == base::no_fact || one.verdict.fact < verdicts.why_broken)
            verdicts.why_broken = one.verdict.fact;
    }
}

FactId first_loss(const laws::Chronicle& chronicle) {
    FactId first = base::no_fact;
    for (const auto& [id, topic] : chronicle.view.topics) {
        for (const laws::LostRecord& record : chronicle.ledger.lost_records(id, 1)) {
            if (first == base::no_fact || record.cause < first) first = record.cause;
        }
    }
    return first;
}

}  // namespace

Verdicts verdicts_of(const laws::Chronicle& chronicle) {
    const laws::TopicTotals all = chronicle.ledger.all(chronicle.view);
    Verdicts verdicts;
    verdicts.produced = all.produced;
    verdicts.acked = all.acknowledged;
    verdicts.delivered = all.delivered;
    verdicts.duplicated = all.duplicated;
    verdicts.lost = all.lost;
    verdicts.reordered = all.reordered;
    verdicts.at_risk = laws::at_risk(chronicle.view, chronicle.ledger);
    verdicts.unavailable = laws::unavailable(chronicle.view);
    if (all.lost > 0) verdicts.why_lost = first_loss(chronicle);
    if (verdicts.at_risk > 0) {
        for (const auto& [id, partition] : chronicle.view.partitions) {
            const laws::PartitionLedger* ledger = chronicle.ledger.partition(id);
            if (ledger != nullptr)
                add_risk(*ledger, laws::held_twice_to(chronicle.view, id, partition),
                         verdicts.risk_by_producer);
        }
    }
    add_laws(chronicle.laws, verdicts);
    return verdicts;
}

}  // namespace brokerscope::render
