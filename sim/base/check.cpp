#include "sim/base/check.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace brokerscope::base {
namespace {

// The one piece of process-wide state in sim/: a crash has to be reported from anywhere, and it
// never influences a run.
CheckHandler installed_handler = nullptr;

void print_failure(const CheckFailure& failure) {
    std::fprintf(stderr, "brokerscope: bug: %s\n  CHECK(%.*s) at %.*s:%d\n",
                 failure.message.c_str(), static_cast<int>(failure.expression.size()),
                 failure.expression.data(), static_cast<int>(failure.file.size()),
                 failure.file.data(), failure.line);
}

}  // namespace

CheckHandler set_check_handler(CheckHandler handler) {
    return std::exchange(installed_handler, handler);
}

void check_failed(std::string_view expression, std::string message, std::string_view file,
                  int line) {
    const CheckFailure failure{expression, std::move(message), file, line};
    if (installed_handler != nullptr) {
        installed_handler(failure);
    } else {
        print_failure(failure);
    }
    std::_Exit(70);
}

}  // namespace brokerscope::base
