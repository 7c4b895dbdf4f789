#include "sim/view/tape.h"
#include "tests/expect.h"

using namespace brokerscope;
using namespace brokerscope::view;
using base::Offset;

namespace {

TapeBatchPtr batch(std::int64_t first, std::int64_t last) {
    TapeBatch made;
    made.stamp.base_offset = Offset{first};
    made.stamp.last_offset = Offset{last};
    for (std::int64_t i = first; i <= last; ++i)
        made.records.push_back({std::nullopt, base::Bytes{std::to_string(i)}});
    return std::make_shared<const TapeBatch>(std::move(made));
}

Tape tape_of(std::int64_t batches, std::int64_t records_each) {
    Tape tape;
    for (std::int64_t i = 0; i < batches; ++i)
        tape.append(batch(i * records_each, (i + 1) * records_each - 1));
    return tape;
}

std::int64_t records_in(const Tape& tape) {
    std::int64_t records = 0;
    for (const TapeBatchPtr& one : tape.batches())
        records += one->stamp.last_offset - one->stamp.base_offset + 1;
    return records;
}

}  // namespace

TEST_CASE("a tape keeps the newest 4096 records, in whole batches") {
    const Tape tape = tape_of(1000, 10);
    EXPECT_EQ(records_in(tape), 4090);
    EXPECT_EQ(tape.batches().size(), 409);
    EXPECT_EQ(tape.batches().front()->stamp.base_offset, Offset{5910});
    EXPECT_EQ(tape.batches().back()->stamp.last_offset, Offset{9999});
    EXPECT_EQ(tape.find(Offset{5909}), nullptr);
    EXPECT_EQ(tape.find(Offset{5915})->stamp.base_offset, Offset{5910});
    EXPECT_EQ(tape.record(Offset{7777})->value->data, "7777");
}

TEST_CASE("a batch larger than the limit stays while it is the newest") {
    Tape tape = tape_of(1, 10'000);
    EXPECT_EQ(records_in(tape), 10'000);
    tape.append(batch(10'000, 10'000));
    EXPECT_EQ(records_in(tape), 1);
}

TEST_CASE("truncation drops what lies behind the end, and a batch that it cuts as a whole") {
    Tape tape = tape_of(100, 10);
    tape.truncate_to(Offset{1000});
    EXPECT_EQ(records_in(tape), 1000);
    tape.truncate_to(Offset{515});
    EXPECT_EQ(tape.batches().back()->stamp.last_offset, Offset{509});
    EXPECT_EQ(tape.find(Offset{512}), nullptr);
    tape.append(batch(510, 511));
    EXPECT_EQ(tape.record(Offset{511})->value->data, "511");
    tape.truncate_to(Offset{0});
    EXPECT(tape.batches().empty());
    tape.append(batch(3, 4));
    EXPECT_EQ(records_in(tape), 2);
}

TEST_CASE("a gap in the offsets holds no record") {
    Tape tape;
    tape.append(batch(0, 4));
    tape.append(batch(9, 9));
    EXPECT_EQ(tape.find(Offset{6}), nullptr);
    EXPECT_EQ(tape.record(Offset{6}), nullptr);
    EXPECT_EQ(tape.find(Offset{9})->stamp.base_offset, Offset{9});
}

TEST_CASE("a copy of a tape stays as it was when the original goes on") {
    Tape tape = tape_of(70, 1);
    const Tape copy = tape;
    EXPECT_EQ(&copy.batches().front(), &tape.batches().front());  // shared until one changes
    tape.truncate_to(Offset{33});
    tape.append(batch(33, 40));
    EXPECT_EQ(records_in(copy), 70);
    EXPECT_EQ(copy.batches().back()->stamp.last_offset, Offset{69});
    EXPECT_EQ(copy.find(Offset{33})->stamp.last_offset, Offset{33});
    EXPECT_EQ(records_in(tape), 41);
    EXPECT_EQ(&copy.batches().front(), &tape.batches().front());  // the first page still is
}

TEST_CASE("any mixture of appends, copies and truncations equals a plain list of batches") {
    std::vector<TapeBatchPtr> expected;
    Tape tape;
    std::vector<Tape> copies;
    std::uint64_t state = 12345;
    const auto draw = [&state](std::uint64_t bound) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<std::int64_t>((state >> 33) % bound);
    };
    for (int step = 0; step < 5000; ++step) {
        const std::int64_t end =
            expected.empty() ? 0 : expected.back()->stamp.last_offset.value + 1;
        if (draw(50) == 0) {
            const Offset to{end - draw(200)};
            tape.truncate_to(to);
            while (!expected.empty() && expected.back()->stamp.last_offset >= to)
                expected.pop_back();
        } else {
            expected.push_back(batch(end, end + draw(40)));
            tape.append(expected.back());
        }
        if (draw(20) == 0) copies.push_back(tape);
        const TapeBatches batches = tape.batches();
        REQUIRE(batches.size() <= expected.size());
        REQUIRE(std::equal(batches.begin(), batches.end(),
                           expected.end() - static_cast<std::ptrdiff_t>(batches.size())));
        REQUIRE(records_in(tape) <= Tape::most_records);
    }
    EXPECT_EQ(std::distance(tape.batches().rbegin(), tape.batches().rend()),
              static_cast<std::ptrdiff_t>(tape.batches().size()));
}
