// What the timeline shows of a run, folded from its facts: faults, elections, spans without a
// leader or with too few replicas, rebalances with their length, chapters, and a lag history for
// the spark lines. Like a View it is derived and holds nothing that the journal does not say.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/base/text.h"
#include "sim/base/time.h"
#include "sim/journal/facts.h"

namespace brokerscope::render::stage {

using base::Duration;
using base::FactId;
using base::NodeId;
using base::PartitionId;
using base::SimTime;

enum class Lane { faults, leadership, rebalances, records };
inline constexpr int lanes = 4;

/// One mark in a lane. A span has an end; an open one lasts until somebody ends it.
struct LaneMark {
    enum class Kind {
        crashed,
        stopped,
        started,
        link_cut,
        link_healed,
        leader_elected,
        unclean_election,
        leaderless,        ///< span: no leader, or one whose process has ended
        under_replicated,  ///< span
        rebalance,         ///< span
        truncated,
        duplicated,
        send_failed,
    };
    Lane lane = Lane::faults;
    Kind kind = Kind::crashed;
    SimTime from;
    std::optional<SimTime> to;  ///< of a span that has ended
    FactId fact;

    bool is_span() const {
        return kind == Kind::leaderless || kind == Kind::under_replicated ||
               kind == Kind::rebalance;
    }
};

struct Chapter {
    SimTime from;
    base::Text title;
    FactId fact;
};

/// Somebody asks the class something.
struct Question {
    SimTime at;
    FactId fact;
};

class Story {
  public:
    /// Facts come in order, each once.
    void apply(const journal::Fact& fact);
    std::int64_t applied() const { return applied_; }

    const std::vector<LaneMark>& marks() const { return marks_; }
    const std::vector<Chapter>& chapters() const { return chapters_; }
    const std::vector<Question>& questions() const { return questions_; }
    /// Moments at which something happened that people look for: marks, chapters, sentences,
    /// questions.
    const std::vector<SimTime>& stops() const { return stops_; }

    /// The group's lag of this partition at whole seconds, oldest first: the `count` newest before
    /// `moment`. Zero before the group read anything.
    std::vector<float> lag_history(const std::string& group, PartitionId partition, SimTime moment,
                                   int count) const;

  private:
    friend struct StoryFold;
    using GroupPartition = std::pair<std::string, PartitionId>;
    struct LagSample {
        std::int64_t second = 0;  ///< from here on
        std::int64_t lag = 0;
    };
    void add(LaneMark mark);
    void end_span(std::size_t& open, SimTime at);
    void note_lag(const GroupPartition& key, SimTime at);

    std::int64_t applied_ = 0;
    std::vector<LaneMark> marks_;
    std::vector<Chapter> chapters_;
    std::vector<Question> questions_;
    std::vector<SimTime> stops_;
    // Open spans by whom they are about; the index of their mark plus one.
    std::map<PartitionId, std::size_t> leaderless_;
    std::map<PartitionId, std::size_t> under_replicated_;
    std::map<std::string, std::size_t> rebalancing_;
    std::map<PartitionId, NodeId> leaders_;
    std::set<NodeId> running_;
    std::map<GroupPartition, std::int64_t> delivered_;  // up to here, at least once
    std::map<PartitionId, std::int64_t> ends_;
    std::map<GroupPartition, std::int64_t> positions_;
    std::map<GroupPartition, std::vector<LagSample>> lags_;
};

}  // namespace brokerscope::render::stage
