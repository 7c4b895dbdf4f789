// A message: one request or response on one connection. Bodies are plain structs; the envelope says
// which, and never looks inside. Requests on one connection are handled in order and answered in
// order, as Kafka does (a client may have several in flight).
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "sim/base/ids.h"
#include "sim/base/value.h"
#include "sim/protocol/cluster.h"
#include "sim/protocol/configs.h"
#include "sim/protocol/delete_records.h"
#include "sim/protocol/describe_logs.h"
#include "sim/protocol/fetch.h"
#include "sim/protocol/group.h"
#include "sim/protocol/list_offsets.h"
#include "sim/protocol/metadata.h"
#include "sim/protocol/offset_for_leader_epoch.h"
#include "sim/protocol/offsets.h"
#include "sim/protocol/produce.h"
#include "sim/protocol/producer_ids.h"
#include "sim/protocol/topics.h"

namespace brokerscope::protocol {

using RequestBody =
    std::variant<ProduceRequest, FetchRequest, ListOffsetsRequest, MetadataRequest,
                 OffsetCommitRequest, OffsetFetchRequest, FindCoordinatorRequest, JoinGroupRequest,
                 HeartbeatRequest, LeaveGroupRequest, SyncGroupRequest, CreateTopicsRequest,
                 OffsetForLeaderEpochRequest, AlterPartitionRequest, BrokerRegistrationRequest,
                 BrokerHeartbeatRequest, InitProducerIdRequest, AllocateProducerIdsRequest,
                 DeleteRecordsRequest, IncrementalAlterConfigsRequest, DescribeConfigsRequest,
                 DeleteTopicsRequest, CreatePartitionsRequest, DescribeProducersRequest,
                 DescribeLogDirsRequest>;
using ResponseBody =
    std::variant<ProduceResponse, FetchResponse, ListOffsetsResponse, MetadataResponse,
                 OffsetCommitResponse, OffsetFetchResponse, FindCoordinatorResponse,
                 JoinGroupResponse, HeartbeatResponse, LeaveGroupResponse, SyncGroupResponse,
                 CreateTopicsResponse, OffsetForLeaderEpochResponse, AlterPartitionResponse,
                 BrokerRegistrationResponse, BrokerHeartbeatResponse, InitProducerIdResponse,
                 AllocateProducerIdsResponse, DeleteRecordsResponse,
                 IncrementalAlterConfigsResponse, DescribeConfigsResponse, DeleteTopicsResponse,
                 CreatePartitionsResponse, DescribeProducersResponse, DescribeLogDirsResponse>;

struct Request {
    base::ConnectionId connection;
    NodeId from{base::no_node};
    base::CorrelationId correlation;
    std::int16_t version = -1;  // -1: the newest of this cluster's version
    std::string client_id;
    RequestBody body;
};

struct Response {
    base::ConnectionId connection;
    NodeId from{base::no_node};
    base::CorrelationId correlation;
    ResponseBody body;
};

ApiKey api_of(const RequestBody& body);
ApiKey api_of(const ResponseBody& body);

/// Bytes on the wire, close to Kafka's: headers and fixed fields are estimated, record batches are
/// exact.
std::int32_t wire_size_bytes(const RequestBody& body);
std::int32_t wire_size_bytes(const ResponseBody& body);

/// Records carried (produce requests, fetch responses), otherwise 0.
std::int32_t records_in(const RequestBody& body);
std::int32_t records_in(const ResponseBody& body);

/// The first error in a response, or none.
ErrorCode first_error(const ResponseBody& body);

/// The body with Kafka's field names, for facts; and back, for raw requests.
base::PackedValue pack_body(const RequestBody& body);
base::PackedValue pack_body(const ResponseBody& body);
/// Reads a raw request. `path` starts the place in error messages. Unknown APIs are an error too.
base::Result<RequestBody> read_request(ApiKey api, const base::Value& value,
                                       const std::string& path);

}  // namespace brokerscope::protocol
