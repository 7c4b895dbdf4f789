// Sandbox: a Lua 5.4 state in which a script can neither reach outside nor behave differently
// twice.
//
// It promises: whatever the script does, an entry ends, within its instructions and the memory
// limit, in a value or in a base::Error with file and line; the sandbox can be entered again
// afterwards; and the same chunks, entries and seed give the same results. What was changed from
// stock Lua for that is listed in docs/lua-sandbox.md.
//
// It is not the scenario API: it knows no cluster. Host functions are ordinary lua_CFunctions
// given to Lua as `guarded<function>`; they may raise Lua errors (raise_error) and may throw.
// An exception that is not Lua's passes through the script, which cannot catch it, and comes out
// of enter(). A failed CHECK stays a failed CHECK.
//
// The program must stay in the "C" locale: Lua compares strings and prints numbers by it.
#pragma once

#include <any>
#include <cstdint>
#include <exception>
#include <functional>
#include <lua5.4/lua.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "scripting/lua/limits.h"
#include "scripting/lua/meter.h"
#include "scripting/lua/reference.h"
#include "scripting/lua/script_error.h"
#include "sim/base/result.h"
#include "sim/base/rng.h"

namespace brokerscope::scripting::lua {

class Sandbox {
  public:
    /// `random` is what math.random draws from.
    Sandbox(const Limits& limits, base::Rng random);
    ~Sandbox();
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    /// The sandbox that a thread belongs to.
    static Sandbox& of(lua_State* state);

    /// Compiles a chunk; the result is its main function. `name` is what errors call it: a path.
    base::Result<Reference> load_chunk(std::string_view name, std::string_view source);
    /// Compiles a chunk and runs it.
    base::Status run_chunk(std::string_view name, std::string_view source);

    /// Runs `body`, which may do with the state what it likes and raise Lua errors. The outermost
    /// entry gets the full budget of instructions; entries from host functions share it.
    base::Status enter(const std::function<void(lua_State*)>& body);
    /// Calls a function without arguments or results.
    base::Status call(const Reference& function);

    /// Gives the scripts a global function; `function` is a guarded<>.
    void define(const char* name, lua_CFunction function);
    /// Gives the scripts print(); without a sink there is none.
    void set_print_sink(std::function<void(std::string_view)> sink);

    /// The frames of the script at the last error that this sandbox returned, innermost first.
    const std::string& traceback() const { return traceback_; }
    const Meter& meter() const { return meter_; }

    // --- for host functions and libraries, called from Lua -------------------------------------

    /// Pays for work that Lua's instruction counter does not see; raises when the budget is gone.
    void charge(lua_State* state, std::int64_t instructions);
    void charge_bytes(lua_State* state, std::size_t bytes);
    /// Ends the entry; the script cannot catch it.
    [[noreturn]] void raise_out_of_memory(lua_State* state);
    /// Passes on what a script must not catch; returns when this error may be caught. The error
    /// value is on top of the stack of `failed`.
    void rethrow_if_fatal(lua_State* state, lua_State* failed, int status);
    /// Runs a host function for guarded<>.
    int run_guarded(lua_State* state, lua_CFunction function);
    base::Rng& random() { return random_; }
    void print(std::string_view line);

    /// lua_resume with the sandbox's bookkeeping; arguments are on the stack of `thread`.
    int resume_thread(lua_State* state, lua_State* thread, int arguments, int* results);
    /// Ends a suspended thread, with its pending __close handlers; at most a few inside each other.
    int close_thread(lua_State* state, lua_State* thread);
    /// Threads that only the host may resume or close, such as the one of a story.
    void adopt_thread(lua_State* thread) { host_threads_.insert(thread); }
    void release_thread(lua_State* thread) { host_threads_.erase(thread); }
    bool is_host_thread(lua_State* thread) const { return host_threads_.count(thread) != 0; }
    /// What a story that yields asks of the host.
    void keep_request(std::any request) { request_ = std::move(request); }
    std::any take_request() { return std::exchange(request_, {}); }
    /// The error of a thread that died, its value on top of the thread's stack; `state` resumed it.
    base::Error thread_error(lua_State* state, lua_State* thread, int status);

  private:
    friend class Reference;
    enum class Fatal { none, budget, memory, stack, foreign };

    static void on_hook(lua_State* state, lua_Debug* frame);
    static int on_error(lua_State* state);
    static int run_body(lua_State* state);
    static int on_panic(lua_State* state);

    void on_refusal();
    template <class Body>
    int pass_foreign(lua_State* state, Body&& body);
    void start_entry();
    void watch(lua_State* thread);
    void set_fatal(lua_State* state, Fatal fatal, const std::string& place);
    void set_fatal_by_allocation(lua_State* state);
    [[noreturn]] void raise_fatal(lua_State* state);
    void charge_varargs(lua_State* state, lua_Debug* frame);
    base::Error describe_fatal(Fatal fatal) const;
    static bool is_out_of_memory(lua_State* state, int status);
    static int read_error_object(lua_State* state);
    std::string error_text(lua_State* state);
    base::Error error_on_top(lua_State* state, int status, const std::string& place);
    base::Status finish_entry(bool outermost, base::Status status);
    void note_chunk(lua_State* state, const std::string& name);

    Meter meter_;
    base::Rng random_;
    std::function<void(std::string_view)> print_sink_;
    ChunkNames chunks_;
    lua_State* main_ = nullptr;
    lua_State* running_ = nullptr;
    int depth_ = 0;
    int closing_ = 0;
    std::any request_;
    int references_ = 0;
    Fatal fatal_ = Fatal::none;
    base::Error fatal_error_;
    std::exception_ptr foreign_;
    std::string error_place_;
    std::string refusal_place_;
    bool refused_in_recursion_ = false;
    std::string traceback_;
    std::set<const lua_State*> host_threads_;  // never iterated
};

/// Wraps a host function for Lua.
template <lua_CFunction function>
int guarded(lua_State* state) {
    return Sandbox::of(state).run_guarded(state, function);
}

}  // namespace brokerscope::scripting::lua
