// Keeps a client's metadata fresh: one METADATA request at a time, to the node with the fewest
// requests in flight that may be tried, with a pause between attempts (rules MD-1 to MD-3).
#pragma once

#include <cstdint>
#include <optional>

#include "sim/client/connections.h"
#include "sim/client/metadata.h"

namespace brokerscope::client {

/// The node with the fewest requests in flight that may be asked now (rule MD-2).
std::optional<NodeId> least_loaded_node(const ClientMetadata& metadata,
                                        const Connections& connections, node::Turn& turn);

struct MetadataSettings {
    Duration max_age = base::seconds(300);  // metadata.max.age.ms
    Duration request_timeout = base::seconds(30);
    kafka::ExponentialBackoff retry{100, 1000};  // retry.backoff.ms, retry.backoff.max.ms
};

class MetadataUpdater {
  public:
    /// `wake` is the client's timer that calls its work again.
    MetadataUpdater(MetadataSettings settings, node::TimerKey wake)
        : settings_(settings), wake_(wake) {}

    /// Something looked stale: ask again as soon as the backoff allows.
    void demand() { demanded_ = true; }
    bool is_demanded() const { return demanded_; }

    /// Sends a request when one is due; otherwise says through `next` when to look again.
    void work(const ClientMetadata& metadata, Connections& connections, node::Turn& turn,
              node::Effects& effects);
    void on_answer(const protocol::MetadataResponse& response, ClientMetadata& metadata,
                   LocalTime now);
    void on_failure(LocalTime now);

  private:
    bool is_due(LocalTime now) const;

    MetadataSettings settings_;
    node::TimerKey wake_;
    bool demanded_ = true;
    bool under_way_ = false;
    std::int64_t attempts_ = 0;  // without an answer that helped
    LocalTime not_before_;
    LocalTime refreshed_;
};

}  // namespace brokerscope::client
