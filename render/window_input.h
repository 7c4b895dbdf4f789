// Collects what GLFW reports into one Input a frame. Belongs to one window.
#pragma once

#include "render/input.h"

struct GLFWwindow;

namespace brokerscope::render {

class WindowInput {
  public:
    /// Registers itself with the window, which must not outlive it.
    explicit WindowInput(GLFWwindow* window);
    WindowInput(const WindowInput&) = delete;
    WindowInput& operator=(const WindowInput&) = delete;

    /// What happened since the last call.
    Input take(GLFWwindow* window);
    /// Did anything at all happen before the last take(): a moved pointer, a resized window?
    bool touched() const { return touched_before_; }

  private:
    static WindowInput& of(GLFWwindow* window);
    void on_key(int key, int mods);
    void on_text(unsigned codepoint);

    Input collected_;
    bool touched_ = true;
    bool touched_before_ = true;
};

}  // namespace brokerscope::render
