// Lets a failed comparison of findings print them. Included by the tests of this folder only.
#pragma once

#include "tests/expect.h"
#include "tests/house/source_support.h"

template <>
struct doctest::StringMaker<brokerscope::house::Findings> {
    static String convert(const brokerscope::house::Findings& findings) {
        return brokerscope::house::listed(findings).c_str();
    }
};
