// Pictures in memory and as PNG. Encoding takes about 100 ms for 1920x1080: keep it off a render
// loop.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/result.h"

namespace brokerscope::render {

/// Rows from the top, four bytes a pixel (red, green, blue, 255).
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgba;

    friend bool operator==(const Picture&, const Picture&) = default;
};

/// The bytes of a PNG file without an alpha channel; the same picture gives the same bytes.
std::string encode_png(const Picture& picture);

base::Result<Picture> decode_png(std::string_view bytes);

/// Averages blocks of pixels; `width` and `height` must divide the picture's.
Picture downscaled(const Picture& picture, int width, int height);

/// How far two pictures of one size are apart.
struct PictureDifference {
    double mean = 0;          ///< mean absolute difference of a channel, 0 to 255
    double changed_part = 0;  ///< part of the pixels where a channel differs by more than 24
};
PictureDifference difference(const Picture& a, const Picture& b);

}  // namespace brokerscope::render
