#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "sim/base/bytes.h"
#include "sim/journal/journal_encoding.h"
#include "tests/expect.h"
#include "tests/fuzz/journal_support.h"

using namespace brokerscope;
using namespace brokerscope::journal;

namespace {

const std::filesystem::path corpus =
    std::filesystem::path(BROKERSCOPE_SOURCE_DIR) / "tests/fuzz/corpus/journal";

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::filesystem::path> corpus_files() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(corpus))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

Journal short_run() {
    Journal journal;
    journal.append(SimTime{0}, base::outside_world, base::no_fact,
                   RunStarted{{"A run", "Uma execução"}, "4.3", 7});
    journal.append(SimTime{0}, base::outside_world, base::no_fact,
                   NodeDeclared{NodeId{1}, NodeRole::broker, "broker1", "", "", {}});
    MessageSent sent;
    sent.to = NodeId{1};
    sent.arrives = SimTime{9};
    journal.append(SimTime{5}, base::first_client_id, base::no_fact, sent);
    journal.append(SimTime{9}, NodeId{1}, base::FactId{3}, LeaderAppended{});
    journal.append(SimTime{10}, base::outside_world, base::no_fact, RunEnded{});
    return journal;
}

std::string as_bare_facts(const Journal& journal) {
    std::string out;
    base::ByteWriter writer(out);
    for (std::int64_t id = 1; id <= journal.size(); ++id) {
        const std::string_view fact = journal.encoded_at(FactId{id});
        writer.integer(static_cast<std::uint16_t>(fact.size()));
        writer.raw(fact);
    }
    return out;
}

void write_corpus() {
    const std::string whole = encode_journal(short_run(), "{}", {60, 3});
    const auto write = [](const char* name, std::string_view bytes) {
        std::ofstream(corpus / name, std::ios::binary) << bytes;
    };
    write("whole.bsj", whole);
    write("cut.bsj", std::string_view(whole).substr(0, whole.size() - 70));
    write("empty.bsj", encode_journal(Journal(), ""));
    write("facts.bin", as_bare_facts(short_run()));
}

}  // namespace

TEST_CASE("the fuzzer's corpus of journals breaks no promise") {
    // When facts have changed, BROKERSCOPE_REWRITE_CORPUS=1 lets this test write the corpus again.
    if (std::getenv("BROKERSCOPE_REWRITE_CORPUS") != nullptr) write_corpus();
    REQUIRE(corpus_files().size() >= 4);
    for (const auto& file : corpus_files())
        fuzz::try_journal(bytes_of(file));
    fuzz::try_journal(encode_journal(short_run(), "{}"));
}

TEST_CASE("bytes that were changed at random break no promise") {
    std::uint64_t state = 4711;
    const auto draw = [&state](std::uint64_t bound) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<std::size_t>((state >> 33) % bound);
    };
    const std::vector<std::string> seeds = {encode_journal(short_run(), "{}", {60, 3}),
                                            as_bare_facts(short_run())};
    for (int round = 0; round < 500; ++round) {
        std::string bytes = seeds[draw(seeds.size())];
        for (std::size_t change = draw(4) + 1; change > 0; --change)
            bytes[draw(bytes.size())] = static_cast<char>(draw(256));
        if (draw(4) == 0) bytes.resize(draw(bytes.size()));
        fuzz::try_journal(bytes);
    }
}
