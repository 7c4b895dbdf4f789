#include "sim/log/record_batch_codec.h"

#include <algorithm>
#include <limits>
#include <type_traits>
#include <utility>

#include "sim/base/check.h"
#include "sim/log/crc32c.h"
#include "sim/log/varint.h"

namespace brokerscope::log {
namespace {

constexpr std::int8_t magic = 2;
// baseOffset and the length itself are not counted by the length.
constexpr std::size_t uncounted_bytes = 12;

template <class T>
void append_big_endian(std::string& out, T value) {
    const auto raw = static_cast<std::make_unsigned_t<T>>(value);
    for (std::size_t shift = sizeof(T) * 8; shift > 0; shift -= 8)
        out.push_back(static_cast<char>((raw >> (shift - 8)) & 0xff));
}

// Reads big-endian integers and varints; once it ran over the end it stays bad.
class Reader {
  public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    bool ok() const { return ok_; }
    bool at_end() const { return ok_ && at_ == bytes_.size(); }
    void fail() { ok_ = false; }
    std::size_t remaining() const { return bytes_.size() - at_; }

    std::string_view take(std::size_t size) {
        if (!ok_ || size > remaining()) {
            ok_ = false;
            return {};
        }
        at_ += size;
        return bytes_.substr(at_ - size, size);
    }
    template <class T>
    T integer() {
        std::make_unsigned_t<T> value = 0;
        for (const char byte : take(sizeof(T)))
            value = static_cast<std::make_unsigned_t<T>>((static_cast<std::uint64_t>(value) << 8) |
                                                         static_cast<unsigned char>(byte));
        return static_cast<T>(value);
    }
    std::int64_t varint() {
        std::uint64_t raw = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const std::string_view one = take(1);
            if (!ok_) return 0;
            const auto byte = static_cast<unsigned char>(one[0]);
            raw |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0) return unzigzag(raw);
        }
        ok_ = false;
        return 0;
    }
    std::optional<base::Bytes> nullable_bytes() {
        const std::int64_t size = varint();
        if (size == -1) return std::nullopt;
        if (size < 0) fail();
        return base::Bytes{std::string(take(static_cast<std::size_t>(size)))};
    }

  private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    bool ok_ = true;
};

Record read_record_body(Reader& in, std::int64_t base_timestamp_ms, std::int32_t& offset_delta) {
    Record record;
    in.take(1);  // record attributes
    record.timestamp_ms = base_timestamp_ms + in.varint();
    const std::int64_t delta = in.varint();
    // Offsets only rise, also where the cleaner took records out (ST-4).
    if (delta <= offset_delta || delta > std::numeric_limits<std::int32_t>::max()) in.fail();
    offset_delta = static_cast<std::int32_t>(delta);
    record.key = in.nullable_bytes();
    record.value = in.nullable_bytes();
    const std::int64_t headers = in.varint();
    if (headers < 0 || static_cast<std::uint64_t>(headers) > in.remaining()) in.fail();
    for (std::int64_t i = 0; i < headers && in.ok(); ++i) {
        Header& header = record.headers.emplace_back();
        const std::optional<base::Bytes> key = in.nullable_bytes();
        if (!key) in.fail();
        header.key = key ? key->data : std::string();
        header.value = in.nullable_bytes();
    }
    return record;
}

bool read_records(Reader& in, RecordBatch& batch) {
    std::vector<Record> records;
    std::vector<std::int32_t> deltas;
    std::int32_t delta = -1;
    for (std::int32_t i = 0; i < batch.record_count && in.ok(); ++i) {
        const std::int64_t size = in.varint();
        if (size < 0) return false;
        Reader body(in.take(static_cast<std::size_t>(size)));
        if (!in.ok()) return false;
        records.push_back(read_record_body(body, batch.base_timestamp_ms, delta));
        deltas.push_back(delta);
        if (!body.at_end()) return false;
    }
    if (!in.at_end() || batch.record_count < 0 || delta > batch.last_offset_delta) return false;
    if (batch.record_count != batch.last_offset_delta + 1) {
        batch.offset_deltas = std::make_shared<const std::vector<std::int32_t>>(std::move(deltas));
    }
    batch.records = std::make_shared<const std::vector<Record>>(std::move(records));
    return true;
}

base::Error damaged(std::string message) {
    return {std::move(message), "", ""};
}

