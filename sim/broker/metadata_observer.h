// MetadataObserver: a broker's copy of `__cluster_metadata`. It fetches the log from the controller
// with one long poll after the other, keeps it on its disk, and lets the broker apply what is
// committed (KR-11, KR-14, CT-27). In a process that is also the controller the log on the disk is
// the controller's own, and only the news of its high watermark travels.
//
// It never applies a record at or above the high watermark that the controller told.
#pragma once

#include <optional>

#include "sim/broker/broker_settings.h"
#include "sim/replica/channel.h"
#include "sim/replica/roles.h"

namespace brokerscope::broker {

inline constexpr base::PartitionId metadata_partition{base::cluster_metadata_topic, 0};

class MetadataObserver {
  public:
    explicit MetadataObserver(const BrokerSettings& settings);

    void on_start(node::Turn& turn, node::Effects& effects);
    /// False when it is no answer to our fetch.
    bool on_response(const protocol::Response& response, node::Turn& turn, node::Effects& effects);
    bool on_connection_closed(base::ConnectionId connection, node::Effects& effects);
    void on_retry(node::Turn& turn, node::Effects& effects);
    void on_timeout(node::Turn& turn, node::Effects& effects);

    /// Applies what is committed and not in the image yet; tells what it touched. Absent when there
    /// was nothing new.
    std::optional<replica::MetadataChange> apply_committed(node::MetadataImage& image,
                                                           node::Turn& turn,
                                                           node::Effects& effects) const;

  private:
    void fetch(node::Turn& turn, node::Effects& effects);
    void fetch_later(node::Effects& effects);
    void take(const protocol::FetchPartitionResponse& fetched, node::Turn& turn);

    BrokerSettings settings_;
    replica::Channel channel_;
    /// As the controller last told it; absent: not heard of it since the start.
    std::optional<base::Offset> high_watermark_;
    base::Duration backoff_{0};
};

}  // namespace brokerscope::broker
