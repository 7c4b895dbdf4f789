// Thousands of moving messages as one GL_POINTS draw: a point sprite each, its shape cut out by the
// fragment shader with smooth edges. ImGui's circles cost seven times as much.
//
// The layer owns GL objects and belongs to one context. Drawing happens inside ImGui's own pass, at
// the place in the draw list where the points were added.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "render/color.h"
#include "render/geometry.h"

struct ImDrawCmd;
struct ImDrawList;

namespace brokerscope::render {

/// The hollow ones are answers.
enum class PointShape : std::uint8_t {
    disc,      ///< produce
    ring,      ///< replica fetch
    square,    ///< consumer fetch
    diamond,   ///< control
    tick,      ///< heartbeat
    triangle,  ///< error
    cross,     ///< dropped
    hollow_disc,
    hollow_ring,
    hollow_square,
    hollow_diamond,
    hollow_tick,
    hollow_triangle,
};

/// The same shape with nothing inside: the answer to that request.
PointShape hollow(PointShape shape);

struct Particle {
    Point place;
    float diameter = 0;
    Color color;
    PointShape shape = PointShape::disc;
};

class ParticleLayer {
  public:
    /// Needs a current GL 3.3 context. A shader that does not compile is a CHECK: it is ours.
    ParticleLayer();
    ~ParticleLayer();
    ParticleLayer(const ParticleLayer&) = delete;
    ParticleLayer& operator=(const ParticleLayer&) = delete;

    /// Forgets the points of the last frame.
    void begin_frame(Size window);
    /// Draws `particles` at this place of `list`. At most one call a frame per list order.
    void add(ImDrawList& list, std::span<const Particle> particles);

  private:
    struct Vertex {
        float x, y, diameter;
        std::uint32_t color;
        float shape;
    };
    static void on_draw(const ImDrawList* list, const ImDrawCmd* command);
    void draw_next();

    Size window_;
    std::vector<Vertex> vertices_;
    std::vector<std::size_t> batch_ends_;
    std::size_t next_batch_ = 0;
    unsigned program_ = 0;
    unsigned array_ = 0;
    unsigned buffer_ = 0;
    int window_uniform_ = -1;
};

}  // namespace brokerscope::render
