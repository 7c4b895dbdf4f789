#include "scripting/lua/coroutine.h"

#include <optional>
#include <string>
#include <utility>

#include "sim/base/check.h"

namespace brokerscope::scripting::lua {

Coroutine::~Coroutine() {
    if (thread_ != nullptr) sandbox_->release_thread(thread_);
}

base::Status Coroutine::start(const Reference& function) {
    CHECK(state_ == State::created, "a coroutine starts once");
    const base::Status started = sandbox_->enter([&](lua_State* state) {
        lua_State* thread = lua_newthread(state);
        anchor_ = Reference(state, -1);
        function.push(state);
        lua_xmove(state, thread, 1);
        thread_ = thread;
    });
    if (!started) return started;
    sandbox_->adopt_thread(thread_);
    state_ = State::suspended;
    return base::Nothing{};
}

Coroutine::Outcome Coroutine::resume(const std::function<int(lua_State*)>& push) {
    CHECK(state_ == State::suspended, "only a suspended coroutine can be resumed");
    state_ = State::running;
    int results = 0;
    std::optional<base::Error> error;
    sandbox_->take_request();
    const base::Status entered = sandbox_->enter([&](lua_State* state) {
        const int arguments = push ? push(state) : 0;
        if (lua_checkstack(thread_, arguments + 1) == 0) raise_error(state, "stack overflow");
        lua_xmove(state, thread_, arguments);
        const int status = sandbox_->resume_thread(state, thread_, arguments, &results);
        if (status == LUA_OK) {
            state_ = State::finished;
        } else if (status == LUA_YIELD) {
            state_ = State::suspended;
        } else {
            error = sandbox_->thread_error(state, thread_, status);
        }
        if (!error) lua_pop(thread_, results);
    });
    if (!entered) error = entered.error();
    if (error) {
        state_ = State::failed;
        return *error;
    }
    if (state_ == State::finished) return Finished{};
    return Yielded{sandbox_->take_request()};
}

int yield_to_host(lua_State* state, std::string_view what, std::any request) {
    Sandbox& sandbox = Sandbox::of(state);
    if (!sandbox.is_host_thread(state)) {
        raise_error(
            state, std::string(what) + " can only be called by a story",
            "it cannot be called while the scenario is being set up, in a condition or in a "
            "coroutine of your own");
    }
    if (lua_isyieldable(state) == 0) {
        raise_error(
            state, std::string(what) + " cannot be called here",
            "not inside the function given to table.sort or string.gsub, nor in a metamethod "
            "of a library function");
    }
    sandbox.keep_request(std::move(request));
    return lua_yield(state, 0);
}

}  // namespace brokerscope::scripting::lua
