#include "render/window.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

#include <algorithm>
#include <clocale>
#include <memory>
#include <optional>

#include "render/framebuffer.h"
#include "render/gl.h"
#include "render/gui_context.h"
#include "render/window_input.h"

namespace brokerscope::render {

namespace {

// After the last input this many frames are still drawn: what a click changed shows in the next
// one.
constexpr int frames_after_input = 3;
constexpr double longest_step_seconds = 0.25;
// While nothing moves the window still looks at the world now and then.
constexpr double idle_wait_seconds = 1;

struct GlfwLibrary {
    bool ready = glfwInit() == GLFW_TRUE;
    // For the names of keys glfwInit() takes the user's locale over; a run must not depend on it.
    GlfwLibrary() { std::setlocale(LC_ALL, "C"); }
    ~GlfwLibrary() {
        if (ready) glfwTerminate();
    }
    GlfwLibrary(const GlfwLibrary&) = delete;
    GlfwLibrary& operator=(const GlfwLibrary&) = delete;
};

base::Error no_window(const std::string& what) {
    const char* reason = nullptr;
    glfwGetError(&reason);
    return {what + (reason != nullptr ? std::string(": ") + reason : ""), "",
            "without a display use `brokerscope render` for pictures and `run` for reports"};
}

GLFWwindow* open_window(const WindowOptions& options) {
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
    return glfwCreateWindow(options.width, options.height, options.title.c_str(), nullptr, nullptr);
}

Metrics metrics_of(GLFWwindow* window, bool presenter) {
    int width = 0;
    int height = 0;
    glfwGetFramebufferSize(window, &width, &height);
    float scale_x = 1;
    float scale_y = 1;
    glfwGetWindowContentScale(window, &scale_x, &scale_y);
    return metrics_for(
        {static_cast<float>(std::max(width, 64)), static_cast<float>(std::max(height, 64))},
        presenter, std::max(1.0F, scale_x));
}

// Remembers where the window was while it fills the screen.
class FullScreen {
  public:
    void apply(GLFWwindow* window, bool wanted) {
        if (wanted == is_full_) return;
        is_full_ = wanted;
        if (!wanted) {
            glfwSetWindowMonitor(window, nullptr, x_, y_, width_, height_, GLFW_DONT_CARE);
            return;
        }
        glfwGetWindowPos(window, &x_, &y_);
        glfwGetWindowSize(window, &width_, &height_);
        GLFWmonitor* monitor = glfwGetPrimaryMonitor();
        if (monitor == nullptr) return;
        const GLFWvidmode* mode = glfwGetVideoMode(monitor);
        glfwSetWindowMonitor(window, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
    }

  private:
    bool is_full_ = false;
    int x_ = 0;
    int y_ = 0;
    int width_ = 1600;
    int height_ = 900;
};

// Everything that draws into one window, in order of construction.
class WindowRenderer {
  public:
    explicit WindowRenderer(GLFWwindow* window) : window_(window) {
        gui_.activate();
        ready_ = ImGui_ImplOpenGL3_Init("#version 330 core");
        if (ready_) particles_.emplace();
    }
    ~WindowRenderer() {
        gui_.activate();
        particles_.reset();
        if (ready_) ImGui_ImplOpenGL3_Shutdown();
    }
    WindowRenderer(const WindowRenderer&) = delete;
    WindowRenderer& operator=(const WindowRenderer&) = delete;

    bool ready() const { return ready_; }

    void draw(App& app, const Input& input, base::Duration since_last) {
        const WindowWishes wishes = app.wishes();
        const Metrics metrics = metrics_of(window_, wishes.presenter);
        if (gui_.set_metrics(metrics) && uploaded_) {
            ImGui_ImplOpenGL3_DestroyFontsTexture();
            ImGui_ImplOpenGL3_CreateFontsTexture();
        }
        ImGui_ImplOpenGL3_NewFrame();
        uploaded_ = true;
        const auto width = static_cast<int>(metrics.window.width);
        const auto height = static_cast<int>(metrics.window.height);
        ImDrawData* triangles = gui_.draw(
            theme(wishes.theme), [&](Canvas& canvas) { app.frame(canvas, input, since_last); },
            nullptr, &*particles_);
        glViewport(0, 0, width, height);
        ImGui_ImplOpenGL3_RenderDrawData(triangles);
        if (app.wants_screenshot()) app.take_screenshot(read_framebuffer(width, height));
        glfwSwapBuffers(window_);
    }

  private:
    GLFWwindow* window_;
    GuiContext gui_;
    bool ready_ = false;
    bool uploaded_ = false;
    std::optional<ParticleLayer> particles_;
};

void run_loop(GLFWwindow* window, App& app, WindowRenderer& renderer, WindowInput& input) {
    FullScreen full_screen;
    double last = glfwGetTime();
    int frames_due = frames_after_input;
    while (glfwWindowShouldClose(window) == GLFW_FALSE && !app.wishes().close) {
        if (app.wishes().moving || frames_due > 0) {
            glfwPollEvents();
        } else {
            glfwWaitEventsTimeout(idle_wait_seconds);
        }
        full_screen.apply(window, app.wishes().full_screen);
        const double now = glfwGetTime();
        const double step = std::min(now - last, longest_step_seconds);
        last = now;
        const Input frame_input = input.take(window);
        const bool touched = input.touched();
        frames_due = touched ? frames_after_input : std::max(0, frames_due - 1);
        renderer.draw(app, frame_input, {static_cast<std::int64_t>(step * 1e9)});
    }
}

}  // namespace

base::Status run_window(App& app, const WindowOptions& options) {
    const GlfwLibrary library;
    if (!library.ready) return no_window("there is no display to open a window on");
    const std::unique_ptr<GLFWwindow, void (*)(GLFWwindow*)> window(open_window(options),
                                                                    &glfwDestroyWindow);
    if (window == nullptr) return no_window("no window with OpenGL 3.3 can be opened");
    glfwMakeContextCurrent(window.get());
    glfwSwapInterval(1);
    WindowInput input(window.get());
    WindowRenderer renderer(window.get());
    if (!renderer.ready()) return no_window("the OpenGL library cannot be loaded");
    run_loop(window.get(), app, renderer, input);
    return base::Nothing{};
}

}  // namespace brokerscope::render
