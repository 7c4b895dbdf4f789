// Producers with what waits in their accumulators and what is on its way; consumers with what they
// own and where they read.
#include <algorithm>

#include "sim/audit/parts.h"

namespace brokerscope::audit {
namespace {

using Tray = view::ProducerView::Tray;

// A batch under way or waiting for its next attempt, as both sides know it.
struct Sending {
    std::int64_t first_number = 0;
    std::int32_t records = 0;
    journal::BatchState state = journal::BatchState::sent;
    std::int32_t attempt = 1;
    friend auto operator<=>(const Sending&, const Sending&) = default;
    static constexpr auto fields() {
        return std::tuple{base::field("firstNumber", &Sending::first_number),
                          base::field("records", &Sending::records),
                          base::field("state", &Sending::state),
                          base::field("attempt", &Sending::attempt)};
    }
};

Sending sending(const client::SendingBatch& batch, journal::BatchState state) {
    return {batch.first_number, batch.batch.record_count, state, batch.attempts};
}

std::map<PartitionId, std::vector<Sending>> in_flight(const client::Producer& producer) {
    std::map<PartitionId, std::vector<Sending>> found;
    for (const auto& [correlation, batches] : producer.under_way()) {
        for (const client::SendingBatch& batch : batches) {
            if (batch.ended) continue;
            found[batch.partition].push_back(sending(batch, journal::BatchState::sent));
        }
    }
    for (const auto& [id, queue] : producer.accumulator().partitions()) {
        for (const client::SendingBatch& batch : queue.retries)
            found[id].push_back(sending(batch, journal::BatchState::retrying));
    }
    for (auto& [id, batches] : found)
        std::sort(batches.begin(), batches.end());
    return found;
}

std::vector<Sending> in_flight(const Tray& tray) {
    std::vector<Sending> found;
    for (const view::WaitingBatch& batch : tray.in_flight)
        found.push_back({batch.first_number, batch.records, batch.state, batch.attempt});
    std::sort(found.begin(), found.end());
    return found;
}

std::optional<base::Bytes> slice_of(const std::optional<base::Bytes>& bytes) {
    if (!bytes) return std::nullopt;
    return base::Bytes{bytes->data.substr(0, journal::longest_slice)};
}

// The newest records of those that wait, as many as the View keeps.
std::vector<journal::RecordSlice> newest_of(const client::Accumulator::Queue& queue,
                                            std::size_t most) {
    std::vector<journal::RecordSlice> newest;
    for (auto batch = queue.batches.rbegin(); batch != queue.batches.rend(); ++batch) {
        const std::vector<log::Record>& records = batch->builder.records();
        for (auto record = records.rbegin(); record != records.rend(); ++record) {
            if (newest.size() == most) break;
            newest.push_back(
                {slice_of(record->key), slice_of(record->value), record->timestamp_ms});
        }
    }
    std::reverse(newest.begin(), newest.end());
    return newest;
}

void audit_tray(NodeId producer, PartitionId id, const client::Accumulator::Queue& queue,
                const std::vector<Sending>& sent, const Tray& tray, Findings& findings) {
    const auto place = [&] {
        return place_of("producer", producer) + " " + findings.names().partition_name(id);
    };
    std::int64_t waiting = 0;
    for (const auto& batch : queue.batches)
        waiting += batch.builder.record_count();
    findings.same(place, "next number", queue.next_number, tray.next_number);
    findings.same(place, "records that wait", waiting, tray.waiting);
    findings.same(place, "is filling", waiting > 0, tray.filling_since.has_value());
    constexpr std::int64_t most_shown = 16;
    const auto shown = static_cast<std::size_t>(std::min(waiting, most_shown));
    findings.same(place, "newest records that wait", newest_of(queue, shown), tray.newest);
    findings.same(place, "batches in flight", sent, in_flight(tray));
}

// A tray stays in the picture when its process has ended, empty.
void audit_idle_tray(NodeId producer, PartitionId id, bool is_running, const Tray& tray,
                     Findings& findings) {
    const client::Accumulator::Queue empty;
    Tray shown = tray;
    if (!is_running) shown.next_number = empty.next_number;
    audit_tray(producer, id, empty, {}, shown, findings);
}

void audit_producer(const Machine& machine, const view::ProducerView& shown, Findings& findings) {
    const std::map<PartitionId, client::Accumulator::Queue> nothing;
    const client::Producer* producer = machine.parts.producer.get();
    const client::ProducerIdentity identity =
        producer == nullptr ? client::ProducerIdentity{} : producer->identity();
    const auto who = [&] { return place_of("producer", machine.id); };
    findings.same(who, "producer id", identity.id, shown.producer_id);
    findings.same(who, "producer epoch", identity.epoch, shown.producer_epoch);
    const auto& queues = producer == nullptr ? nothing : producer->accumulator().partitions();
    const auto sent =
        producer == nullptr ? std::map<PartitionId, std::vector<Sending>>{} : in_flight(*producer);
    walk_both(queues, shown.trays,
              [&](PartitionId id, const client::Accumulator::Queue* queue, const Tray* tray) {
                  const auto place = [&] {
                      return place_of("producer", machine.id) + " " +
                             findings.names().partition_name(id);
                  };
                  if (tray == nullptr) return findings.only_node(place, "");
                  if (queue == nullptr) {
                      return audit_idle_tray(machine.id, id, producer != nullptr, *tray, findings);
                  }
                  const auto batches = sent.find(id);
                  audit_tray(machine.id, id, *queue,
                             batches == sent.end() ? std::vector<Sending>{} : batches->second,
                             *tray, findings);
              });
}

void audit_reading(NodeId consumer, const client::ConsumerPositions& positions,
                   const view::ConsumerView& shown, Findings& findings) {
    const auto place = [&] { return place_of("consumer", consumer); };
    std::vector<PartitionId> owned;
    std::map<PartitionId, Offset> known;
    for (const auto& [id, reading] : positions.all()) {
        owned.push_back(id);
        if (reading.position != base::no_offset) known.emplace(id, reading.position);
    }
    std::vector<PartitionId> told = shown.owned;
    std::sort(told.begin(), told.end());
    findings.same(place, "owns", owned, told);
    walk_both(known, shown.positions,
              [&](PartitionId id, const Offset* position, const Offset* stated) {
                  const auto of_partition = [&] {
                      return place() + " position in " + findings.names().partition_name(id);
                  };
                  if (position == nullptr) return findings.only_view(of_partition, "");
                  if (stated == nullptr) return findings.only_node(of_partition, "");
                  findings.same(of_partition, "", *position, *stated);
              });
}

// One that is down owns nothing; whether it said goodbye is history.
void audit_consumer(const Machine& machine, const view::ConsumerView& shown, Findings& findings) {
    const auto place = [&] { return place_of("consumer", machine.id); };
    const auto& settings = std::get<client::ConsumerSettings>(machine.plan);
    findings.same(place, "group", settings.group, shown.group);
    const client::Consumer* consumer = machine.parts.consumer.get();
    if (consumer == nullptr) {
        findings.same(place, "owns", std::vector<PartitionId>{}, shown.owned);
        findings.same(place, "positions", std::size_t{0}, shown.positions.size());
        findings.same(place, "member", std::string(), shown.member);
        return;
    }
    const client::ConsumerMembership& membership = consumer->membership();
    findings.same(place, "state", membership.state(), shown.state);
    findings.same(place, "member", membership.member(), shown.member);
    findings.same(place, "generation", membership.generation(), shown.generation);
    audit_reading(machine.id, consumer->positions(), shown, findings);
}

}  // namespace

void audit_clients(const World& world, const View& view, Findings& findings) {
    for (const auto& [id, machine] : world.machines()) {
        const auto place = [id = id] { return place_of("client", id); };
        const auto producer = view.producers.find(id);
        const bool produces = std::holds_alternative<client::ProducerSettings>(machine.plan);
        findings.same(place, "is a producer", produces, producer != view.producers.end());
        if (produces && producer != view.producers.end())
            audit_producer(machine, producer->second, findings);
        const auto consumer = view.consumers.find(id);
        const bool consumes = std::holds_alternative<client::ConsumerSettings>(machine.plan);
        findings.same(place, "is a consumer", consumes, consumer != view.consumers.end());
        if (consumes && consumer != view.consumers.end())
            audit_consumer(machine, consumer->second, findings);
    }
}

}  // namespace brokerscope::audit
