// Law: a consumer never commits an offset beyond the end of the log. A raw client may (Kafka does
// not look), and after an unclean election a consumer may know offsets that are gone.
#pragma once

#include <string_view>

#include "sim/laws/excuses.h"
#include "sim/laws/law.h"

namespace brokerscope::laws {

class CommitsInsideLog {
  public:
    static constexpr std::string_view name = "commits stay inside the log";
    static base::Text sentence() {
        return {"A committed offset is never beyond the end of the log",
                "Um offset confirmado (commit) nunca fica além do fim do log"};
    }
    void look(const Moment& moment);
    Verdict verdict() const { return keeper_.verdict(); }

  private:
    Excuses excuses_;
    VerdictKeeper keeper_;
};

}  // namespace brokerscope::laws
