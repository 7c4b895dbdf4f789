// CHECK: the only way the simulator says "this is a bug of ours". It is always on, in every build.
//
// A failed CHECK calls the handler installed by the program (cli/ prints seed, simulated time and
// the command that reproduces the run), and then ends the process with exit code 70. Bad input is
// never a CHECK: it is a returned error with a place and a hint.
#pragma once

#include <string>
#include <string_view>

namespace brokerscope::base {

struct CheckFailure {
    std::string_view expression;
    std::string message;
    std::string_view file;
    int line = 0;
};

/// Called once when a CHECK fails; it may throw (tests do) or return, and then the process exits
/// with 70.
using CheckHandler = void (*)(const CheckFailure&);

/// Installs the handler of this process and returns the previous one. Null restores the default,
/// which prints the failure to stderr.
CheckHandler set_check_handler(CheckHandler handler);

[[noreturn]] void check_failed(std::string_view expression, std::string message,
                               std::string_view file, int line);

}  // namespace brokerscope::base

/// Stops the program when `condition` does not hold. `message` says what must hold, for a reader.
#define CHECK(condition, message)                                                         \
    do {                                                                                  \
        if (!(condition)) [[unlikely]]                                                    \
            ::brokerscope::base::check_failed(#condition, std::string(message), __FILE__, \
                                              __LINE__);                                  \
    } while (false)
