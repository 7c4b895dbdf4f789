#include "render/stage/story.h"

#include <algorithm>

namespace brokerscope::render::stage {

namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

using Kind = LaneMark::Kind;

}  // namespace

// One overload a fact that the timeline shows; all others are of no interest to it.
struct StoryFold {
    Story& story;
    const journal::Fact& fact;

    void operator()(const journal::ProcessStarted& body) const {
        story.running_.insert(body.process);
        if (body.incarnation > 1) mark(Lane::faults, Kind::started);
    }
    void operator()(const journal::ProcessEnded& body) const {
        const bool crashed = body.how != journal::ProcessEnd::stopped;
        mark(Lane::faults, crashed ? Kind::crashed : Kind::stopped);
        story.running_.erase(body.process);
        for (const auto& [partition, leader] : story.leaders_) {
            if (leader == body.process) note_service(partition, false);
        }
    }
    void operator()(const journal::LinkChanged& body) const {
        mark(Lane::faults, body.up ? Kind::link_healed : Kind::link_cut);
    }
    void operator()(const journal::PartitionChanged& body) const {
        note_service(body.partition, story.running_.count(body.leader) == 1);
        span(Lane::leadership, Kind::under_replicated, story.under_replicated_[body.partition],
             body.isr.size() < body.replicas.size());
        const auto [leader, is_new] = story.leaders_.try_emplace(body.partition, body.leader);
        const bool elected =
            !is_new && leader->second != body.leader && body.leader != base::no_node;
        const bool unclean = body.reason == journal::PartitionChangeReason::unclean_election;
        if (elected)
            mark(Lane::leadership, unclean ? Kind::unclean_election : Kind::leader_elected);
        if (body.leader != base::no_node) leader->second = body.leader;
    }
    void operator()(const journal::GroupChanged& body) const {
        const bool rebalancing = body.state == journal::GroupState::preparing_rebalance ||
                                 body.state == journal::GroupState::completing_rebalance;
        span(Lane::rebalances, Kind::rebalance, story.rebalancing_[body.group], rebalancing);
    }
    void operator()(const journal::LogTruncated& body) const {
        if (body.to < body.from) mark(Lane::records, Kind::truncated);
    }
    void operator()(const journal::SendRefused&) const { mark(Lane::records, Kind::send_failed); }
    void operator()(const journal::BatchProgress& body) const {
        if (body.state == journal::BatchState::failed) mark(Lane::records, Kind::send_failed);
    }
    void operator()(const journal::LeaderAppended& body) const {
        story.ends_[body.partition] = body.batch.last_offset.value + 1;
        for (const auto& [key, position] : story.positions_) {
            if (key.second == body.partition) story.note_lag(key, fact.at);
        }
    }
    void operator()(const journal::PositionSet& body) const {
        const Story::GroupPartition key{body.group, body.partition};
        story.positions_[key] = body.position.value;
        story.note_lag(key, fact.at);
    }
    void operator()(const journal::RecordsDelivered& body) const {
        const Story::GroupPartition key{body.group, body.partition};
        story.positions_[key] = body.last.value + 1;
        std::int64_t& delivered = story.delivered_[key];
        if (body.first.value < delivered) mark(Lane::records, Kind::duplicated);
        delivered = std::max(delivered, body.last.value + 1);
        story.note_lag(key, fact.at);
    }
    void operator()(const journal::ChapterBegan& body) const {
        story.chapters_.push_back({fact.at, body.title, fact.id});
        story.stops_.push_back(fact.at);
    }
    void operator()(const journal::Said&) const { story.stops_.push_back(fact.at); }
    void operator()(const journal::Asked& body) const {
        if (!body.choices.empty()) story.questions_.push_back({fact.at, fact.id});
        story.stops_.push_back(fact.at);
    }
    template <class Body>
    void operator()(const Body&) const {}

  private:
    void mark(Lane lane, Kind kind) const { story.add({lane, kind, fact.at, {}, fact.id}); }
    void note_service(PartitionId partition, bool is_served) const {
        span(Lane::leadership, Kind::leaderless, story.leaderless_[partition], !is_served);
    }
    // `open` is the index of the open span's mark plus one, 0 when there is none.
    void span(Lane lane, Kind kind, std::size_t& open, bool holds) const {
        if (holds && open == 0) {
            mark(lane, kind);
            open = story.marks_.size();
        } else if (!holds && open != 0) {
            story.end_span(open, fact.at);
        }
    }
};

void Story::apply(const journal::Fact& fact) {
    ++applied_;
    std::visit(StoryFold{*this, fact}, fact.body);
}

void Story::add(LaneMark mark) {
    marks_.push_back(mark);
    if (stops_.empty() || stops_.back() != mark.from) stops_.push_back(mark.from);
}

void Story::end_span(std::size_t& open, SimTime at) {
    marks_[open - 1].to = at;
    open = 0;
}

void Story::note_lag(const GroupPartition& key, SimTime at) {
    const std::int64_t lag = std::max<std::int64_t>(0, ends_[key.second] - positions_[key]);
    std::vector<LagSample>& samples = lags_[key];
    // A sample is the lag at the end of its second.
    const std::int64_t second = at.ns / second_ns;
    if (!samples.empty() && samples.back().second == second) {
        samples.back().lag = lag;
    } else {
        samples.push_back({second, lag});
    }
}

std::vector<float> Story::lag_history(const std::string& group, PartitionId partition,
                                      SimTime moment, int count) const {
    std::vector<float> history(static_cast<std::size_t>(count), 0.0F);
    const auto found = lags_.find({group, partition});
    if (found == lags_.end()) return history;
    const std::vector<LagSample>& samples = found->second;
    const std::int64_t newest = moment.ns / second_ns;
    auto sample = samples.begin();
    float lag = 0;
    for (int i = 0; i < count; ++i) {
        const std::int64_t second = newest - count + i;
        for (; sample != samples.end() && sample->second <= second; ++sample)
            lag = static_cast<float>(sample->lag);
        history[static_cast<std::size_t>(i)] = lag;
    }
    return history;
}

}  // namespace brokerscope::render::stage
