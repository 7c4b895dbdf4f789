#include "sim/journal/journal_encoding.h"

#include <xxhash.h>
#include <zstd.h>

#include <algorithm>
#include <utility>

#include "sim/base/bytes.h"
#include "sim/journal/schema.h"

namespace brokerscope::journal {
namespace {

using base::ByteReader;
using base::ByteWriter;
using base::Error;

// Like PNG's: a transfer that changes line ends or drops the high bit is noticed at once.
constexpr std::string_view magic(
    "\x89"
    "BSJ\r\n\x1a\n",
    8);

// A block may claim at most so many bytes of facts for each stored byte, so that a small file
// cannot ask for much memory. What compresses better is stored as it is.
constexpr std::size_t most_expansion = 256;
constexpr std::size_t largest_block = std::size_t{1} << 30;

enum class Section : std::uint8_t { facts = 'F', end = 'E' };
enum class Method : std::uint8_t { stored = 0, zstd = 1 };

std::uint64_t checksum(std::string_view bytes) {
    return XXH3_64bits(bytes.data(), bytes.size());
}

// Ends a section: the checksum is over everything that was written since `begin`.
void write_checksum(std::string& out, std::size_t begin) {
    const std::uint64_t sum = checksum(std::string_view(out).substr(begin));
    ByteWriter(out).integer(sum);
}

// --- writing -------------------------------------------------------------------------------------

struct PendingBlock {
    std::string raw;
    std::uint32_t facts = 0;
};

std::pair<Method, std::string> compressed(const std::string& raw, int level) {
    std::string packed(ZSTD_compressBound(raw.size()), '\0');
    const std::size_t size =
        ZSTD_compress(packed.data(), packed.size(), raw.data(), raw.size(), level);
    const bool failed = ZSTD_isError(size) != 0;
    if (failed || size >= raw.size() || raw.size() / size >= most_expansion) {
        return {Method::stored, raw};
    }
    packed.resize(size);
    return {Method::zstd, std::move(packed)};
}

void write_block(std::string& out, PendingBlock& block, int level) {
    if (block.facts == 0) return;
    CHECK(block.raw.size() <= largest_block, "a block of facts is larger than a journal may hold");
    const std::size_t begin = out.size();
    const auto [method, stored] = compressed(block.raw, level);
    ByteWriter writer(out);
    base::encode(writer, Section::facts);
    writer.integer(block.facts);
    writer.integer(static_cast<std::uint32_t>(block.raw.size()));
    base::encode(writer, method);
    writer.sized(stored);
    write_checksum(out, begin);
    block = {};
}

void write_end(std::string& out, const Journal& journal) {
    const std::size_t begin = out.size();
    ByteWriter writer(out);
    base::encode(writer, Section::end);
    writer.integer(journal.size());
    writer.raw(journal.hash());
    write_checksum(out, begin);
}

// --- reading -------------------------------------------------------------------------------------

class Decoder {
  public:
    explicit Decoder(std::string_view bytes) : bytes_(bytes), in_(bytes) {}

    base::Result<DecodedJournal> decode() {
        if (const auto error = read_header()) return *error;
        if (!same_facts_) {
            damage("its facts were written by another version of Brokerscope", 0);
            out_.damage->hint = "its run file can still be run again";
            return std::move(out_);
        }
        while (!out_.damage && !ended_)
            read_section();
        return std::move(out_);
    }

  private:
    std::optional<Error> read_header() {
        if (in_.raw(magic.size()) != magic) {
            return Error{"this is no journal of Brokerscope", "byte 0", ""};
        }
        const auto version = in_.integer<std::uint32_t>();
        if (in_.ok() && version != journal_format_version) {
            return Error{"this journal has format " + std::to_string(version) +
                             ", and this program reads format " +
                             std::to_string(journal_format_version),
                         "byte 8", "read it with the version of Brokerscope that wrote it"};
        }
        same_facts_ = in_.integer<std::uint64_t>() == facts_schema_hash();
        const std::string_view header = in_.sized();
        if (!section_is_whole(0))
            return Error{"the header of this journal is damaged", "byte 8", ""};
        out_.header = std::string(header);
        return std::nullopt;
    }

