#include <algorithm>
#include <string>

#include "sim/base/check.h"
#include "sim/view/reduce.h"

namespace brokerscope::view {
namespace {

using Tray = ProducerView::Tray;

constexpr std::size_t most_waiting_slices = 16;

ProducerView& producer_of(View& view, NodeId id) {
    const auto it = view.producers.find(id);
    CHECK(it != view.producers.end(), "node " + std::to_string(id.value) + " is no producer");
    return it->second;
}

ConsumerView& consumer_of(View& view, NodeId id) {
    const auto it = view.consumers.find(id);
    CHECK(it != view.consumers.end(), "node " + std::to_string(id.value) + " is no consumer");
    return it->second;
}

void keep_newest(std::vector<journal::RecordSlice>& slices, std::size_t most) {
    if (slices.size() <= most) return;
    slices.erase(slices.begin(), slices.end() - static_cast<std::ptrdiff_t>(most));
}

void take_from_tray(Tray& tray, SimTime at, std::int64_t records) {
    tray.waiting = std::max<std::int64_t>(tray.waiting - records, 0);
    keep_newest(tray.newest, static_cast<std::size_t>(tray.waiting));
    tray.filling_since.reset();
    if (tray.waiting > 0) tray.filling_since = at;
}

std::vector<WaitingBatch>::iterator find_batch(Tray& tray, std::int64_t first_number) {
    return std::find_if(
        tray.in_flight.begin(), tray.in_flight.end(),
        [=](const WaitingBatch& batch) { return batch.first_number == first_number; });
}

// The records that wait are the newest: others were sent before, and this is a piece of their
// batch.
bool is_in_tray(const Tray& tray, std::int64_t first_number) {
    return first_number >= tray.next_number - tray.waiting;
}

void put_in_flight(Tray& tray, const Fact& fact, const journal::BatchProgress& what) {
    auto it = find_batch(tray, what.first_number);
    if (it == tray.in_flight.end()) {
        if (is_in_tray(tray, what.first_number)) take_from_tray(tray, fact.at, what.records);
        it = tray.in_flight.insert(tray.in_flight.end(), WaitingBatch{});
    }
    *it = {what.first_number, what.records, what.state, what.attempt, change_by(fact)};
}

// A batch that was never sent can fail too: it grew too old in its tray.
void finish(Tray& tray, const Fact& fact, const journal::BatchProgress& what) {
    const auto it = find_batch(tray, what.first_number);
    if (it == tray.in_flight.end()) {
        take_from_tray(tray, fact.at, what.records);
    } else {
        tray.in_flight.erase(it);
    }
}

void begin_standing_still(ConsumerView& consumer, SimTime at) {
    if (!consumer.standing_still_since) consumer.standing_still_since = at;
}

void end_standing_still(ConsumerView& consumer, SimTime at) {
    if (!consumer.standing_still_since) return;
    consumer.stood_still = consumer.stood_still + (at - *consumer.standing_still_since);
    consumer.standing_still_since.reset();
}

void end_producer(ProducerView& producer) {
    producer.producer_id = base::no_producer_id;
    producer.producer_epoch = -1;
    for (auto& [partition, tray] : producer.trays) {
        const std::int64_t next_number = tray.next_number;
        tray = {};
        tray.next_number = next_number;
    }
}

void end_consumer(ConsumerView& consumer, const Fact& fact, journal::ProcessEnd how) {
    end_standing_still(consumer, fact.at);
    consumer.state =
        how == journal::ProcessEnd::stopped ? ConsumerState::closed : ConsumerState::unjoined;
    consumer.member.clear();
    consumer.generation = base::no_generation;
    consumer.owned.clear();
    consumer.positions.clear();
    consumer.changed = change_by(fact);
}

}  // namespace

void start_client(View& view, const Fact& fact, NodeId process) {
    const auto producer = view.producers.find(process);
    if (producer != view.producers.end()) {
        // Its numbers begin anew with each process.
        for (auto& [partition, tray] : producer->second.trays)
            tray.next_number = 1;
    }
    const auto it = view.consumers.find(process);
    if (it == view.consumers.end()) return;
    it->second.state = ConsumerState::unjoined;
    it->second.changed = change_by(fact);
    if (!it->second.group.empty()) begin_standing_still(it->second, fact.at);
}

void end_client(View& view, const Fact& fact, const journal::ProcessEnded& what) {
    const auto producer = view.producers.find(what.process);
    if (producer != view.producers.end()) end_producer(producer->second);
    const auto consumer = view.consumers.find(what.process);
    if (consumer != view.consumers.end()) end_consumer(consumer->second, fact, what.how);
}

void apply_fact(View& view, const Fact& fact, const journal::RecordsAccepted& what) {
    ProducerView& producer = producer_of(view, fact.node);
    Tray& tray = producer.trays[what.partition];
    const auto count = static_cast<std::int64_t>(what.records.size());
    if (tray.waiting == 0) tray.filling_since = fact.at;
    tray.next_number = what.first_number + count;
    tray.waiting += count;
    tray.newest.insert(tray.newest.end(), what.records.begin(), what.records.end());
    keep_newest(tray.newest, most_waiting_slices);
    producer.accepted += count;
}

void apply_fact(View& view, const Fact& fact, const journal::ProducerIdTaken& what) {
    ProducerView& producer = producer_of(view, fact.node);
    producer.producer_id = what.producer_id;
    producer.producer_epoch = what.producer_epoch;
}

void apply_fact(View& view, const Fact& fact, const journal::SendRefused& what) {
    ProducerView& producer = producer_of(view, fact.node);
    producer.refused += what.records;
    producer.trouble = change_by(fact);
}

void apply_fact(View& view, const Fact& fact, const journal::BatchProgress& what) {
    ProducerView& producer = producer_of(view, fact.node);
    Tray& tray = producer.trays[what.partition];
    switch (what.state) {
        case BatchState::sent: put_in_flight(tray, fact, what); return;
        case BatchState::retrying:
            put_in_flight(tray, fact, what);
            if (what.attempt > 0) ++producer.retries;  // a piece of a batch was not tried yet
            producer.trouble = change_by(fact);
            return;
        case BatchState::acknowledged:
            finish(tray, fact, what);
            producer.acknowledged += what.records;
            producer.acknowledged_changed = change_by(fact);
            return;
        case BatchState::failed:
            finish(tray, fact, what);
            producer.failed += what.records;
            producer.trouble = change_by(fact);
            return;
    }
}

void apply_fact(View& view, const Fact& fact, const journal::ConsumerStateChanged& what) {
    ConsumerView& consumer = consumer_of(view, fact.node);
    consumer.group = what.group;
    consumer.state = what.state;
    consumer.member = what.member;
    consumer.generation = what.generation;
    consumer.changed = change_by(fact);
    if (what.state == ConsumerState::closed) end_standing_still(consumer, fact.at);
}

void apply_fact(View& view, const Fact& fact, const journal::OwnershipChanged& what) {
    ConsumerView& consumer = consumer_of(view, fact.node);
    consumer.owned = what.partitions;
    consumer.changed = change_by(fact);
    std::erase_if(consumer.positions, [&](const auto& entry) {
        return std::find(what.partitions.begin(), what.partitions.end(), entry.first) ==
               what.partitions.end();
    });
    if (what.reason == journal::OwnershipReason::assigned) {
        end_standing_still(consumer, fact.at);
    } else if (what.partitions.empty() && consumer.state != ConsumerState::closed) {
        begin_standing_still(consumer, fact.at);
    }
}

void apply_fact(View& view, const Fact& fact, const journal::PositionSet& what) {
    consumer_of(view, fact.node).positions[what.partition] = what.position;
}

void apply_fact(View& view, const Fact& fact, const journal::RecordsDelivered& what) {
    ConsumerView& consumer = consumer_of(view, fact.node);
    CHECK(what.first <= what.last, "an empty delivery was stated");
    consumer.positions[what.partition] = what.last + 1;
    consumer.delivered += what.last - what.first + 1;
    consumer.delivered_changed = change_by(fact);
}

void apply_fact(View& view, const Fact&, const journal::RawAnswer& what) {
    view.raw_answers[what.request] = what;
}

}  // namespace brokerscope::view
