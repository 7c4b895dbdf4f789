#include "render/stage/tape_scale.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace brokerscope::render::stage {

namespace {

// Cells kept free right of the newest record.
constexpr std::int64_t headroom = 2;
// How far below the laggard's end a tape still shows.
constexpr std::int64_t context = 4;
constexpr float slide_seconds = 0.2F;

struct Ends {
    std::int64_t oldest_start = std::numeric_limits<std::int64_t>::max();
    std::int64_t newest_end = 0;
    std::int64_t laggard_end = std::numeric_limits<std::int64_t>::max();  // of the live replicas
    const view::ReplicaView* newest = nullptr;
};

Ends ends_of(const Scene& scene, PartitionId partition) {
    Ends ends;
    for (const auto& [id, broker] : scene.view.brokers) {
        const auto replica = broker.replicas.find(partition);
        if (replica == broker.replicas.end()) continue;
        const std::int64_t end = replica->second.log_end.value;
        ends.oldest_start = std::min(ends.oldest_start, replica->second.log_start.value);
        if (ends.newest == nullptr || end > ends.newest_end) ends.newest = &replica->second;
        ends.newest_end = std::max(ends.newest_end, end);
        if (replica->second.open) ends.laggard_end = std::min(ends.laggard_end, end);
    }
    ends.laggard_end = std::min(ends.laggard_end, ends.newest_end);
    return ends;
}

// A tape that is full moves left by the records of its newest append; it does so within 0.2 s.
float slide_cells(const Scene& scene, const Ends& ends, const TapeScale& scale) {
    const bool scrolls = scale.first > ends.oldest_start;
    if (!scrolls || ends.newest == nullptr || ends.newest->tape.batches().empty()) return 0;
    const float since = scene.viewer_seconds_since(ends.newest->appended) / slide_seconds;
    if (since >= 1) return 0;
    const auto& newest = ends.newest->tape.batches().back()->stamp;
    const auto records = static_cast<float>(newest.last_offset - newest.base_offset + 1);
    const float left = 1 - since;
    return std::min(records, static_cast<float>(scale.cells) / 4) * left * left;
}

}  // namespace

TapeScale tape_scale(const Scene& scene, PartitionId partition, Rect box, float cell) {
    const Ends ends = ends_of(scene, partition);
    TapeScale scale;
    scale.left = box.left;
    scale.cells = std::max<std::int64_t>(4, static_cast<std::int64_t>(box.width() / cell));
    const std::int64_t needed = ends.newest_end - ends.laggard_end + headroom + context;
    while (scale.cells < needed && scale.cells < (1 << 20))
        scale.cells *= 2;
    scale.pitch = box.width() / static_cast<float>(scale.cells);
    const std::int64_t oldest = std::min(ends.oldest_start, ends.newest_end);
    scale.first = std::max(oldest, ends.newest_end + headroom - scale.cells);
    scale.slide = slide_cells(scene, ends, scale) * scale.pitch;
    return scale;
}

}  // namespace brokerscope::render::stage
