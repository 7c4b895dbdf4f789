// The real window: GLFW, OpenGL 3.3, one frame after the other. It knows nothing of a run: an App
// says what to draw and whether it moves. When nothing moves, a frame is drawn only after input.
#pragma once

#include <string>

#include "render/canvas.h"
#include "render/input.h"
#include "render/png.h"
#include "sim/base/result.h"
#include "sim/base/time.h"

namespace brokerscope::render {

/// What the App wants of its window from the next frame on.
struct WindowWishes {
    ThemeName theme = ThemeName::hall;
    bool presenter = false;
    bool full_screen = false;
    bool moving = false;  ///< draw again without waiting for input
    bool close = false;
};

class App {
  public:
    virtual ~App() = default;
    /// Draws one frame and takes its input. `since_last` is the viewer's time, at most 0.25 s:
    /// after a pause of the window nothing jumps.
    virtual void frame(Canvas& canvas, const Input& input, base::Duration since_last) = 0;
    virtual WindowWishes wishes() const = 0;
    /// The real framebuffer after the frame, when the App asked for it.
    virtual bool wants_screenshot() const { return false; }
    virtual void take_screenshot(const Picture&) {}
};

struct WindowOptions {
    std::string title = "Brokerscope";
    int width = 1600;
    int height = 900;
};

/// Shows the window until it is closed. An Error when there is no display or no OpenGL 3.3: the
/// caller can go on without a window.
base::Status run_window(App& app, const WindowOptions& options);

}  // namespace brokerscope::render
