#include <algorithm>

#include "sim/replica/append.h"
#include "sim/world/world.h"

namespace brokerscope::world {

namespace {

base::LeaderEpoch epoch_below(const log::PartitionLog& log, base::Offset end) {
    return log.leader_epochs().epoch_for_offset(end - 1).value_or(base::no_leader_epoch);
}

// `offset`, or the start of the batch that it cuts.
base::Offset start_of_batch_at(const log::PartitionLog& log, base::Offset offset) {
    for (auto segment = log.segments().rbegin(); segment != log.segments().rend(); ++segment) {
        if (segment->base_offset() >= offset) continue;
        const std::size_t index = segment->find(offset);
        if (index == segment->batches().size()) return offset;
        return std::min(offset, segment->batches()[index].base_offset);
    }
    return offset;
}

}  // namespace

void World::start_flush(Machine& machine, FlushJob job) {
    const auto log = machine.disk.logs.find(job.partition);
    if (log != machine.disk.logs.end()) job.epoch = epoch_below(log->second, job.up_to);
    job.power_losses = machine.power_losses;
    const Duration takes =
        settings_.disk_latency + machine.disk_random.between(Duration{}, settings_.disk_jitter);
    const std::uint32_t slot = flushes_.put(job);
    schedule(now_ + takes, {EventKind::flush_done, machine.id, machine.incarnation, slot});
}

void World::on_flush_done(Machine& machine, const FlushJob& job, std::int32_t incarnation) {
    const auto log = machine.disk.logs.find(job.partition);
    // A disk without power finishes nothing.
    if (log == machine.disk.logs.end() || job.power_losses != machine.power_losses) return;
    // The log may have been truncated while the disk worked, and gone on with what a newer leader
    // wrote: of that nothing was on its way to the disk.
    const log::EpochEndOffset same = log->second.end_offset_for_epoch(job.epoch);
    base::Offset up_to = std::min(job.up_to, log->second.log_end_offset());
    if (same.is_defined()) up_to = std::min(up_to, same.end_offset);
    up_to = start_of_batch_at(log->second, up_to);
    if (up_to > log->second.flushed_offset()) {
        log->second.mark_flushed(up_to);
        // The metadata log is told of by its own facts.
        if (job.partition.topic != base::cluster_metadata_topic) {
            record(machine.id, job.cause, journal::LogFlushed{job.partition, up_to});
        }
    }
    const bool same_process = machine.power == Power::up && machine.incarnation == incarnation;
    if (job.asked && same_process) call_flushed(machine, job);
}

// ST-32: of what was not flushed nothing is left, but for a piece of the next batch that may have
// been on its way.
void World::lose_unflushed(Machine& machine, FactId cause) {
    constexpr std::uint64_t longest_piece_bytes = 64;
    ++machine.power_losses;
    machine.dirty.clear();
    for (auto& [partition, log] : machine.disk.logs) {
        const base::Offset end = log.log_end_offset();
        if (log.flushed_offset() >= end) continue;
        const std::uint64_t torn_bytes = machine.disk_random.below(longest_piece_bytes);
        log.lose_unflushed(static_cast<std::int64_t>(torn_bytes));
        if (partition.topic == base::cluster_metadata_topic) continue;
        record(machine.id, cause,
               journal::LogTruncated{partition, log.log_end_offset(), end,
                                     journal::TruncationReason::power_loss,
                                     replica::segments_of(log)});
    }
}

// The kernel writes back what has been dirty for long enough, whether or not the process still
// lives.
void World::on_write_back(Machine& machine) {
    for (auto& [partition, log] : machine.disk.logs) {
        auto& seen = machine.dirty[partition];
        if (log.dirty_bytes() == 0) {
            seen.clear();
            continue;
        }
        seen.emplace_back(now_, log.log_end_offset());
        const auto young = std::find_if(seen.begin(), seen.end(), [&](const auto& look) {
            return look.first + settings_.dirty_expire > now_;
        });
        if (young == seen.begin()) continue;
        start_flush(
            machine,
            {partition, std::prev(young)->second, base::no_fact, false, node::Role::broker, {}, 0});
        seen.erase(seen.begin(), young);
    }
    schedule(now_ + settings_.write_back_interval, {EventKind::write_back, machine.id, 0, 0});
}

}  // namespace brokerscope::world
