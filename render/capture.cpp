#include "render/capture.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

#include <algorithm>
#include <string>

#include "render/framebuffer.h"
#include "render/gl.h"

namespace brokerscope::render {

namespace {

struct EglContext {
    EGLDisplay display = EGL_NO_DISPLAY;
    EGLContext context = EGL_NO_CONTEXT;
};

base::Error no_renderer(const std::string& what) {
    return {what, "",
            "drawing without a display needs libegl1, libgl1 and Mesa's renderer "
            "(apt-get install libegl1 libgl1 libgl1-mesa-dri)"};
}

base::Result<EglContext> open_egl() {
    EglContext egl;
    egl.display = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA,
                                        reinterpret_cast<void*>(EGL_DEFAULT_DISPLAY), nullptr);
    if (egl.display == EGL_NO_DISPLAY) return no_renderer("EGL has no surfaceless platform");
    if (eglInitialize(egl.display, nullptr, nullptr) == EGL_FALSE)
        return no_renderer("EGL cannot be initialised");
    if (eglBindAPI(EGL_OPENGL_API) == EGL_FALSE) return no_renderer("EGL offers no OpenGL");
    const EGLint config_wants[] = {EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
    EGLConfig config = nullptr;
    EGLint configs = 0;
    eglChooseConfig(egl.display, config_wants, &config, 1, &configs);
    const EGLint context_wants[] = {EGL_CONTEXT_MAJOR_VERSION,
                                    3,
                                    EGL_CONTEXT_MINOR_VERSION,
                                    3,
                                    EGL_CONTEXT_OPENGL_PROFILE_MASK,
                                    EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                                    EGL_NONE};
    egl.context = eglCreateContext(egl.display, configs > 0 ? config : EGL_NO_CONFIG_KHR,
                                   EGL_NO_CONTEXT, context_wants);
    if (egl.context == EGL_NO_CONTEXT) return no_renderer("there is no OpenGL 3.3 here");
    if (eglMakeCurrent(egl.display, EGL_NO_SURFACE, EGL_NO_SURFACE, egl.context) == EGL_FALSE)
        return no_renderer("the off-screen context cannot be used");
    return egl;
}

void close_egl(const EglContext& egl) {
    eglMakeCurrent(egl.display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext(egl.display, egl.context);
    eglTerminate(egl.display);
}

// A colour buffer that can be read back. Edges are smoothed by ImGui itself, which costs a software
// renderer far less than several samples a pixel.
struct ColorTarget {
    int width = 0;
    int height = 0;
    unsigned framebuffer = 0;
    unsigned color = 0;

    void resize(int new_width, int new_height) {
        if (framebuffer == 0) {
            glGenFramebuffers(1, &framebuffer);
            glGenRenderbuffers(1, &color);
        }
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
        if (width == new_width && height == new_height) return;
        width = new_width;
        height = new_height;
        glBindRenderbuffer(GL_RENDERBUFFER, color);
        glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
        glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, color);
    }
};

}  // namespace

struct Capture::Parts {
    EglContext egl;
    GuiContext gui;
    ColorTarget target;
    std::unique_ptr<ParticleLayer> particles;
    bool fonts_uploaded = false;
};

base::Result<std::unique_ptr<Capture>> Capture::open() {
    base::Result<EglContext> egl = open_egl();
    if (!egl) return egl.error();
    auto parts = std::make_unique<Parts>();
    parts->egl = *egl;
    parts->gui.activate();
    if (!ImGui_ImplOpenGL3_Init("#version 330 core")) {
        close_egl(parts->egl);
        return no_renderer("the OpenGL library cannot be loaded");
    }
    parts->particles = std::make_unique<ParticleLayer>();
    return std::unique_ptr<Capture>(new Capture(std::move(parts)));
}

Capture::Capture(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Capture::~Capture() {
    parts_->gui.activate();
    parts_->particles.reset();
    ImGui_ImplOpenGL3_Shutdown();
    close_egl(parts_->egl);
}

Picture Capture::draw(const Metrics& metrics, const Theme& theme, const DrawFrame& frame,
                      LayoutRecord* record) {
    eglMakeCurrent(parts_->egl.display, EGL_NO_SURFACE, EGL_NO_SURFACE, parts_->egl.context);
    if (parts_->gui.set_metrics(metrics) && parts_->fonts_uploaded) {
        ImGui_ImplOpenGL3_DestroyFontsTexture();
        ImGui_ImplOpenGL3_CreateFontsTexture();
    }
    const int width = static_cast<int>(metrics.window.width);
    const int height = static_cast<int>(metrics.window.height);
    parts_->target.resize(width, height);
    glViewport(0, 0, width, height);
    ImGui_ImplOpenGL3_NewFrame();  // uploads the fonts the first time
    parts_->fonts_uploaded = true;
    ImDrawData* triangles = parts_->gui.draw(theme, frame, record, parts_->particles.get());
    ImGui_ImplOpenGL3_RenderDrawData(triangles);
    return read_framebuffer(width, height);
}

}  // namespace brokerscope::render
