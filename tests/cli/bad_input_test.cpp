// What people get wrong on the command line, and what disks and damage do: one clear message, exit
// code 2, and no file that is half written.
#include <algorithm>

#include "tests/expect.h"
#include "tests/workplace.h"

using namespace brokerscope;

namespace {

constexpr int bad_input = 2;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// The program refused with 2, said `words` on stderr, and nothing on stdout.
void expect_refused(const Workplace::Outcome& outcome, const std::string& words) {
    CAPTURE(words);
    CAPTURE(outcome.err);
    EXPECT_EQ(outcome.status, bad_input);
    EXPECT(contains(outcome.err, words));
    EXPECT_EQ(outcome.out, "");
}

struct Wrong {
    std::vector<std::string> arguments;
    std::string words;
};

const Workplace& saved() {
    static const Workplace workplace;
    static const bool ran =
        workplace
            .run({"run", "01_hello", "--until", "3s", "--save", "a.bsrun", "--journal", "a.bsj"})
            .status < bad_input;
    REQUIRE(ran);
    return workplace;
}

}  // namespace

TEST_CASE("a wrong word or flag is refused with what would be right") {
    const Workplace workplace;
    const std::vector<Wrong> all{
        {{"runn"}, "runn"},
        {{"run"}, "SCENARIO"},
        {{"run", "nosuch"}, "brokerscope list"},
        {{"run", "nosuch.lua"}, "nosuch.lua"},
        {{"run", "tests"}, "tests"},
        {{"run", "01_hello", "--seed", "-1"}, "--seed"},
        {{"run", "01_hello", "--seed", "18446744073709551616"}, "--seed"},
        {{"run", "01_hello", "--until", "x"}, "write a duration such as"},
        {{"run", "01_hello", "--until", "-1s"}, "--until"},
        {{"run", "01_hello", "--set", "acks"}, "--set"},
        {{"run", "02_a_leader_dies", "--set", "akcs=1"}, "did you mean 'acks'?"},
        {{"run", "02_a_leader_dies", "--set", "acks=7"}, "02_a_leader_dies.lua:"},
        {{"run", "01_hello", "--report", "xml"}, "--report"},
        {{"render", "01_hello", "--at", "5s"}, "-o"},
        {{"render", "01_hello", "--at", "-1s", "-o", "x.png"}, "--at"},
        {{"render", "01_hello", "--at", "99h", "-o", "x.png"}, "the run ends at 30s"},
        {{"render", "01_hello", "--at", "1s", "-o", "x.png", "--size", "0x0"}, "WIDTHxHEIGHT"},
        {{"render", "01_hello", "--at", "1s", "-o", "x.png", "--size", "99999x99999"}, "--size"},
        {{"render", "01_hello", "--at", "1s", "-o", "x.png", "--theme", "pink"}, "--theme"},
        {{"render", "01_hello", "--at", "1s", "-o", "x.png", "--lang", "de"}, "--lang"},
        {{"play", "01_hello", "--width", "10"}, "--width"},
        {{"replay", "nosuch.bsrun"}, "nosuch.bsrun"},
        {{"bench", "--rows", "1"}, "--rows"},
    };
    for (const Wrong& wrong : all) {
        expect_refused(workplace.run(wrong.arguments), wrong.words);
        EXPECT_FALSE(workplace.has("x.png"));
    }
}

TEST_CASE("where nothing can be written, nothing is simulated and no file begins") {
    const Workplace workplace;
    for (const std::string flag : {"--save", "--journal", "--out"}) {
        expect_refused(workplace.run({"run", "01_hello", flag, "no/such/folder"}),
                       "no/such/folder");
        expect_refused(workplace.run({"run", "01_hello", flag, "tests"}), "tests");
    }
    expect_refused(workplace.run({"render", "01_hello", "--at", "1s", "-o", "no/x.png"}),
                   "no/x.png");
}

