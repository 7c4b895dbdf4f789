#include "render/window_input.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <optional>

namespace brokerscope::render {

namespace {

std::optional<Key> named_key(int key) {
    switch (key) {
        case GLFW_KEY_SPACE: return Key::space;
        case GLFW_KEY_LEFT: return Key::left;
        case GLFW_KEY_RIGHT: return Key::right;
        case GLFW_KEY_UP: return Key::up;
        case GLFW_KEY_DOWN: return Key::down;
        case GLFW_KEY_PAGE_UP: return Key::page_up;
        case GLFW_KEY_PAGE_DOWN: return Key::page_down;
        case GLFW_KEY_HOME: return Key::home;
        case GLFW_KEY_END: return Key::end;
        case GLFW_KEY_ENTER:
        case GLFW_KEY_KP_ENTER: return Key::enter;
        case GLFW_KEY_ESCAPE: return Key::escape;
        case GLFW_KEY_BACKSPACE: return Key::backspace;
        case GLFW_KEY_TAB: return Key::tab;
        default: return std::nullopt;
    }
}

void append_utf8(std::string& out, unsigned code) {
    const auto byte = [&](unsigned value) { out += static_cast<char>(value); };
    if (code < 0x80) return byte(code);
    if (code < 0x800) {
        byte(0xc0U | code >> 6U);
        return byte(0x80U | (code & 0x3fU));
    }
    byte(0xe0U | code >> 12U);
    byte(0x80U | (code >> 6U & 0x3fU));
    byte(0x80U | (code & 0x3fU));
}

}  // namespace

WindowInput& WindowInput::of(GLFWwindow* window) {
    WindowInput& input = *static_cast<WindowInput*>(glfwGetWindowUserPointer(window));
    input.touched_ = true;
    return input;
}

void WindowInput::on_key(int key, int mods) {
    const bool shift = (mods & GLFW_MOD_SHIFT) != 0;
    const bool control = (mods & (GLFW_MOD_CONTROL | GLFW_MOD_SUPER)) != 0;
    if (const std::optional<Key> named = named_key(key)) {
        collected_.keys.push_back({*named, 0, shift, control});
        return;
    }
    // With Ctrl held no text event comes; letters without it come as text, so that '?' is found on
    // every keyboard.
    if (control && key >= GLFW_KEY_A && key <= GLFW_KEY_Z)
        collected_.keys.push_back({Key::letter, static_cast<char>(key), shift, control});
}

void WindowInput::on_text(unsigned codepoint) {
    if (codepoint > 0xffff) return;
    append_utf8(collected_.typed, codepoint);
    if (codepoint >= 0x80) return;
    const char c = static_cast<char>(codepoint);
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (c != ' ') collected_.keys.push_back({Key::letter, upper, c >= 'A' && c <= 'Z', false});
}

WindowInput::WindowInput(GLFWwindow* window) {
    glfwSetWindowUserPointer(window, this);
    glfwSetKeyCallback(window, [](GLFWwindow* w, int key, int, int action, int mods) {
        if (action != GLFW_RELEASE) of(w).on_key(key, mods);
    });
    glfwSetCharCallback(window, [](GLFWwindow* w, unsigned code) { of(w).on_text(code); });
    glfwSetCursorPosCallback(window, [](GLFWwindow* w, double, double) { of(w); });
    glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int button, int action, int) {
        Input& input = of(w).collected_;
        if (button == GLFW_MOUSE_BUTTON_LEFT && action == GLFW_PRESS) input.left_pressed = true;
        if (button == GLFW_MOUSE_BUTTON_LEFT && action == GLFW_RELEASE) input.left_released = true;
        if (button == GLFW_MOUSE_BUTTON_RIGHT && action == GLFW_PRESS) input.right_pressed = true;
    });
    glfwSetScrollCallback(window, [](GLFWwindow* w, double, double notches) {
        of(w).collected_.wheel += static_cast<float>(notches);
    });
    glfwSetFramebufferSizeCallback(window, [](GLFWwindow* w, int, int) { of(w); });
    glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) { of(w); });
    glfwSetWindowFocusCallback(window, [](GLFWwindow* w, int) { of(w); });
}

Input WindowInput::take(GLFWwindow* window) {
    Input input = std::move(collected_);
    collected_ = Input{};
    touched_before_ = touched_;
    touched_ = false;
    double x = 0;
    double y = 0;
    int window_width = 1;
    int framebuffer_width = 1;
    int height = 0;
    glfwGetCursorPos(window, &x, &y);
    glfwGetWindowSize(window, &window_width, &height);
    glfwGetFramebufferSize(window, &framebuffer_width, &height);
    const double ratio =
        window_width > 0 ? static_cast<double>(framebuffer_width) / window_width : 1;
    if (glfwGetWindowAttrib(window, GLFW_HOVERED) == GLFW_TRUE || input.left_pressed)
        input.mouse = {static_cast<float>(x * ratio), static_cast<float>(y * ratio)};
    input.left_down = glfwGetMouseButton(window, GLFW_MOUSE_BUTTON_LEFT) == GLFW_PRESS;
    if (input.left_down)
        input.mouse = {static_cast<float>(x * ratio), static_cast<float>(y * ratio)};
    return input;
}

}  // namespace brokerscope::render
