// The law book: all laws, each looked at after every fact. A new law is a class like those of
// law.h and one more member of the tuple below; reports and scenarios see it by its name.
#pragma once

#include <string_view>
#include <tuple>
#include <vector>

#include "sim/base/text.h"
#include "sim/laws/acknowledged_survive.h"
#include "sim/laws/commits_inside_log.h"
#include "sim/laws/fenced_leads_nothing.h"
#include "sim/laws/high_watermark_forward.h"
#include "sim/laws/isr_is_sound.h"
#include "sim/laws/law.h"
#include "sim/laws/metadata_forward.h"
#include "sim/laws/one_leader_per_epoch.h"
#include "sim/laws/one_owner.h"
#include "sim/laws/replicated_records.h"

namespace brokerscope::laws {

struct NamedVerdict {
    std::string_view name;
    base::Text sentence;
    Verdict verdict;
};

class LawBook {
  public:
    void look(const Moment& moment);
    /// In the order of the book.
    std::vector<NamedVerdict> verdicts() const;
    bool any_broken() const;

  private:
    std::tuple<OneLeaderPerEpoch, HighWatermarkForward, LeadersAreComplete, ReplicatedRecordsStay,
               AcknowledgedSurvive, OneOwner, CommitsInsideLog, MetadataForward, IsrIsSound,
               FencedLeadsNothing>
        laws_;
};

}  // namespace brokerscope::laws
