// A View as text, one line a value, made from its fields(): two Views are equal when their lines
// are. For tests, for audits, and for whoever wants to know what is in a View; it is not fast.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/view/view.h"

namespace brokerscope::view {

/// "brokers.2.replicas.orders-1.logEnd" and "5". Times are in nanoseconds; what is absent has no
/// line, what is empty neither.
struct DumpLine {
    std::string path;
    std::string value;
    friend bool operator==(const DumpLine&, const DumpLine&) = default;
};

/// In the order of the fields; no path comes twice.
std::vector<DumpLine> dump_lines(const View& view);
/// "path = value" lines.
std::string dump(const View& view);

/// What differs, "brokers.2.state: RUNNING, STARTING" (a's value first, "-" where it has none), in
/// the order of the paths. `counts` says which paths are looked at; without it, all are.
std::vector<std::string> differences(const View& a, const View& b,
                                     const std::function<bool(std::string_view path)>& counts = {});

}  // namespace brokerscope::view
