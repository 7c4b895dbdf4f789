// Vectors: what functions of real Kafka returned, one JSON object a line (`id`, `input`, `output`,
// and `kafka` where the versions differ). tests/tools/extract_vectors.py writes the files.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/expect.h"

namespace brokerscope::golden {

/// The vectors of tests/golden/vectors/NAME.jsonl; a missing or empty file fails the test.
inline std::vector<nlohmann::json> vectors(const std::string& name) {
    const std::string path =
        std::string(BROKERSCOPE_SOURCE_DIR) + "/tests/golden/vectors/" + name + ".jsonl";
    std::ifstream file(path);
    std::vector<nlohmann::json> result;
    for (std::string line; std::getline(file, line);)
        result.push_back(nlohmann::json::parse(line));
    REQUIRE_MESSAGE(!result.empty(), path);
    return result;
}

}  // namespace brokerscope::golden
