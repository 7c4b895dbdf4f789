#include "render/framebuffer.h"

#include <algorithm>
#include <cstddef>

#include "render/gl.h"

namespace brokerscope::render {

Picture read_framebuffer(int width, int height) {
    Picture picture{width, height, {}};
    const std::size_t row = std::size_t{4} * static_cast<std::size_t>(width);
    std::vector<std::uint8_t> upside_down(row * static_cast<std::size_t>(height));
    glPixelStorei(GL_PACK_ALIGNMENT, 4);
    glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, upside_down.data());
    picture.rgba.resize(upside_down.size());
    for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
        const auto from =
            upside_down.begin() +
            static_cast<std::ptrdiff_t>(row * (static_cast<std::size_t>(height) - 1 - y));
        std::copy(from, from + static_cast<std::ptrdiff_t>(row),
                  picture.rgba.begin() + static_cast<std::ptrdiff_t>(row * y));
    }
    for (std::size_t i = 3; i < picture.rgba.size(); i += 4)
        picture.rgba[i] = 255;
    return picture;
}

}  // namespace brokerscope::render
