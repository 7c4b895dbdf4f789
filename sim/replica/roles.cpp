#include "sim/replica/roles.h"

#include "sim/replica/append.h"
#include "sim/replica/upkeep.h"

namespace brokerscope::replica {
namespace {

using journal::ReplicaRole;

TopicSettings topic_settings(PartitionId id, const Context& context) {
    const node::TopicImage* topic = context.image.topic(id.topic);
    CHECK(topic != nullptr, "a partition belongs to a topic");
    return settings_of(*topic, context.settings.topic_defaults);
}

void place_log(PartitionId id, Context& context) {
    const std::int32_t directory = context.directories.choose(context.turn.disk);
    context.turn.disk.directory_of.erase(id);
    if (directory > 0) context.turn.disk.directory_of[id] = directory;
}

// The replica's log: a new one, or what the disk still holds. The high watermark is not in the log;
// it is as old as the last checkpoint (ST-34).
Partition& open_replica(PartitionId id, Context& context) {
    Partition partition;
    partition.id = id;
    partition.topic = topic_settings(id, context);
    node::Disk& disk = context.turn.disk;
    disk.topic_names[id.topic] = context.image.topic(id.topic)->name;
    if (disk.logs.count(id) == 0) place_log(id, context);
    log::PartitionLog& log =
        disk.logs.try_emplace(id, partition.topic.log, Offset{0}, context.turn.now.milliseconds())
            .first->second;
    if (const auto point = context.recovery_points.find(id);
        point != context.recovery_points.end()) {
        partition.recovery_point = point->second;
    }
    partition.last_flush = context.turn.now;
    log.set_config(partition.topic.log);
    const auto checkpoint = disk.high_watermark_checkpoint.find(id);
    log.restore_high_watermark(
        checkpoint == disk.high_watermark_checkpoint.end() ? Offset{0} : checkpoint->second);
    context.effects.state(journal::ReplicaOpened{id, log.log_start_offset(), log.log_end_offset(),
                                                 log.high_watermark(), segments_of(log)});
    Partition& opened = context.partitions.emplace(id, std::move(partition)).first->second;
    if (log.has_deleted_files()) schedule_file_removal(id, context);
    return opened;
}

void state_role(const Partition& partition, ReplicaRole role, NodeId leader, Context& context) {
    context.moved[partition.id] = context.effects.state(
        journal::ReplicaRoleTaken{partition.id, role, leader, partition.leader_epoch});
}

// RE-24: a new leader knows nothing of its followers; members of the ISR get the benefit of the
// doubt. One that only leads in a newer epoch keeps what it knows of them.
FollowerProgress progress_in_new_epoch(const FollowerProgress* known, bool in_isr, LocalTime now,
                                       Offset leader_end) {
    FollowerProgress progress;
    if (in_isr) progress.last_caught_up = now;
    if (known == nullptr) return progress;
    progress.log_end_offset = known->log_end_offset;
    progress.leader_end_at_last_fetch = leader_end;
    if (in_isr) progress.last_fetch = now;
    progress.broker_epoch = known->broker_epoch;
    return progress;
}

void begin_leader_epoch(Partition& partition, const node::PartitionImage& image, Context& context) {
    log::PartitionLog& log = context.log_of(partition.id);
    log.assign_epoch_at_end(image.leader_epoch);
    Leading leading;
    leading.epoch_start = log.log_end_offset();
    leading.isr = {image.isr, Settled{}};
    const Leading* before = partition.leading();
    for (const NodeId node : image.replicas) {
        if (node == context.turn.self) continue;
        const FollowerProgress* known = nullptr;
        if (before != nullptr && before->followers.count(node) > 0)
            known = &before->followers.at(node);
        leading.followers[node] =
            progress_in_new_epoch(known, image.in_isr(node), context.turn.now, leading.epoch_start);
    }
    partition.leader_epoch = image.leader_epoch;
    partition.role = std::move(leading);
    state_role(partition, ReplicaRole::leader, context.turn.self, context);
}

// RE-25: the same leader in the same epoch goes on; what was asked of the controller is settled.
void update_leader(Partition& partition, const node::PartitionImage& image, Context& context) {
    Leading& leading = *partition.leading();
    leading.isr = {image.isr, Settled{}};
    for (const NodeId node : image.replicas) {
        if (node != context.turn.self) leading.followers.try_emplace(node);
    }
    std::erase_if(leading.followers,
                  [&](const auto& entry) { return !image.has_replica(entry.first); });
}

std::vector<LeadershipChange> lead(Partition& partition, const node::PartitionImage& image,
                                   Fetchers& fetchers, Context& context) {
    const bool new_epoch =
        partition.leading() == nullptr || image.leader_epoch > partition.leader_epoch;
    fetchers.stop(partition.id);
    if (new_epoch) {
        begin_leader_epoch(partition, image, context);
    } else {
        update_leader(partition, image, context);
    }
    advance_high_watermark(
        partition, context,
        context.moved.count(partition.id) > 0 ? context.moved.at(partition.id) : node::trigger);
    if (!new_epoch) return {};
    return {{partition.id, Elected{image.leader_epoch}}};
}

// CT-16: a broker that is on its way out no longer follows where it is out of the ISR anyway.
bool decide_to_fetch(const node::PartitionImage& image, const Context& context) {
    const node::BrokerImage* self = context.image.broker(context.turn.self);
    const bool leaving = self != nullptr && self->in_controlled_shutdown;
    if (image.leader == base::no_node) return false;
    if (leaving && !image.in_isr(context.turn.self)) return false;
    return context.image.broker(image.leader) != nullptr;
}

std::vector<LeadershipChange> follow(Partition& partition, const node::PartitionImage& image,
                                     Fetchers& fetchers, Context& context) {
    const bool was_leader = partition.leading() != nullptr;
    const bool new_epoch = image.leader_epoch > partition.leader_epoch;
    partition.leader_epoch = image.leader_epoch;
    partition.role = Following{image.leader};
    if (!decide_to_fetch(image, context)) {
        fetchers.stop(partition.id);
    } else if (new_epoch) {
        fetchers.follow(partition.id, image.leader, image.leader_epoch, context);
    }
    if (new_epoch) state_role(partition, ReplicaRole::follower, image.leader, context);
    if (!was_leader) return {};
    return {{partition.id, Resigned{}}};
}

// Leaders or followers among the changed partitions; older states than known are ignored (CT-27).
void apply_roles(const MetadataChange& change, bool leaders, Fetchers& fetchers, Context& context,
                 std::vector<LeadershipChange>& changes) {
    for (const PartitionId id : change.partitions) {
        const node::PartitionImage* image = context.image.partition(id);
        if (image == nullptr || !image->has_replica(context.turn.self)) continue;
        if (context.is_offline(id)) continue;
        if ((image->leader == context.turn.self) != leaders) continue;
        Partition* known = context.find(id);
        if (known != nullptr && known->partition_epoch >= image->partition_epoch) continue;
        Partition& partition = known != nullptr ? *known : open_replica(id, context);
        partition.replicas = image->replicas;
        const auto changed = leaders ? lead(partition, *image, fetchers, context)
                                     : follow(partition, *image, fetchers, context);
        partition.partition_epoch = image->partition_epoch;
        changes.insert(changes.end(), changed.begin(), changed.end());
    }
}

// A changed min.insync.replicas does not by itself move the high watermark (RE-9).
void apply_configs(const MetadataChange& change, Context& context) {
    if (change.topics.empty()) return;
    for (auto& [id, partition] : context.partitions) {
        if (change.topics.count(id.topic) == 0) continue;
        partition.topic = topic_settings(id, context);
        context.log_of(id).set_config(partition.topic.log);
    }
}

// Also of what a process before this one left on the disk.
void delete_replicas(const MetadataChange& change, Fetchers& fetchers, Context& context,
                     std::vector<LeadershipChange>& changes) {
    if (change.deleted_topics.empty()) return;
    std::vector<PartitionId> gone;
    for (const auto& [id, log] : context.turn.disk.logs) {
        // What lies in an offline directory goes when the broker starts with it again.
        if (change.deleted_topics.count(id.topic) > 0 && !context.is_offline(id))
            gone.push_back(id);
    }
    for (const PartitionId id : gone) {
        fetchers.stop(id);
        const Partition* partition = context.find(id);
        if (partition != nullptr && partition->leading() != nullptr)
            changes.push_back({id, Resigned{}});
        context.partitions.erase(id);
        retire_directory(id, context);
        context.moved[id] = context.effects.state(journal::ReplicaDeleted{id});
    }
    if (gone.empty()) return;
    checkpoint_recovery_points(context.partitions, context.recovery_points, context.turn.disk);
    checkpoint_log_starts(context.partitions, context.turn.disk);
}

}  // namespace

std::vector<LeadershipChange> take_offline(std::int32_t directory, Fetchers& fetchers,
                                           Context& context) {
    std::vector<LeadershipChange> changes;
    const std::vector<PartitionId> logs = context.directories.logs_in(directory, context.turn.disk);
    const node::FactRef fact = context.effects.state(journal::LogDirectoryFailed{directory, logs});
    for (const PartitionId id : logs) {
        const Partition* partition = context.find(id);
        if (partition == nullptr) continue;
        fetchers.stop(id);
        if (partition->leading() != nullptr) changes.push_back({id, Resigned{}});
        context.partitions.erase(id);
        context.moved[id] = fact;
    }
    return changes;
}

std::vector<LeadershipChange> apply_metadata(const MetadataChange& change, Fetchers& fetchers,
                                             Context& context) {
    std::vector<LeadershipChange> changes;
    delete_replicas(change, fetchers, context, changes);
    apply_configs(change, context);
    apply_roles(change, true, fetchers, context, changes);
    apply_roles(change, false, fetchers, context, changes);
    return changes;
}

}  // namespace brokerscope::replica
