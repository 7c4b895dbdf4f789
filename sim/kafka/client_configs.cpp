// What a client's settings mean together: Kafka's own corrections and refusals.
#include <algorithm>

#include "sim/base/check.h"
#include "sim/kafka/config_set.h"

namespace brokerscope::kafka {
namespace {

constexpr std::string_view in_flight_name = "max.in.flight.requests.per.connection";

bool waits_for_all(const ConfigSet& producer) {
    const std::string acks = producer.text("acks");
    return acks == "all" || acks == "-1";
}

base::Error refused(std::string message) {
    return {std::move(message), "", ""};
}

base::Status check_producer(const ConfigSet& producer) {
    const base::Duration needed =
        producer.duration("linger.ms") + producer.duration("request.timeout.ms");
    if (producer.is_set("delivery.timeout.ms") &&
        producer.duration("delivery.timeout.ms") < needed) {
        return refused(
            "delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms");
    }
    const base::Result<bool> idempotence = effective_idempotence(producer);
    if (!idempotence) return idempotence.error();
    return base::Nothing{};
}

base::Status check_consumer(const ConfigSet& consumer) {
    if (consumer.duration("heartbeat.interval.ms") >= consumer.duration("session.timeout.ms")) {
        return refused("Heartbeat must be set lower than the session timeout");
    }
    return base::Nothing{};
}

}  // namespace

base::Result<bool> effective_idempotence(const ConfigSet& producer) {
    CHECK(producer.scope() == ConfigScope::producer, "only producers are idempotent");
    const bool is_explicit = producer.is_set("enable.idempotence");
    if (!producer.boolean("enable.idempotence")) return false;
    if (producer.integer("retries") == 0) {
        if (!is_explicit) return false;
        return refused("Must set retries to non-zero when using the idempotent producer.");
    }
    if (!waits_for_all(producer)) {
        if (!is_explicit) return false;
        return refused(
            "Must set acks to all in order to use the idempotent producer. Otherwise we cannot "
            "guarantee idempotence.");
    }
    if (producer.integer(in_flight_name) > 5) {
        if (producer.version() == KafkaVersion::v3_9) {
            if (!is_explicit) return false;
            return refused(
                "Must set max.in.flight.requests.per.connection to at most 5 to use the "
                "idempotent producer.");
        }
        return refused(
            "To use the idempotent producer, max.in.flight.requests.per.connection must be set to "
            "at most 5. Current value is " +
            producer.text(in_flight_name) + ".");
    }
    return true;
}

base::Duration effective_delivery_timeout(const ConfigSet& producer) {
    const base::Duration needed =
        producer.duration("linger.ms") + producer.duration("request.timeout.ms");
    return std::max(producer.duration("delivery.timeout.ms"), needed);
}

base::Status check_client_configs(const ConfigSet& client) {
    if (client.scope() == ConfigScope::producer) return check_producer(client);
    if (client.scope() == ConfigScope::consumer) return check_consumer(client);
    return base::Nothing{};
}

}  // namespace brokerscope::kafka
