// Every input of the fuzzer's corpus, as an ordinary test. Inputs that once broke the sandbox stay
// here.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/expect.h"
#include "tests/fuzz/lua_support.h"

namespace brokerscope::fuzz {
namespace {

std::vector<std::filesystem::path> corpus() {
    std::vector<std::filesystem::path> files;
    const std::filesystem::path folder =
        std::filesystem::path(BROKERSCOPE_SOURCE_DIR) / "tests/fuzz/corpus/lua";
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

TEST_CASE("no input of the corpus breaks the sandbox") {
    const std::vector<std::filesystem::path> files = corpus();
    REQUIRE(files.size() >= 20);
    for (const std::filesystem::path& file : files) {
        std::ifstream in(file, std::ios::binary);
        const std::string source{std::istreambuf_iterator<char>(in), {}};
        INFO(file.filename().string());
        EXPECT_EQ(sandbox_problem(source), "");
    }
}

}  // namespace
}  // namespace brokerscope::fuzz
