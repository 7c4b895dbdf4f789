// brokerscope play: a run in a window.
#include <memory>

#include "cli/app.h"
#include "cli/live_run.h"
#include "cli/scenario_input.h"
#include "render/player.h"

namespace brokerscope::cli {
namespace {

struct PlayFlags {
    ScenarioFlags scenario;
    std::string theme = "hall";
    std::string language = "en";
    int width = 1600;
    int height = 900;
};

int play(const PlayFlags& flags) {
    base::Result<scripting::RunInputs> inputs = read_inputs(flags.scenario);
    if (!inputs) return tell(inputs.error());
    auto opened = scripting::Session::open(std::move(inputs).value());
    if (!opened) return tell(opened.error());
    LiveRun run(std::move(opened).value());
    render::Look look;
    look.theme = flags.theme == "daylight" ? render::ThemeName::daylight : render::ThemeName::hall;
    look.language = flags.language == "pt" ? base::Language::pt : base::Language::en;
    render::Player player(run, look);
    render::WindowOptions options;
    options.width = flags.width;
    options.height = flags.height;
    const base::Status shown = render::run_window(player, options);
    return shown ? all_holds : tell(shown.error());
}

}  // namespace

void add_play(CLI::App& app, Action& action) {
    auto flags = std::make_shared<PlayFlags>();
    CLI::App* command = app.add_subcommand("play", "Open the window on a scenario.");
    add_scenario_flags(*command, flags->scenario);
    command->add_option("--theme", flags->theme, "hall (dark) or daylight (light)")
        ->check(CLI::IsMember({"hall", "daylight"}))
        ->capture_default_str();
    command->add_option("--lang", flags->language, "en or pt")
        ->check(CLI::IsMember({"en", "pt"}))
        ->capture_default_str();
    command->add_option("--width", flags->width, "Of the window")->check(CLI::Range(640, 8192));
    command->add_option("--height", flags->height, "Of the window")->check(CLI::Range(360, 8192));
    command->callback([flags, &action] { action = [flags] { return play(*flags); }; });
}

}  // namespace brokerscope::cli
