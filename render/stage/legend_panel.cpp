#include "render/stage/legend_panel.h"

#include <algorithm>
#include <array>
#include <functional>

#include "render/marks.h"
#include "render/stage/sheet.h"
#include "render/tape_cell.h"

namespace brokerscope::render::stage {

namespace {

struct Entry {
    std::function<void(Canvas&, Point)> sign;
    std::string_view en;
    std::string_view pt;
};

Entry cell(TapeCell::Pattern pattern, std::string_view en, std::string_view pt) {
    return {[pattern](Canvas& canvas, Point c) {
                const float w = canvas.px(11);
                const float h = canvas.px(14);
                draw_tape_cell(canvas, {c.x - w, c.y - h, c.x + w, c.y + h},
                               {canvas.theme().keys[0], pattern, TapeStrength::full});
            },
            en, pt};
}

Entry point(PointShape shape, Color Theme::*color, std::string_view en, std::string_view pt) {
    return {[shape, color](Canvas& canvas, Point c) {
                const Particle particle{c, canvas.px(17), canvas.theme().*color, shape};
                canvas.points({&particle, 1});
            },
            en, pt};
}

std::vector<Entry> tape_entries() {
    using Pattern = TapeCell::Pattern;
    return {
        cell(Pattern::solid, "record below the high watermark; hue = key",
             "registro abaixo do high watermark; cor = chave"),
        cell(Pattern::hatched, "record above the high watermark",
             "registro acima do high watermark"),
        cell(Pattern::lost, "record that no leader will have", "registro que nenhum líder terá"),
        cell(Pattern::control, "control record", "registro de controle"),
        cell(Pattern::gap, "record that compaction removed", "registro que a compactação removeu"),
        {[](Canvas& c, Point at) {
             for (const float side : {-1.0F, 1.0F})
                 c.line({at.x, at.y + side * c.px(14)}, {at.x, at.y + side * c.px(6)},
                        c.theme().dim, c.px(2));
         },
         "a new segment file begins", "começa um novo arquivo de segmento"},
        {[](Canvas& c, Point at) {
             c.line({at.x - c.px(14), at.y}, {at.x + c.px(14), at.y}, c.theme().dim, c.px(2));
         },
         "below the tape: is on the disk", "sob a fita: já está no disco"},
        {[](Canvas& c, Point at) {
             c.fill({at.x - c.px(1.3F), at.y - c.px(14), at.x + c.px(1.3F), at.y + c.px(14)},
                    c.theme().high_watermark);
         },
         "high watermark", "high watermark"},
        {[](Canvas& c, Point at) { draw_crown(c, at, c.px(20), c.theme().text); },
         "leader, with its epoch", "líder, com a sua época"},
        {[](Canvas& c, Point at) { draw_dot(c, at, c.px(11), c.theme().consumer, true); },
         "follower in sync (in the ISR)", "seguidor em sincronia (no ISR)"},
        {[](Canvas& c, Point at) { draw_dot(c, at, c.px(11), c.theme().warn, false); },
         "follower out of sync", "seguidor fora de sincronia"},
        {[](Canvas& c, Point at) {
             draw_flag(c, {at.x - c.px(5), at.y + c.px(8)}, c.px(17), c.theme().group, true);
         },
         "a group's committed offset", "offset confirmado de um grupo"},
        {[](Canvas& c, Point at) {
             draw_flag(c, {at.x - c.px(5), at.y + c.px(8)}, c.px(17), c.theme().group, false);
         },
         "a group's position", "posição de um grupo"},
        {[](Canvas& c, Point at) {
             draw_ring_clock(c, {at, c.px(24), c.px(4), 0.7F}, c.theme().text);
         },
         "failure detector: empties clockwise", "detector de falhas: esvazia no sentido horário"},
    };
}

std::vector<Entry> message_entries() {
    return {
        point(PointShape::disc, &Theme::produce, "produce request", "requisição produce"),
        point(PointShape::hollow_disc, &Theme::produce, "its answer: hollow", "a resposta: vazada"),
        point(PointShape::ring, &Theme::replica, "fetch of a replica", "fetch de uma réplica"),
        point(PointShape::square, &Theme::consumer, "fetch of a consumer",
              "fetch de um consumidor"),
        point(PointShape::diamond, &Theme::control, "control and group requests",
              "requisições de controle e de grupo"),
        point(PointShape::tick, &Theme::dim, "heartbeat", "heartbeat"),
        point(PointShape::triangle, &Theme::loss, "answer with an error", "resposta com erro"),
        point(PointShape::cross, &Theme::loss, "lost on the way", "perdida no caminho"),
    };
}

struct KeyLine {
    std::string_view key;
    std::string_view en;
    std::string_view pt;
};

constexpr std::array<KeyLine, 16> keys{{
    {"space", "play or pause", "toca ou pausa"},
    {"← →", "one event", "um evento"},
    {"Shift ← →", "previous or next mark", "marca anterior ou seguinte"},
    {"↑ ↓", "speed", "velocidade"},
    {"PgUp PgDn", "chapter", "capítulo"},
    {"Home", "to the start", "ao início"},
    {"1 … 9", "answer a question", "responde a uma pergunta"},
    {"Ctrl P", "command palette", "paleta de comandos"},
    {"Ctrl S", "save as Lua", "salva como Lua"},
    {"right click", "crash, stop, start, cut", "falha, parada, início, corte"},
    {"T", "theme", "tema"},
    {"L", "language", "idioma"},
    {"P", "presenter mode", "modo de apresentação"},
    {"F", "full screen", "tela cheia"},
    {"B", "black screen", "tela preta"},
    {"?", "this card", "este cartão"},
}};

void draw_entries(Canvas& canvas, const Scene& scene, Rect column,
                  const std::vector<Entry>& entries, float row) {
    for (const Entry& entry : entries) {
        const Rect line = take_top(column, row);
        entry.sign(canvas, {line.left + canvas.px(18), line.centre().y});
        canvas.text({line.left + canvas.px(46), line.centre().y}, TextRole::label,
                    scene.word(entry.en, entry.pt), canvas.theme().text);
    }
}

void draw_keys(Canvas& canvas, const Scene& scene, Rect column, float row) {
    const Theme& t = canvas.theme();
    const float width = canvas.width_of(TextRole::mono_small, "PgUp PgDn ") + canvas.px(14);
    for (const KeyLine& key : keys) {
        const Rect line = take_top(column, row);
        canvas.text({line.left, line.centre().y}, TextRole::mono_small, key.key, t.produce);
        canvas.text({line.left + width, line.centre().y}, TextRole::label,
                    scene.word(key.en, key.pt), t.text);
    }
}

float widest(const Canvas& canvas, const Scene& scene, const std::vector<Entry>& entries) {
    float width = 0;
    for (const Entry& entry : entries)
        width = std::max(width, canvas.width_of(TextRole::label, scene.word(entry.en, entry.pt)));
    return width + canvas.px(46);
}

float widest_key(const Canvas& canvas, const Scene& scene) {
    float width = 0;
    for (const KeyLine& key : keys)
        width = std::max(width, canvas.width_of(TextRole::label, scene.word(key.en, key.pt)));
    return width + canvas.width_of(TextRole::mono_small, "PgUp PgDn ") + canvas.px(14);
}

}  // namespace

void draw_legend(Canvas& canvas, const Scene& scene, Ui& ui) {
    if (ui.state.card != Card::legend) return;
    const Theme& t = canvas.theme();
    const Metrics& m = canvas.metrics();
    const std::vector<Entry> tape = tape_entries();
    const std::vector<Entry> messages = message_entries();
    const float row = std::max(canvas.px(36), canvas.line_height(TextRole::label) * 1.4F);
    const float gap = canvas.px(44);
    const float first = widest(canvas, scene, tape);
    const float second = widest(canvas, scene, messages);
    const float third = widest_key(canvas, scene);
    const float pad = canvas.px(36);
    const Size size{first + second + third + 2 * gap + 2 * pad,
                    row * static_cast<float>(keys.size()) + 2 * pad};
    const Rect box =
        rect_at({(m.window.width - size.width) / 2, (m.window.height - size.height) / 2}, size);
    const Canvas::Ground ground = canvas.overlay(box, t.raised, t.border);
    ui.button({0, 0, m.window.width, m.window.height}, [](UiState& s) { s.card = Card::none; });
    Rect rest = box.inset(pad);
    draw_entries(canvas, scene, take_left(rest, first), tape, row);
    take_left(rest, gap);
    draw_entries(canvas, scene, take_left(rest, second), messages, row);
    take_left(rest, gap);
    draw_keys(canvas, scene, rest, row);
}

void draw_tooltip(Canvas& canvas, const Scene& scene, const Ui& ui) {
    const Claim* claim = ui.under_pointer();
    if (claim == nullptr || ui.state.scrubbing) return;
    const std::string text =
        claim->tooltip.empty() ? tooltip_of(scene, claim->about) : claim->tooltip;
    if (text.empty()) return;
    const Theme& t = canvas.theme();
    const Metrics& m = canvas.metrics();
    std::vector<std::string> lines;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        for (std::string& line :
             canvas.wrapped(TextRole::label, canvas.px(520), text.substr(from, end - from)))
            lines.push_back(std::move(line));
        from = end + 1;
    }
    float width = 0;
    for (const std::string& line : lines)
        width = std::max(width, canvas.width_of(TextRole::label, line));
    const float spacing = canvas.line_height(TextRole::label) * 1.25F;
    const float pad = canvas.px(12);
    const Size size{width + 2 * pad, spacing * static_cast<float>(lines.size()) + pad * 1.4F};
    const float below = ui.input.mouse.y + canvas.px(22);
    const float top = below + size.height < m.window.height
                          ? below
                          : ui.input.mouse.y - size.height - canvas.px(10);
    const float left =
        std::clamp(ui.input.mouse.x - size.width * 0.2F, canvas.px(6),
                   std::max(canvas.px(6), m.window.width - size.width - canvas.px(6)));
    const Rect box = rect_at({left, std::max(top, 0.0F)}, size);
    const Canvas::Ground ground = canvas.overlay(box, t.raised, t.border);
    float y = box.top + pad * 0.7F + spacing / 2;
    for (const std::string& line : lines) {
        canvas.text({box.left + pad, y}, TextRole::label, line, t.text);
        y += spacing;
    }
}

}  // namespace brokerscope::render::stage
