// Golden pictures: what a frame looked like when somebody last looked at it, at 640x360, in
// tests/golden/pictures. BROKERSCOPE_REWRITE_PICTURES=1 rewrites them (then look at the diff), and
// BROKERSCOPE_PICTURE_DIR=/some/folder keeps every picture of the tests in full size.
#pragma once

#include <string>

#include "render/png.h"

namespace brokerscope::render {

/// "" when `picture` looks like tests/golden/pictures/NAME.png; otherwise what is different, or how
/// to make the file. Its size must be a multiple of 640x360.
std::string golden_problem(const std::string& name, const Picture& picture);

}  // namespace brokerscope::render
