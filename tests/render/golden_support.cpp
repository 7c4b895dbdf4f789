#include "tests/render/golden_support.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace brokerscope::render {

namespace {

// Drivers and versions of the font rasteriser differ by a shade at edges, averaged over 9 pixels.
constexpr double most_mean = 1.5;
constexpr double most_changed_part = 0.004;

void write_file(const std::string& path, const std::string& bytes) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::string golden_problem(const std::string& name, const Picture& picture) {
    const Picture small = downscaled(picture, 640, 360);
    const std::string path =
        std::string(BROKERSCOPE_SOURCE_DIR) + "/tests/golden/pictures/" + name + ".png";
    if (const char* folder = std::getenv("BROKERSCOPE_PICTURE_DIR"))
        write_file(std::string(folder) + "/" + name + ".png", encode_png(picture));
    if (std::getenv("BROKERSCOPE_REWRITE_PICTURES") != nullptr) write_file(path, encode_png(small));
    const base::Result<Picture> golden = decode_png(read_file(path));
    if (!golden)
        return path + " does not exist: run with BROKERSCOPE_REWRITE_PICTURES=1 and look at it";
    const PictureDifference apart = difference(*golden, small);
    if (apart.mean <= most_mean && apart.changed_part <= most_changed_part) return "";
    return fmt::format("{}: mean difference {:.2f}, {:.2f} % of the pixels changed", path,
                       apart.mean, apart.changed_part * 100);
}

}  // namespace brokerscope::render
