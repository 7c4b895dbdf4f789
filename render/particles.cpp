#include "render/particles.h"

#include <imgui.h>

#include <array>
#include <cstddef>
#include <string>

#include "render/gl.h"
#include "sim/base/check.h"

namespace brokerscope::render {

namespace {

constexpr const char* vertex_shader = R"(#version 330 core
layout(location = 0) in vec3 place;
layout(location = 1) in vec4 tint;
layout(location = 2) in float kind;
uniform vec2 window;
flat out vec4 color;
flat out int shape;
flat out float diameter;
void main() {
    color = tint;
    shape = int(kind);
    diameter = place.z + 2.0;
    gl_PointSize = diameter;
    vec2 clip = place.xy / window * 2.0 - 1.0;
    gl_Position = vec4(clip.x, -clip.y, 0.0, 1.0);
})";

// Signed distances in pixels: below zero is inside. Hollow shapes keep the rim of the full one.
constexpr const char* fragment_shader = R"(#version 330 core
flat in vec4 color;
flat in int shape;
flat in float diameter;
out vec4 pixel;
float segment(vec2 p, vec2 a, vec2 b) {
    vec2 pa = p - a, ba = b - a;
    return length(pa - ba * clamp(dot(pa, ba) / dot(ba, ba), 0.0, 1.0));
}
float full_shape(vec2 p, float r, int kind) {
    float line = max(r * 0.22, 0.8);
    if (kind == 0) return length(p) - r;
    if (kind == 1) return abs(length(p) - r + line) - line;
    if (kind == 2) {
        vec2 q = abs(p) - vec2(r * 0.82 - r * 0.2);
        return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - r * 0.2;
    }
    if (kind == 3) return (abs(p.x) + abs(p.y) - r) * 0.70711;
    if (kind == 4) return max(abs(p.x) - line, abs(p.y) - r);
    if (kind == 5) {
        vec2 q = vec2(abs(p.x), p.y + r * 0.15);
        return max(q.x * 0.866 - q.y * 0.5, q.y) - r * 0.5;
    }
    vec2 q = abs(p);
    return segment(q, vec2(0.0), vec2(r * 0.75)) - line;
}
void main() {
    vec2 p = (gl_PointCoord - 0.5) * diameter;
    float r = diameter * 0.5 - 1.0;
    float distance = shape < 7 ? full_shape(p, r, shape) : full_shape(p, r, shape - 7);
    float rim = max(r * 0.18, 0.75);
    if (shape >= 7 && shape != 8 && shape != 11) distance = abs(distance + rim) - rim;
    if (shape == 8) distance = abs(length(p) - r + rim * 0.7) - rim * 0.7;
    float cover = clamp(0.5 - distance, 0.0, 1.0);
    if (cover <= 0.0) discard;
    pixel = vec4(color.rgb, color.a * cover);
})";

unsigned compiled(unsigned kind, const char* source) {
    const unsigned shader = glCreateShader(kind);
    glShaderSource(shader, 1, &source, nullptr);
    glCompileShader(shader);
    int ok = 0;
    glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
    std::array<char, 512> log{};
    glGetShaderInfoLog(shader, static_cast<int>(log.size()), nullptr, log.data());
    CHECK(ok != 0, std::string("the particle shader compiles: ") + log.data());
    return shader;
}

unsigned linked_program() {
    const unsigned vertex = compiled(GL_VERTEX_SHADER, vertex_shader);
    const unsigned fragment = compiled(GL_FRAGMENT_SHADER, fragment_shader);
    const unsigned program = glCreateProgram();
    glAttachShader(program, vertex);
    glAttachShader(program, fragment);
    glLinkProgram(program);
    int ok = 0;
    glGetProgramiv(program, GL_LINK_STATUS, &ok);
    CHECK(ok != 0, "the particle shaders link");
    glDeleteShader(vertex);
    glDeleteShader(fragment);
    return program;
}

const void* offset_in_vertex(std::size_t bytes) {
    return reinterpret_cast<const void*>(bytes);  // GL's way to say "offset into the buffer"
}

}  // namespace

PointShape hollow(PointShape shape) {
    const auto number = static_cast<std::uint8_t>(shape);
    const auto cross = static_cast<std::uint8_t>(PointShape::cross);
    return number < cross ? static_cast<PointShape>(number + cross + 1) : shape;
}

ParticleLayer::ParticleLayer() : program_(linked_program()) {
    window_uniform_ = glGetUniformLocation(program_, "window");
    glGenVertexArrays(1, &array_);
    glGenBuffers(1, &buffer_);
    glBindVertexArray(array_);
    glBindBuffer(GL_ARRAY_BUFFER, buffer_);
    constexpr int stride = sizeof(Vertex);
    glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, stride, offset_in_vertex(0));
    glVertexAttribPointer(1, 4, GL_UNSIGNED_BYTE, GL_TRUE, stride,
                          offset_in_vertex(offsetof(Vertex, color)));
    glVertexAttribPointer(2, 1, GL_FLOAT, GL_FALSE, stride,
                          offset_in_vertex(offsetof(Vertex, shape)));
    for (unsigned i = 0; i < 3; ++i)
        glEnableVertexAttribArray(i);
    glBindVertexArray(0);
}

ParticleLayer::~ParticleLayer() {
    glDeleteBuffers(1, &buffer_);
    glDeleteVertexArrays(1, &array_);
    glDeleteProgram(program_);
}

void ParticleLayer::begin_frame(Size window) {
    window_ = window;
    vertices_.clear();
    batch_ends_.clear();
    next_batch_ = 0;
}

void ParticleLayer::add(ImDrawList& list, std::span<const Particle> particles) {
    if (particles.empty()) return;
    for (const Particle& p : particles) {
        const std::uint32_t color =
            IM_COL32(p.color.red, p.color.green, p.color.blue, p.color.alpha);
        vertices_.push_back({p.place.x, p.place.y, p.diameter, color, static_cast<float>(p.shape)});
    }
    batch_ends_.push_back(vertices_.size());
    list.AddCallback(&ParticleLayer::on_draw, this);
    list.AddCallback(ImDrawCallback_ResetRenderState, nullptr);
}

void ParticleLayer::on_draw(const ImDrawList*, const ImDrawCmd* command) {
    static_cast<ParticleLayer*>(command->UserCallbackData)->draw_next();
}

void ParticleLayer::draw_next() {
    CHECK(next_batch_ < batch_ends_.size(), "every batch of particles is drawn once");
    const std::size_t first = next_batch_ == 0 ? 0 : batch_ends_[next_batch_ - 1];
    const std::size_t count = batch_ends_[next_batch_] - first;
    ++next_batch_;
    glUseProgram(program_);
    glUniform2f(window_uniform_, window_.width, window_.height);
    glEnable(GL_PROGRAM_POINT_SIZE);
    glDisable(GL_SCISSOR_TEST);
    glBindVertexArray(array_);
    glBindBuffer(GL_ARRAY_BUFFER, buffer_);
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(count * sizeof(Vertex)),
                 vertices_.data() + first, GL_STREAM_DRAW);
    glDrawArrays(GL_POINTS, 0, static_cast<GLsizei>(count));
    glDisable(GL_PROGRAM_POINT_SIZE);
}

}  // namespace brokerscope::render
