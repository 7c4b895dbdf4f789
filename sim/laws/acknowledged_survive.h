// Law: an acknowledged record is never lost. Promised for producers with acks=all in topics with
// two or more replicas and min.insync.replicas of two or more, and until the partition has an
// unclean election.
#pragma once

#include <optional>
#include <string_view>

#include "sim/laws/excuses.h"
#include "sim/laws/law.h"

namespace brokerscope::laws {

class AcknowledgedSurvive {
  public:
    static constexpr std::string_view name = "acknowledged records survive";
    static base::Text sentence() {
        return {"A record that was acknowledged is never lost",
                "Um registro confirmado nunca se perde"};
    }
    void look(const Moment& moment);
    Verdict verdict() const;

  private:
    void look_at_acknowledgement(const Moment& moment, const journal::BatchProgress& batch);

    Excuses excuses_;
    VerdictKeeper keeper_;
    bool promised_ = false;  // for at least one acknowledged record
    /// Why the first record that was acknowledged without the promise has none.
    std::optional<Verdict> unpromised_;
};

}  // namespace brokerscope::laws
