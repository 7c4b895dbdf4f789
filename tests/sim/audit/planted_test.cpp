// Is the audit able to find anything? Values of a View are changed, one at a time, and each change
// must be found, but for what only a history knows.
#include <algorithm>
#include <array>
#include <set>

#include "tests/expect.h"
#include "tests/sim/audit/lesson_support.h"
#include "tests/sim/audit/mutator_support.h"

namespace brokerscope::audit {
namespace {

// What no node knows: times and causes, counts of what is over, words; and a client's configs,
// which it holds as settings only. A name stands for all that it begins.
constexpr std::array history{
    std::string_view("at"),
    std::string_view("newest"),
    std::string_view("ended"),
    std::string_view("expectations"),
    std::string_view("narration"),
    std::string_view("rawAnswers"),
    std::string_view("brokers.*.changed"),
    std::string_view("brokers.*.replicas.*.appended"),
    std::string_view("brokers.*.replicas.*.cleaned"),
    std::string_view("brokers.*.replicas.*.deleted"),
    std::string_view("brokers.*.replicas.*.duplicate"),
    std::string_view("brokers.*.replicas.*.highWatermarkMoved"),
    std::string_view("brokers.*.replicas.*.roleTaken"),
    std::string_view("brokers.*.replicas.*.segments.*.changed"),
    std::string_view("brokers.*.replicas.*.truncated"),
    std::string_view("clocks.*.fact"),
    std::string_view("clocks.*.started"),
    std::string_view("consumers.*.changed"),
    std::string_view("consumers.*.delivered"),
    std::string_view("consumers.*.standingStillSince"),
    std::string_view("consumers.*.stoodStill"),
    std::string_view("controllers.*.appended"),
    std::string_view("groups.*.changed"),
    std::string_view("groups.*.reason"),
    std::string_view("groups.*.rebalanced"),
    std::string_view("groups.*.rebalances"),
    std::string_view("groups.*.rebalancingSince"),
    std::string_view("messages.*.sent"),
    std::string_view("partitions.*.changed"),
    std::string_view("partitions.*.leaderChanged"),
    std::string_view("partitions.*.leaderlessSince"),
    std::string_view("partitions.*.unavailable"),
    std::string_view("partitions.*.underReplicatedSince"),
    std::string_view("processes.*.changed"),
    std::string_view("processes.*.config"),
    std::string_view("producers.*.accepted"),
    std::string_view("producers.*.acknowledged"),
    std::string_view("producers.*.failed"),
    std::string_view("producers.*.refused"),
    std::string_view("producers.*.producer"),
    std::string_view("producers.*.retries"),
    std::string_view("producers.*.trays.*.fillingSince"),
    std::string_view("producers.*.trays.*.inFlight.*.changed"),
    std::string_view("producers.*.trouble"),
};

bool is_history(const std::string& name) {
    return std::any_of(history.begin(), history.end(),
                       [&](std::string_view one) { return name.starts_with(one); });
}

bool has_waiting(const view::View& view) {
    for (const auto& [id, producer] : view.producers) {
        for (const auto& [partition, tray] : producer.trays) {
            if (tray.waiting > 0) return true;
        }
    }
    return false;
}
bool has_flying(const view::View& view) {
    for (const auto& [id, producer] : view.producers) {
        for (const auto& [partition, tray] : producer.trays) {
            if (!tray.in_flight.empty()) return true;
        }
    }
    return false;
}

// Of every name the first value, one in the middle and the last.
void plant_everywhere(const world::World& world, const view::View& told,
                      std::set<std::string>& found) {
    view::View view = told;
    for (const auto& counted : count_values(view)) {
        const std::string& name = counted.first;  // clang 14 captures no structured binding
        const std::int64_t count = counted.second;
        if (is_history(name)) continue;
        for (const std::int64_t index : std::set<std::int64_t>{0, count / 2, count - 1}) {
            view::View changed = told;
            change_value(changed, name, index);
            EXPECT_MESSAGE(!compare(world, changed).empty(), name, " number ", index);
        }
        found.insert(name);
    }
}

}  // namespace

TEST_CASE("any changed value of a View is found, but for what only a history knows") {
    const auto session = open_lesson("01_hello.lua");
    Watch watch(session->journal());
    std::set<std::string> found;
    int moments = 0;
    session->watch([&](const world::World& world) {
        watch.look(world);
        if (watch.view().at < base::SimTime{} + base::seconds(12)) return;
        const bool is_moment = (moments == 0 && has_waiting(watch.view())) ||
                               (moments == 1 && has_flying(watch.view()));
        if (!is_moment) return;
        ++moments;
        plant_everywhere(world, watch.view(), found);
    });
    REQUIRE(session->finish().ok());
    EXPECT_EQ(moments, 2);
    for (const char* name :
         {"brokers.*.state", "brokers.*.replicas.*.logEnd", "brokers.*.replicas.*.tape.*.stamp.crc",
          "brokers.*.replicas.*.tape.*.records.*.value", "brokers.*.coordinatorOf[]",
          "controllers.*.newestTypes.*", "partitions.*.isr[]", "clocks.*.rings", "connections[]",
          "messages.*.arrives", "groups.*.members.*.assigned[]", "groups.*.committed[]",
          "consumers.*.positions[]", "producers.*.trays.*.waiting",
          "producers.*.trays.*.inFlight.*.attempt"}) {
        EXPECT_MESSAGE(found.count(name) == 1, name);
    }
}

TEST_CASE("a difference names the place and both values") {
    const auto session = open_lesson("01_hello.lua");
    std::string text;
    Watch watch(session->journal());
    session->watch([&](const world::World& world) {
        watch.look(world);
        const base::PartitionId orders_0{base::TopicId{2}, 0};
        if (!text.empty() || watch.view().replica(base::NodeId{2}, orders_0) == nullptr) return;
        view::View changed = watch.view();
        changed.brokers.at(base::NodeId{2}).replicas.at(orders_0).high_watermark = base::Offset{7};
        text = to_text(compare(world, changed));
    });
    REQUIRE(session->finish().ok());
    EXPECT_EQ(text, "broker 2 orders-0 high watermark: node 0, view 7\n");
}

TEST_CASE("a fact that is forgotten is found at the event that should have stated it") {
    const auto session = open_lesson("01_hello.lua");
    const journal::Journal& journal = session->journal();
    view::View view;
    Auditor auditor;
    base::FactId forgotten;
    std::string first;
    std::int64_t folded = 0;
    session->watch([&](const world::World& world) {
        for (; folded < journal.size(); ++folded) {
            journal::Fact fact = journal.at(base::FactId{folded + 1});
            const bool forget = forgotten == base::no_fact &&
                                std::holds_alternative<journal::HighWatermarkMoved>(fact.body);
            if (forget) forgotten = fact.id;
            if (forget) fact.body = journal::CommandGiven{};
            view::reduce(view, fact);
        }
        const auto found = auditor.look(world, view);
        if (!first.empty() || found.empty()) return;
        EXPECT_NE(forgotten, base::no_fact);
        EXPECT_EQ(journal.at(forgotten).at, world.now());
        first = found.front().what;
    });
    REQUIRE(session->finish().ok());
    EXPECT(first.ends_with("high watermark"));
}

}  // namespace brokerscope::audit
