#include "tests/sim/audit/lesson_support.h"

#include <fstream>
#include <sstream>

#include "sim/base/check.h"

namespace brokerscope::audit {

std::unique_ptr<scripting::Session> open_lesson(const std::string& name) {
    std::ifstream file(std::string(BROKERSCOPE_SOURCE_DIR) + "/scenarios/" + name);
    std::stringstream source;
    source << file.rdbuf();
    scripting::RunInputs inputs;
    inputs.name = name;
    inputs.source = source.str();
    auto opened = scripting::Session::open(std::move(inputs));
    CHECK(opened.ok(), "a lesson opens");
    return std::move(opened).value();
}

}  // namespace brokerscope::audit
