// What panels draw with: ImGui's draw list behind the picture's own rules. All text goes through
// here, is measured before it is placed and, when a LayoutRecord listens, recorded with its ground,
// so that a test can prove that nothing overlaps, is cut, too small or too weak.
//
// Not a widget library: it knows nothing of input, brokers or time.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "render/fonts.h"
#include "render/geometry.h"
#include "render/layout_record.h"
#include "render/metrics.h"
#include "render/particles.h"
#include "render/theme.h"

struct ImDrawList;

namespace brokerscope::render {

enum class Align { left, centre, right };

class Canvas {
  public:
    struct Target {
        ImDrawList* list = nullptr;
        const Fonts* fonts = nullptr;
        LayoutRecord* record = nullptr;      ///< may be null
        ParticleLayer* particles = nullptr;  ///< null without a renderer: points are not drawn
    };
    Canvas(Target target, const Theme& theme, const Metrics& metrics);

    const Theme& theme() const { return *theme_; }
    const Metrics& metrics() const { return *metrics_; }
    float px(float at_1080) const { return metrics_->px(at_1080); }

    /// While it lives, what is drawn stands on this colour and its text must stay within these
    /// bounds.
    class [[nodiscard]] Ground {
      public:
        Ground(Canvas& canvas, Rect bounds, Color color, int layer);
        ~Ground();
        Ground(const Ground&) = delete;
        Ground& operator=(const Ground&) = delete;

      private:
        Canvas& canvas_;
        Rect bounds_;
        Color color_;
        int layer_;
    };
    /// A filled rounded box with a hairline border (drawn inside) as the new ground.
    Ground panel(Rect box, Color fill, Color border);
    /// The ground changes without anything being drawn: the part of a picture is already there.
    Ground on(Rect bounds, Color ground);
    /// As panel(), but above the stage: a menu, the inspector, a card. Covers what is below.
    Ground overlay(Rect box, Color fill, Color border);
    Color ground() const { return ground_; }
    Rect bounds() const { return bounds_; }

    // Text. `place` is the middle of the line's height, at the left, centre or right of the text.
    float width_of(TextRole role, std::string_view text) const;
    float line_height(TextRole role) const;
    /// The ink's box that text() would fill there.
    Rect text_box(Point place, TextRole role, std::string_view text, Align align) const;
    Rect text(Point place, TextRole role, std::string_view text, Color color,
              Align align = Align::left);
    /// Draws only where no other text of this frame stands; false when it had no room.
    bool text_if_free(Point place, TextRole role, std::string_view text, Color color,
                      Align align = Align::left);
    /// The first alternative that is at most `width` wide; "" when none is. From long to short.
    std::string_view fitting(TextRole role, float width,
                             std::initializer_list<std::string_view> alternatives) const;
    /// A name given by somebody else, made to fit by leaving out its middle: "payments…eu-7". Whole
    /// characters, "" when not even three fit.
    std::string fitting_name(TextRole role, float width, std::string_view name) const;
    /// Lines of at most `width`, broken at spaces; a word that is wider than a line is shortened.
    std::vector<std::string> wrapped(TextRole role, float width, std::string_view text) const;

    // Shapes. Lines are centred on their path, outlines lie inside their box.
    void fill(Rect box, Color color, float radius = 0);
    void outline(Rect box, Color color, float width, float radius = 0);
    void dashed_outline(Rect box, Color color, float width, float dash);
    void line(Point from, Point to, Color color, float width);
    void dashed_line(Point from, Point to, Color color, float width, float dash);
    void curve(Point from, Point control_1, Point control_2, Point to, Color color, float width);
    void disc(Point centre, float radius, Color color);
    void circle(Point centre, float radius, Color color, float width);
    /// Angles in turns, 0 at twelve o'clock, clockwise.
    void arc(Point centre, float radius, float from_turn, float to_turn, Color color, float width);
    void polygon(std::span<const Point> convex, Color color);
    void polyline(std::span<const Point> points, Color color, float width, bool closed = false);
    void points(std::span<const Particle> particles);
    /// Diagonal lines through a box, from lower left to upper right.
    void hatch(Rect box, Color color, float spacing, float width);
    /// Notes a mark that carries meaning, for the contrast test.
    void note_mark(std::string_view what, Point place, Color color);
    /// What is drawn while it lives is cut at this box (a tape that scrolls). Not for text.
    void clip(Rect box);
    void unclip();

  private:
    void record_text(Rect place, TextRole role, std::string_view text, Color color);

    Target target_;
    const Theme* theme_;
    const Metrics* metrics_;
    Rect bounds_;
    Color ground_;
    int layer_ = 0;
    int layers_ = 0;
    struct Taken {
        Rect place;
        int layer;
    };
    std::vector<Taken> taken_;  // text places of this frame, for text_if_free
};

}  // namespace brokerscope::render