TEST_CASE("a full disk is an error, and leaves no partial file") {
    const Workplace workplace;
    for (const std::string flag : {"--save", "--journal"}) {
        const auto full = workplace.run({"run", "01_hello", "--until", "2s", flag, "/dev/full"});
        EXPECT_EQ(full.status, bad_input);
        EXPECT(contains(full.err, "/dev/full"));
        EXPECT(contains(full.err, "No space left"));
        const auto cut =
            workplace.run({"run", "01_hello", flag, "x.out"}, "ulimit -f 1; trap '' XFSZ;");
        EXPECT_EQ(cut.status, bad_input);
        EXPECT(contains(cut.err, "x.out"));
        EXPECT_FALSE(workplace.has("x.out"));
    }
    const auto picture = workplace.run({"render", "01_hello", "--at", "1s", "-o", "x.png"},
                                       "ulimit -f 1; trap '' XFSZ;");
    EXPECT_EQ(picture.status, bad_input);
    EXPECT_FALSE(workplace.has("x.png"));
}

TEST_CASE("a file that cannot be replaced whole is left as it was") {
    const Workplace workplace;
    workplace.write("mine.bsj", "precious");
    const auto cut =
        workplace.run({"run", "01_hello", "--journal", "mine.bsj"}, "ulimit -f 1; trap '' XFSZ;");
    EXPECT_EQ(cut.status, bad_input);
    EXPECT_EQ(workplace.text_of("mine.bsj"), "precious");
}

TEST_CASE("a run file that is no run file, is cut short, or is of another version is refused") {
    const Workplace& workplace = saved();
    const std::string whole = workplace.text_of("a.bsrun");
    REQUIRE(whole.size() > 1000);
    const auto refuse = [&](const std::string& bytes, const std::string& words) {
        workplace.write("bad.bsrun", bytes);
        expect_refused(workplace.run({"replay", "bad.bsrun", "--verify"}), words);
        expect_refused(workplace.run({"run", "bad.bsrun"}), "bad.bsrun");
    };
    refuse("", "bad.bsrun");
    refuse("hello", "bad.bsrun");
    refuse("[]", "bad.bsrun");
    refuse("{}", "bad.bsrun");
    for (const std::size_t size : {whole.size() / 10, whole.size() / 2, whole.size() - 3})
        refuse(whole.substr(0, size), "bad.bsrun");
    std::string newer = whole;
    const std::size_t format = newer.find("\"format\": 1");
    REQUIRE(format != std::string::npos);
    newer.replace(format, 11, "\"format\": 9");
    refuse(newer, "format");
}

TEST_CASE("a changed scenario inside of a run file is told by its hash") {
    const Workplace& workplace = saved();
    std::string text = workplace.text_of("a.bsrun");
    const std::size_t seed = text.find("\"seed\": 1");
    REQUIRE(seed != std::string::npos);
    text.replace(seed, 9, "\"seed\": 2");
    workplace.write("other.bsrun", text);
    const auto ended = workplace.run({"replay", "other.bsrun", "--verify"});
    EXPECT_EQ(ended.status, 1);
    EXPECT(contains(ended.out, "first difference: fact "));
}

TEST_CASE("a journal that is damaged anywhere is never taken for whole") {
    const Workplace& workplace = saved();
    const std::string whole = workplace.text_of("a.bsj");
    REQUIRE(whole.size() > 1000);
    const auto refuse = [&](const std::string& bytes) {
        workplace.write("bad.bsj", bytes);
        const auto ended = workplace.run({"replay", "bad.bsj", "--verify"});
        CAPTURE(ended.err);
        EXPECT_EQ(ended.status, bad_input);
        EXPECT(contains(ended.err, "brokerscope: "));
    };
    refuse("");
    refuse("PNG?");
    for (int part = 1; part < 8; ++part) {
        const std::size_t at = whole.size() * static_cast<std::size_t>(part) / 8;
        refuse(whole.substr(0, at));
        std::string flipped = whole;
        flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
        refuse(flipped);
    }
}
