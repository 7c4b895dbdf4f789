#include "sim/replica/describe.h"

#include <algorithm>

namespace brokerscope::replica {
namespace {

using kafka::ErrorCode;

protocol::ActiveProducer describe(base::ProducerId id, const log::ProducerStateEntry& entry) {
    protocol::ActiveProducer producer;
    producer.producer_id = id;
    producer.producer_epoch = entry.producer_epoch;
    producer.last_sequence = entry.last_sequence();
    producer.last_timestamp_ms = entry.last_timestamp_ms;
    producer.coordinator_epoch = entry.coordinator_epoch;
    producer.current_txn_start_offset = entry.current_txn_first_offset.value_or(base::no_offset);
    return producer;
}

bool is_asked_for(PartitionId id, const protocol::DescribeLogDirsRequest& request) {
    if (!request.partitions) return true;
    return std::any_of(request.partitions->begin(), request.partitions->end(),
                       [&](const protocol::TopicPartition& asked) { return asked.id() == id; });
}

}  // namespace

protocol::DescribeProducersResponse describe_producers(
    const protocol::DescribeProducersRequest& request, Context& context) {
    protocol::DescribeProducersResponse response;
    for (const protocol::TopicPartition& asked : request.partitions) {
        auto& answer = response.partitions.emplace_back(
            answer_about<protocol::DescribeProducersPartitionResponse>(asked.id()));
        const Access access = find_for(asked.id(), base::no_leader_epoch, Needs::replica, context);
        answer.error = access.error;
        if (access.partition == nullptr) continue;
        for (const auto& [id, entry] : context.log_of(asked.id()).producers().producers())
            answer.active_producers.push_back(describe(id, entry));
    }
    return response;
}

namespace {

protocol::DescribeLogDirsResult describe_directory(std::int32_t number,
                                                   const protocol::DescribeLogDirsRequest& request,
                                                   Context& context) {
    protocol::DescribeLogDirsResult directory;
    directory.log_dir = context.settings.log_directories[static_cast<std::size_t>(number)];
    if (context.directories.is_offline(number)) {
        directory.error = ErrorCode::kafka_storage_error;
        return directory;
    }
    for (const auto& [id, partition] : context.partitions) {
        if (!is_asked_for(id, request) || context.turn.disk.directory(id) != number) continue;
        const log::PartitionLog& log = context.log_of(id);
        auto described = answer_about<protocol::DescribeLogDirsPartition>(id);
        described.partition_size = log.size_bytes();
        described.offset_lag =
            std::max<std::int64_t>(log.high_watermark() - log.log_end_offset(), 0);
        directory.partitions.push_back(described);
    }
    return directory;
}

}  // namespace

protocol::DescribeLogDirsResponse describe_log_dirs(const protocol::DescribeLogDirsRequest& request,
                                                    Context& context) {
    protocol::DescribeLogDirsResponse response;
    const auto count = static_cast<std::int32_t>(context.settings.log_directories.size());
    for (std::int32_t number = 0; number < count; ++number)
        response.results.push_back(describe_directory(number, request, context));
    return response;
}

}  // namespace brokerscope::replica
