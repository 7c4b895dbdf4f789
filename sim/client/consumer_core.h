// What the parts of one consumer share: its settings, what it knows of the cluster, its connections
// and the keys of its timers. Also Retry, which spaces the attempts at anything that failed.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "sim/client/connections.h"
#include "sim/client/consumer_settings.h"
#include "sim/client/metadata_updater.h"

namespace brokerscope::client {

enum class ConsumerTimer : std::int32_t {
    work = first_own_timer,  // the application has worked on what poll() returned
    heartbeat,
    session,
    poll_interval,
    wake,  // a backoff or an interval of the poll loop is over
    metadata,
    give_up_closing
};

inline node::TimerKey timer_key(ConsumerTimer timer) {
    return {node::Role::client, static_cast<std::int32_t>(timer), 0};
}

struct ConsumerCore {
    // Kafka's consumers set no limit that matters on requests in flight; the parts keep their own.
    static constexpr std::int32_t max_in_flight = 100;

    explicit ConsumerCore(ConsumerSettings made_from)
        : settings(std::move(made_from)),
          metadata(settings.brokers),
          connections({settings.name, max_in_flight, settings.reconnect}),
          updater({settings.metadata_max_age, settings.request_timeout, settings.retry},
                  timer_key(ConsumerTimer::metadata)) {}

    ConsumerSettings settings;
    ClientMetadata metadata;
    Connections connections;
    MetadataUpdater updater;
};

/// When the next attempt may be made: at once, or after a pause that grows with each failure.
class Retry {
  public:
    bool is_due(LocalTime now) const { return !not_before_ || *not_before_ <= now; }
    /// The end of the pause, if it lies ahead.
    std::optional<LocalTime> wake(LocalTime now) const {
        return is_due(now) ? std::nullopt : not_before_;
    }
    void failed(const kafka::ExponentialBackoff& backoff, node::Turn& turn) {
        not_before_ = turn.now + kafka::draw_backoff(backoff, attempts_, turn.random);
        ++attempts_;
    }
    void succeeded() { *this = {}; }

  private:
    std::int64_t attempts_ = 0;
    std::optional<LocalTime> not_before_;
};

/// Keeps the earliest of the moments at which something has to be looked at again.
class Earliest {
  public:
    void consider(std::optional<LocalTime> at) {
        if (at && (!earliest_ || *at < *earliest_)) earliest_ = at;
    }
    std::optional<LocalTime> value() const { return earliest_; }

  private:
    std::optional<LocalTime> earliest_;
};

}  // namespace brokerscope::client
