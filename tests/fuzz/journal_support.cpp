#include "tests/fuzz/journal_support.h"

#include "sim/base/bytes.h"
#include "sim/journal/journal_encoding.h"
#include "sim/view/describe.h"

namespace brokerscope::fuzz {
namespace {

using journal::Journal;

// Whatever was read can be told, written again, and read as the same.
void use(const Journal& facts, std::string_view header) {
    const view::View nobody;
    for (std::int64_t id = 1; id <= facts.size(); ++id) {
        const base::Text text = view::describe(facts.at(base::FactId{id}), nobody);
        CHECK(!text.en.empty() && !text.pt.empty(), "a fact has no sentence");
    }
    const auto again = journal::decode_journal(journal::encode_journal(facts, header));
    CHECK(again.ok(), "a journal cannot be read after it was written");
    CHECK(!again->damage, "a journal is damaged after it was written");
    CHECK(again->journal.hash() == facts.hash(), "a journal changed on its way through a file");
}

// Checksums stop nearly all random bytes; this way they reach the facts.
Journal bare_facts(std::string_view bytes) {
    Journal facts;
    base::ByteReader in(bytes);
    while (in.ok() && !in.at_end()) {
        const std::string_view one = in.raw(in.integer<std::uint16_t>());
        if (in.ok() && !facts.append_encoded(one)) break;
    }
    return facts;
}

}  // namespace

void try_journal(std::string_view bytes) {
    const auto decoded = journal::decode_journal(bytes);
    if (decoded && decoded->journal.size() > 0) use(decoded->journal, decoded->header);
    const Journal bare = bare_facts(bytes);
    if (bare.size() > 0) use(bare, "");
}

}  // namespace brokerscope::fuzz