    void read_section() {
        const std::size_t begin = in_.position();
        if (in_.at_end()) return damage("the journal is cut short", begin);
        const auto section = in_.integer<std::uint8_t>();
        if (section == static_cast<std::uint8_t>(Section::facts)) return read_block(begin);
        if (section == static_cast<std::uint8_t>(Section::end)) return read_end(begin);
        damage("the journal is damaged", begin);
    }

    void read_block(std::size_t begin) {
        const auto facts = in_.integer<std::uint32_t>();
        const auto raw_size = in_.integer<std::uint32_t>();
        const auto method = in_.integer<std::uint8_t>();
        const std::string_view stored = in_.sized();
        if (!section_is_whole(begin))
            return damage("a block of facts is damaged or cut short", begin);
        std::string unpacked;
        std::string_view raw = stored;
        if (method == static_cast<std::uint8_t>(Method::zstd)) {
            if (!unpack(stored, raw_size, unpacked)) {
                return damage("a block of facts cannot be unpacked", begin);
            }
            raw = unpacked;
        } else if (method != static_cast<std::uint8_t>(Method::stored)) {
            return damage("a block of facts is packed in an unknown way", begin);
        }
        read_facts(raw, facts, begin);
    }

    static bool unpack(std::string_view stored, std::size_t raw_size, std::string& raw) {
        if (raw_size / most_expansion > stored.size() || raw_size > largest_block) return false;
        raw.resize(raw_size);
        const std::size_t size =
            ZSTD_decompress(raw.data(), raw.size(), stored.data(), stored.size());
        return ZSTD_isError(size) == 0 && size == raw_size;
    }

    void read_facts(std::string_view raw, std::uint32_t facts, std::size_t begin) {
        ByteReader in(raw);
        for (std::uint32_t i = 0; i < facts; ++i) {
            const std::string_view bytes = in.sized();
            const base::Status status = in.ok() ? out_.journal.append_encoded(bytes)
                                                : Error{"a block holds too few facts", "", ""};
            if (!status) return damage(status.error().message, begin);
        }
        if (!in.at_end()) damage("a block holds more than its facts", begin);
    }

    void read_end(std::size_t begin) {
        const auto count = in_.integer<std::int64_t>();
        const std::string_view hash = in_.raw(32);
        if (!section_is_whole(begin)) return damage("the end of the journal is damaged", begin);
        if (count != out_.journal.size()) return damage("the journal lacks blocks of facts", begin);
        if (hash != out_.journal.hash()) return damage("the facts do not have their hash", begin);
        if (!in_.at_end()) return damage("bytes follow the end of the journal", in_.position());
        ended_ = true;
    }

    // Reads the checksum that ends a section which began at `begin`.
    bool section_is_whole(std::size_t begin) {
        if (!in_.ok()) return false;
        const std::string_view section = bytes_.substr(begin, in_.position() - begin);
        const auto sum = in_.integer<std::uint64_t>();
        return in_.ok() && sum == checksum(section);
    }

    void damage(std::string message, std::size_t position) {
        out_.damage = Error{std::move(message), "byte " + std::to_string(position),
                            std::to_string(out_.journal.size()) + " facts before it are good"};
    }

    std::string_view bytes_;
    ByteReader in_;
    DecodedJournal out_;
    bool same_facts_ = true;
    bool ended_ = false;
};

}  // namespace

std::string encode_journal(const Journal& journal, std::string_view header,
                           JournalEncoding encoding) {
    std::string out(magic);
    ByteWriter writer(out);
    writer.integer(journal_format_version);
    writer.integer(facts_schema_hash());
    writer.sized(header);
    write_checksum(out, 0);
    PendingBlock block;
    for (std::int64_t id = 1; id <= journal.size(); ++id) {
        ByteWriter(block.raw).sized(journal.encoded_at(FactId{id}));
        ++block.facts;
        if (block.raw.size() >= encoding.block_bytes) {
            write_block(out, block, encoding.compression_level);
        }
    }
    write_block(out, block, encoding.compression_level);
    write_end(out, journal);
    return out;
}

base::Result<DecodedJournal> decode_journal(std::string_view bytes) {
    return Decoder(bytes).decode();
}

}  // namespace brokerscope::journal
