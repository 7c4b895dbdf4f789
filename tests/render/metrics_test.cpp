// Sizes at the three window sizes that the picture promises.
#include "render/metrics.h"

#include "tests/expect.h"

namespace brokerscope::render {
namespace {

int px_of(const Metrics& metrics, TextRole role) {
    return metrics.style(role).px;
}

int smallest_of(const Metrics& metrics) {
    int smallest = 1000;
    for (int i = 0; i < text_roles; ++i)
        smallest = std::min(smallest, px_of(metrics, static_cast<TextRole>(i)));
    return smallest;
}

TEST_CASE("at 1080 lines the unit is 8 px, body 18 and the smallest text 14") {
    const Metrics metrics = metrics_for({1920, 1080}, false);
    EXPECT_EQ(metrics.unit(), 8);
    EXPECT_EQ(metrics.radius(), 8);
    EXPECT_EQ(metrics.hairline(), 1.5F);
    EXPECT_EQ(px_of(metrics, TextRole::body), 18);
    EXPECT_EQ(smallest_of(metrics), 14);
}

TEST_CASE("presenter mode sets body in 26 px and nothing below 20") {
    const Metrics metrics = metrics_for({1920, 1080}, true);
    EXPECT_EQ(px_of(metrics, TextRole::body), 26);
    EXPECT_EQ(smallest_of(metrics), 20);
    EXPECT_GE(metrics.smallest_text_px(), 20);
}

TEST_CASE("at 720 lines text shrinks with the window but stays legible") {
    const Metrics metrics = metrics_for({1280, 720}, false);
    EXPECT_EQ(px_of(metrics, TextRole::body), 12);
    EXPECT_EQ(smallest_of(metrics), 11);
    EXPECT_EQ(metrics_for({640, 360}, false).style(TextRole::small).px, 11);
}

TEST_CASE("at 2160 lines everything is twice as large") {
    const Metrics metrics = metrics_for({3840, 2160}, false);
    EXPECT_EQ(metrics.unit(), 16);
    EXPECT_EQ(px_of(metrics, TextRole::body), 36);
    EXPECT_EQ(smallest_of(metrics), 28);
}

TEST_CASE("a HiDPI desktop raises the smallest text with its scale") {
    EXPECT_EQ(metrics_for({1280, 720}, false, 2).smallest_text_px(), 22);
}

TEST_CASE("a window that is narrow for its height scales by its width") {
    EXPECT_EQ(metrics_for({960, 1080}, false).scale, 0.5F);
}

}  // namespace
}  // namespace brokerscope::render
