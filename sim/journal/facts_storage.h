// Facts about what becomes of a log after it was written: its files, their cleaning and loss, and
// the producers that it knows.
#pragma once

#include "sim/journal/facts_log.h"

namespace brokerscope::journal {

/// The replica's log began a new segment file; the one before it grows no more (ST-12).
struct SegmentRolled {
    PartitionId partition;
    Offset base_offset;
    static constexpr auto fields() {
        return std::tuple{field("partition", &SegmentRolled::partition),
                          field("baseOffset", &SegmentRolled::base_offset)};
    }
};

/// Whole segments left the replica's log, from the oldest on (ST-17 to ST-21).
struct SegmentsDeleted {
    PartitionId partition;
    SegmentDeletionReason reason = SegmentDeletionReason::retention_ms;
    std::vector<Offset> base_offsets;
    static constexpr auto fields() {
        return std::tuple{field("partition", &SegmentsDeleted::partition),
                          field("reason", &SegmentsDeleted::reason),
                          field("baseOffsets", &SegmentsDeleted::base_offsets)};
    }
};

/// Records below this offset can no longer be read from the replica.
struct LogStartMoved {
    PartitionId partition;
    Offset to;
    LogStartReason reason = LogStartReason::retention;
    static constexpr auto fields() {
        return std::tuple{field("partition", &LogStartMoved::partition),
                          field("logStartOffset", &LogStartMoved::to),
                          field("reason", &LogStartMoved::reason)};
    }
};

/// A batch as the cleaner rewrote it. It keeps its offsets, also when no record is left in it.
struct CleanedBatch {
    BatchStamp batch;
    std::vector<Offset> offsets;  // of the records that are left
    static constexpr auto fields() {
        return std::tuple{field("batch", &CleanedBatch::batch),
                          field("offsets", &CleanedBatch::offsets)};
    }
};

struct CleanedSegment {
    Offset base_offset;
    std::vector<CleanedBatch> batches;
    static constexpr auto fields() {
        return std::tuple{field("baseOffset", &CleanedSegment::base_offset),
                          field("batches", &CleanedSegment::batches)};
    }
};

/// The cleaner went over the replica's log once: these segments stand now where all that began
/// below `up_to` stood before (ST-25 to ST-28).
struct LogCleaned {
    PartitionId partition;
    Offset from;   // the first dirty offset: what lies below had been cleaned before
    Offset up_to;  // the first offset that was not looked at
    std::vector<CleanedSegment> segments;
    static constexpr auto fields() {
        return std::tuple{field("partition", &LogCleaned::partition),
                          field("from", &LogCleaned::from), field("upTo", &LogCleaned::up_to),
                          field("segments", &LogCleaned::segments)};
    }
};

/// After a stop that was not clean, the broker read this part of a log again and checked it
/// (ST-33).
struct LogRecovered {
    PartitionId partition;
    Offset from;
    Offset log_end;
    static constexpr auto fields() {
        return std::tuple{field("partition", &LogRecovered::partition),
                          field("from", &LogRecovered::from),
                          field("logEndOffset", &LogRecovered::log_end)};
    }
};

/// Somebody damaged a file of a machine that is down.
struct FileDamaged {
    PartitionId partition;
    std::string file;
    FileDamage damage = FileDamage::bit_flipped;
    std::int64_t amount = 0;  // the byte's position, or how many bytes were cut off
    static constexpr auto fields() {
        return std::tuple{field("partition", &FileDamaged::partition),
                          field("file", &FileDamaged::file), field("damage", &FileDamaged::damage),
                          field("amount", &FileDamaged::amount)};
    }
};

/// The broker can no longer use one of its log directories; its replicas there are gone with it.
struct LogDirectoryFailed {
    std::int32_t directory = 0;
    std::vector<PartitionId> partitions;  // whose replicas stood there
    static constexpr auto fields() {
        return std::tuple{field("directory", &LogDirectoryFailed::directory),
                          field("partitions", &LogDirectoryFailed::partitions)};
    }
};

/// The broker gave up its replica: the topic was deleted.
struct ReplicaDeleted {
    PartitionId partition;
    static constexpr auto fields() {
        return std::tuple{field("partition", &ReplicaDeleted::partition)};
    }
};

/// The controller deleted a topic.
struct TopicDeleted {
    TopicId topic;
    static constexpr auto fields() { return std::tuple{field("topicId", &TopicDeleted::topic)}; }
};

/// The controller changed what a topic sets for itself; these are all of its own settings now.
struct TopicConfigChanged {
    TopicId topic;
    std::vector<ConfigValue> config;
    static constexpr auto fields() {
        return std::tuple{field("topicId", &TopicConfigChanged::topic),
                          field("config", &TopicConfigChanged::config)};
    }
};

/// A producer got an id and an epoch: from now on the brokers know its batches by their sequence
/// numbers.
struct ProducerIdTaken {
    ProducerId producer_id;
    std::int16_t producer_epoch = 0;
    static constexpr auto fields() {
        return std::tuple{field("producerId", &ProducerIdTaken::producer_id),
                          field("producerEpoch", &ProducerIdTaken::producer_epoch)};
    }
};

/// The leader got a batch that it has already: it answers as it did the first time, and appends
/// nothing (PR-27).
struct DuplicateRecognised {
    PartitionId partition;
    ProducerId producer_id;
    std::int32_t base_sequence = 0;
    Offset base_offset;  // where the first copy stands
    static constexpr auto fields() {
        return std::tuple{field("partition", &DuplicateRecognised::partition),
                          field("producerId", &DuplicateRecognised::producer_id),
                          field("baseSequence", &DuplicateRecognised::base_sequence),
                          field("baseOffset", &DuplicateRecognised::base_offset)};
    }
};

}  // namespace brokerscope::journal
