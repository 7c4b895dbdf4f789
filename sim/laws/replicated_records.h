// Two laws about what is below the high watermark. A new leader's log holds every record that
// consumers could read before (a clean election chooses from the ISR), and what stands at an offset
// below the high watermark never becomes another record. Neither is promised for a partition that
// has an excuse (excuses.h).
#pragma once

#include <string_view>

#include "sim/laws/excuses.h"

namespace brokerscope::laws {

class LeadersAreComplete {
  public:
    static constexpr std::string_view name = "a new leader has every replicated record";
    static base::Text sentence() {
        return {"A broker that takes the lead has every record below the high watermark",
                "Um broker que assume a liderança tem todos os registros abaixo do high watermark"};
    }
    void look(const Moment& moment);
    Verdict verdict() const { return keeper_.verdict(); }

  private:
    Excuses excuses_;
    VerdictKeeper keeper_;
};

class ReplicatedRecordsStay {
  public:
    static constexpr std::string_view name = "a replicated record never changes";
    static base::Text sentence() {
        return {"Below the high watermark, an offset never holds another record than before",
                "Abaixo do high watermark, um offset nunca passa a guardar outro registro"};
    }
    void look(const Moment& moment);
    Verdict verdict() const { return keeper_.verdict(); }

  private:
    Excuses excuses_;
    VerdictKeeper keeper_;
};

}  // namespace brokerscope::laws
