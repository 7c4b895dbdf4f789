// The stage as a whole: layouts of extreme moments in all sizes, themes and languages, and the
// golden pictures that somebody has looked at.
#include "render/stage/stage.h"

#include "render/capture.h"
#include "tests/expect.h"
#include "tests/render/golden_support.h"
#include "tests/render/views_support.h"

namespace brokerscope::render {
namespace {

struct Look {
    Size window{1920, 1080};
    ThemeName theme = ThemeName::hall;
    base::Language language = base::Language::en;
    bool presenter = false;
};

void draw_moment(Canvas& canvas, const Moment& moment, const Look& look) {
    const stage::Scene scene{moment.view,  moment.verdicts,    moment.story, moment.now,
                             moment.head,  moment.planned_end, 0.1,          true,
                             look.language};
    const Input input;
    stage::UiState state;
    stage::Ui ui{input, state};
    stage::draw_stage(canvas, scene, ui);
}

std::vector<std::string> layout_problems(const Moment& moment, const Look& look) {
    GuiContext gui;
    const Metrics metrics = metrics_for(look.window, look.presenter);
    gui.set_metrics(metrics);
    LayoutRecord record;
    gui.draw(
        theme(look.theme), [&](Canvas& canvas) { draw_moment(canvas, moment, look); }, &record);
    return problems(record, look.window, metrics.smallest_text_px());
}

void expect_sound(const char* name, const Moment& moment) {
    for (const Size window : {Size{1280, 720}, Size{1920, 1080}, Size{3840, 2160}}) {
        for (const auto language : {base::Language::en, base::Language::pt}) {
            for (const bool presenter : {false, true}) {
                INFO(name, " at ", window.height, " lines, language ", static_cast<int>(language),
                     presenter ? ", presenter" : "");
                const auto found =
                    layout_problems(moment, {window, ThemeName::daylight, language, presenter});
                std::string all;
                for (const std::string& one : found)
                    all += "\n  " + one;
                EXPECT_EQ(all, "");
            }
        }
    }
}

TEST_CASE("the stage in the middle of a crash has no overlap, cut or weak text at any size") {
    expect_sound("a leader dies", a_leader_dies());
}

TEST_CASE("an empty world and one that has not started can be drawn at any size") {
    expect_sound("empty", an_empty_world());
    expect_sound("before the start", before_the_start());
}

TEST_CASE("a large world with long names has no overlap, cut or weak text at any size") {
    expect_sound("five brokers", a_large_world(5, 6, 3, 2, 4));
    expect_sound("one broker", a_large_world(1, 1, 1, 1, 1));
}

TEST_CASE("thirty brokers and fifty groups have no overlap, cut or weak text at any size") {
    expect_sound("thirty brokers", a_large_world(30, 300, 100, 50, 4));
    expect_sound("many partitions", a_large_world(3, 40, 12, 14, 20));
}

TEST_CASE("thirty brokers look as they did") {
    auto capture = Capture::open();
    REQUIRE(capture.ok());
    const Moment moment = a_large_world(30, 300, 100, 50, 4);
    const Picture picture =
        (*capture)->draw(metrics_for({1920, 1080}, false), theme(ThemeName::hall),
                         [&](Canvas& canvas) { draw_moment(canvas, moment, {}); });
    EXPECT_EQ(golden_problem("stage-fleet", picture), "");
}

TEST_CASE("the crash looks as it did in both themes") {
    auto capture = Capture::open();
    REQUIRE(capture.ok());
    const Moment moment = a_leader_dies();
    for (const ThemeName name : {ThemeName::hall, ThemeName::daylight}) {
        const Picture picture =
            (*capture)->draw(metrics_for({1920, 1080}, false), theme(name), [&](Canvas& canvas) {
                draw_moment(canvas, moment, {{1920, 1080}, name});
            });
        EXPECT_EQ(golden_problem("stage-" + std::string(name_of(name)), picture), "");
    }
    const Picture laptop = (*capture)->draw(
        metrics_for({1280, 720}, false), theme(ThemeName::hall), [&](Canvas& canvas) {
            draw_moment(canvas, moment, {{1280, 720}, ThemeName::hall, base::Language::pt});
        });
    EXPECT_EQ(golden_problem("stage-720-pt", laptop), "");
    const Picture presenter =
        (*capture)->draw(metrics_for({1920, 1080}, true), theme(ThemeName::hall),
                         [&](Canvas& canvas) { draw_moment(canvas, moment, {}); });
    EXPECT_EQ(golden_problem("stage-presenter", presenter), "");
}

}  // namespace
}  // namespace brokerscope::render
