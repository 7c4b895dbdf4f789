// Gets an idempotent producer its id: INIT_PRODUCER_ID to the least loaded node, again and again
// until a broker has one to give (rule PR-21, InitProducerIdHandler in Kafka). One request is under
// way at a time, and each that failed is followed by a pause of retry.backoff.ms.
#pragma once

#include <optional>

#include "sim/client/idempotence.h"
#include "sim/client/metadata_updater.h"

namespace brokerscope::client {

struct ProducerIdSettings {
    Duration request_timeout = base::seconds(30);
    Duration retry_backoff = base::milliseconds(100);  // retry.backoff.ms; it does not grow here
};

class ProducerIdGetter {
  public:
    /// `wake` is the client's timer that calls its work again.
    ProducerIdGetter(ProducerIdSettings settings, node::TimerKey wake)
        : settings_(settings), wake_(wake) {}

    /// Asks when it is time to.
    void work(const ClientMetadata& metadata, Connections& connections, node::Turn& turn,
              node::Effects& effects);
    /// Nothing: the broker has no id to give now.
    std::optional<ProducerIdentity> on_answer(const protocol::InitProducerIdResponse& response,
                                              LocalTime now);
    void on_failure(LocalTime now);

  private:
    ProducerIdSettings settings_;
    node::TimerKey wake_;
    bool under_way_ = false;
    LocalTime not_before_;
};

}  // namespace brokerscope::client
