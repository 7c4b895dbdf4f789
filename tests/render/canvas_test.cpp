// The text helper and the layout record, on the null backend: real fonts, no display.
#include "render/canvas.h"

#include "render/gui_context.h"
#include "tests/expect.h"

namespace brokerscope::render {
namespace {

// Draws one frame at 1920x1080 in the hall theme and returns what was recorded.
LayoutRecord recorded(const DrawFrame& frame) {
    GuiContext gui;
    gui.set_metrics(metrics_for({1920, 1080}, false));
    LayoutRecord record;
    gui.draw(theme(ThemeName::hall), frame, &record);
    return record;
}

std::vector<std::string> problems_of(const DrawFrame& frame) {
    return problems(recorded(frame), {1920, 1080}, 14);
}

bool mentions(const std::vector<std::string>& sentences, std::string_view word) {
    for (const std::string& sentence : sentences) {
        if (sentence.find(word) != std::string::npos) return true;
    }
    return false;
}

TEST_CASE("text is measured in the size that the role asks for") {
    recorded([](Canvas& canvas) {
        EXPECT(canvas.width_of(TextRole::mono, "0000") ==
               doctest::Approx(4 * canvas.width_of(TextRole::mono, "0")));
        // JetBrains Mono advances 0.6 em: 16 px type, 9.6 px a digit.
        EXPECT(canvas.width_of(TextRole::mono, "0") == doctest::Approx(9.6).epsilon(0.01));
        EXPECT(canvas.line_height(TextRole::body) == doctest::Approx(18 * 1.21).epsilon(0.02));
        EXPECT_LT(canvas.width_of(TextRole::small, "Broker"),
                  canvas.width_of(TextRole::title, "Broker"));
    });
}

TEST_CASE("the fonts hold Portuguese accents and every sign of the picture") {
    recorded([](Canvas& canvas) {
        const float missing = canvas.width_of(TextRole::body, "\xe2\x98\x83");  // a snowman
        for (const char* sign : {"ç", "ã", "õ", "é", "Á", "à", "ü", "—", "…", "×", "→", "“", "≥"}) {
            INFO(sign);
            EXPECT_GT(canvas.width_of(TextRole::body, sign), 0);
            EXPECT_NE(canvas.width_of(TextRole::body, sign), missing);
        }
    });
}

TEST_CASE("text that fits and stands alone is no problem") {
    EXPECT(problems_of([](Canvas& canvas) {
               const Rect box{100, 100, 400, 200};
               const Canvas::Ground panel =
                   canvas.panel(box, canvas.theme().panel, canvas.theme().border);
               canvas.text({120, 130}, TextRole::strong, "Broker 1", canvas.theme().text);
               canvas.text({120, 160}, TextRole::label, "rack a", canvas.theme().dim);
           }).empty());
}

TEST_CASE("words over words are found") {
    const auto found = problems_of([](Canvas& canvas) {
        canvas.text({100, 100}, TextRole::body, "produced", canvas.theme().text);
        canvas.text({140, 106}, TextRole::body, "acked", canvas.theme().text);
    });
    REQUIRE_EQ(found.size(), 1);
    EXPECT(mentions(found, "\"produced\""));
    EXPECT(mentions(found, "overlaps \"acked\""));
}

TEST_CASE("words that leave their panel are found") {
    const auto found = problems_of([](Canvas& canvas) {
        const Canvas::Ground panel =
            canvas.panel({100, 100, 180, 140}, canvas.theme().panel, canvas.theme().border);
        canvas.text({110, 120}, TextRole::body, "PreparingRebalance", canvas.theme().text);
    });
    REQUIRE_EQ(found.size(), 1);
    EXPECT(mentions(found, "is cut by its panel"));
}

TEST_CASE("words that leave the window are found") {
    EXPECT(mentions(problems_of([](Canvas& canvas) {
                        canvas.text({1900, 20}, TextRole::body, "Kafka 4.3", canvas.theme().text);
                    }),
                    "is cut"));
}

TEST_CASE("words and marks that are too weak are found") {
    const auto found = problems_of([](Canvas& canvas) {
        canvas.text({100, 100}, TextRole::body, "offline", canvas.theme().border);
        canvas.note_mark("crown", {300, 300}, canvas.theme().border);
    });
    REQUIRE_EQ(found.size(), 2);
    EXPECT(mentions(found, "\"offline\" has a contrast of"));
    EXPECT(mentions(found, "the crown at 300,300"));
}

TEST_CASE("words below the smallest size are found") {
    const LayoutRecord record = recorded([](Canvas& canvas) {
        canvas.text({100, 100}, TextRole::small, "unflushed", canvas.theme().text);
    });
    EXPECT(mentions(problems(record, {1920, 1080}, 15), "is set in 14 px"));
    EXPECT(problems(record, {1920, 1080}, 14).empty());
}

TEST_CASE("a menu may cover the stage, its own words may not cover each other") {
    const auto found = problems_of([](Canvas& canvas) {
        canvas.text({100, 100}, TextRole::body, "Broker 1", canvas.theme().text);
        const Canvas::Ground menu =
            canvas.overlay({90, 80, 300, 200}, canvas.theme().raised, canvas.theme().border);
        canvas.text({100, 100}, TextRole::body, "Crash", canvas.theme().text);
        canvas.text({100, 105}, TextRole::body, "Stop", canvas.theme().text);
    });
    REQUIRE_EQ(found.size(), 1);
    EXPECT(mentions(found, "\"Crash\""));
    EXPECT(mentions(found, "\"Stop\""));
}

TEST_CASE("text_if_free keeps away from what stands there and from the edge") {
    recorded([](Canvas& canvas) {
        const Color color = canvas.theme().text;
        EXPECT(canvas.text_if_free({100, 100}, TextRole::mono, "208", color));
        EXPECT_FALSE(canvas.text_if_free({110, 100}, TextRole::mono, "210", color));
        EXPECT(canvas.text_if_free({160, 100}, TextRole::mono, "210", color));
        EXPECT_FALSE(canvas.text_if_free({1910, 100}, TextRole::mono, "212", color));
    });
}

TEST_CASE("fitting takes the longest alternative that has room") {
    recorded([](Canvas& canvas) {
        const auto at = [&](float width) {
            return canvas.fitting(TextRole::body, width,
                                  {"3 acknowledged, at risk", "3 at risk", "3"});
        };
        EXPECT_EQ(at(1000), "3 acknowledged, at risk");
        EXPECT_EQ(at(canvas.width_of(TextRole::body, "3 at risk") + 1), "3 at risk");
        EXPECT_EQ(at(20), "3");
        EXPECT_EQ(at(2), "");
    });
}

TEST_CASE("a long name loses its middle, never half a character") {
    recorded([](Canvas& canvas) {
        const std::string name = "inscrições-de-usuários-região-norte-7";
        const float width = canvas.width_of(TextRole::body, name);
        EXPECT_EQ(canvas.fitting_name(TextRole::body, width + 1, name), name);
        for (float room = 20; room < width; room += 7) {
            const std::string shown = canvas.fitting_name(TextRole::body, room, name);
            EXPECT_LE(canvas.width_of(TextRole::body, shown), room);
            if (!shown.empty()) EXPECT_NE(shown.find("\xe2\x80\xa6"), std::string::npos);
            EXPECT_EQ(shown.find("\xef\xbf\xbd"), std::string::npos);
        }
        EXPECT_EQ(canvas.fitting_name(TextRole::body, 3, name), "");
    });
}

TEST_CASE("wrapped lines fit and lose no word") {
    recorded([](Canvas& canvas) {
        const std::string sentence =
            "Broker 2 is silent. Nobody knows yet: the controller waits for its session to end.";
        const auto lines = canvas.wrapped(TextRole::caption, 500, sentence);
        EXPECT_EQ(lines.size(), 2);
        std::string joined;
        for (const std::string& line : lines) {
            EXPECT_LE(canvas.width_of(TextRole::caption, line), 500);
            joined += joined.empty() ? line : " " + line;
        }
        EXPECT_EQ(joined, sentence);
        EXPECT(canvas.wrapped(TextRole::caption, 500, "").empty());
    });
}

}  // namespace
}  // namespace brokerscope::render
