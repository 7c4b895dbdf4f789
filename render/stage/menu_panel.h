// What a person can do to the world: the menu of a right click on a thing, and the palette that
// finds the same commands by typing. Every entry is a Command, and so a line of Lua.
#pragma once

#include <string>
#include <vector>

#include "render/stage/scene.h"
#include "render/stage/ui.h"

namespace brokerscope::render::stage {

struct Fault {
    std::string words;  ///< "Crash broker 2"
    std::string lua;    ///< the line of Lua that it equals
    Command command;
    bool breaks = true;  ///< it makes things worse; a start or a healed link does not
};

/// What can be done to the selected thing at this moment, in a fixed order.
std::vector<Fault> faults_of(const Scene& scene, const Selection& about);
/// Everything that can be done at this moment.
std::vector<Fault> all_faults(const Scene& scene);
/// Those whose words hold every word of `typed`, in any case.
std::vector<Fault> matching(std::vector<Fault> faults, const std::string& typed);

void draw_menu(Canvas& canvas, const Scene& scene, Ui& ui);
void draw_palette(Canvas& canvas, const Scene& scene, Ui& ui);

}  // namespace brokerscope::render::stage
