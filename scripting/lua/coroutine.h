// Coroutine: a function of a script that runs in steps. Where it wants to wait, a host function
// that it called yields a request to the host; the host resumes it later with the answer.
//
// States: created -> (start) -> suspended <-> (resume) -> finished | failed. Only the host resumes
// it; the script's own coroutine functions refuse, and inside a coroutine that the script itself
// made nothing can be yielded to the host.
//
// The request is whatever type host function and host agree on, so that it may hold References.
#pragma once

#include <any>
#include <functional>
#include <lua5.4/lua.hpp>
#include <variant>

#include "scripting/lua/reference.h"
#include "scripting/lua/sandbox.h"
#include "sim/base/result.h"

namespace brokerscope::scripting::lua {

/// It must be dropped before its sandbox.
class Coroutine {
  public:
    struct Finished {};
    struct Yielded {
        std::any request;
    };
    using Outcome = std::variant<Finished, Yielded, base::Error>;

    explicit Coroutine(Sandbox& sandbox) : sandbox_(&sandbox) {}
    ~Coroutine();
    Coroutine(const Coroutine&) = delete;
    Coroutine& operator=(const Coroutine&) = delete;

    /// Prepares to run `function`, which starts with the first resume.
    base::Status start(const Reference& function);

    /// An entry into the sandbox, which runs until the next yield or the end. `push` pushes what
    /// the function that yielded returns (at the first resume: the arguments) and says how many.
    Outcome resume(const std::function<int(lua_State*)>& push = {});

    bool is_suspended() const { return state_ == State::suspended; }

  private:
    enum class State { created, suspended, running, finished, failed };

    Sandbox* sandbox_;
    Reference anchor_;
    lua_State* thread_ = nullptr;
    State state_ = State::created;
};

/// Suspends the story that called this host function, as in `return yield_to_host(state,
/// Wait{5});`. Raises an error elsewhere; `what` is the function's name for that error.
int yield_to_host(lua_State* state, std::string_view what, std::any request);

}  // namespace brokerscope::scripting::lua
