#include "sim/journal/journal_encoding.h"

#include <algorithm>

#include "sim/journal/schema.h"
#include "tests/expect.h"

using namespace brokerscope;
using namespace brokerscope::journal;

namespace {

constexpr std::string_view header = R"({"seed": 7})";
constexpr JournalEncoding small_blocks{120, 3};

Journal small_journal() {
    Journal journal;
    journal.append(SimTime{0}, base::outside_world, base::no_fact,
                   RunStarted{{"A leader dies", "Um líder morre"}, "4.3", 7});
    for (std::int64_t i = 1; i < 12; ++i) {
        LeaderAppended batch;
        batch.batch.base_offset = base::Offset{i};
        batch.batch.last_offset = base::Offset{i};
        batch.records = {{base::Bytes{"key"}, std::nullopt}};
        journal.append(SimTime{i * 1000}, base::NodeId{2}, base::FactId{i}, batch);
    }
    return journal;
}

// True when `part` holds the first facts of `whole` and nothing else.
bool is_beginning_of(const Journal& part, const Journal& whole) {
    if (part.size() > whole.size()) return false;
    for (std::int64_t id = 1; id <= part.size(); ++id) {
        if (part.encoded_at(FactId{id}) != whole.encoded_at(FactId{id})) return false;
    }
    return true;
}

DecodedJournal decoded(std::string_view bytes) {
    base::Result<DecodedJournal> result = decode_journal(bytes);
    REQUIRE(result.ok());
    return std::move(result).value();
}

std::size_t header_size() {
    return encode_journal(Journal(), header).size() - (1 + 8 + 32 + 8);
}

}  // namespace

TEST_CASE("a journal comes back from its bytes with header, facts and hash") {
    const Journal journal = small_journal();
    for (const std::size_t block_bytes : {std::size_t{1}, std::size_t{120}, std::size_t{1} << 20}) {
        const DecodedJournal back = decoded(encode_journal(journal, header, {block_bytes, 3}));
        EXPECT_EQ(back.header, header);
        EXPECT_FALSE(back.damage.has_value());
        EXPECT_EQ(back.journal.size(), journal.size());
        EXPECT_EQ(back.journal.hash(), journal.hash());
    }
}

TEST_CASE("an empty journal comes back empty") {
    const DecodedJournal back = decoded(encode_journal(Journal(), ""));
    EXPECT_EQ(back.header, "");
    EXPECT_EQ(back.journal.size(), 0);
    EXPECT_FALSE(back.damage.has_value());
}

TEST_CASE(
    "facts that repeat are small in a file, and what is extremely repetitive is not refused") {
    Journal journal;
    for (std::int64_t i = 0; i < 2000; ++i) {
        journal.append(SimTime{0}, base::outside_world, base::no_fact,
                       Said{{std::string(500, 'x'), ""}});
    }
    const std::string bytes = encode_journal(journal, header);
    EXPECT_EQ(decoded(bytes).journal.hash(), journal.hash());
    const Journal usual = small_journal();
    std::size_t raw = 0;
    for (std::int64_t id = 1; id <= usual.size(); ++id)
        raw += usual.encoded_at(FactId{id}).size();
    EXPECT_LT(encode_journal(usual, "").size(), raw / 2);
}

TEST_CASE("a journal that is cut at any byte gives the good facts before the cut and says so") {
    const Journal journal = small_journal();
    const std::string bytes = encode_journal(journal, header, small_blocks);
    std::int64_t most = 0;
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CAPTURE(size);
        const auto result = decode_journal(std::string_view(bytes).substr(0, size));
        if (size < header_size()) {
            EXPECT_FALSE(result.ok());
            continue;
        }
        REQUIRE(result.ok());
        EXPECT_EQ(result->header, header);
        REQUIRE(result->damage.has_value());
        EXPECT_FALSE(result->damage->place.empty());
        EXPECT(is_beginning_of(result->journal, journal));
        EXPECT_GE(result->journal.size(), most);  // more bytes never save fewer facts
        most = result->journal.size();
    }
    EXPECT_EQ(most, journal.size());
}

TEST_CASE("a bit that flipped anywhere is noticed, and the facts before it are good") {
    const Journal journal = small_journal();
    const std::string bytes = encode_journal(journal, header, small_blocks);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        CAPTURE(bit);
        std::string broken = bytes;
        broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ (1 << (bit % 8)));
        const auto result = decode_journal(broken);
        if (bit / 8 < header_size()) {
            EXPECT_FALSE(result.ok());
            continue;
        }
        REQUIRE(result.ok());
        EXPECT(result->damage.has_value());
        EXPECT(is_beginning_of(result->journal, journal));
    }
}

TEST_CASE("a damaged journal says where, and how much is good") {
    std::string bytes = encode_journal(small_journal(), header, small_blocks);
    bytes[bytes.size() - 60] ^= 1;  // in the last block
    const DecodedJournal back = decoded(bytes);
    EXPECT_EQ(back.damage->message, "a block of facts is damaged or cut short");
    EXPECT_EQ(back.damage->hint.substr(2), " facts before it are good");
    EXPECT_EQ(decoded(encode_journal(small_journal(), header) + "x").damage->message,
              "bytes follow the end of the journal");
}

TEST_CASE("what is no journal, or one of another format, is a clear error") {
    EXPECT_EQ(decode_journal("").error().message, "this is no journal of Brokerscope");
    EXPECT_EQ(decode_journal("{\"seed\": 7}").error().message, "this is no journal of Brokerscope");
    std::string bytes = encode_journal(small_journal(), header);
    bytes[8] = 9;
    const base::Error error = decode_journal(bytes).error();
    EXPECT_EQ(error.message, "this journal has format 9, and this program reads format 1");
    EXPECT_FALSE(error.hint.empty());
}

TEST_CASE("the numbers and the shape of kinds are part of what a journal is") {
    EXPECT_EQ(facts_schema().size(), fact_kinds().size());
    EXPECT_EQ(facts_schema()[0].fields, "title: text en, pt, kafka: text, seed: uint64");
    EXPECT_EQ(facts_schema()[46].fields, "");
    EXPECT_EQ(facts_schema_hash(), facts_schema_hash());
}
