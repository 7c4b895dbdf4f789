#include "render/png.h"

#include <stb_image.h>
#include <stb_image_write.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "sim/base/check.h"

namespace brokerscope::render {

namespace {

void append_bytes(void* context, void* data, int size) {
    static_cast<std::string*>(context)->append(static_cast<const char*>(data),
                                               static_cast<std::size_t>(size));
}

std::vector<std::uint8_t> without_alpha(const Picture& picture) {
    std::vector<std::uint8_t> rgb;
    rgb.reserve(picture.rgba.size() / 4 * 3);
    for (std::size_t i = 0; i < picture.rgba.size(); i += 4)
        rgb.insert(rgb.end(), picture.rgba.begin() + static_cast<std::ptrdiff_t>(i),
                   picture.rgba.begin() + static_cast<std::ptrdiff_t>(i + 3));
    return rgb;
}

}  // namespace

std::string encode_png(const Picture& picture) {
    std::string png;
    const std::vector<std::uint8_t> rgb = without_alpha(picture);
    // Flat areas: the "up" filter compresses as well as trying all five, in half the time.
    stbi_write_force_png_filter = 2;
    stbi_write_png_compression_level = 6;
    const int ok = stbi_write_png_to_func(&append_bytes, &png, picture.width, picture.height, 3,
                                          rgb.data(), picture.width * 3);
    CHECK(ok != 0, "a picture in memory can be encoded");
    return png;
}

base::Result<Picture> decode_png(std::string_view bytes) {
    Picture picture;
    int channels = 0;
    const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
        stbi_load_from_memory(reinterpret_cast<const stbi_uc*>(bytes.data()),
                              static_cast<int>(bytes.size()), &picture.width, &picture.height,
                              &channels, 4),
        &stbi_image_free);
    if (pixels == nullptr) return base::Error{"not a PNG picture", "", ""};
    const std::size_t size = std::size_t{4} * static_cast<std::size_t>(picture.width) *
                             static_cast<std::size_t>(picture.height);
    picture.rgba.assign(pixels.get(), pixels.get() + size);
    return picture;
}

Picture downscaled(const Picture& picture, int width, int height) {
    CHECK(picture.width % width == 0 && picture.height % height == 0, "blocks are whole");
    const int block_x = picture.width / width;
    const int block_y = picture.height / height;
    Picture small{width, height, {}};
    small.rgba.reserve(std::size_t{4} * static_cast<std::size_t>(width * height));
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int channel = 0; channel < 4; ++channel) {
                int sum = 0;
                for (int i = 0; i < block_x * block_y; ++i) {
                    const int at =
                        (y * block_y + i / block_x) * picture.width + x * block_x + i % block_x;
                    sum += picture.rgba[static_cast<std::size_t>(at * 4 + channel)];
                }
                small.rgba.push_back(static_cast<std::uint8_t>(sum / (block_x * block_y)));
            }
        }
    }
    return small;
}

PictureDifference difference(const Picture& a, const Picture& b) {
    CHECK(a.width == b.width && a.height == b.height, "pictures of one size are compared");
    double sum = 0;
    double changed = 0;
    for (std::size_t i = 0; i < a.rgba.size(); i += 4) {
        int most = 0;
        for (std::size_t channel = 0; channel < 3; ++channel) {
            const int apart = std::abs(a.rgba[i + channel] - b.rgba[i + channel]);
            sum += apart;
            most = std::max(most, apart);
        }
        if (most > 24) changed += 1;
    }
    const double pixels = std::max<double>(1, static_cast<double>(a.rgba.size()) / 4);
    return {sum / (pixels * 3), changed / pixels};
}

}  // namespace brokerscope::render
