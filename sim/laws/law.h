// What a law is: something that a Kafka cluster must never do, looked at after every fact. A law is
// a plain value that remembers what it needs and keeps its first violation; it is copied with every
// keyframe, so that at each moment of a run the verdicts are those of that moment.
//
// A law has
//     static constexpr std::string_view name;      what reports and scenarios call it
//     static base::Text sentence();                what it says, for a learner
//     void look(const Moment& moment);             called once for each fact, in order
//     Verdict verdict() const;                     as of the newest fact
// and stands in the tuple of law_book.h.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "sim/base/fields.h"
#include "sim/base/ids.h"
#include "sim/base/text.h"
#include "sim/base/time.h"
#include "sim/journal/facts.h"
#include "sim/laws/ledger.h"
#include "sim/view/view.h"

namespace brokerscope::laws {

enum class Judgement : std::uint8_t { holds, broken, not_promised };
constexpr auto enum_names(Judgement) {
    return std::array<base::EnumName<Judgement>, 3>{{{Judgement::holds, "holds"},
                                                     {Judgement::broken, "broken"},
                                                     {Judgement::not_promised, "not promised"}}};
}

/// `at`, `fact` and `detail` are of the first violation, or of why nothing was promised.
struct Verdict {
    Judgement judgement = Judgement::holds;
    base::SimTime at;
    base::FactId fact;
    base::Text detail;

    friend bool operator==(const Verdict&, const Verdict&) = default;
};

/// A fact, and view and ledger after it.
struct Moment {
    const view::View& view;
    const Ledger& ledger;
    const journal::Fact& fact;

    template <class Body>
    const Body* as() const {
        return std::get_if<Body>(&fact.body);
    }
    /// "broker 2"; "Broker 2" where a sentence begins.
    std::string broker(base::NodeId id) const { return "broker " + std::to_string(id.value); }
    std::string broker_first(base::NodeId id) const { return "Broker " + std::to_string(id.value); }
    std::string partition(base::PartitionId id) const { return view.partition_name(id); }
};

/// The first violation stays; a violation outweighs a promise that was not made.
class VerdictKeeper {
  public:
    const Verdict& verdict() const { return verdict_; }
    bool is_broken() const { return verdict_.judgement == Judgement::broken; }
    void violated(const Moment& moment, base::Text detail) {
        if (is_broken()) return;
        verdict_ = {Judgement::broken, moment.fact.at, moment.fact.id, std::move(detail)};
    }
    void not_promised(const Moment& moment, base::Text why) {
        if (verdict_.judgement != Judgement::holds) return;
        verdict_ = {Judgement::not_promised, moment.fact.at, moment.fact.id, std::move(why)};
    }

  private:
    Verdict verdict_;
};

}  // namespace brokerscope::laws
