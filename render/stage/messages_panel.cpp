#include "render/stage/messages_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "render/marks.h"

namespace brokerscope::render::stage {

namespace {

using kafka::ApiKey;

// A lost message is remembered this long by the viewer's clock.
constexpr float lost_seconds = 1.5F;

journal::NodeRole role_of(const view::View& view, NodeId node) {
    const auto found = view.processes.find(node);
    return found == view.processes.end() ? journal::NodeRole::client : found->second.role;
}

bool serves(journal::NodeRole role) {
    return role == journal::NodeRole::broker || role == journal::NodeRole::combined;
}

// Who asked: the sender of a request, the receiver of an answer.
NodeId asker_of(const view::MessageView& message) {
    return message.is_response ? message.to : message.from;
}
NodeId server_of(const view::MessageView& message) {
    return message.is_response ? message.from : message.to;
}

MessageLook fetch_look(const Theme& theme, const view::View& view,
                       const view::MessageView& message) {
    const journal::NodeRole asker = role_of(view, asker_of(message));
    const bool of_metadata = !serves(role_of(view, server_of(message)));
    MessageLook look;
    look.diameter = 15;
    if (of_metadata || !(serves(asker) || asker == journal::NodeRole::consumer)) {
        look = {PointShape::diamond, theme.control, 13, message.records == 0};
    } else if (serves(asker)) {
        look = {PointShape::ring, theme.replica, 16, message.records == 0};
    } else {
        look = {PointShape::square, theme.consumer, 15, message.records == 0};
    }
    return look;
}

std::string message_sentence(const Scene& scene, const view::MessageView& message) {
    std::string text = fmt::format("{} {}\n{} → {}", base::name_of(message.api),
                                   message.is_response ? "response" : "request",
                                   scene.node_name(message.from), scene.node_name(message.to));
    if (message.records > 0)
        text += fmt::format(" · {} {}", message.records, scene.word("records", "registros"));
    if (message.error != kafka::ErrorCode{})
        text += fmt::format("\n{}", base::name_of(message.error));
    return text;
}

std::set<std::pair<NodeId, NodeId>> linked_pairs(const Scene& scene) {
    std::set<std::pair<NodeId, NodeId>> pairs;
    for (const auto& [id, connection] : scene.view.connections)
        pairs.insert(std::minmax(connection.from, connection.to));
    return pairs;
}

class Paths {
  public:
    Paths(const Canvas& canvas, const StageLayout& layout) : canvas_(canvas), layout_(layout) {}
    const std::optional<Path>& between(NodeId from, NodeId to) {
        const auto [found, is_new] = paths_.try_emplace({from, to});
        if (is_new) found->second = path_between(canvas_, layout_, from, to);
        return found->second;
    }

  private:
    const Canvas& canvas_;
    const StageLayout& layout_;
    std::map<std::pair<NodeId, NodeId>, std::optional<Path>> paths_;
};

}  // namespace

MessageLook message_look(const Theme& theme, const view::View& view,
                         const view::MessageView& message) {
    MessageLook look{PointShape::diamond, theme.control, 13, false};
    switch (message.api) {
        case ApiKey::produce: look = {PointShape::disc, theme.produce, 16, false}; break;
        case ApiKey::fetch: look = fetch_look(theme, view, message); break;
        case ApiKey::heartbeat:
        case ApiKey::broker_heartbeat: look = {PointShape::tick, theme.dim, 13, true}; break;
        case ApiKey::offset_commit: look = {PointShape::diamond, theme.group, 13, false}; break;
        default: break;
    }
    if (message.records > 1)
        look.diameter += std::min(10.0F, 2.2F * std::log2(static_cast<float>(message.records)));
    if (message.is_response) look.shape = hollow(look.shape);
    if (message.error != kafka::ErrorCode{})
        look = {PointShape::triangle, theme.loss, look.diameter + 2, false};
    return look;
}

float message_progress(const view::MessageView& message, SimTime now) {
    const SimTime at = message.lost ? std::min(*message.lost, now) : now;
    const auto whole = static_cast<double>((message.arrives - message.sent).ns);
    if (whole <= 0) return 1;
    const double part = static_cast<double>((at - message.sent).ns) / whole;
    return static_cast<float>(std::clamp(part, 0.0, 1.0));
}

void draw_links(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout) {
    const Theme& t = canvas.theme();
    Paths paths(canvas, layout);
    for (const auto& [a, b] : linked_pairs(scene)) {
        const std::optional<Path>& path = paths.between(a, b);
        if (!path) continue;
        const bool control = !layout.seat_of(a).empty() || !layout.seat_of(b).empty();
        const bool client = !serves(role_of(scene.view, a)) || !serves(role_of(scene.view, b));
        const Color hue =
            control ? t.control
            : client
                ? (role_of(scene.view, std::max(a, b)) == journal::NodeRole::producer ? t.produce
                                                                                      : t.consumer)
                : t.replica;
        canvas.polyline(path->points(), faded(hue, 0.3F), std::max(canvas.px(1.6F), 1.0F));
        for (const Point end : {path->points().front(), path->points().back()})
            canvas.disc(end, canvas.px(3), faded(hue, 0.5F));
    }
    for (const auto& [a, b] : scene.view.cut_links) {
        const std::optional<Path>& path = paths.between(a, b);
        if (!path) continue;
        for (float part = 0; part < 1; part += 0.06F)
            canvas.line(path->at(part), path->at(part + 0.03F), t.loss,
                        std::max(canvas.px(2), 1.3F));
        const Point middle = path->at(0.5F);
        canvas.disc(middle, canvas.px(12), t.background);
        draw_cross(canvas, middle, canvas.px(20), t.loss);
        ui.claim(square_around(middle, canvas.px(26)), LinkChosen{std::min(a, b), std::max(a, b)},
                 std::string(scene.word("The link is cut", "A ligação está cortada")));
    }
}

void draw_messages(Canvas& canvas, const Scene& scene, Ui& ui, const StageLayout& layout) {
    const Theme& t = canvas.theme();
    Paths paths(canvas, layout);
    std::vector<Particle> faint;
    std::vector<Particle> bright;
    for (const auto& [key, message] : scene.view.messages) {
        if (message.sent > scene.now || (!message.lost && message.arrives < scene.now)) continue;
        const std::optional<Path>& path = paths.between(message.from, message.to);
        if (!path) continue;
        const Point at = path->at(message_progress(message, scene.now));
        MessageLook look = message_look(t, scene.view, message);
        float shown = look.faint ? 0.5F : 1;
        if (message.lost && *message.lost <= scene.now) {
            const float since = scene.viewer_seconds_since({*message.lost, message.fact});
            if (since > lost_seconds) continue;
            look = {PointShape::cross, t.loss, 18, false};
            shown = since < lost_seconds / 2 ? 1 : 2 - 2 * since / lost_seconds;
        }
        const float diameter = canvas.px(look.diameter * (look.faint ? 0.8F : 1));
        (look.faint ? faint : bright)
            .push_back({at, diameter, faded(look.color, shown), look.shape});
        ui.claim(square_around(at, diameter * 1.4F), MessageChosen{message.fact},
                 message_sentence(scene, message));
    }
    canvas.points(faint);
    canvas.points(bright);
}

}  // namespace brokerscope::render::stage
