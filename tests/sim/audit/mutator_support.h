// Changes one value of a View, whichever it is: to see whether somebody notices. Values are named
// by the names of their fields, with a * for keys and indices ("brokers.*.replicas.*.logEnd").
#pragma once

#include <map>
#include <string>

#include "sim/view/view.h"

namespace brokerscope::audit {

/// How many values of each name this View has. A container counts with what it holds ("name[]").
std::map<std::string, std::int64_t> count_values(view::View& view);
/// Changes the `index`-th value of this name; a container loses an element.
void change_value(view::View& view, const std::string& name, std::int64_t index);

}  // namespace brokerscope::audit
