#include "tests/render/fake_run_support.h"

namespace brokerscope::render {

namespace {

SimTime at_ms(std::int64_t ms) {
    return SimTime{} + base::milliseconds(ms);
}

journal::NodeDeclared declared(std::int32_t id, journal::NodeRole role) {
    journal::NodeDeclared body;
    body.id = NodeId{id};
    body.role = role;
    return body;
}

}  // namespace

FakeRun::FakeRun() : journal_(std::make_unique<journal::Journal>()), timeline_(*journal_) {}

FactId FakeRun::state(std::int64_t ms, journal::FactBody body, std::int32_t node) {
    planned_.push_back({at_ms(ms), NodeId{node}, std::move(body)});
    const auto planned = static_cast<std::int64_t>(planned_.size());
    const FactId id{journal_->size() + planned};
    simulate();
    return id;
}

void FakeRun::set_head(std::int64_t ms) {
    head_ = at_ms(ms);
    simulate();
}

base::Status FakeRun::advance_to(SimTime until, Duration) {
    head_ = std::max(head_, std::min(until, planned_end()));
    simulate();
    return base::Nothing{};
}

void FakeRun::simulate() {
    while (!planned_.empty() && planned_.front().at <= head_) {
        Planned& next = planned_.front();
        journal_->append(next.at, next.node, base::no_fact, std::move(next.body));
        planned_.pop_front();
    }
    timeline_.follow();
}

const laws::Chronicle& FakeRun::at(SimTime moment) {
    shown_ = timeline_.state_at(moment);
    return shown_;
}

base::Status FakeRun::give(SimTime moment, const commands::Command& command) {
    if (refuse_commands) return base::Error{"broker 2 is not running", "", ""};
    given.emplace_back(moment, command);
    return base::Nothing{};
}

std::unique_ptr<FakeRun> a_short_run() {
    auto run = std::make_unique<FakeRun>();
    run->state(0, journal::RunStarted{{"Short", "Curta"}, "4.3", 7});
    for (const std::int32_t id : {1, 2})
        run->state(0, declared(id, journal::NodeRole::broker));
    run->state(0, declared(3, journal::NodeRole::controller));
    for (const std::int32_t id : {1, 2, 3})
        run->state(100, journal::ProcessStarted{NodeId{id}, 1});
    for (const std::int32_t id : {1, 2})
        run->state(200, journal::BrokerStateChanged{journal::BrokerState::running}, id);
    run->state(2'000, journal::ChapterBegan{{"Calm", "Calma"}});
    run->state(2'000, journal::Said{{"All is calm.", "Tudo calmo."}});
    run->state(5'000,
               journal::Asked{{"Who leads next?", "Quem lidera?"}, {{"1", "1"}, {"2", "2"}}});
    run->state(8'000, journal::ProcessEnded{NodeId{2}, journal::ProcessEnd::crashed});
    run->set_head(3'000);
    return run;
}

}  // namespace brokerscope::render
