// What a broker's replicas obey: its own settings with Kafka's defaults, and what a topic
// overrides. The world fills ReplicaSettings from the configs of the scenario; a topic's overrides
// are read from the metadata image whenever they change. Plain data, no behaviour.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/time.h"
#include "sim/log/partition_log.h"
#include "sim/log/record_batch.h"
#include "sim/node/metadata_image.h"

namespace brokerscope::replica {

/// Settings that a topic may override; the broker's own are the defaults.
struct TopicSettings {
    std::int32_t min_insync_replicas = 1;
    std::int32_t max_message_bytes = 1'048'588;
    log::TimestampType timestamp_type = log::TimestampType::create_time;
    /// How far in the past and in the future a CreateTime timestamp may lie (ST-7).
    std::int64_t timestamp_before_max_ms = std::numeric_limits<std::int64_t>::max();
    std::int64_t timestamp_after_max_ms = 3'600'000;
    // fsync after so many records, or so long after a write (ST-31).
    std::int64_t flush_messages = std::numeric_limits<std::int64_t>::max();
    std::int64_t flush_ms = std::numeric_limits<std::int64_t>::max();
    std::int64_t file_delete_delay_ms = 60'000;
    log::LogConfig log;
};

struct ReplicaSettings {
    base::Duration replica_lag_time_max = base::seconds(30);
    base::Duration replica_fetch_wait_max = base::milliseconds(500);
    std::int32_t replica_fetch_min_bytes = 1;
    std::int32_t replica_fetch_max_bytes = 1'048'576;
    std::int32_t replica_fetch_response_max_bytes = 10'485'760;
    base::Duration replica_fetch_backoff = base::seconds(1);
    base::Duration replica_socket_timeout = base::seconds(30);
    base::Duration high_watermark_checkpoint_interval = base::seconds(5);
    /// request.timeout.ms between brokers and the controller.
    base::Duration request_timeout = base::seconds(30);
    /// offsets.commit.timeout.ms: how long a coordinator's append may wait.
    base::Duration coordinator_append_timeout = base::seconds(5);

    // What is done in the background, and how often (LogManager's tasks).
    base::Duration initial_task_delay = base::seconds(30);  // log.initial.task.delay.ms
    base::Duration retention_check_interval = base::seconds(300);
    base::Duration recovery_point_checkpoint_interval = base::seconds(60);
    base::Duration log_start_checkpoint_interval = base::seconds(60);
    base::Duration producer_expiration_check_interval = base::seconds(600);
    base::Duration cleaner_backoff = base::seconds(15);
    bool cleaner_is_enabled = true;
    /// log.flush.scheduler.interval.ms; absent: nobody looks for logs that wait for flush.ms.
    std::optional<base::Duration> flush_check_interval;
    base::Duration segment_delete_delay = base::seconds(60);  // log.segment.delete.delay.ms
    std::int32_t fetch_session_slots = 1000;  // max.incremental.fetch.session.cache.slots
    /// log.dirs, or log.dir; the metadata log lies in the first.
    std::vector<std::string> log_directories{"/tmp/kafka-logs"};
    TopicSettings topic_defaults;

    // What differs between the versions.
    /// RE-13: the leader sends the ISR in ascending order (4.3), or the new member last (3.9).
    bool isr_in_id_order = true;
    /// GR-6: a coordinator's write is refused while the ISR is too small (3.9), or just waits
    /// (4.3).
    bool coordinator_needs_min_isr = false;
    /// The newest versions: they decide how an unknown topic is called and whether an answer
    /// names the current leader (RE-48).
    std::int16_t newest_produce_version = 13;
    std::int16_t newest_fetch_version = 18;
};

/// The topic's settings: what its configs say, and otherwise the broker's. A value that cannot be
/// read counts as not set: the controller refuses such configs.
TopicSettings settings_of(const node::TopicImage& topic, const TopicSettings& defaults);

}  // namespace brokerscope::replica
