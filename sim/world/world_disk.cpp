#include <algorithm>

#include "sim/world/world.h"

namespace brokerscope::world {

void World::start_flush(Machine& machine, const FlushJob& job) {
    const Duration takes =
        settings_.disk_latency + machine.disk_random.between(Duration{}, settings_.disk_jitter);
    const std::uint32_t slot = flushes_.put(job);
    schedule(now_ + takes, {EventKind::flush_done, machine.id, machine.incarnation, slot});
}

void World::on_flush_done(Machine& machine, const FlushJob& job, std::int32_t incarnation) {
    const auto log = machine.disk.logs.find(job.partition);
    if (log == machine.disk.logs.end()) return;
    // The log may have been truncated while the disk worked.
    const base::Offset up_to = std::min(job.up_to, log->second.log_end_offset());
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
        start_flush(machine, {partition, std::prev(young)->second, base::no_fact, false,
                              node::Role::broker});
        seen.erase(seen.begin(), young);
    }
    schedule(now_ + settings_.write_back_interval, {EventKind::write_back, machine.id, 0, 0});
}

}  // namespace brokerscope::world
