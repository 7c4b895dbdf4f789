// pcall, xpcall and the coroutine library: everything that could catch an error. They let a script
// catch its own errors, and pass on those that end it (no instructions or memory left, an exception
// of the host).
//
// The handler of xpcall runs after the stack is unwound, and not inside the error: Lua switches the
// instruction counter off while an error that the counter raised looks for its handler.
#include <array>

#include "scripting/lua/libraries.h"
#include "scripting/lua/sandbox.h"

namespace brokerscope::scripting::lua {
namespace {

bool failed(int status) {
    return status != LUA_OK && status != LUA_YIELD;
}

int finish_pcall(lua_State* state, int status, lua_KContext) {
    if (!failed(status)) return lua_gettop(state);
    Sandbox::of(state).rethrow_if_fatal(state, state, status);
    lua_pushboolean(state, 0);
    lua_insert(state, -2);
    return 2;
}

int protected_call(lua_State* state) {
    luaL_checkany(state, 1);
    lua_pushboolean(state, 1);
    lua_insert(state, 1);
    const int status = lua_pcallk(state, lua_gettop(state) - 2, LUA_MULTRET, 0, 0, &finish_pcall);
    return finish_pcall(state, status, 0);
}

// The stack holds function, handler and `true`, and above them the results or the error.
constexpr int xpcall_slots = 2;

int finish_handler(lua_State* state, int, lua_KContext) {
    return lua_gettop(state) - xpcall_slots;
}

int finish_xpcall(lua_State* state, int status, lua_KContext) {
    if (!failed(status)) return lua_gettop(state) - xpcall_slots;
    Sandbox::of(state).rethrow_if_fatal(state, state, status);
    lua_replace(state, 1);
    lua_settop(state, xpcall_slots);
    lua_pushboolean(state, 0);
    lua_pushvalue(state, 2);
    lua_pushvalue(state, 1);
    lua_callk(state, 1, LUA_MULTRET, 0, &finish_handler);
    return finish_handler(state, LUA_OK, 0);
}

int protected_call_with_handler(lua_State* state) {
    luaL_checktype(state, 2, LUA_TFUNCTION);
    const int arguments = lua_gettop(state) - 2;
    lua_pushboolean(state, 1);
    lua_pushvalue(state, 1);
    lua_rotate(state, 3, 2);
    const int status = lua_pcallk(state, arguments, LUA_MULTRET, 0, 0, &finish_xpcall);
    return finish_xpcall(state, status, 0);
}

// --- coroutines

lua_State* check_coroutine(lua_State* state) {
    lua_State* thread = lua_tothread(state, 1);
    luaL_argexpected(state, thread != nullptr, 1, "coroutine");
    if (Sandbox::of(state).is_host_thread(thread)) {
        raise_error(state, "a story cannot be resumed or closed by a script");
    }
    return thread;
}

int create(lua_State* state) {
    // A new thread has not run for a full interval of the instruction counter before it is counted.
    constexpr int price = 200;
    luaL_checktype(state, 1, LUA_TFUNCTION);
    Sandbox::of(state).charge(state, price);
    lua_State* thread = lua_newthread(state);
    lua_pushvalue(state, 1);
    lua_xmove(state, thread, 1);
    return 1;
}

/// Moves the arguments on top into the thread and runs it. Returns the number of results on the
/// stack, or -1 with an error value there.
int resume_with(lua_State* state, lua_State* thread, int arguments) {
    Sandbox& sandbox = Sandbox::of(state);
    if (lua_checkstack(thread, arguments) == 0) {
        raise_error(state, "too many arguments to resume");
    }
    lua_xmove(state, thread, arguments);
    int results = 0;
    const int status = sandbox.resume_thread(state, thread, arguments, &results);
    if (failed(status)) {
        sandbox.rethrow_if_fatal(state, thread, status);
        lua_xmove(thread, state, 1);
        return -1;
    }
    if (lua_checkstack(state, results + 1) == 0) {
        lua_pop(thread, results);
        raise_error(state, "too many results to resume");
    }
    sandbox.charge(state, results / 4);
    lua_xmove(thread, state, results);
    return results;
}

int resume(lua_State* state) {
    lua_State* thread = check_coroutine(state);
    const int results = resume_with(state, thread, lua_gettop(state) - 1);
    const int returned = results < 0 ? 1 : results;
    lua_pushboolean(state, results < 0 ? 0 : 1);
    lua_insert(state, -(returned + 1));
    return returned + 1;
}

int call_wrapped(lua_State* state) {
    lua_State* thread = lua_tothread(state, lua_upvalueindex(1));
    const int results = resume_with(state, thread, lua_gettop(state));
    return results < 0 ? lua_error(state) : results;
}

int wrap(lua_State* state) {
    create(state);
    lua_pushcclosure(state, &guarded<&call_wrapped>, 1);
    return 1;
}

int yield(lua_State* state) {
    if (Sandbox::of(state).is_host_thread(state)) {
        raise_error(state, "a story itself cannot yield", "wait gives control back");
    }
    return lua_yield(state, lua_gettop(state));
}

bool is_running(lua_State* thread) {
    lua_Debug frame{};
    return lua_status(thread) == LUA_OK && lua_getstack(thread, 0, &frame) != 0;
}

int close(lua_State* state) {
    lua_State* thread = check_coroutine(state);
    if (thread == state || is_running(thread)) {
        raise_error(state, "cannot close a running coroutine");
    }
    lua_pushboolean(state, 1);
    if (!failed(lua_status(thread))) {
        const int status = Sandbox::of(state).close_thread(state, thread);
        if (!failed(status)) return 1;
        Sandbox::of(state).rethrow_if_fatal(state, thread, status);
    }
    // One that died of an error is left as it is: if the instruction counter raised that error, the
    // counter would not watch over the __close handlers that are still to run.
    lua_pushboolean(state, 0);
    lua_pushvalue(thread, -1);
    lua_xmove(thread, state, 1);
    return 2;
}

}  // namespace

lua_CFunction pcall_function() {
    return &guarded<&protected_call>;
}

lua_CFunction xpcall_function() {
    return &guarded<&protected_call_with_handler>;
}

void push_coroutine_library(lua_State* state) {
    lua_newtable(state);
    constexpr std::array kept = {"isyieldable", "running", "status"};
    copy_stock(state, &luaopen_coroutine, kept, Price::call);
    const NamedFunction replaced[] = {
        {"close", &guarded<&close>}, {"create", &guarded<&create>}, {"resume", &guarded<&resume>},
        {"wrap", &guarded<&wrap>},   {"yield", &guarded<&yield>},
    };
    set_functions(state, replaced);
}

}  // namespace brokerscope::scripting::lua
