#include "sim/replica/context.h"

namespace brokerscope::replica {

using kafka::ErrorCode;

void advance_high_watermark(Partition& partition, Context& context, node::FactRef because) {
    const Leading* leading = partition.leading();
    CHECK(leading != nullptr, "only a leader decides about the high watermark");
    log::PartitionLog& log = context.log_of(partition.id);
    const Offset target = decide_high_watermark(partition, *leading, context.outlook(log));
    if (!log.advance_high_watermark(target)) return;
    context.moved[partition.id] = context.effects.state(
        journal::HighWatermarkMoved{partition.id, log.high_watermark()}, because);
}

Access find_for(PartitionId id, LeaderEpoch current_leader_epoch, Needs needs, Context& context) {
    if (context.is_offline(id)) return {nullptr, ErrorCode::kafka_storage_error};
    Partition* partition = context.find(id);
    if (partition == nullptr) {
        const bool known = context.image.partition(id) != nullptr;
        return {nullptr,
                known ? ErrorCode::not_leader_or_follower : ErrorCode::unknown_topic_or_partition};
    }
    if (current_leader_epoch != base::no_leader_epoch) {
        if (current_leader_epoch < partition->leader_epoch)
            return {nullptr, ErrorCode::fenced_leader_epoch};
        if (current_leader_epoch > partition->leader_epoch)
            return {nullptr, ErrorCode::unknown_leader_epoch};
    }
    if (needs == Needs::leader && partition->leading() == nullptr)
        return {nullptr, ErrorCode::not_leader_or_follower};
    return {partition, ErrorCode::none};
}

}  // namespace brokerscope::replica
