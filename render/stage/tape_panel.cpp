#include "render/stage/tape_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "render/marks.h"

namespace brokerscope::render::stage {

namespace {

// Below these pitches cells lose their gap, and then become a bar.
constexpr float pitch_with_gap = 7;
constexpr float pitch_of_bar = 2.5F;

struct Standing {
    const view::ReplicaView* replica = nullptr;
    const view::PartitionView* partition = nullptr;
    bool up = false;               // the broker runs and has the replica open
    bool believes_leader = false;  // in its own eyes
    bool decided_leader = false;   // in the controller's
    bool in_sync = false;
    TapeStrength strength = TapeStrength::calm;
};

Standing standing_of(const Scene& scene, const TapeRow& row) {
    Standing s;
    s.replica = scene.view.replica(row.broker, row.partition);
    const auto partition = scene.view.partitions.find(row.partition);
    if (s.replica == nullptr || partition == scene.view.partitions.end()) return s;
    s.partition = &partition->second;
    s.up = is_up(scene.view, row.broker) && s.replica->open;
    s.believes_leader = s.replica->role == journal::ReplicaRole::leader;
    s.decided_leader = s.partition->leader == row.broker;
    s.in_sync = s.partition->in_isr(row.broker);
    s.strength = !s.up               ? TapeStrength::ghost
                 : s.believes_leader ? TapeStrength::full
                 : s.in_sync         ? TapeStrength::calm
                                     : TapeStrength::out_of_sync;
    return s;
}

// The replica whose log is the truth: the leader's, if it runs.
const view::ReplicaView* truth_of(const Scene& scene, PartitionId partition) {
    const auto found = scene.view.partitions.find(partition);
    if (found == scene.view.partitions.end() || !is_up(scene.view, found->second.leader))
        return nullptr;
    const view::ReplicaView* leader = scene.view.replica(found->second.leader, partition);
    return leader != nullptr && leader->open ? leader : nullptr;
}

// The end of the longest log that is still served; no_offset when none is.
std::int64_t longest_live_end(const Scene& scene, PartitionId partition) {
    std::int64_t longest = -1;
    for (const auto& [id, broker] : scene.view.brokers) {
        const auto replica = broker.replicas.find(partition);
        if (replica == broker.replicas.end() || !replica->second.open) continue;
        if (is_up(scene.view, id)) longest = std::max(longest, replica->second.log_end.value);
    }
    return longest;
}

struct CellFrame {
    float top = 0;
    float bottom = 0;
    float gap = 0;
};

CellFrame cell_frame(const Canvas& canvas, const TapeRow& row) {
    const float height = std::min(canvas.px(28), row.box.height() * 0.58F);
    const float middle = row.box.top + row.box.height() * 0.5F - canvas.px(2);
    const float gap =
        row.scale.pitch >= pitch_with_gap ? std::max(1.0F, row.scale.pitch * 0.13F) : 0;
    return {std::round(middle - height / 2), std::round(middle + height / 2), gap};
}

void draw_bar_tape(Canvas& canvas, const TapeRow& row, const Standing& s, const CellFrame& cells) {
    const std::int64_t from = std::max(row.scale.first, s.replica->log_start.value);
    const auto span = [&](std::int64_t begin, std::int64_t end, Color color) {
        if (end <= begin) return;
        canvas.fill({row.scale.x_of(begin), cells.top, row.scale.x_of(end), cells.bottom}, color,
                    canvas.px(2));
    };
    const std::int64_t end = s.replica->log_end.value;
    const std::int64_t safe = std::clamp(s.replica->high_watermark.value, from, end);
    const Color hue = tape_color(canvas.theme().produce, s.strength, canvas.ground());
    span(from, safe, hue);
    if (end <= safe) return;
    span(safe, end, mixed(canvas.ground(), hue, 0.3F));
    const Rect open{row.scale.x_of(safe), cells.top, row.scale.x_of(end), cells.bottom};
    canvas.hatch(open, hue, canvas.px(8), canvas.px(2));
}

bool was_cleaned_away(const view::TapeBatch& batch, std::int64_t offset) {
    return batch.is_cleaned && std::find(batch.offsets.begin(), batch.offsets.end(),
                                         base::Offset{offset}) == batch.offsets.end();
}

// The record at an offset of a batch; null when the cleaner took it or nobody said what it is.
const view::RecordSlice* record_in(const view::TapeBatch& batch, std::int64_t offset) {
    auto index = static_cast<std::size_t>(offset - batch.stamp.base_offset.value);
    if (batch.is_cleaned) {
        const auto kept =
            std::find(batch.offsets.begin(), batch.offsets.end(), base::Offset{offset});
        if (kept == batch.offsets.end()) return nullptr;
        index = static_cast<std::size_t>(kept - batch.offsets.begin());
    }
    return index < batch.records.size() ? &batch.records[index] : nullptr;
}

void draw_batch(Canvas& canvas, const Scene& scene, Ui& ui, const TapeRow& row, const Standing& s,
                const view::TapeBatch& batch, const CellFrame& cells) {
    const std::int64_t base = batch.stamp.base_offset.value;
    // While a full tape slides, the records that leave it are still to be seen.
    const auto extra = static_cast<std::int64_t>(std::ceil(row.scale.slide / row.scale.pitch));
    const std::int64_t from = std::max(base, row.scale.first - extra);
    const std::int64_t to =
        std::min(batch.stamp.last_offset.value, row.scale.first + row.scale.cells - 1);
    const float since = scene.viewer_seconds_since({batch.appended, batch.fact});
    for (std::int64_t offset = from; offset <= to; ++offset) {
        const float left = row.scale.x_of(offset);
        const Rect box{left + cells.gap / 2, cells.top, left + row.scale.pitch - cells.gap / 2,
                       cells.bottom};
        const view::RecordSlice* record = record_in(batch, offset);
        const Color hue =
            record == nullptr ? canvas.theme().quiet : key_color(canvas.theme(), record->key);
        const TapeCell::Pattern pattern = record_pattern(scene, row, *s.replica, batch, offset);
        // Below the log's start a record is still in its file, but nobody may read it.
        const bool readable = offset >= s.replica->log_start.value;
        draw_tape_cell(canvas, box, {hue, pattern, readable ? s.strength : TapeStrength::ghost});
        if (pattern == TapeCell::Pattern::gap) continue;
        if (s.believes_leader && since < 0.4F)
            canvas.outline(box.inset(-cells.gap), faded(canvas.theme().text, 1 - since / 0.4F),
                           canvas.px(2), canvas.px(5));
        if (row.scale.pitch >= pitch_with_gap)
            ui.claim(box, RecordChosen{row.broker, row.partition, base::Offset{offset}});
    }
}

void draw_cells(Canvas& canvas, const Scene& scene, Ui& ui, const TapeRow& row, const Standing& s,
                const CellFrame& cells) {
    const float reach = canvas.px(8);
    canvas.clip({row.scale.left - reach / 2, row.box.top - reach,
                 row.scale.left + row.scale.pitch * static_cast<float>(row.scale.cells) + reach,
                 row.box.bottom + reach});
    if (row.scale.pitch < pitch_of_bar) {
        draw_bar_tape(canvas, row, s, cells);
    } else {
        for (const view::TapeBatchPtr& batch : s.replica->tape.batches()) {
            if (batch->stamp.last_offset.value >= row.scale.first - 8)
                draw_batch(canvas, scene, ui, row, s, *batch, cells);
        }
    }
    canvas.unclip();
}

// Two groups may stand at one offset: their flags share the pole's foot, side by side.
void draw_flags(Canvas& canvas, const Scene& scene, Ui& ui, const TapeRow& row,
                const CellFrame& cells) {
    const float room = row.box.bottom - cells.bottom + canvas.px(4);
    const float height = std::min(canvas.px(17), room);
    if (height < canvas.px(8)) return;
    const float foot = cells.bottom + height + canvas.px(1);
    const auto flag = [&](std::int64_t offset, bool filled, const std::string& sentence) {
        if (!row.scale.shows(offset)) return;
        const float x = row.scale.x_of(offset);
        draw_flag(canvas, {x, foot}, height, canvas.theme().group, filled);
        ui.claim({x - height * 0.2F, foot - height, x + height * 0.8F, foot},
                 ReplicaChosen{row.broker, row.partition}, sentence);
    };
    for (const auto& [name, group] : scene.view.groups) {
        const auto committed = group.committed.find(row.partition);
        if (committed != group.committed.end())
            flag(committed->second.value, true,
                 fmt::format("{}: {} {}", name, scene.word("committed offset", "offset confirmado"),
                             committed->second.value));
        const auto position = position_of(scene.view, name, row.partition);
        const bool same =
            position && committed != group.committed.end() && *position == committed->second;
        if (position && !same)
            flag(
                position->value, false,
                fmt::format("{}: {} {}", name, scene.word("position", "posição"), position->value));
    }
}

void draw_leader(Canvas& canvas, const Scene& scene, const TapeRow& row, const Standing& s,
                 const CellFrame& cells) {
    const Theme& t = canvas.theme();
    const float grow = canvas.px(6);
    const std::int64_t from = std::max(row.scale.first, s.replica->log_start.value);
    const float right = std::max(row.scale.x_of(s.replica->log_end.value), row.scale.left);
    const Rect around{row.scale.x_of(from) - row.scale.slide - grow, cells.top - grow, right + grow,
                      cells.bottom + grow};
    // A leader that the controller has already replaced is drawn in dashes: it does not know yet.
    if (s.decided_leader) {
        canvas.outline(around, t.text, std::max(canvas.px(2.2F), 1.5F), canvas.px(9));
    } else {
        canvas.dashed_outline(around, t.text, std::max(canvas.px(2), 1.3F), canvas.px(8));
    }
    const float flash = scene.flash(s.replica->role_taken);
    if (flash > 0)
        canvas.outline(around.inset(-canvas.px(4) * (2 - flash)), faded(t.text, flash),
                       canvas.px(3), canvas.px(12));
}

// The size in which a row this low can be labelled; absent when it cannot.
std::optional<TextRole> label_role(const Canvas& canvas, const TapeRow& row) {
    for (const TextRole role : {TextRole::mono, TextRole::mono_small}) {
        if (row.box.height() >= canvas.line_height(role) * 0.9F) return role;
    }
    return std::nullopt;
}

// Left of the row's label: crown or dot, and the leader epoch.
void draw_standing(Canvas& canvas, const TapeRow& row, const Standing& s, float middle) {
    const Theme& t = canvas.theme();
    const Color ink = s.up ? t.text : t.dim;
    const std::optional<TextRole> role = label_role(canvas, row);
    if (role)
        canvas.text({row.label_right, middle}, *role, row.label,
                    s.up && s.believes_leader ? t.text : t.dim, Align::right);
    const float size = std::min(1.0F, row.box.height() / canvas.px(26));
    const float sign_x =
        row.label_right - canvas.width_of(TextRole::mono, row.label) - canvas.px(22);
    if (s.believes_leader) {
        draw_crown(canvas, {sign_x, middle}, canvas.px(20) * size, ink);
        const std::string epoch = fmt::format("{}", s.replica->leader_epoch.value);
        if (role)
            canvas.text_if_free({sign_x - canvas.px(16), middle}, TextRole::mono_small, epoch,
                                t.dim, Align::right);
    } else if (s.up) {
        draw_dot(canvas, {sign_x, middle}, canvas.px(11) * size, s.in_sync ? t.consumer : t.warn,
                 s.in_sync);
    }
}

void draw_offsets(Canvas& canvas, const TapeRow& row, const Standing& s, const CellFrame& cells) {
    const Theme& t = canvas.theme();
    const view::ReplicaView& replica = *s.replica;
    const float pad = std::min(canvas.px(7), row.box.height() * 0.16F);
    const float end = std::max(row.scale.x_of(replica.log_end.value), row.scale.left);
    if (s.up && row.scale.shows(replica.high_watermark.value)) {
        const float x = row.scale.x_of(replica.high_watermark.value);
        const float width = std::max(canvas.px(2.6F), 1.5F);
        canvas.fill({x - width / 2, cells.top - pad, x + width / 2, cells.bottom + pad},
                    t.high_watermark, width / 2);
        canvas.note_mark("high watermark", {x, cells.top}, t.high_watermark);
    }
    if (replica.log_start.value > 0 && row.scale.shows(replica.log_start.value))
        draw_bracket(canvas,
                     {row.scale.x_of(replica.log_start.value) - canvas.px(4), cells.top - pad},
                     cells.bottom - cells.top + 2 * pad, t.dim);
    const Color color = s.up && s.believes_leader ? t.text : t.dim;
    if (const std::optional<TextRole> role = label_role(canvas, row))
        canvas.text_if_free({end + canvas.px(14), (cells.top + cells.bottom) / 2}, *role,
                            grouped(replica.log_end.value), color);
}

std::string replica_sentence(const Scene& scene, const TapeRow& row, const Standing& s) {
    const char* role = s.believes_leader ? "leader"
                       : s.in_sync       ? "follower, in sync"
                                         : "follower, out of sync";
    return fmt::format("{} · {}\nlog end {} · high watermark {} · leader epoch {}",
                       scene.view.partition_name(row.partition), role, s.replica->log_end.value,
                       s.replica->high_watermark.value, s.replica->leader_epoch.value);
}

// Where one segment file ends and the next begins: a notch in the tape's edges.
void draw_segments(Canvas& canvas, const Scene& scene, const TapeRow& row, const Standing& s,
                   const CellFrame& cells) {
    if (row.scale.pitch < pitch_of_bar) return;
    const Theme& t = canvas.theme();
    const float reach = canvas.px(7);
    const float width = std::max(canvas.px(2.6F), 1.4F);
    for (const view::SegmentView& segment : s.replica->segments) {
        const std::int64_t base = segment.base_offset.value;
        if (base <= s.replica->log_start.value || !row.scale.shows(base)) continue;
        const float x = row.scale.x_of(base);
        const Color color = mixed(t.text, t.control, scene.flash(segment.changed));
        canvas.line({x, cells.top - reach}, {x, cells.top + reach / 2}, color, width);
        canvas.line({x, cells.bottom - reach / 2}, {x, cells.bottom + reach}, color, width);
    }
}

// A thin line below what has reached the disk: what stands beyond its end, a power loss may take.
void draw_flushed(Canvas& canvas, const TapeRow& row, const Standing& s, const CellFrame& cells) {
    const std::int64_t from = std::max(row.scale.first, s.replica->log_start.value);
    const std::int64_t to = std::min(s.replica->flushed.value, row.scale.first + row.scale.cells);
    if (to <= from) return;
    const float y = cells.bottom + std::max(canvas.px(3), 2.0F);
    const float left = from == row.scale.first ? row.scale.left : row.scale.x_of(from);
    canvas.line({left, y}, {row.scale.x_of(to), y}, canvas.theme().dim,
                std::max(canvas.px(1.6F), 1.0F));
}

// A truncated tail is shown for a moment where it was.
void draw_truncation(Canvas& canvas, const Scene& scene, const TapeRow& row, const Standing& s,
                     const CellFrame& cells) {
    const float since = scene.viewer_seconds_since(s.replica->truncated);
    if (since > 1.2F) return;
    const float left = row.scale.x_of(s.replica->log_end.value);
    const float right = row.scale.x_of(
        std::min(s.replica->truncated_from.value, row.scale.first + row.scale.cells));
    if (right <= left) return;
    const Color color = faded(canvas.theme().loss, 1 - since / 1.2F);
    const Rect gone{left, cells.top, right, cells.bottom};
    canvas.hatch(gone, color, canvas.px(7), canvas.px(2));
    canvas.outline(gone, color, canvas.px(2), canvas.px(4));
}

}  // namespace

Color key_color(const Theme& theme, const std::optional<base::Bytes>& key) {
    if (!key) return theme.quiet;
    const std::string& bytes = key->data;
    const auto digits = std::find_if_not(bytes.rbegin(), bytes.rend(), [](char c) {
                            return c >= '0' && c <= '9';
                        }).base();
    std::uint32_t number = 2166136261U;
    if (digits != bytes.end()) {
        number = 0;
        for (auto digit = digits; digit != bytes.end(); ++digit)
            number = number * 10 + static_cast<std::uint32_t>(*digit - '0');
    } else {
        for (const char c : bytes)
            number = (number ^ static_cast<unsigned char>(c)) * 16777619U;
    }
    return theme.keys[number % theme.keys.size()];
}

TapeCell::Pattern record_pattern(const Scene& scene, const TapeRow& row,
                                 const view::ReplicaView& replica, const view::TapeBatch& batch,
                                 std::int64_t offset) {
    using Pattern = TapeCell::Pattern;
    const view::ReplicaView* truth = truth_of(scene, row.partition);
    if (truth != nullptr && truth != &replica) {
        // Another batch at this place, or none where this one is long replicated: it will be cut.
        const view::TapeBatch* same = truth->tape.find(base::Offset{offset});
        if (same != nullptr && same->stamp != batch.stamp) return Pattern::lost;
        const bool dead = !is_up(scene.view, row.broker) || !replica.open;
        if (offset >= truth->log_end.value && dead) return Pattern::lost;
    }
    if (truth == nullptr) {
        const std::int64_t live_end = longest_live_end(scene, row.partition);
        if (live_end >= 0 && offset >= live_end) return Pattern::lost;
    }
    if (was_cleaned_away(batch, offset)) return Pattern::gap;
    if (batch.stamp.is_control) return Pattern::control;
    return offset >= replica.high_watermark.value ? Pattern::hatched : Pattern::solid;
}

void draw_tape_row(Canvas& canvas, const Scene& scene, Ui& ui, const TapeRow& row) {
    const Standing s = standing_of(scene, row);
    if (s.replica == nullptr || s.partition == nullptr) return;
    const CellFrame cells = cell_frame(canvas, row);
    const float middle = (cells.top + cells.bottom) / 2;
    ui.claim(row.box, ReplicaChosen{row.broker, row.partition}, replica_sentence(scene, row, s));
    if (s.up && s.believes_leader) draw_leader(canvas, scene, row, s, cells);
    draw_cells(canvas, scene, ui, row, s, cells);
    draw_flushed(canvas, row, s, cells);
    draw_segments(canvas, scene, row, s, cells);
    draw_truncation(canvas, scene, row, s, cells);
    draw_standing(canvas, row, s, middle);
    draw_offsets(canvas, row, s, cells);
    if (s.up && s.believes_leader) draw_flags(canvas, scene, ui, row, cells);
}

}  // namespace brokerscope::render::stage
