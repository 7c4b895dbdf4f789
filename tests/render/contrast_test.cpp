// The colour promises of both themes.
#include <cstdlib>
#include <initializer_list>
#include <vector>

#include "render/theme.h"
#include "tests/expect.h"

namespace brokerscope::render {
namespace {

struct Named {
    const char* name;
    Color color;
};

std::initializer_list<ThemeName> both_themes() {
    static constexpr std::initializer_list<ThemeName> themes{ThemeName::hall, ThemeName::daylight};
    return themes;
}

std::vector<Named> grounds_of(const Theme& theme) {
    return {{"background", theme.background},
            {"panel", theme.panel},
            {"raised", theme.raised},
            {"strip", theme.strip},
            {"past", theme.past}};
}

std::vector<Named> words_of(const Theme& theme) {
    return {{"text", theme.text},       {"dim", theme.dim},         {"produce", theme.produce},
            {"replica", theme.replica}, {"control", theme.control}, {"consumer", theme.consumer},
            {"group", theme.group},     {"warn", theme.warn},       {"loss", theme.loss}};
}

TEST_CASE("contrast is WCAG's: black on white is 21, a colour on itself is 1") {
    EXPECT(contrast(rgb(0x000000), rgb(0xffffff)) == doctest::Approx(21));
    EXPECT(contrast(rgb(0xffffff), rgb(0x000000)) == doctest::Approx(21));
    EXPECT(contrast(rgb(0x777777), rgb(0xffffff)) == doctest::Approx(4.48).epsilon(0.002));
    EXPECT(contrast(rgb(0x336699), rgb(0x336699)) == doctest::Approx(1));
}

TEST_CASE("contrast of a translucent colour is that of what the eye sees") {
    const Color half = faded(rgb(0xffffff), 0.5F);
    EXPECT(contrast(half, rgb(0x000000)) ==
           doctest::Approx(contrast(rgb(0x808080), rgb(0x000000))).epsilon(0.01));
}

TEST_CASE("every word of both themes can be read on every ground") {
    for (const ThemeName name : both_themes()) {
        for (const Named& ground : grounds_of(theme(name))) {
            for (const Named& word : words_of(theme(name))) {
                INFO(name_of(name), ": ", word.name, " on ", ground.name);
                EXPECT_GE(contrast(word.color, ground.color), text_contrast);
            }
        }
    }
}

TEST_CASE("every mark of both themes stands out from every ground") {
    for (const ThemeName name : both_themes()) {
        for (const Named& ground : grounds_of(theme(name))) {
            INFO(name_of(name), ": on ", ground.name);
            EXPECT_GE(contrast(theme(name).quiet, ground.color), mark_contrast);
            EXPECT_GE(contrast(theme(name).high_watermark, ground.color), mark_contrast);
        }
        for (std::size_t key = 0; key < theme(name).keys.size(); ++key) {
            INFO(name_of(name), ": key hue ", key);
            EXPECT_GE(contrast(theme(name).keys[key], theme(name).panel), mark_contrast);
        }
    }
}

TEST_CASE("words on a filled chip can be read in both themes") {
    for (const ThemeName name : both_themes()) {
        const Theme& t = theme(name);
        for (const Color chip : {t.produce, t.replica, t.control, t.consumer, t.warn, t.loss}) {
            INFO(name_of(name));
            EXPECT_GE(contrast(t.on_mark, chip), text_contrast);
        }
    }
}

TEST_CASE("the key hues of a theme are told apart") {
    for (const ThemeName name : both_themes()) {
        const auto& keys = theme(name).keys;
        for (std::size_t a = 0; a < keys.size(); ++a) {
            for (std::size_t b = a + 1; b < keys.size(); ++b) {
                const int apart = std::abs(keys[a].red - keys[b].red) +
                                  std::abs(keys[a].green - keys[b].green) +
                                  std::abs(keys[a].blue - keys[b].blue);
                INFO(name_of(name), ": keys ", a, " and ", b);
                EXPECT_GE(apart, 60);
            }
        }
    }
}

TEST_CASE("themes are found by the names that people type") {
    EXPECT(parse_theme("hall") == ThemeName::hall);
    EXPECT(parse_theme("daylight") == ThemeName::daylight);
    EXPECT_FALSE(parse_theme("Hall").has_value());
    EXPECT_EQ(name_of(ThemeName::daylight), "daylight");
}

}  // namespace
}  // namespace brokerscope::render
