// Drawing without a display, PNG, and the comparison that golden pictures use.
#include "render/capture.h"

#include "render/marks.h"
#include "render/tape_cell.h"
#include "tests/expect.h"

namespace brokerscope::render {
namespace {

void draw_sampler(Canvas& canvas) {
    const Theme& t = canvas.theme();
    const Canvas::Ground panel = canvas.panel({40, 40, 600, 320}, t.panel, t.border);
    canvas.text({60, 70}, TextRole::strong, "Broker 1", t.text);
    for (int i = 0; i < 8; ++i) {
        const float left = 60 + 30 * static_cast<float>(i);
        draw_tape_cell(canvas, {left, 100, left + 26, 126}, {t.keys[static_cast<std::size_t>(i)]});
    }
    draw_crown(canvas, {80, 160}, 24, t.warn);
    draw_ring_clock(canvas, {{140, 160}, 40, 6, 0.4F}, t.consumer);
    const std::array<Particle, 2> particles{
        Particle{{200, 160}, 16, t.produce, PointShape::disc},
        Particle{{240, 160}, 16, t.replica, hollow(PointShape::square)}};
    canvas.points(particles);
}

Color pixel(const Picture& picture, int x, int y) {
    const auto at = static_cast<std::size_t>((y * picture.width + x) * 4);
    return {picture.rgba[at], picture.rgba[at + 1], picture.rgba[at + 2], 255};
}

TEST_CASE("a frame is drawn without a display, and twice the same") {
    auto capture = Capture::open();
    REQUIRE(capture.ok());
    const Metrics metrics = metrics_for({640, 360}, false);
    const Theme& t = theme(ThemeName::hall);
    const Picture first = (*capture)->draw(metrics, t, &draw_sampler);
    const Picture second = (*capture)->draw(metrics, t, &draw_sampler);
    EXPECT_EQ(first.width, 640);
    EXPECT_EQ(first.height, 360);
    EXPECT(first == second);
    EXPECT_EQ(encode_png(first), encode_png(second));
    EXPECT(pixel(first, 5, 5) == t.background);
    EXPECT(pixel(first, 300, 200) == t.panel);
    EXPECT(pixel(first, 73, 113) == t.keys[0]);
    EXPECT(pixel(first, 200, 160) == t.produce);
    EXPECT(pixel(first, 240, 160) == t.panel);  // an answer is hollow
}

TEST_CASE("the same context draws other sizes and themes") {
    auto capture = Capture::open();
    REQUIRE(capture.ok());
    (*capture)->draw(metrics_for({640, 360}, false), theme(ThemeName::hall), &draw_sampler);
    const Theme& t = theme(ThemeName::daylight);
    const Picture large = (*capture)->draw(metrics_for({1920, 1080}, false), t, &draw_sampler);
    EXPECT_EQ(large.width, 1920);
    EXPECT(pixel(large, 5, 5) == t.background);
    EXPECT(pixel(large, 1915, 1075) == t.background);
    EXPECT(pixel(large, 200, 160) == t.produce);
}

TEST_CASE("a PNG gives back the picture that went in") {
    Picture picture{4, 2, {}};
    for (std::uint8_t i = 0; i < 8; ++i)
        picture.rgba.insert(picture.rgba.end(), {i, static_cast<std::uint8_t>(i * 20), 7, 255});
    const std::string png = encode_png(picture);
    EXPECT_EQ(png.substr(1, 3), "PNG");
    const auto back = decode_png(png);
    REQUIRE(back.ok());
    EXPECT(*back == picture);
    EXPECT_FALSE(decode_png("not a picture").ok());
}

TEST_CASE("downscaling averages blocks, and differences are measured") {
    Picture picture{4, 2, {}};
    for (int i = 0; i < 8; ++i) {
        const auto value = static_cast<std::uint8_t>(i % 4 < 2 ? 0 : 200);
        picture.rgba.insert(picture.rgba.end(), {value, value, value, 255});
    }
    const Picture small = downscaled(picture, 2, 1);
    EXPECT(pixel(small, 0, 0) == rgb(0x000000));
    EXPECT(pixel(small, 1, 0) == rgb(0xc8c8c8));
    Picture other = small;
    other.rgba[4] = 100;
    const PictureDifference apart = difference(small, other);
    EXPECT_EQ(apart.changed_part, 0.5);
    EXPECT(apart.mean == doctest::Approx(100.0 / 6));
    EXPECT_EQ(difference(small, small).mean, 0);
}

}  // namespace
}  // namespace brokerscope::render
