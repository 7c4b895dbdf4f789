#include "render/stage/inspector_table.h"

#include <algorithm>

namespace brokerscope::render::stage {
namespace {

using view::TableKind;
using view::TableQuery;

constexpr std::size_t tab_stop = 8;
constexpr std::size_t indent = 4;

TableQuery about(TableKind kind, std::string name) {
    TableQuery query;
    query.kind = kind;
    query.name = std::move(name);
    return query;
}

TableQuery of_broker(TableQuery query, NodeId broker) {
    query.broker = broker;
    return query;
}

std::vector<TableTab> tables_of(const Scene& scene, const NodeChosen& chosen) {
    if (scene.view.brokers.count(chosen.node) == 0) return {};
    TableQuery configs = about(TableKind::broker_configs, std::to_string(chosen.node.value));
    configs.all_configs = true;
    return {{"configs", configs},
            {"log-dirs", of_broker(about(TableKind::log_dirs, ""), chosen.node)}};
}

std::vector<TableTab> tables_of(const Scene& scene, NodeId broker, PartitionId partition) {
    const auto topic = scene.view.topics.find(partition.topic);
    if (topic == scene.view.topics.end()) return {};
    const std::string& name = topic->second.name;
    TableQuery configs = about(TableKind::configs, name);
    configs.all_configs = true;
    return {{"dump-log",
             of_broker(about(TableKind::log, scene.view.partition_name(partition)), broker)},
            {"topics", about(TableKind::topics, name)},
            {"offsets", about(TableKind::offsets, name)},
            {"configs", configs}};
}

std::vector<TableTab> tables_of(const Scene& scene, const ReplicaChosen& chosen) {
    return tables_of(scene, chosen.broker, chosen.partition);
}

std::vector<TableTab> tables_of(const Scene& scene, const RecordChosen& chosen) {
    return tables_of(scene, chosen.broker, chosen.partition);
}

std::vector<TableTab> tables_of(const Scene& scene, const GroupChosen& chosen) {
    if (scene.view.groups.count(chosen.group) == 0) return {};
    return {{"offsets", about(TableKind::groups, chosen.group)},
            {"members", about(TableKind::members, chosen.group)},
            {"state", about(TableKind::state, chosen.group)}};
}

template <class Other>
std::vector<TableTab> tables_of(const Scene&, const Other&) {
    return {};
}

std::string without_tabs(std::string_view line) {
    std::string spread;
    for (const char letter : line) {
        if (letter != '\t') {
            spread.push_back(letter);
            continue;
        }
        spread.append(tab_stop - spread.size() % tab_stop, ' ');
    }
    return spread;
}

// Behind the last space or comma that fits, but not between a name and its value; in the middle of
// a word when there is none.
std::size_t break_of(std::string_view line, std::size_t columns) {
    for (std::size_t last = columns; last > indent; --last) {
        const bool is_gap = line[last - 1] == ' ' && line[last - 2] != ':';
        if (is_gap || line[last - 1] == ',') return last;
    }
    // Not inside of a character, which may have several bytes.
    std::size_t end = columns;
    while (end > indent + 1 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80)
        --end;
    return end;
}

void fold_line(std::string line, std::size_t columns, std::vector<std::string>& lines) {
    while (line.size() > columns) {
        const std::size_t end = break_of(line, columns);
        lines.push_back(line.substr(0, end));
        line = std::string(indent, ' ') + line.substr(end);
    }
    lines.push_back(std::move(line));
}

// Which of the lines are seen, where the title's row ends.
void draw_place(Canvas& canvas, const Scene& scene, Rect box, std::size_t first, std::size_t last,
                std::size_t all) {
    const std::string place = std::string(scene.word("lines ", "linhas ")) + std::to_string(first) +
                              "–" + std::to_string(last) + std::string(scene.word(" of ", " de ")) +
                              std::to_string(all);
    canvas.text({box.right, box.top - canvas.px(12) - canvas.line_height(TextRole::mono_small)},
                TextRole::mono_small, place, canvas.theme().dim, Align::right);
}

}  // namespace

std::vector<TableTab> tables_about(const Scene& scene, const Selection& selection) {
    return std::visit([&](const auto& chosen) { return tables_of(scene, chosen); }, selection);
}

std::vector<std::string> folded(std::string_view text, std::size_t columns) {
    columns = std::max(columns, 2 * indent);
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        fold_line(without_tabs(text.substr(0, end)), columns, lines);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

void draw_tabs(Canvas& canvas, const Scene& scene, Ui& ui, Rect& inner,
               const std::vector<TableTab>& tabs) {
    const Theme& t = canvas.theme();
    const float height = canvas.line_height(TextRole::mono_small) * 2;
    Rect row = take_top(inner, height);
    float left = row.left;
    const auto draw = [&](std::string_view label, const std::string& chosen, bool is_open,
                          const std::string& tooltip) {
        const float width = canvas.width_of(TextRole::mono_small, label) + canvas.px(18);
        if (left + width > row.right && left > row.left) {
            take_top(inner, canvas.px(6));
            row = take_top(inner, height);
            left = row.left;
        }
        const Rect button{left, row.top, left + width, row.bottom};
        left += width + canvas.px(6);
        const Color border = is_open ? t.produce : ui.hovers(button) ? t.text : t.border;
        canvas.outline(button, border, canvas.metrics().hairline(), canvas.px(5));
        canvas.text(button.centre(), TextRole::mono_small, label, is_open ? t.text : t.dim,
                    Align::centre);
        ui.button(
            button,
            [chosen](UiState& s) {
                s.inspector_table = chosen;
                s.inspector_scroll = 0;
            },
            tooltip);
    };
    const std::string& open = ui.state.inspector_table;
    const bool has_open = std::any_of(tabs.begin(), tabs.end(),
                                      [&](const TableTab& tab) { return tab.label == open; });
    draw(scene.word("overview", "resumo"), "", !has_open, "");
    for (const TableTab& tab : tabs)
        draw(tab.label, tab.label, tab.label == open,
             std::string(
                 scene.word("as Kafka's tool prints it", "como a ferramenta do Kafka o imprime")));
    take_top(inner, canvas.px(12));
}

void draw_table(Canvas& canvas, const Scene& scene, Ui& ui, Rect box, const TableTab& tab) {
    const base::Result<std::string> text = view::table(scene.view, tab.query);
    const float letter = canvas.width_of(TextRole::mono, "0000000000") / 10;
    const auto columns = static_cast<std::size_t>(std::max(1.0F, box.width() / letter));
    const std::vector<std::string> lines = folded(text ? *text : text.error().message, columns);
    const float height = canvas.line_height(TextRole::mono) * 1.3F;
    const auto shown = static_cast<std::size_t>(std::max(1.0F, box.height() / height));
    const std::size_t most = lines.size() > shown ? lines.size() - shown : 0;
    ui.state.inspector_scroll =
        std::min(ui.state.inspector_scroll, static_cast<float>(most) * height);
    const auto first = std::min(most, static_cast<std::size_t>(ui.state.inspector_scroll / height));
    const std::size_t end = std::min(lines.size(), first + shown);
    for (std::size_t i = first; i < end; ++i) {
        const float y = box.top + (static_cast<float>(i - first) + 0.5F) * height;
        if (!lines[i].empty())
            canvas.text({box.left, y}, TextRole::mono, lines[i], canvas.theme().text);
    }
    if (most > 0) draw_place(canvas, scene, box, first + 1, end, lines.size());
}

}  // namespace brokerscope::render::stage
