// Compares what was recorded with what the model says, field by field. Numbers are equal as
// numbers, a member that is null is equal to one that is absent, lists are equal in order.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace brokerscope::cli::conform {

using Json = nlohmann::ordered_json;

/// What to do about members that the model has and the recording does not name.
enum class ExtraMembers : std::uint8_t {
    ignored,  // a recording names only what it looked at
    differ,   // the recording names everything: its objects are maps or changes
};

struct Difference {
    std::string path;        // "steps[3].highWatermark"; "" is the whole
    std::int64_t step = -1;  // the first index in the path, when a list stands at its beginning
    std::string recorded;    // JSON, shortened; "absent"
    std::string modelled;
};

/// The first `most` differences, in the recording's order; none when the two agree.
std::vector<Difference> differences(const Json& recorded, const Json& modelled, ExtraMembers extra,
                                    std::size_t most);

/// "highWatermark: recorded 3, modelled 4", one line each.
std::string describe_differences(const std::vector<Difference>& differences);

}  // namespace brokerscope::cli::conform
