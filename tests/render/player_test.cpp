// The player, driven by keys and clicks without a window.
#include "render/player.h"

#include "render/gui_context.h"
#include "render/stage/menu_panel.h"
#include "tests/expect.h"
#include "tests/render/fake_run_support.h"

namespace brokerscope::render {
namespace {

// A player of a short run on the null backend, and hands for it.
struct Bench {
    std::unique_ptr<FakeRun> run = a_short_run();
    Player player{*run, Look{}};
    GuiContext gui;
    LayoutRecord record;

    Bench() { gui.set_metrics(metrics_for({1920, 1080}, false)); }

    void frame(const Input& input = {}, Duration since_last = base::milliseconds(100)) {
        gui.draw(
            theme(ThemeName::hall),
            [&](Canvas& canvas) { player.frame(canvas, input, since_last); }, &record);
    }
    void press(Key key, bool shift = false, bool control = false, char character = 0) {
        Input input;
        input.keys.push_back({key, character, shift, control});
        frame(input, {});
    }
    void letter(char character) { press(Key::letter, false, false, character); }
    void click(Point at, bool right = false) {
        Input input;
        input.mouse = at;
        (right ? input.right_pressed : input.left_pressed) = true;
        frame(input, {});
    }
    // The middle of a text that the last frame drew.
    Point place_of(std::string_view text) const {
        for (const TextMark& mark : record.texts) {
            if (mark.text == text) return mark.place.centre();
        }
        FAIL_TEST("nothing says " << std::string(text));
        return {};
    }
    bool says(std::string_view text) const {
        for (const TextMark& mark : record.texts) {
            if (mark.text.find(text) != std::string::npos) return true;
        }
        return false;
    }
    std::int64_t moment_ms() const { return player.state().moment.milliseconds(); }
};

TEST_CASE("time passes while it plays, at the chosen speed") {
    Bench bench;
    bench.frame();
    EXPECT_EQ(bench.moment_ms(), 100);
    bench.press(Key::up);
    bench.frame();
    EXPECT_EQ(bench.moment_ms(), 300);
    bench.press(Key::space);
    bench.frame();
    EXPECT_EQ(bench.moment_ms(), 300);
    EXPECT_FALSE(bench.player.wishes().moving);
}

TEST_CASE("playing past the head simulates on") {
    Bench bench;
    bench.player.state().moment = bench.run->head();
    bench.frame();
    EXPECT_EQ(bench.moment_ms(), 3'100);
    EXPECT_EQ(bench.run->head().milliseconds(), 3'100);
}

TEST_CASE("time stands still at a question until it is answered by its number") {
    Bench bench;
    bench.run->set_head(6'000);
    bench.player.state().moment = SimTime{} + base::milliseconds(4'950);
    bench.frame();
    bench.frame();
    EXPECT_EQ(bench.moment_ms(), 5'000);
    EXPECT(bench.says("Who leads next?"));
    bench.letter('2');
    EXPECT_EQ(bench.player.state().answers.begin()->second, 1);
    bench.frame();
    EXPECT_EQ(bench.moment_ms(), 5'100);
    EXPECT_FALSE(bench.says("Who leads next?"));
    EXPECT(bench.says("you said: 2"));
}

TEST_CASE("time stands still at a question that the run comes to only now") {
    Bench bench;
    bench.player.state().moment = SimTime{} + base::milliseconds(4'950);
    bench.run->set_head(4'950);
    bench.frame();
    EXPECT_EQ(bench.moment_ms(), 5'000);
    bench.frame();
    EXPECT(bench.says("Who leads next?"));
}

TEST_CASE("a choice can be clicked") {
    Bench bench;
    bench.run->set_head(6'000);
    bench.player.state().moment = SimTime{} + base::milliseconds(5'000);
    bench.player.state().playing = false;
    bench.frame();
    const Point question = bench.place_of("Who leads next?");
    bench.click({question.x, question.y + 70});
    REQUIRE_EQ(bench.player.state().answers.size(), 1);
    EXPECT_EQ(bench.player.state().answers.begin()->second, 0);
}

TEST_CASE("a question that was asked earlier is no card over what followed") {
    Bench bench;
    bench.run->set_head(6'000);
    bench.player.state().moment = SimTime{} + base::milliseconds(5'500);
    bench.frame();
    EXPECT_FALSE(bench.says("Who leads next?"));
}

TEST_CASE("space passes a question, and time goes on") {
    Bench bench;
    bench.run->set_head(6'000);
    bench.player.state().moment = SimTime{} + base::milliseconds(4'950);
    bench.frame();
    bench.frame();
    EXPECT_EQ(bench.moment_ms(), 5'000);
    bench.press(Key::space);
    bench.frame();
    EXPECT_GT(bench.moment_ms(), 5'000);
    EXPECT_FALSE(bench.says("Who leads next?"));
    EXPECT_FALSE(bench.says("you said"));
}

TEST_CASE("left and right go by one event, with Shift by one stop") {
    Bench bench;
    bench.player.state().moment = SimTime{} + base::milliseconds(1'000);
    bench.press(Key::right);
    EXPECT_EQ(bench.moment_ms(), 2'000);
    bench.press(Key::left);
    EXPECT_EQ(bench.moment_ms(), 200);
    EXPECT_FALSE(bench.player.state().playing);
    bench.run->set_head(9'000);
    bench.press(Key::right, true);
    EXPECT_EQ(bench.moment_ms(), 2'000);
    bench.press(Key::right, true);
    EXPECT_EQ(bench.moment_ms(), 5'000);
    bench.press(Key::right, true);
    EXPECT_EQ(bench.moment_ms(), 8'000);
    bench.press(Key::left, true);
    EXPECT_EQ(bench.moment_ms(), 5'000);
    bench.press(Key::home);
    EXPECT_EQ(bench.moment_ms(), 0);
}

TEST_CASE("a clicked broker is shown in the inspector, Escape closes it") {
    Bench bench;
    bench.player.state().moment = SimTime{} + base::milliseconds(1'000);
    bench.player.state().playing = false;
    bench.frame();
    bench.click(bench.place_of("Broker 2"));
    EXPECT(bench.player.state().selected == stage::Selection{stage::NodeChosen{NodeId{2}}});
    bench.frame();
    bench.frame();
    bench.frame();
    EXPECT(bench.says("BrokerState"));
    EXPECT(bench.says("RUNNING"));
    bench.press(Key::escape);
    EXPECT(stage::is_nothing(bench.player.state().selected));
}

TEST_CASE("a tab of the inspector shows what Kafka's tool prints, until something else is chosen") {
    Bench bench;
    bench.player.state().moment = SimTime{} + base::milliseconds(1'000);
    bench.player.state().playing = false;
    bench.frame();
    bench.click(bench.place_of("Broker 2"));
    for (int i = 0; i < 4; ++i)
        bench.frame();
    bench.click(bench.place_of("configs"));
    bench.frame();
    EXPECT(bench.says("All configs for broker 2 are:"));
    EXPECT(bench.says("advertised.listeners=null sensitive=false synonyms={}"));
    EXPECT_FALSE(bench.says("BrokerState"));
    bench.click(bench.place_of("overview"));
    bench.frame();
    EXPECT(bench.says("BrokerState"));
    bench.click(bench.place_of("log-dirs"));
    bench.frame();
    EXPECT(bench.says("Received log directory information from brokers 2"));
    bench.press(Key::escape);
    EXPECT(stage::is_nothing(bench.player.state().selected));
}

TEST_CASE("a right click offers faults and a click on one asks the world") {
    Bench bench;
    bench.player.state().moment = SimTime{} + base::milliseconds(1'000);
    bench.player.state().playing = false;
    bench.frame();
    bench.click(bench.place_of("Broker 2"), true);
    bench.frame();
    EXPECT(bench.says("c:broker(2):crash()"));
    bench.click(bench.place_of("Crash broker 2"));
    REQUIRE_EQ(bench.run->given.size(), 1);
    EXPECT_EQ(bench.run->given[0].first.milliseconds(), 1'000);
    const auto* crash = std::get_if<commands::Crash>(&bench.run->given[0].second);
    REQUIRE(crash != nullptr);
    EXPECT_EQ(crash->node.value, 2);
    bench.frame();
    EXPECT_FALSE(bench.says("Crash broker 2"));
}

TEST_CASE("a refused command says why") {
    Bench bench;
    bench.run->refuse_commands = true;
    bench.player.state().playing = false;
    bench.player.state().moment = SimTime{} + base::milliseconds(1'000);
    bench.player.state().orders.push_back(commands::Stop{NodeId{2}});
    bench.frame();
    bench.frame();
    EXPECT(bench.says("broker 2 is not running"));
}

TEST_CASE("the palette finds a command by typed words and Enter gives it") {
    Bench bench;
    bench.player.state().playing = false;
    bench.player.state().moment = SimTime{} + base::milliseconds(1'000);
    bench.press(Key::letter, false, true, 'P');
    Input typing;
    typing.typed = "broker 1 STOP";
    bench.frame(typing);
    EXPECT(bench.says("Stop broker 1"));
    EXPECT_FALSE(bench.says("Crash broker 1"));
    bench.press(Key::enter);
    REQUIRE_EQ(bench.run->given.size(), 1);
    EXPECT(std::holds_alternative<commands::Stop>(bench.run->given[0].second));
}

TEST_CASE("a press on the timeline scrubs to that moment and stops playing") {
    Bench bench;
    bench.run->set_head(9'000);
    bench.frame();
    const Point five = bench.place_of("5 s");
    bench.click({five.x, five.y - 40});
    EXPECT_EQ((bench.moment_ms() + 25) / 50, 100);
    EXPECT_FALSE(bench.player.state().playing);
}

TEST_CASE("scrubbing never leaves what has been simulated") {
    Bench bench;
    bench.frame();
    const Point late = bench.place_of("20 s");
    bench.click({late.x, late.y - 40});
    EXPECT_EQ(bench.moment_ms(), 3'000);
}

TEST_CASE("letters switch theme, language, presenter mode, legend and the black screen") {
    Bench bench;
    bench.player.state().playing = false;
    bench.letter('T');
    bench.letter('L');
    bench.letter('P');
    EXPECT(bench.player.wishes().theme == ThemeName::daylight);
    EXPECT(bench.player.wishes().presenter);
    bench.frame();
    EXPECT(bench.says("PT"));
    bench.letter('?');
    bench.frame();
    EXPECT(bench.says("tela preta"));
    bench.letter('B');
    bench.frame();
    EXPECT(bench.record.texts.empty());
    bench.press(Key::escape);
    EXPECT_FALSE(bench.player.state().black);
}

TEST_CASE("Ctrl+S says where the run was saved") {
    Bench bench;
    bench.player.state().playing = false;
    bench.press(Key::letter, false, true, 'S');
    bench.frame();
    EXPECT(bench.says("saved as x.lua"));
}

TEST_CASE("faults are what makes sense for a thing at this moment") {
    const auto run = a_short_run();
    run->set_head(9'000);
    const auto words_at = [&](std::int64_t ms) {
        const laws::Chronicle& chronicle = run->at(SimTime{} + base::milliseconds(ms));
        const Verdicts verdicts;
        const stage::Story story;
        const stage::Scene scene{chronicle.view, verdicts, story, {}, {}, {}};
        std::string words;
        for (const stage::Fault& fault : stage::faults_of(scene, stage::NodeChosen{NodeId{2}}))
            words += fault.words + "; ";
        return words;
    };
    EXPECT_EQ(words_at(1'000),
              "Crash broker 2; Stop broker 2; Cut the power of broker 2; "
              "Cut the link broker 1 – broker 2; "
              "Cut the link broker 2 – controller 3; ");
    EXPECT_EQ(words_at(9'000),
              "Start broker 2; Cut the link broker 1 – broker 2; "
              "Cut the link broker 2 – controller 3; ");
}

}  // namespace
}  // namespace brokerscope::render
