#include "sim/view/timeline.h"

#include <set>
#include <string>
#include <vector>

#include "sim/view/dump.h"
#include "sim/view/view.h"
#include "tests/expect.h"
#include "tests/sim/view/random_run_support.h"

using namespace brokerscope;
using namespace brokerscope::view;

namespace {

// A state that is cheap to compare: the numbers of the facts that it has seen, folded into one.
struct Trace {
    std::int64_t facts = 0;
    std::uint64_t mixed = 0;
    void apply(const journal::Fact& fact) {
        ++facts;
        mixed = mixed * 31 + static_cast<std::uint64_t>(fact.id.value);
    }
};

template <class State>
std::vector<State> linear_fold(const journal::Journal& journal) {
    std::vector<State> states(1);
    for (std::int64_t id = 1; id <= journal.size(); ++id) {
        states.push_back(states.back());
        states.back().apply(journal.at(base::FactId{id}));
    }
    return states;
}

}  // namespace

TEST_CASE("a random run holds every kind of fact") {
    const journal::Journal journal = random_run(1, 3000);
    std::set<std::string_view> seen;
    for (std::int64_t id = 1; id <= journal.size(); ++id)
        seen.insert(journal::kind_of(journal.at(base::FactId{id}).body));
    for (const std::string_view kind : journal::fact_kinds()) {
        CAPTURE(kind);
        EXPECT_EQ(seen.count(kind), 1);
    }
    EXPECT_EQ(random_run(1, 3000).hash(), journal.hash());
    EXPECT_NE(random_run(2, 3000).hash(), journal.hash());
}

TEST_CASE("every moment, visited from the last to the first, is what folding up to it gives") {
    const journal::Journal journal = random_run(3, 1500);
    Timeline<View> timeline(journal, {4, 16});
    timeline.follow();
    EXPECT_LE(timeline.keyframe_count(), 4);
    const std::vector<View> expected = linear_fold<View>(journal);
    REQUIRE_EQ(timeline.size(), journal.size());
    for (std::int64_t facts = timeline.size(); facts >= 0; --facts) {
        const View& there = expected[static_cast<std::size_t>(facts)];
        if (facts % 25 == 0) {
            CAPTURE(facts);
            REQUIRE_EQ(differences(timeline.state_after(facts), there), std::vector<std::string>{});
        } else {
            REQUIRE_EQ(timeline.state_after(facts).newest, there.newest);
        }
    }
}

TEST_CASE("keyframes stay within their budget however long the run is") {
    const journal::Journal journal = random_run(5, 1500);
    for (const std::size_t keyframes : {std::size_t{2}, std::size_t{3}, std::size_t{8}}) {
        Timeline<Trace> timeline(journal, {keyframes, 1});
        timeline.follow();
        EXPECT_LE(timeline.keyframe_count(), keyframes);
        const std::vector<Trace> expected = linear_fold<Trace>(journal);
        for (std::int64_t facts = timeline.size(); facts >= 0; facts -= 7)
            REQUIRE_EQ(timeline.state_after(facts).mixed,
                       expected[static_cast<std::size_t>(facts)].mixed);
    }
}

TEST_CASE("seeking gives what folding gives, whichever way one moves") {
    const journal::Journal journal = random_run(9, 1500);
    const std::vector<Trace> expected = linear_fold<Trace>(journal);
    Timeline<Trace> timeline(journal, {3, 64});
    timeline.follow();
    const auto is_right = [&](std::int64_t facts) {
        const Trace& found = timeline.seek(facts);
        const Trace& wanted = expected[static_cast<std::size_t>(facts)];
        return found.facts == wanted.facts && found.mixed == wanted.mixed;
    };
    for (std::int64_t facts = timeline.size(); facts >= 0; --facts)
        REQUIRE(is_right(facts));
    for (std::int64_t facts = 0; facts <= timeline.size(); facts += 3)
        REQUIRE(is_right(facts));
    for (std::int64_t facts = 0; facts < timeline.size(); ++facts)
        REQUIRE(is_right(facts * 7919 % timeline.size()));
    EXPECT_EQ(timeline.seek_time(base::SimTime{-1}).facts, 0);
    EXPECT_EQ(timeline.seek_time(base::end_of_time).facts, timeline.size());
}

TEST_CASE("steps back and forth from a moment fold few facts") {
    // Counts how often any copy of it was folded.
    struct Counter {
        std::int64_t* applied = nullptr;
        void apply(const journal::Fact&) { ++*applied; }
    };
    journal::Journal journal;
    for (std::int64_t i = 0; i < 20'000; ++i)
        journal.append(base::SimTime{i}, base::outside_world, base::no_fact, journal::Said{});
    std::int64_t applied = 0;
    Timeline<Counter> timeline(journal, {2, 1}, Counter{&applied});
    timeline.follow();
    timeline.seek(16'000);
    applied = 0;
    timeline.seek(16'001);
    EXPECT_EQ(applied, 1);
    applied = 0;
    for (std::int64_t facts = 16'000; facts > 15'000; --facts)
        timeline.seek(facts);
    EXPECT_LT(applied, 1000 * 20);
}

TEST_CASE("a timeline follows a journal that still grows") {
    journal::Journal journal;
    Timeline<Trace> timeline(journal, {4, 2});
    for (std::int64_t i = 1; i <= 50; ++i) {
        journal.append(base::SimTime{i * 10}, base::outside_world, base::no_fact, journal::Said{});
        if (i % 3 == 0) timeline.follow();
        EXPECT_EQ(timeline.head().facts, i - i % 3);
    }
    EXPECT_EQ(timeline.size(), 48);
    EXPECT_EQ(timeline.state_at(base::SimTime{105}).facts, 10);
    EXPECT_EQ(timeline.state_at(base::SimTime{-1}).facts, 0);
    EXPECT_EQ(timeline.state_at(base::end_of_time).facts, 48);
}

TEST_CASE("views that differ say where") {
    const journal::Journal journal = random_run(3, 300);
    Timeline<View> timeline(journal);
    timeline.follow();
    View other = timeline.head();
    EXPECT(differences(timeline.head(), other).empty());
    other.brokers.at(NodeId{2}).epoch = BrokerEpoch{77};
    other.partitions.erase(PartitionId{TopicId{2}, 0});
    const auto found = differences(
        timeline.head(), other, [](std::string_view path) { return path.starts_with("brokers"); });
    REQUIRE_EQ(found.size(), 1);
    EXPECT_EQ(found[0].substr(0, 17), "brokers.2.epoch: ");
    EXPECT_EQ(found[0].substr(found[0].size() - 4), ", 77");
    const std::string text = dump(other);
    EXPECT_NE(text.find("topics.2.name = orders\n"), std::string::npos);
    EXPECT_EQ(text.find("partitions.orders-0."), std::string::npos);
    EXPECT_NE(text.find("partitions.orders-1.isr[0] = "), std::string::npos);
}
