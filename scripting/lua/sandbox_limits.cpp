// How a sandbox ends a script: the instruction counter, errors that no script can catch, and the
// guard around host functions.
#include <cxxabi.h>
#include <cstdlib>
#include <cstring>
#include <typeinfo>
#include <utility>

#include "scripting/lua/sandbox.h"

namespace brokerscope::scripting::lua {
namespace {

// How many instructions run between two looks at the budget.
constexpr int hook_interval = 200;
// More varargs than this are paid for at every call, since passing them on copies them.
constexpr int free_varargs = 64;
constexpr std::size_t bytes_per_instruction = 16;

/// Whether the exception being handled is one that Lua throws for its own purposes.
bool is_lua_exception() {
    const std::type_info* type = abi::__cxa_current_exception_type();
    return type != nullptr && std::strcmp(type->name(), "P11lua_longjmp") == 0;
}

}  // namespace

// --- what a script cannot catch

base::Error Sandbox::describe_fatal(Fatal fatal) const {
    const Limits& limits = meter_.limits();
    if (fatal == Fatal::foreign) return {"a host function failed", "", ""};
    if (fatal == Fatal::stack) {
        return {"stack overflow: the calls of the script nest too deeply for its memory", "",
                "a function calls itself without an end"};
    }
    if (fatal == Fatal::memory) {
        return {"the script needs more than " + std::to_string(limits.memory_bytes >> 20) +
                    " MiB of memory",
                "", "a table or a text may grow without an end"};
    }
    std::string hint = "a loop may have no end, or does more than one moment of a story can hold";
    if (meter_.instruction_price() > 1) {
        hint = "while a text of " + std::to_string(meter_.largest_string()) +
               " bytes is alive, every instruction counts " +
               std::to_string(meter_.instruction_price()) + " times";
    }
    return {"the script ran for more than " + std::to_string(limits.instructions) +
                " instructions without giving control back",
            "", hint};
}

void Sandbox::set_fatal(lua_State* state, Fatal fatal, const std::string& place) {
    fatal_ = fatal;
    fatal_error_ = describe_fatal(fatal);
    fatal_error_.place = place;
    traceback_ = script_traceback(state);
}

void Sandbox::set_fatal_by_allocation(lua_State* state) {
    // The frames that asked for too much are gone, but the meter told us where it was.
    const Fatal by_memory = refused_in_recursion_ ? Fatal::stack : Fatal::memory;
    set_fatal(state, meter_.refused_for_memory() ? by_memory : Fatal::budget,
              refusal_place_.empty() ? script_place(state) : refusal_place_);
}

void Sandbox::on_refusal() {
    constexpr int deep_recursion = 20'000;
    lua_Debug frame{};
    refused_in_recursion_ = lua_getstack(running_, deep_recursion, &frame) != 0;
    refusal_place_ = script_place(running_);
}

void Sandbox::raise_fatal(lua_State* state) {
    // From now on the first instruction of whatever still runs here (a __close handler) is its
    // last.
    lua_sethook(state, &on_hook, LUA_MASKCOUNT, 1);
    lua_pushliteral(state, "the script was stopped");
    lua_error(state);
    std::abort();  // lua_error does not return, but does not say so
}

void Sandbox::raise_out_of_memory(lua_State* state) {
    if (fatal_ == Fatal::none) set_fatal(state, Fatal::memory, script_place(state));
    raise_fatal(state);
}

bool Sandbox::is_out_of_memory(lua_State* state, int status) {
    if (status == LUA_ERRMEM) return true;
    // The buffers of Lua's own library report a full memory as an ordinary error with this text.
    if (lua_type(state, -1) != LUA_TSTRING) return false;
    std::size_t size = 0;
    const char* text = lua_tolstring(state, -1, &size);
    return std::string_view(text, size) == "not enough memory";
}

// --- counting

void Sandbox::watch(lua_State* thread) {
    lua_sethook(thread, &on_hook, LUA_MASKCOUNT | LUA_MASKCALL, hook_interval);
}

void Sandbox::charge(lua_State* state, std::int64_t instructions) {
    meter_.spend(instructions);
    if (fatal_ == Fatal::none && !meter_.exhausted()) return;
    if (fatal_ == Fatal::none) set_fatal(state, Fatal::budget, script_place(state));
    raise_fatal(state);
}

void Sandbox::charge_bytes(lua_State* state, std::size_t bytes) {
    charge(state, static_cast<std::int64_t>(bytes / bytes_per_instruction));
}

void Sandbox::charge_varargs(lua_State* state, lua_Debug* frame) {
    if (lua_getlocal(state, frame, -free_varargs) == nullptr) return;
    lua_pop(state, 1);
    int count = free_varargs;
    while (lua_getlocal(state, frame, -2 * count) != nullptr) {
        lua_pop(state, 1);
        count *= 2;
    }
    charge(state, count / 4);
}

void Sandbox::on_hook(lua_State* state, lua_Debug* frame) {
    Sandbox& self = of(state);
    if (frame->event == LUA_HOOKCOUNT) {
        self.charge(state, lua_gethookcount(state) * self.meter_.instruction_price());
        return;
    }
    self.charge_varargs(state, frame);
    lua_Debug caller{};
    if (lua_getstack(state, 1, &caller) != 0) self.charge_varargs(state, &caller);
}

void Sandbox::rethrow_if_fatal(lua_State* state, lua_State* failed, int status) {
    if (fatal_ == Fatal::none) {
        if (!is_out_of_memory(failed, status)) return;
        set_fatal_by_allocation(state);
    }
    raise_fatal(state);
}

// --- host functions

/// Lua would swallow an exception that is not its own. It is kept aside, and the script is ended.
template <class Body>
int Sandbox::pass_foreign(lua_State* state, Body&& body) {
    try {
        return body();
    } catch (...) {
        if (is_lua_exception()) throw;
        foreign_ = std::current_exception();
    }
    set_fatal(state, Fatal::foreign, "");
    raise_fatal(state);
}

int Sandbox::run_body(lua_State* state) {
    const auto* body =
        static_cast<const std::function<void(lua_State*)>*>(lua_touserdata(state, 1));
    lua_settop(state, 0);
    return of(state).pass_foreign(state, [&] {
        (*body)(state);
        return 0;
    });
}

int Sandbox::run_guarded(lua_State* state, lua_CFunction function) {
    constexpr int base_price = 5;
    charge(state, base_price + lua_gettop(state) / 4);
    return pass_foreign(state, [&] { return function(state); });
}

int Sandbox::resume_thread(lua_State* state, lua_State* thread, int arguments, int* results) {
    constexpr int resume_price = 50;
    charge(state, resume_price);
    if (lua_gethookcount(thread) != hook_interval) watch(thread);
    lua_State* resumer = std::exchange(running_, thread);
    const int status = lua_resume(thread, state, arguments, results);
    running_ = resumer;
    return status;
}

int Sandbox::close_thread(lua_State* state, lua_State* thread) {
    // Lua 5.4.4 does not count the C stack that nested closing uses.
    constexpr int most_nested = 4;
    if (closing_ >= most_nested)
        raise_error(state, "C stack overflow: coroutines close each other");
    watch(thread);
    ++closing_;
    lua_State* closer = std::exchange(running_, thread);
    const int status = lua_resetthread(thread);
    running_ = closer;
    --closing_;
    return status;
}

}  // namespace brokerscope::scripting::lua
