#include "sim/journal/journal.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "sim/base/bytes.h"
#include "sim/base/check.h"

namespace brokerscope::journal {
namespace {

constexpr std::size_t block_size = 256 * 1024;

struct FreeHashState {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};
using HashState = std::unique_ptr<XXH3_state_t, FreeHashState>;

HashState new_hash_state() {
    HashState state(XXH3_createState());
    CHECK(state != nullptr, "there is no memory left for the journal's hash");
    XXH3_128bits_reset(state.get());
    return state;
}

// Bytes that never move: views into them stay good while the journal grows.
struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t capacity = 0;
    std::size_t used = 0;

    std::string_view all() const { return {bytes.get(), used}; }
};

// Where a fact begins, in 64 bits: a long run has tens of millions of them.
struct Place {
    std::uint32_t block = 0;
    std::uint32_t position = 0;
};

std::string hex(const XXH128_canonical_t& digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : digest.digest) {
        text.push_back(digits[byte >> 4]);
        text.push_back(digits[byte & 15]);
    }
    return text;
}

void decode_body(base::ByteReader& in, Fact& fact) {
    base::decode(in, fact.at);
    base::decode(in, fact.node);
    base::decode(in, fact.cause);
    base::decode(in, fact.body);
}

}  // namespace

struct Journal::Contents {
    std::vector<Block> blocks;
    std::vector<Place> places;
    SimTime end;
    std::string scratch;
    HashState hash = new_hash_state();  // over all blocks but the last

    void add(std::string_view bytes) {
        if (blocks.empty() || blocks.back().capacity - blocks.back().used < bytes.size()) {
            open_block(std::max(block_size, bytes.size()));
        }
        Block& block = blocks.back();
        std::memcpy(block.bytes.get() + block.used, bytes.data(), bytes.size());
        places.push_back({static_cast<std::uint32_t>(blocks.size() - 1),
                          static_cast<std::uint32_t>(block.used)});
        block.used += bytes.size();
    }

    // The hash follows block by block, not fact by fact: a long update is several times faster.
    void open_block(std::size_t capacity) {
        if (!blocks.empty()) {
            const std::string_view rest = blocks.back().all();
            XXH3_128bits_update(hash.get(), rest.data(), rest.size());
        }
        blocks.push_back({std::unique_ptr<char[]>(new char[capacity]), capacity, 0});
    }

    std::string_view bytes_at(FactId id) const {
        CHECK(id.value >= 1, "the first fact has number 1");
        const auto index = static_cast<std::size_t>(id.value - 1);
        CHECK(index < places.size(), "a fact was asked for that was not stated yet");
        const Place place = places[index];
        const Block& block = blocks[place.block];
        std::size_t end_position = block.used;
        if (index + 1 < places.size() && places[index + 1].block == place.block) {
            end_position = places[index + 1].position;
        }
        return {block.bytes.get() + place.position, end_position - place.position};
    }
};

Journal::Journal() : contents_(std::make_unique<Contents>()) {}
Journal::~Journal() = default;
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;

FactId Journal::append(SimTime at, NodeId node, FactId cause, const FactBody& body) {
    Contents& c = *contents_;
    CHECK(at >= c.end, "a fact was stated before an older one: time went backwards");
    CHECK(cause.value >= 0 && cause.value <= size(), "the cause of a fact must be an older fact");
    c.scratch.clear();
    base::ByteWriter out(c.scratch);
    base::encode(out, at);
    base::encode(out, node);
    base::encode(out, cause);
    base::encode(out, body);
    c.add(c.scratch);
    c.end = at;
    return FactId{size()};
}

base::Status Journal::append_encoded(std::string_view bytes) {
    Contents& c = *contents_;
    base::ByteReader in(bytes);
    Fact fact;
    decode_body(in, fact);
    if (!in.ok() || !in.at_end()) return base::Error{"these bytes are no fact", "", ""};
    if (fact.at < c.end) return base::Error{"a fact is older than the one before it", "", ""};
    if (fact.cause.value < 0 || fact.cause.value > size()) {
        return base::Error{"the cause of a fact is no older fact", "", ""};
    }
    c.add(bytes);
    c.end = fact.at;
    return base::Nothing{};
}

std::int64_t Journal::size() const {
    return static_cast<std::int64_t>(contents_->places.size());
}

Fact Journal::at(FactId id) const {
    base::ByteReader in(contents_->bytes_at(id));
    Fact fact;
    fact.id = id;
    decode_body(in, fact);
    CHECK(in.ok() && in.at_end(), "the journal holds bytes that are no fact");
    return fact;
}

std::string_view Journal::encoded_at(FactId id) const {
    return contents_->bytes_at(id);
}

SimTime Journal::time_of(FactId id) const {
    // Time is the first field of the encoding, so that this need not decode the rest.
    base::ByteReader in(contents_->bytes_at(id));
    return SimTime{in.integer<std::int64_t>()};
}

std::int64_t Journal::facts_until(SimTime time, std::int64_t limit) const {
    CHECK(limit >= 0 && limit <= size(), "facts were asked for that were not stated yet");
    std::int64_t low = 0;  // so many are at or before `time`
    std::int64_t high = limit;
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        if (time_of(FactId{middle + 1}) <= time) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

std::string Journal::hash() const {
    const Contents& c = *contents_;
    const HashState state = new_hash_state();
    XXH3_copyState(state.get(), c.hash.get());
    if (!c.blocks.empty()) {
        const std::string_view rest = c.blocks.back().all();
        XXH3_128bits_update(state.get(), rest.data(), rest.size());
    }
    XXH128_canonical_t digest;
    XXH128_canonicalFromHash(&digest, XXH3_128bits_digest(state.get()));
    return hex(digest);
}

}  // namespace brokerscope::journal
