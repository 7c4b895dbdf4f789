// brokerscope render: one moment of a run as a picture, without a display.
#include <cstdio>
#include <memory>

#include "cli/app.h"
#include "cli/files.h"
#include "cli/live_run.h"
#include "cli/scenario_input.h"
#include "render/player.h"

namespace brokerscope::cli {
namespace {

struct RenderFlags {
    ScenarioFlags scenario;
    std::string at = "10s";
    std::string out;
    std::string size = "1920x1080";
    std::string theme = "hall";
    std::string language = "en";
};

constexpr int smallest_side = 320;
constexpr int largest_side = 8192;

base::Result<render::Size> read_size(const std::string& text) {
    int width = 0;
    int height = 0;
    char rest = 0;
    const int read = std::sscanf(text.c_str(), "%dx%d%c", &width, &height, &rest);
    const bool fits = width >= smallest_side && width <= largest_side && height >= smallest_side &&
                      height <= largest_side;
    if (read != 2 || !fits) {
        return base::Error{"'" + text + "' is no size", "--size",
                           "write WIDTHxHEIGHT, each from 320 to 8192, e.g. 1920x1080"};
    }
    return render::Size{static_cast<float>(width), static_cast<float>(height)};
}

render::Look look_of(const RenderFlags& flags) {
    render::Look look;
    look.theme = flags.theme == "daylight" ? render::ThemeName::daylight : render::ThemeName::hall;
    look.language = flags.language == "pt" ? base::Language::pt : base::Language::en;
    return look;
}

base::Result<std::unique_ptr<LiveRun>> run_to(const RenderFlags& flags, base::SimTime moment) {
    base::Result<scripting::RunInputs> inputs = read_inputs(flags.scenario);
    if (!inputs) return inputs.error();
    auto opened = scripting::Session::open(std::move(inputs).value());
    if (!opened) return opened.error();
    if (moment > opened.value()->end()) {
        return base::Error{
            "the run ends at " + base::to_text(opened.value()->end() - base::SimTime{}), "--at",
            "choose an earlier moment"};
    }
    if (base::Status status = opened.value()->advance(moment); !status) return status.error();
    return std::make_unique<LiveRun>(std::move(opened).value());
}

int render_moment(const RenderFlags& flags) {
    const base::Result<base::SimTime> moment = read_moment("--at", flags.at);
    if (!moment) return tell(moment.error());
    const base::Result<render::Size> size = read_size(flags.size);
    if (!size) return tell(size.error());
    if (const base::Status status = check_writable(flags.out); !status) return tell(status.error());
    base::Result<std::unique_ptr<LiveRun>> run = run_to(flags, *moment);
    if (!run) return tell(run.error());
    auto capture = render::Capture::open();
    if (!capture) return tell(capture.error());
    const render::Picture picture =
        render::picture_of(*capture.value(), *run.value(), *moment, *size, look_of(flags));
    const base::Status written = write_file(flags.out, render::encode_png(picture));
    return written ? all_holds : tell(written.error());
}

}  // namespace

void add_render(CLI::App& app, Action& action) {
    auto flags = std::make_shared<RenderFlags>();
    CLI::App* command =
        app.add_subcommand("render", "Draw one moment of a scenario as a PNG picture.");
    add_scenario_flags(*command, flags->scenario);
    command->add_option("--at", flags->at, "The moment, e.g. 12s")->capture_default_str();
    command->add_option("-o,--out", flags->out, "The picture's file; - is stdout")->required();
    command->add_option("--size", flags->size, "WIDTHxHEIGHT in pixels")->capture_default_str();
    command->add_option("--theme", flags->theme, "hall (dark) or daylight (light)")
        ->check(CLI::IsMember({"hall", "daylight"}))
        ->capture_default_str();
    command->add_option("--lang", flags->language, "en or pt")
        ->check(CLI::IsMember({"en", "pt"}))
        ->capture_default_str();
    command->callback([flags, &action] { action = [flags] { return render_moment(*flags); }; });
}

}  // namespace brokerscope::cli
