// libFuzzer's way into the sandbox of scripts: see lua_support.h. -dict=tests/fuzz/lua.dict helps
// it.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "sim/base/check.h"
#include "tests/fuzz/lua_support.h"

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    // The fuzzer keeps what aborts; a CHECK alone would end it without a trace.
    brokerscope::base::set_check_handler([](const brokerscope::base::CheckFailure&) { abort(); });
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string problem =
        brokerscope::fuzz::sandbox_problem({reinterpret_cast<const char*>(data), size});
    if (problem.empty()) return 0;
    std::fprintf(stderr, "%s\n", problem.c_str());
    abort();
}
