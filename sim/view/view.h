// View: everything that an audience can know about a run at one moment, folded from its facts and
// from nothing else. Panels, laws, Lua queries and reports read it; nobody writes it but reduce().
//
// A View is plain data and can be copied (keyframes are copies). Containers are ordered by id, so
// that two walks over a View see the same order. It is bounded: tapes keep the newest records,
// finished messages are dropped.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/value.h"
#include "sim/view/client_views.h"
#include "sim/view/cluster_views.h"
#include "sim/view/stage_views.h"
#include "sim/view/view_words.h"

namespace brokerscope::view {

/// A lost message is shown for so long where it stopped.
inline constexpr Duration lost_messages_stay = base::seconds(2);

struct View : base::TopicNames {
    SimTime at;  // of the newest fact
    FactId newest;
    base::Text title;
    std::string kafka;
    std::uint64_t seed = 0;
    bool ended = false;

    std::map<NodeId, ProcessView> processes;
    std::map<NodeId, BrokerView> brokers;
    std::map<NodeId, ControllerView> controllers;
    std::map<NodeId, ProducerView> producers;
    std::map<NodeId, ConsumerView> consumers;
    std::map<std::string, GroupView> groups;
    std::map<TopicId, TopicView> topics;
    std::map<PartitionId, PartitionView> partitions;
    std::map<base::ConnectionId, ConnectionView> connections;
    /// On their way at `at`, plus those that were lost in the last `lost_messages_stay`, ordered by
    /// the moment at which they leave the picture: their arrival, or so long after their loss.
    std::map<std::pair<SimTime, FactId>, MessageView> messages;
    std::map<ClockSubject, ClockView> clocks;  // of who began to watch last
    /// Others who still watch the same: a coordinator that has not heard of its successor yet.
    std::map<std::pair<ClockSubject, NodeId>, ClockView> older_clocks;
    std::set<std::pair<NodeId, NodeId>> cut_links;  // smaller id first
    NarrationView narration;
    std::vector<ExpectationView> expectations;
    std::map<std::int64_t, journal::RawAnswer> raw_answers;

    std::string_view topic_name(TopicId topic) const override;
    const TopicView* topic(std::string_view name) const;  // the newest of that name, or null
    const ProcessView* process(std::string_view name) const;
    const ReplicaView* replica(NodeId broker, PartitionId partition) const;
    /// "orders-1"
    std::string partition_name(PartitionId partition) const;

    /// The same as reduce(): what a Timeline asks of a state.
    void apply(const journal::Fact& fact);

    static constexpr auto fields() {
        return std::tuple{field("at", &View::at),
                          field("newest", &View::newest),
                          field("title", &View::title),
                          field("kafka", &View::kafka),
                          field("seed", &View::seed),
                          field("ended", &View::ended),
                          field("processes", &View::processes),
                          field("brokers", &View::brokers),
                          field("controllers", &View::controllers),
                          field("producers", &View::producers),
                          field("consumers", &View::consumers),
                          field("groups", &View::groups),
                          field("topics", &View::topics),
                          field("partitions", &View::partitions),
                          field("connections", &View::connections),
                          field("messages", &View::messages),
                          field("clocks", &View::clocks),
                          field("olderClocks", &View::older_clocks),
                          field("cutLinks", &View::cut_links),
                          field("narration", &View::narration),
                          field("expectations", &View::expectations),
                          field("rawAnswers", &View::raw_answers)};
    }
};

/// Folds one fact into the view. Facts come in order; a fact about somebody unknown is a bug
/// (CHECK).
void reduce(View& view, const journal::Fact& fact);

}  // namespace brokerscope::view
