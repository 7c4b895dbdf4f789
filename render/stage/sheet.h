// What the inspector says about the selected thing, as plain rows: its state in Kafka's words, and
// what its scenario has set. Also one or two lines of it, for the tooltip.
#pragma once

#include <string>
#include <vector>

#include "render/stage/scene.h"
#include "render/stage/selection.h"
#include "sim/journal/journal.h"

namespace brokerscope::render::stage {

struct SheetRow {
    enum class Kind {
        value,    ///< label and value
        heading,  ///< label only
    };
    std::string label;
    std::string value;
    Kind kind = Kind::value;
};

struct Sheet {
    std::string title;
    std::string what;  ///< "broker", "replica" ...: what kind of thing it is
    std::vector<SheetRow> rows;
};

/// An empty title when the selected thing does not exist at this moment.
Sheet sheet_of(const Scene& scene, const Selection& selection);

/// Short lines for the tooltip.
std::string tooltip_of(const Scene& scene, const Selection& selection);

/// The newest facts that concern the selected thing, newest first; message and clock traffic is
/// left out, except for a message itself. Looks at the facts up to the scene's moment, at most
/// `look_back` of them.
std::vector<FactId> facts_about(const journal::Journal& journal, const Scene& scene,
                                const Selection& selection, std::size_t most,
                                std::int64_t look_back = 20'000);

/// The chain of causes of a fact, the fact itself first, the root last.
std::vector<FactId> causes_of(const journal::Journal& journal, FactId fact);

}  // namespace brokerscope::render::stage
