// What is found in files and folders, and what is wrong with them.
#include "tests/conform/vector_support.h"

using namespace brokerscope;
using namespace brokerscope::cli::conform;

namespace {

// A folder of recordings below a folder of its own.
class Recorded {
  public:
    Recorded() { std::filesystem::create_directories(path("storage/vectors")); }
    ~Recorded() { std::filesystem::remove_all(root_); }
    Recorded(const Recorded&) = delete;
    Recorded& operator=(const Recorded&) = delete;

    std::string path(const std::string& name) const { return (root_ / name).string(); }
    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((root_ / name).parent_path());
        std::ofstream(root_ / name, std::ios::binary) << text;
    }

  private:
    std::filesystem::path root_ = std::filesystem::temp_directory_path() /
                                  ("brokerscope-conform-" + std::to_string(getpid()));
};

const std::string right = varint_line("v-1", 2, right_bytes);

}  // namespace

TEST_CASE("a folder is walked in order, and what is no recording is left alone") {
    const Recorded recorded;
    recorded.write("storage/vectors/varint.jsonl", right);
    recorded.write("area/varint.jsonl", varint_line("v-0", 2, right_bytes));
    recorded.write("area/other.jsonl", "{\"row\":1}\n");
    recorded.write("area/tables/table.json", "{broken");
    recorded.write("area/stories/about.json", "{\"no\":\"steps\"}");
    const std::vector<CaseResult> results = played({recorded.path("")});
    REQUIRE_EQ(results.size(), 2);
    EXPECT_EQ(results[0].id, "v-0");
    EXPECT_EQ(results[0].area, "area");
    EXPECT_EQ(results[1].id, "v-1");
    EXPECT_EQ(results[1].area, "storage");
    EXPECT(results[1].verdict == Verdict::agrees);
}

TEST_CASE("a planted wrong output is found with its field, version and rule") {
    const Recorded recorded;
    recorded.write("storage/vectors/varint.jsonl", right + varint_line("v-2", 3, "d805"));
    const std::vector<CaseResult> results = played({recorded.path("storage/vectors/varint.jsonl")});
    REQUIRE_EQ(results.size(), 2);
    EXPECT(results[0].verdict == Verdict::agrees);
    EXPECT(results[1].verdict == Verdict::differs);
    EXPECT_EQ(results[1].detail,
              "as Kafka 3.9.2:\nvarlongSize: recorded 3, modelled 2\n"
              "varlongHex: recorded \"d805\", modelled \"d804\"");
    EXPECT_EQ(results[1].rules, std::vector<std::string>{"ST-3"});
}

TEST_CASE("what nothing here models is not passed") {
    const Recorded recorded;
    recorded.write("storage/vectors/horoscope.jsonl", right);
    std::string other_kafka = right;
    other_kafka.replace(other_kafka.find("3.9.2"), 5, "5.0.0");
    recorded.write("storage/vectors/varint.jsonl", other_kafka);
    const std::vector<CaseResult> results = played({recorded.path("storage")});
    REQUIRE_EQ(results.size(), 2);
    EXPECT(results[0].verdict == Verdict::not_modelled);
    EXPECT_EQ(results[0].detail, "no player for this file");
    EXPECT(results[1].verdict == Verdict::not_modelled);
    EXPECT_EQ(results[1].detail, "Kafka 5.0.0 is not modelled");
}

TEST_CASE("bad recordings are refused with file and line") {
    const Recorded recorded;
    const std::string file = recorded.path("storage/vectors/varint.jsonl");
    const auto refusal = [&](const std::string& text) {
        recorded.write("storage/vectors/varint.jsonl", text);
        return refusal_of({file});
    };
    EXPECT_EQ(refusal(right + "\n{\"id\":").place, file + ":3");
    EXPECT_EQ(refusal(right + "{\"id\":\"x\",\"input\":{}}\n").message, "'output' is missing");
    EXPECT_EQ(refusal(right + "[]\n").place, file + ":2");
    EXPECT_EQ(refusal("{\"id\":7,\"input\":{},\"output\":{}}").message, "'id' is no text");
    EXPECT_EQ(refusal("").message, "this file holds no recordings");
    const base::Error shape = refusal("{\"id\":\"x\",\"input\":{\"value\":[]},\"output\":{}}\n");
    EXPECT_EQ(shape.place, file + ":1");
    EXPECT(shape.message.starts_with("the input is not of the form of varint"));
    EXPECT_FALSE(shape.hint.empty());
    recorded.write(
        "storage/vectors/partitioner.jsonl",
        "{\"id\":\"x\",\"input\":{\"keyHex\":\"0z\",\"partitionCounts\":[1]},\"output\":{}}\n");
    const base::Error hex = refusal_of({recorded.path("storage/vectors/partitioner.jsonl")});
    EXPECT(hex.message.ends_with("keyHex is not hexadecimal: 0z"));
    EXPECT_EQ(refusal_of({recorded.path("nowhere")}).place, recorded.path("nowhere"));
    recorded.write("empty/readme.txt", "nothing");
    EXPECT_EQ(refusal_of({recorded.path("empty")}).message, "this folder holds no recordings");
}

TEST_CASE("the command's exit code is 0, 1 or 2, and bad input leaves no report") {
    const Workplace workplace;
    workplace.write("varint.jsonl", right);
    const Workplace::Outcome good = workplace.run({"conform", "varint.jsonl"});
    EXPECT_EQ(good.status, 0);
    EXPECT_EQ(good.err, "");
    workplace.write("varint.jsonl", varint_line("v-2", 3, "d805"));
    const Workplace::Outcome differs =
        workplace.run({"conform", "varint.jsonl", "--report", "json", "--out", "r.json"});
    EXPECT_EQ(differs.status, 1);
    EXPECT_EQ(differs.out, "");
    EXPECT(workplace.text_of("r.json").find("\"verdict\": \"differs\"") != std::string::npos);
    workplace.write("varint.jsonl", right + "{");
    const Workplace::Outcome broken =
        workplace.run({"conform", "varint.jsonl", "--out", "broken.txt"});
    EXPECT_EQ(broken.status, 2);
    EXPECT(broken.err.find("varint.jsonl:2: broken JSON") != std::string::npos);
    EXPECT_FALSE(workplace.has("broken.txt"));
    EXPECT_EQ(workplace.run({"conform"}).status, 2);
    EXPECT_EQ(workplace.run({"conform", "varint.jsonl", "--report", "xml"}).status, 2);
}
