// libFuzzer's way into journals: see journal_support.h.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "sim/base/check.h"
#include "tests/fuzz/journal_support.h"

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    // The fuzzer keeps what aborts; a CHECK alone would end it without a trace.
    brokerscope::base::set_check_handler([](const brokerscope::base::CheckFailure&) { abort(); });
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    brokerscope::fuzz::try_journal({reinterpret_cast<const char*>(data), size});
    return 0;
}
