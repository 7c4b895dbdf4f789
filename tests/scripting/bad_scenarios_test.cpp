// What authors get wrong: each mistake is one error with the file and the line, and a hint where
// there is something to say.
#include "scripting/session.h"
#include "tests/expect.h"

using namespace brokerscope;
using namespace brokerscope::scripting;

namespace {

struct Mistake {
    std::string source;  // after the two lines that declare a scenario and a cluster
    int line;            // that the error names
    std::string words;   // of the error or its hint
};

const std::string head =
    "local s = scenario{ title = 'x', seed = 1, duration = '10s' }\n"
    "local c = cluster{ brokers = 3 }\n";

base::Status run(const std::string& source) {
    RunInputs inputs;
    inputs.name = "mine.lua";
    inputs.source = source;
    auto session = Session::open(std::move(inputs));
    if (!session) return session.error();
    return session.value()->finish();
}

void expect_error(const std::string& source, int line, const std::string& words) {
    CAPTURE(source);
    const base::Status status = run(source);
    REQUIRE_FALSE(status.ok());
    const std::string text = base::to_text(status.error());
    CAPTURE(text);
    const std::string place = line == 0 ? "mine.lua: " : "mine.lua:" + std::to_string(line) + ": ";
    EXPECT_EQ(text.substr(0, place.size()), place);
    EXPECT(text.find(words) != std::string::npos);
}

std::string story(const std::string& body) {
    return "s:story(function() " + body + " end)";
}

}  // namespace

TEST_CASE("a file that declares no run is refused") {
    expect_error("local s = = 3", 1, "unexpected symbol near '='");
    expect_error("", 0, "the file declares no scenario");
    expect_error("local c = cluster{ brokers = 3 }", 0, "the file declares no scenario");
    expect_error("scenario{ title = 'x' }", 0, "the file declares no cluster");
    expect_error(std::string("a\0b", 3), 1, "NUL");
    expect_error("while true do end", 1, "instructions");
}

TEST_CASE("a declaration that cannot be is refused where it stands") {
    expect_error("scenario{ title = 'x', sead = 1 }", 1, "did you mean 'seed'?");
    expect_error("scenario{ title = 'x', duration = '-10s' }", 1, "a duration is not negative");
    const std::string first = "scenario{ title = 'x' }\n";
    expect_error(first + "cluster{ brokers = 0 }", 2, "from 1 to 200");
    expect_error(first + "cluster{ brokers = 1e18 }", 2, "from 1 to 200");
    expect_error(first + "cluster{ brokers = 'many' }", 2, "from 1 to 200");
    expect_error(first + "cluster{ brokers = 3, kafka = '2.8' }", 2, "\"3.9\" or \"4.3\"");
    expect_error(first + "cluster{ brokers = 3, ['min.insync.replcas'] = 2 }", 2,
                 "did you mean 'min.insync.replicas'?");
    const std::vector<Mistake> all{
        {"c:topic('a', {partitions = 1000000000})", 3, "from 1 to 10000"},
        {"c:topic('a', {partitions = 1, replication = 5})", 3, "the number of brokers"},
        {"c:topic('a', {partitions = 1})\nc:topic('a', {partitions = 1})", 4, "declared twice"},
        {"c:topic('bad name!', {partitions = 1})", 3, "ASCII alphanumerics"},
        {"c:topic('a', {partitions = 1, ['retention.ms'] = 'soon'})", 3, "retention.ms"},
        {"c:topic('a', {partitions = 1, ['min.insync.replicas'] = 0})", 3,
         "Value must be at least 1"},
        {"c:producer('p', {topic = 'nosuch', rate = '1/s'})", 3, "there is no topic \"nosuch\""},
        {"c:topic('a', {partitions = 1})\n"
         "c:producer('p', {topic = 'a', rate = '1/s', acks = 1, ['enable.idempotence'] = true})",
         4, "Must set acks to all in order to use the idempotent producer"},
        {"c:group('g', {topics = {'zzz'}, members = 1})", 3, "there is no topic \"zzz\""},
        {"c:group('g', {topics = {}, members = -1})", 3, "topics"},
        {"s:story('x')", 3, "must be a function"},
    };
    for (const Mistake& mistake : all)
        expect_error(head + mistake.source, mistake.line, mistake.words);
}

TEST_CASE("a mistake in the story ends the run with the line that made it") {
    const std::vector<Mistake> all{
        {story("wait '-1s'"), 3, "a duration is not negative"},
        {story("wait(0/0)"), 3, "nan"},
        {story("wait '1s' while true do end"), 3, "a loop may have no end"},
        {story("wait '1s' pcall(function() while true do end end)"), 3, "a loop may have no end"},
        {story("local t = {} while true do t[#t + 1] = ('x'):rep(1000000) end"), 3, "while a text"},
        {story("wait '1s' c:borker(1):crash()"), 3, "did you mean 'broker'?"},
        {story("wait '1s' error('oops')"), 3, "oops"},
        {story("wait '1s' c:broker(9):crash()"), 3, "from 1 to 3"},
        {story("wait '1s' c:broker(1):crash() c:broker(1):crash()"), 3, "it is not running"},
        {story("wait '1s'\n c:broker(1):start()"), 4, "running"},
        {story("wait_until(function() error('in a condition') end, '5s')"), 3, "in a condition"},
        {"s:finally(function() error('at the end') end)", 3, "at the end"},
    };
    for (const Mistake& mistake : all)
        expect_error(head + mistake.source, mistake.line, mistake.words);
}

TEST_CASE("a raw request that no broker could read is refused with its field") {
    const std::vector<Mistake> all{
        {story("c:request{ to = c:broker(1), api = 'METADATUM', body = {} }"), 3, "METADATA"},
        {story("c:request{ to = c:broker(1), api = 'METADATA', body = { topics = { 1 } } }"), 3,
         "topics[0]"},
        {story("c:request{ to = c:broker(1), api = 'METADATA', body = { tropics = {} } }"), 3,
         "tropics"},
        {story("c:request(1, 'METADATA')"), 3, "must be a table"},
    };
    for (const Mistake& mistake : all)
        expect_error(head + mistake.source, mistake.line, mistake.words);
}