void read_header(Reader& in, RecordBatch& batch) {
    batch.attributes = in.integer<std::int16_t>();
    batch.last_offset_delta = in.integer<std::int32_t>();
    batch.base_timestamp_ms = in.integer<std::int64_t>();
    batch.max_timestamp_ms = in.integer<std::int64_t>();
    batch.producer_id = {in.integer<std::int64_t>()};
    batch.producer_epoch = in.integer<std::int16_t>();
    batch.base_sequence = in.integer<std::int32_t>();
    batch.record_count = in.integer<std::int32_t>();
}

}  // namespace

void append_checked_part(std::string& out, const RecordBatch& batch) {
    CHECK(batch.records != nullptr, "only the header of this batch is here");
    out.reserve(out.size() + static_cast<std::size_t>(std::max(batch.size_bytes, 128)));
    append_big_endian(out, batch.attributes);
    append_big_endian(out, batch.last_offset_delta);
    append_big_endian(out, batch.base_timestamp_ms);
    append_big_endian(out, batch.max_timestamp_ms);
    append_big_endian(out, batch.producer_id.value);
    append_big_endian(out, batch.producer_epoch);
    append_big_endian(out, batch.base_sequence);
    append_big_endian(out, batch.record_count);
    for (std::size_t i = 0; i < batch.records->size(); ++i) {
        const Record& record = (*batch.records)[i];
        const std::int32_t offset_delta = batch.offset_deltas == nullptr
                                              ? static_cast<std::int32_t>(i)
                                              : (*batch.offset_deltas)[i];
        append_record(out, record, offset_delta, record.timestamp_ms - batch.base_timestamp_ms);
    }
}

std::string encode_batch(const RecordBatch& batch) {
    std::string out;
    out.reserve(static_cast<std::size_t>(batch.size_bytes));
    append_big_endian(out, batch.base_offset.value);
    append_big_endian(out, static_cast<std::int32_t>(batch.size_bytes -
                                                     static_cast<std::int32_t>(uncounted_bytes)));
    append_big_endian(out, batch.partition_leader_epoch.value);
    append_big_endian(out, magic);
    append_big_endian(out, batch.crc);
    append_checked_part(out, batch);
    CHECK(out.size() == static_cast<std::size_t>(batch.size_bytes),
          "a batch is as large as its header says");
    return out;
}

RecordBatch decode_header(std::string_view bytes) {
    Reader in(bytes);
    RecordBatch batch;
    batch.base_offset = {in.integer<std::int64_t>()};
    batch.size_bytes =
        static_cast<std::int32_t>(in.integer<std::uint32_t>() + std::uint32_t{uncounted_bytes});
    batch.partition_leader_epoch = {in.integer<std::int32_t>()};
    in.take(1);  // magic
    batch.crc = in.integer<std::uint32_t>();
    read_header(in, batch);
    return batch;
}

base::Result<RecordBatch> decode_batch(std::string_view bytes) {
    Reader front(bytes);
    RecordBatch batch;
    batch.base_offset = {front.integer<std::int64_t>()};
    const auto length = front.integer<std::int32_t>();
    if (!front.ok()) return damaged("the batch is cut off inside its header");
    if (length < batch_overhead_bytes - static_cast<std::int64_t>(uncounted_bytes))
        return damaged("the batch says that it is " + std::to_string(length) +
                       " bytes long, less than its header");
    if (static_cast<std::size_t>(length) > front.remaining())
        return damaged("the batch is cut off: " + std::to_string(length) +
                       " bytes should follow, " + std::to_string(front.remaining()) + " do");
    batch.size_bytes = length + static_cast<std::int32_t>(uncounted_bytes);
    Reader in(front.take(static_cast<std::size_t>(length)));
    batch.partition_leader_epoch = {in.integer<std::int32_t>()};
    if (in.integer<std::int8_t>() != magic) return damaged("the batch is not of magic 2");
    batch.crc = in.integer<std::uint32_t>();
    const std::uint32_t actual = crc32c(bytes.substr(
        unchecked_part_bytes, static_cast<std::size_t>(batch.size_bytes) - unchecked_part_bytes));
    if (actual != batch.crc) return damaged("the batch's checksum does not match its content");
    read_header(in, batch);
    if ((batch.attributes & codec_mask) != 0) return damaged("the batch is compressed");
    if (!read_records(in, batch)) return damaged("the records do not fill their batch");
    return batch;
}

}  // namespace brokerscope::log
