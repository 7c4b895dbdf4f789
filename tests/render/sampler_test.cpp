// All signs and all type on one page, as a golden picture: what the legend is made of.
#include <array>

#include "render/capture.h"
#include "render/marks.h"
#include "render/tape_cell.h"
#include "tests/expect.h"
#include "tests/render/golden_support.h"

namespace brokerscope::render {
namespace {

void draw_type(Canvas& canvas) {
    constexpr std::array<const char*, text_roles> words{
        "small: 12 unflushed, rack a",
        "label: generation 4, rebalance of 60 s",
        "body: Consumer groups — Portuguese: ação, médio, três",
        "Broker 1 strong",
        "billing-1 strong small",
        "A leader dies (title)",
        "Broker 2 is silent. Nobody knows yet: the controller waits.",
        "PreparingRebalance",
        "mono small 208 213 min.insync.replicas",
        "mono sent 614 acked 598",
        "number 817 801",
        "00:12.384"};
    float y = 60;
    for (int i = 0; i < text_roles; ++i) {
        const auto role = static_cast<TextRole>(i);
        y += canvas.line_height(role) * 0.75F;
        canvas.text({60, y}, role, words[static_cast<std::size_t>(i)], canvas.theme().text);
        y += canvas.line_height(role) * 0.75F;
    }
}

void draw_cells(Canvas& canvas, Point corner) {
    using Pattern = TapeCell::Pattern;
    float y = corner.y;
    for (const auto strength :
         {TapeStrength::full, TapeStrength::calm, TapeStrength::out_of_sync, TapeStrength::ghost}) {
        float x = corner.x;
        for (const Color hue : canvas.theme().keys) {
            draw_tape_cell(canvas, {x, y, x + 22, y + 28}, {hue, Pattern::solid, strength});
            x += 26;
        }
        for (const auto pattern : {Pattern::hatched, Pattern::striped, Pattern::crossed,
                                   Pattern::lost, Pattern::control, Pattern::gap}) {
            draw_tape_cell(canvas, {x, y, x + 22, y + 28},
                           {canvas.theme().keys[0], pattern, strength});
            x += 26;
        }
        y += 40;
    }
}

void draw_signs(Canvas& canvas, Point at) {
    const Theme& t = canvas.theme();
    draw_crown(canvas, at, 22, t.warn);
    draw_cross(canvas, at + Point{50, 0}, 22, t.loss);
    draw_diamond(canvas, at + Point{100, 0}, 18, t.control);
    draw_dot(canvas, at + Point{150, 0}, 12, t.consumer, true);
    draw_dot(canvas, at + Point{180, 0}, 12, t.consumer, false);
    draw_flag(canvas, at + Point{220, 10}, 20, t.group, true);
    draw_flag(canvas, at + Point{260, 10}, 20, t.group, false);
    draw_check(canvas, at + Point{300, 0}, 20, t.consumer);
    draw_triangle(canvas, at + Point{340, 0}, 20, t.loss);
    for (int i = 0; i < 5; ++i) {
        const float left = 1 - 0.24F * static_cast<float>(i);
        draw_ring_clock(canvas, {at + Point{30 + 60 * static_cast<float>(i), 60}, 44, 6, left},
                        ring_color(t, left, t.produce));
    }
    draw_chip(canvas, at + Point{0, 120}, "orders-0", t.produce, ChipLook::outlined);
    draw_chip(canvas, at + Point{110, 120}, "Stable", t.consumer, ChipLook::outlined);
    draw_chip(canvas, at + Point{210, 120}, "3 acknowledged, at risk", t.warn, ChipLook::filled);
    const std::array<float, 8> lag{1, 2, 5, 9, 6, 3, 3, 4};
    draw_spark_line(canvas, {at.x, at.y + 150, at.x + 160, at.y + 180}, lag, t.group);
    draw_bar(canvas, {at.x + 200, at.y + 160, at.x + 340, at.y + 170}, 0.6F, t.produce);
    canvas.hatch({at.x + 440, at.y + 100, at.x + 620, at.y + 170}, t.border, 8, 2);
    canvas.dashed_outline({at.x + 440, at.y - 10, at.x + 620, at.y + 80}, t.loss, 2, 8);
    float x = at.x;
    for (const auto icon : {TransportIcon::to_start, TransportIcon::back, TransportIcon::play,
                            TransportIcon::pause, TransportIcon::forward}) {
        draw_transport_icon(canvas, {x, at.y + 200, x + 24, at.y + 224}, icon, t.text);
        x += 50;
    }
}

void draw_points(Canvas& canvas, Point at) {
    const Theme& t = canvas.theme();
    const std::array<Color, 7> colors{t.produce, t.replica, t.consumer, t.control,
                                      t.dim,     t.loss,    t.loss};
    std::vector<Particle> particles;
    for (std::size_t i = 0; i < colors.size(); ++i) {
        const auto shape = static_cast<PointShape>(i);
        const float x = at.x + 40 * static_cast<float>(i);
        particles.push_back({{x, at.y}, 18, colors[i], shape});
        particles.push_back({{x, at.y + 34}, 18, colors[i], hollow(shape)});
        particles.push_back({{x, at.y + 64}, 10, colors[i], shape});
    }
    canvas.points(particles);
}

TEST_CASE("the sampler of all signs looks as it did in both themes") {
    auto capture = Capture::open();
    REQUIRE(capture.ok());
    for (const ThemeName name : {ThemeName::hall, ThemeName::daylight}) {
        LayoutRecord record;
        const Metrics metrics = metrics_for({1920, 1080}, false);
        const Picture picture = (*capture)->draw(
            metrics, theme(name),
            [](Canvas& canvas) {
                const Canvas::Ground panel =
                    canvas.panel({20, 20, 1900, 1060}, canvas.theme().panel, canvas.theme().border);
                draw_type(canvas);
                draw_cells(canvas, {1000, 60});
                draw_signs(canvas, {1000, 280});
                draw_points(canvas, {1000, 580});
            },
            &record);
        EXPECT_EQ(golden_problem("sampler-" + std::string(name_of(name)), picture), "");
        for (const std::string& problem : problems(record, metrics.window, 14))
            FAIL_TEST(problem);
    }
}

}  // namespace
}  // namespace brokerscope::render
