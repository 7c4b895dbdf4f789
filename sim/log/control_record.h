// Control records: the batches that brokers and controllers write for themselves (rules TX-17,
// KR-20). They take an offset like any other record, and no application ever sees them. Here is
// their frame, the key that names the kind; what the value means belongs to whoever writes it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "sim/log/record_batch.h"

namespace brokerscope::log {

enum class ControlRecordType : std::int16_t {
    abort = 0,
    commit = 1,
    leader_change = 2,
    snapshot_header = 3,
    snapshot_footer = 4,
    kraft_version = 5,
    kraft_voters = 6,
};

constexpr auto enum_names(ControlRecordType) {
    return std::array<base::EnumName<ControlRecordType>, 7>{{
        {ControlRecordType::abort, "ABORT"},
        {ControlRecordType::commit, "COMMIT"},
        {ControlRecordType::leader_change, "LEADER_CHANGE"},
        {ControlRecordType::snapshot_header, "SNAPSHOT_HEADER"},
        {ControlRecordType::snapshot_footer, "SNAPSHOT_FOOTER"},
        {ControlRecordType::kraft_version, "KRAFT_VERSION"},
        {ControlRecordType::kraft_voters, "KRAFT_VOTERS"},
    }};
}

/// A batch of one control record with this value.
RecordBatch make_control_batch(ControlRecordType type, base::Bytes value, std::int64_t timestamp_ms,
                               BatchOptions options = {});

/// A transaction marker: `commit` or `abort`, 78 bytes.
RecordBatch make_transaction_marker(ControlRecordType type, std::int32_t coordinator_epoch,
                                    base::ProducerId producer_id, std::int16_t producer_epoch,
                                    std::int64_t timestamp_ms);

/// The kind of a control batch; absent for data, or when the key is no control key.
std::optional<ControlRecordType> control_record_type(const RecordBatch& batch);

/// Which coordinator wrote this transaction marker; -1 when its value is none.
std::int32_t marker_coordinator_epoch(const RecordBatch& marker);

}  // namespace brokerscope::log
