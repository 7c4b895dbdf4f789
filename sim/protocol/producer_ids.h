// INIT_PRODUCER_ID: a producer asks any broker for an id, or (with a transactional id) its
// coordinator for id and epoch. ALLOCATE_PRODUCER_IDS: a broker asks the controller for the next
// block of ids (KIP-730).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "sim/protocol/common.h"

namespace brokerscope::protocol {

struct InitProducerIdRequest {
    static constexpr ApiKey api = ApiKey::init_producer_id;
    std::optional<std::string> transactional_id;
    std::int32_t transaction_timeout_ms = 60'000;
    base::ProducerId producer_id{base::no_producer_id};
    std::int16_t producer_epoch = -1;
    static constexpr auto fields() {
        return std::tuple{
            field("transactionalId", &InitProducerIdRequest::transactional_id),
            field("transactionTimeoutMs", &InitProducerIdRequest::transaction_timeout_ms),
            field("producerId", &InitProducerIdRequest::producer_id),
            field("producerEpoch", &InitProducerIdRequest::producer_epoch)};
    }
};

struct InitProducerIdResponse {
    static constexpr ApiKey api = ApiKey::init_producer_id;
    ErrorCode error = ErrorCode::none;
    base::ProducerId producer_id{base::no_producer_id};
    std::int16_t producer_epoch = -1;
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &InitProducerIdResponse::error),
                          field("producerId", &InitProducerIdResponse::producer_id),
                          field("producerEpoch", &InitProducerIdResponse::producer_epoch)};
    }
};

struct AllocateProducerIdsRequest {
    static constexpr ApiKey api = ApiKey::allocate_producer_ids;
    NodeId broker_id{base::no_node};
    BrokerEpoch broker_epoch{base::no_broker_epoch};
    static constexpr auto fields() {
        return std::tuple{field("brokerId", &AllocateProducerIdsRequest::broker_id),
                          field("brokerEpoch", &AllocateProducerIdsRequest::broker_epoch)};
    }
};

struct AllocateProducerIdsResponse {
    static constexpr ApiKey api = ApiKey::allocate_producer_ids;
    ErrorCode error = ErrorCode::none;
    base::ProducerId producer_id_start{base::no_producer_id};
    std::int32_t producer_id_len = 0;
    static constexpr auto fields() {
        return std::tuple{field("errorCode", &AllocateProducerIdsResponse::error),
                          field("producerIdStart", &AllocateProducerIdsResponse::producer_id_start),
                          field("producerIdLen", &AllocateProducerIdsResponse::producer_id_len)};
    }
};

}  // namespace brokerscope::protocol
