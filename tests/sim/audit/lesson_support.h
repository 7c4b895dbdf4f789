// The lessons as Sessions, to be watched by an audit.
#pragma once

#include <memory>
#include <string>

#include "scripting/session.h"
#include "tests/sim/audit/audit_support.h"

namespace brokerscope::audit {

/// A file of scenarios/, at its time 0.
std::unique_ptr<scripting::Session> open_lesson(const std::string& name);

}  // namespace brokerscope::audit
