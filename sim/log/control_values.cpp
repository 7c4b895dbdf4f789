#include "sim/log/control_values.h"

#include "sim/log/varint.h"

namespace brokerscope::log {
namespace {

constexpr std::size_t uuid_bytes = 16;

// Kafka's flexible messages: big-endian numbers, lengths one too large as unsigned varints, and a
// count of tagged fields (always none) behind each structure.
class MessageWriter {
  public:
    template <class Integer>
    void integer(Integer value) {
        for (int shift = static_cast<int>(sizeof value) * 8 - 8; shift >= 0; shift -= 8)
            bytes_.data.push_back(static_cast<char>((static_cast<std::uint64_t>(value) >> shift)));
    }
    void length(std::size_t value) { append_unsigned_varint(bytes_.data, value + 1); }
    void text(const std::string& value) {
        length(value.size());
        bytes_.data += value;
    }
    void zero_uuid() { bytes_.data.append(uuid_bytes, '\0'); }
    void no_tagged_fields() { append_unsigned_varint(bytes_.data, 0); }
    base::Bytes take() {
        no_tagged_fields();
        return std::move(bytes_);
    }

  private:
    base::Bytes bytes_;
};

constexpr std::int16_t message_version = 0;

void append_voters(MessageWriter& out, const std::vector<base::NodeId>& voters) {
    out.length(voters.size());
    for (const base::NodeId voter : voters) {
        out.integer(voter.value);
        out.no_tagged_fields();
    }
}

void append_endpoint(MessageWriter& out, const VoterEndpoint& endpoint) {
    out.text(endpoint.listener);
    out.text(endpoint.host);
    out.integer(endpoint.port);
    out.no_tagged_fields();
}

void append_voter(MessageWriter& out, const Voter& voter) {
    out.integer(voter.id.value);
    out.zero_uuid();
    out.length(voter.endpoints.size());
    for (const VoterEndpoint& endpoint : voter.endpoints)
        append_endpoint(out, endpoint);
    out.integer(voter.lowest_kraft_version);
    out.integer(voter.highest_kraft_version);
    out.no_tagged_fields();
    out.no_tagged_fields();
}

}  // namespace

base::Bytes leader_change_value(base::NodeId leader, const std::vector<base::NodeId>& voters,
                                const std::vector<base::NodeId>& granting_voters) {
    MessageWriter out;
    out.integer(message_version);
    out.integer(leader.value);
    append_voters(out, voters);
    append_voters(out, granting_voters);
    return out.take();
}

base::Bytes snapshot_header_value(std::int64_t last_contained_log_timestamp_ms) {
    MessageWriter out;
    out.integer(message_version);
    out.integer(last_contained_log_timestamp_ms);
    return out.take();
}

base::Bytes snapshot_footer_value() {
    MessageWriter out;
    out.integer(message_version);
    return out.take();
}

base::Bytes kraft_version_value(std::int16_t kraft_version) {
    MessageWriter out;
    out.integer(message_version);
    out.integer(kraft_version);
    return out.take();
}

base::Bytes kraft_voters_value(const std::vector<Voter>& voters) {
    MessageWriter out;
    out.integer(message_version);
    out.length(voters.size());
    for (const Voter& voter : voters)
        append_voter(out, voter);
    return out.take();
}

}  // namespace brokerscope::log
