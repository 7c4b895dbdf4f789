// The report as text for a terminal: plain ASCII besides what scenarios and clients are called, no
// colours, two spaces of indentation a level, numbers aligned to the right.
#pragma once

#include <string>
#include <vector>

#include "sim/laws/report.h"

namespace brokerscope::laws {

/// A line that only the caller can know, such as the wall time: {"wall time", "0.42 s"}.
struct ReportNote {
    std::string name;
    std::string text;
};

/// Ends with a new line. `notes` stand below the run's own numbers.
std::string report_text(const Report& report, const std::vector<ReportNote>& notes = {});

}  // namespace brokerscope::laws
