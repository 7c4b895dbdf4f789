// The tables in the inspector: how long lines are folded, which tools a thing has, and that the
// text stands in its box at every size.
#include "render/stage/inspector_table.h"

#include "render/capture.h"
#include "render/stage/inspector_panel.h"
#include "render/stage/stage.h"
#include "tests/expect.h"
#include "tests/render/golden_support.h"
#include "tests/render/views_support.h"

namespace brokerscope::render::stage {
namespace {

using Lines = std::vector<std::string>;

Scene scene_of(const Moment& moment, base::Language language = base::Language::en) {
    return {
        moment.view, moment.verdicts, moment.story, moment.now, moment.head, moment.planned_end, 1,
        true,        language};
}

void draw(Canvas& canvas, const Moment& moment, const Selection& selection,
          const std::string& table, base::Language language = base::Language::en) {
    const Scene scene = scene_of(moment, language);
    const Input input;
    UiState state;
    state.selected = selection;
    state.inspector_open = 1;
    state.inspector_table = table;
    Ui ui{input, state};
    draw_stage(canvas, scene, ui);
    const journal::Journal journal;
    draw_inspector(canvas, scene, ui, lay_out_stage(canvas, scene), journal);
}

Selection a_replica(const Moment& moment) {
    const auto& [broker, shown] = *moment.view.brokers.begin();
    REQUIRE_FALSE(shown.replicas.empty());
    return ReplicaChosen{broker, shown.replicas.begin()->first};
}

TEST_CASE("lines are folded behind spaces and commas, and go on indented") {
    EXPECT_EQ(folded("short\n", 20), Lines{"short"});
    EXPECT_EQ(folded("a\n\nb", 20), (Lines{"a", "", "b"}));
    EXPECT_EQ(folded("offset: 0 size: 81 crc: 7", 14),
              (Lines{"offset: 0 ", "    size: 81 ", "    crc: 7"}));
    EXPECT_EQ(folded("{\"a\":1,\"b\":2}", 8), (Lines{"{\"a\":1,", "    \"b\":", "    2}"}));
    EXPECT_EQ(folded("\tTopic: a", 40), Lines{"        Topic: a"});
    EXPECT_EQ(folded("aaaa\tb", 40), Lines{"aaaa    b"});
}

TEST_CASE("a word that is longer than a line is cut between characters") {
    EXPECT_EQ(folded("abcdefghijkl", 8), (Lines{"abcdefgh", "    ijkl"}));
    for (const std::string& line : folded("ééééééééééééé", 9))
        EXPECT_NE(static_cast<unsigned char>(line.back()) & 0xC0, 0xC0);
}

TEST_CASE("each thing has the tables of the tools that know it") {
    const Moment moment = a_leader_dies();
    const Scene scene = scene_of(moment);
    const auto labels = [&](const Selection& selection) {
        Lines names;
        for (const TableTab& tab : tables_about(scene, selection)) {
            names.push_back(tab.label);
            EXPECT(view::table(moment.view, tab.query).ok());
        }
        return names;
    };
    EXPECT_EQ(labels(NodeChosen{moment.view.brokers.begin()->first}),
              (Lines{"configs", "log-dirs"}));
    EXPECT_EQ(labels(a_replica(moment)), (Lines{"dump-log", "topics", "offsets", "configs"}));
    EXPECT_EQ(labels(GroupChosen{moment.view.groups.begin()->first}),
              (Lines{"offsets", "members", "state"}));
    EXPECT(labels(FactChosen{}).empty());
}

TEST_CASE("a table in the inspector has no overlap, cut or weak text at any size") {
    const Moment moment = a_leader_dies();
    for (const Selection& selection :
         {Selection{NodeChosen{moment.view.brokers.begin()->first}}, a_replica(moment),
          Selection{GroupChosen{moment.view.groups.begin()->first}}}) {
        Lines tables{""};
        for (const TableTab& tab : tables_about(scene_of(moment), selection))
            tables.push_back(tab.label);
        for (const std::string& table : tables) {
            for (const Size window : {Size{1280, 720}, Size{1920, 1080}, Size{3840, 2160}}) {
                for (const bool presenter : {false, true}) {
                    CAPTURE(table);
                    CAPTURE(window.height);
                    GuiContext gui;
                    const Metrics metrics = metrics_for(window, presenter);
                    gui.set_metrics(metrics);
                    LayoutRecord record;
                    gui.draw(
                        theme(ThemeName::daylight),
                        [&](Canvas& canvas) {
                            draw(canvas, moment, selection, table, base::Language::pt);
                        },
                        &record);
                    std::string all;
                    for (const std::string& one :
                         problems(record, window, metrics.smallest_text_px()))
                        all += "\n  " + one;
                    EXPECT_EQ(all, "");
                }
            }
        }
    }
}

TEST_CASE("a dumped log looks as it did, and so do the tabs") {
    auto capture = Capture::open();
    REQUIRE(capture.ok());
    const Moment moment = a_leader_dies();
    const Picture picture = (*capture)->draw(
        metrics_for({1920, 1080}, false), theme(ThemeName::hall),
        [&](Canvas& canvas) { draw(canvas, moment, a_replica(moment), "dump-log"); });
    EXPECT_EQ(golden_problem("inspector-table", picture), "");
    const Picture tabs = (*capture)->draw(
        metrics_for({1280, 720}, false), theme(ThemeName::daylight),
        [&](Canvas& canvas) { draw(canvas, moment, a_replica(moment), "", base::Language::pt); });
    EXPECT_EQ(golden_problem("inspector-tabs", tabs), "");
}

}  // namespace
}  // namespace brokerscope::render::stage
