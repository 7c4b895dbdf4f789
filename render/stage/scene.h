// What a panel may read: one moment of a run and how it is looked at. Everything drawn is a pure
// function of a Scene (and of the pointer, for what is highlighted): nothing accumulates between
// frames, so that scrubbing backwards looks as right as playing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "render/stage/story.h"
#include "render/verdicts.h"
#include "sim/base/text.h"
#include "sim/view/view.h"

namespace brokerscope::render::stage {

using base::PartitionId;
using base::Text;

struct Scene {
    const view::View& view;
    const Verdicts& verdicts;
    const Story& story;
    SimTime now;
    SimTime head;
    SimTime planned_end;
    double speed = 1;  ///< simulated seconds per second of the viewer
    bool playing = false;
    base::Language language = base::Language::en;
    std::optional<int> right_answer{};  ///< to the newest question, as soon as the run has shown it
    double reached_speed = 0;  ///< when the machine is too slow for `speed`; 0 when it is not

    bool portuguese() const { return language == base::Language::pt; }
    /// The word in the viewer's language. Kafka's own words are not translated.
    std::string_view word(std::string_view en, std::string_view pt) const {
        return portuguese() ? pt : en;
    }
    /// Seconds of the viewer since then, at this speed; large for what never happened.
    float viewer_seconds_since(const view::Change& change) const;
    /// 1 when it has just changed, falling to 0 within 0.4 s of the viewer.
    float flash(const view::Change& change) const;
    /// "broker 2", or the name that the scenario gave.
    std::string node_name(NodeId node) const;
};

/// "1 182": digits in groups of three with a no-break space.
std::string grouped(std::int64_t number);
/// "28.4 M" for what is too long to count: three digits at most.
std::string short_count(std::int64_t number);
/// A time that runs: "84 ms" below a second, "7.0 s" below a minute, "2:05 min" above.
std::string seconds_text(Duration duration);
/// A time that was set: "9 s", "1.5 s", "500 ms".
std::string span_text(Duration duration);

/// The partitions that the stage shows, the same rows in every broker: first all of the topics that
/// people made, in order; internal topics only when there is no other.
std::vector<PartitionId> shown_partitions(const view::View& view);
/// The brokers in order of their id, declared ones included.
std::vector<NodeId> shown_brokers(const view::View& view);
/// Separate controllers and combined processes, in order of their id.
std::vector<NodeId> shown_controllers(const view::View& view);
std::vector<NodeId> shown_producers(const view::View& view);
/// The consumers that were declared for a group, in order of their id; they keep their place when
/// they crash or leave.
std::vector<NodeId> consumers_of(const view::View& view, std::string_view group);
/// Every group that a consumer was declared for or a coordinator knows, by name.
std::vector<std::string> shown_groups(const view::View& view);

/// Is its process running?
bool is_up(const view::View& view, NodeId node);
/// Records of the partition that the group has not yet read, from the leader's log end; absent
/// without a leader or a position.
std::optional<std::int64_t> lag_of(const view::View& view, const std::string& group,
                                   PartitionId partition);
/// Where the newest owner in this group will go on reading.
std::optional<base::Offset> position_of(const view::View& view, const std::string& group,
                                        PartitionId partition);

}  // namespace brokerscope::render::stage
