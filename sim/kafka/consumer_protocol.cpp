#include "sim/kafka/consumer_protocol.h"

#include <map>
#include <string_view>

namespace brokerscope::kafka {
namespace {

// Kafka's numbers are big-endian.
class Writer {
  public:
    void int16(std::int16_t value) { number(static_cast<std::uint16_t>(value), 2); }
    void int32(std::int32_t value) { number(static_cast<std::uint32_t>(value), 4); }
    void text(const std::string& value) {
        int16(static_cast<std::int16_t>(value.size()));
        bytes_.data += value;
    }
    void partitions(const std::vector<TopicPartition>& all) {
        std::vector<std::string> order;
        std::map<std::string, std::vector<std::int32_t>> by_topic;
        for (const TopicPartition& one : all) {
            if (by_topic.count(one.topic) == 0) order.push_back(one.topic);
            by_topic[one.topic].push_back(one.partition);
        }
        int32(static_cast<std::int32_t>(order.size()));
        for (const std::string& topic : order) {
            text(topic);
            int32(static_cast<std::int32_t>(by_topic[topic].size()));
            for (const std::int32_t partition : by_topic[topic])
                int32(partition);
        }
    }
    base::Bytes take() { return std::move(bytes_); }

  private:
    void number(std::uint32_t value, int size) {
        for (int i = size - 1; i >= 0; --i) {
            bytes_.data.push_back(static_cast<char>((value >> (8 * i)) & 0xFF));
        }
    }
    base::Bytes bytes_;
};

class Reader {
  public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    bool ok() const { return ok_; }
    std::int16_t int16() { return static_cast<std::int16_t>(number(2)); }
    std::int32_t int32() { return static_cast<std::int32_t>(number(4)); }
    std::string text() {
        const std::int16_t size = int16();
        return size < 0 ? (ok_ = false, std::string()) : take(static_cast<std::size_t>(size));
    }
    void skip_nullable_bytes() {
        const std::int32_t size = int32();
        if (size > 0) take(static_cast<std::size_t>(size));
    }
    std::vector<TopicPartition> partitions() {
        std::vector<TopicPartition> all;
        const std::int32_t topics = count();
        for (std::int32_t i = 0; i < topics && ok_; ++i) {
            const std::string topic = text();
            const std::int32_t size = count();
            for (std::int32_t j = 0; j < size && ok_; ++j)
                all.push_back({topic, int32()});
        }
        return all;
    }
    std::int32_t count() {
        const std::int32_t value = int32();
        if (value < 0 || static_cast<std::size_t>(value) > bytes_.size()) ok_ = false;
        return ok_ ? value : 0;
    }

  private:
    std::uint32_t number(std::size_t size) {
        std::uint32_t value = 0;
        for (const char c : take(size))
            value = value << 8 | static_cast<unsigned char>(c);
        return value;
    }
    std::string take(std::size_t size) {
        if (!ok_ || size > bytes_.size()) {
            ok_ = false;
            return {};
        }
        std::string taken(bytes_.substr(0, size));
        bytes_.remove_prefix(size);
        return taken;
    }

    std::string_view bytes_;
    bool ok_ = true;
};

constexpr std::int16_t subscription_version = 3;
constexpr std::int16_t assignment_version = 3;

}  // namespace

base::Bytes encode_subscription(const ConsumerSubscription& subscription) {
    Writer out;
    out.int16(subscription_version);
    out.int32(static_cast<std::int32_t>(subscription.topics.size()));
    for (const std::string& topic : subscription.topics)
        out.text(topic);
    out.int32(-1);  // no user data
    out.partitions(subscription.owned);
    out.int32(subscription.generation);
    out.int16(-1);  // no rack
    return out.take();
}

std::optional<ConsumerSubscription> decode_subscription(const base::Bytes& bytes) {
    Reader in(bytes.data);
    ConsumerSubscription subscription;
    const std::int16_t version = in.int16();
    if (!in.ok() || version < 0) return std::nullopt;
    const std::int32_t topics = in.count();
    for (std::int32_t i = 0; i < topics && in.ok(); ++i)
        subscription.topics.push_back(in.text());
    in.skip_nullable_bytes();
    if (version >= 1) subscription.owned = in.partitions();
    if (version >= 2) subscription.generation = in.int32();
    return in.ok() ? std::optional(std::move(subscription)) : std::nullopt;
}

base::Bytes encode_assignment(const std::vector<TopicPartition>& partitions) {
    Writer out;
    out.int16(assignment_version);
    out.partitions(partitions);
    out.int32(-1);  // no user data
    return out.take();
}

std::optional<std::vector<TopicPartition>> decode_assignment(const base::Bytes& bytes) {
    if (bytes.data.empty()) return std::vector<TopicPartition>{};
    Reader in(bytes.data);
    const std::int16_t version = in.int16();
    std::vector<TopicPartition> partitions = in.partitions();
    in.skip_nullable_bytes();
    return in.ok() && version >= 0 ? std::optional(std::move(partitions)) : std::nullopt;
}

}  // namespace brokerscope::kafka
