#include "sim/laws/acknowledged_survive.h"

#include "sim/laws/promises.h"

namespace brokerscope::laws {

void AcknowledgedSurvive::look(const Moment& moment) {
    excuses_.look(moment);
    if (const auto* batch = moment.as<journal::BatchProgress>()) {
        look_at_acknowledgement(moment, *batch);
    }
    for (const NewLoss& loss : moment.ledger.news().lost) {
        const std::string where = moment.partition(loss.partition);
        const std::string count = std::to_string(loss.range.count);
        base::Text detail{count + " acknowledged record(s) of " + where + " lost",
                          count + " registro(s) confirmado(s) de " + where + " perdido(s)"};
        std::optional<base::Text> allowed =
            why_loss_is_allowed(moment.view, loss.client, loss.partition.topic);
        if (!allowed && excuses_.has(loss.partition)) {
            allowed = excuses_.why(moment, loss.partition);
        }
        if (allowed) {
            keeper_.not_promised(moment,
                                 {detail.en + ": " + allowed->en, detail.pt + ": " + allowed->pt});
        } else {
            keeper_.violated(moment, detail);
        }
    }
}

void AcknowledgedSurvive::look_at_acknowledgement(const Moment& moment,
                                                  const journal::BatchProgress& batch) {
    if (promised_ || batch.state != journal::BatchState::acknowledged) return;
    auto why = why_loss_is_allowed(moment.view, moment.fact.node, batch.partition.topic);
    if (!why) {
        promised_ = true;
    } else if (!unpromised_) {
        unpromised_ = Verdict{Judgement::not_promised, moment.fact.at, moment.fact.id, *why};
    }
}

Verdict AcknowledgedSurvive::verdict() const {
    const Verdict& kept = keeper_.verdict();
    if (kept.judgement == Judgement::holds && !promised_ && unpromised_) return *unpromised_;
    return kept;
}

}  // namespace brokerscope::laws
