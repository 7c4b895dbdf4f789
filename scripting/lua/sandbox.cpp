#include "scripting/lua/sandbox.h"

#include <clocale>
#include <cstring>
#include <utility>

#include "scripting/lua/libraries.h"
#include "scripting/lua/source_check.h"
#include "sim/base/check.h"

namespace brokerscope::scripting::lua {
Sandbox::Sandbox(const Limits& limits, base::Rng random) : meter_(limits), random_(random) {
    CHECK(std::strcmp(std::setlocale(LC_ALL, nullptr), "C") == 0,
          "Lua compares strings by the locale, so the program must stay in the C locale");
    main_ = lua_newstate(&Meter::allocate, &meter_);
    CHECK(main_ != nullptr, "the memory limit must leave room for an empty Lua state");
    running_ = main_;
    *static_cast<Sandbox**>(lua_getextraspace(main_)) = this;
    lua_atpanic(main_, &on_panic);
    const base::Status opened = enter(&open_libraries);
    CHECK(opened.ok(), "the libraries must fit into the limits: " + opened.error().message);
    meter_.on_refusal([this] { on_refusal(); });
}

Sandbox::~Sandbox() {
    CHECK(depth_ == 0, "a sandbox must not be destroyed by its own script");
    request_.reset();
    CHECK(references_ == 0, "references must be dropped before their sandbox");
    meter_.on_refusal({});
    lua_close(main_);
}

Sandbox& Sandbox::of(lua_State* state) {
    return **static_cast<Sandbox**>(lua_getextraspace(state));
}

int Sandbox::on_panic(lua_State*) {
    CHECK(false, "a Lua error was raised outside of an entry into the sandbox");
    return 0;
}

// --- entries

void Sandbox::start_entry() {
    meter_.refill();
    traceback_.clear();
    error_place_.clear();
    refusal_place_.clear();
    watch(main_);
}

base::Status Sandbox::enter(const std::function<void(lua_State*)>& body) {
    const bool outermost = depth_ == 0;
    if (outermost) start_entry();
    lua_State* state = running_;
    if (lua_checkstack(state, 3) == 0) {
        return base::Error{"stack overflow", script_place(state), ""};
    }
    ++depth_;
    const int top = lua_gettop(state);
    lua_pushcfunction(state, &on_error);
    lua_pushcfunction(state, &run_body);
    lua_pushlightuserdata(state, const_cast<void*>(static_cast<const void*>(&body)));
    const int code = lua_pcall(state, 1, 0, top + 1);
    running_ = state;
    base::Status status = base::Nothing{};
    if (code != LUA_OK) status = error_on_top(state, code, error_place_);
    lua_settop(state, top);
    --depth_;
    return finish_entry(outermost, std::move(status));
}

base::Status Sandbox::finish_entry(bool outermost, base::Status status) {
    // Even when a host function did not look at the error of an inner entry: the script is over.
    if (fatal_ != Fatal::none && fatal_ != Fatal::foreign) status = fatal_error_;
    if (!outermost) return status;
    // What a failed script left behind must not cost the next entry anything.
    if (!status) lua_gc(main_, LUA_GCCOLLECT);
    const Fatal fatal = std::exchange(fatal_, Fatal::none);
    if (fatal == Fatal::foreign) std::rethrow_exception(std::exchange(foreign_, nullptr));
    return status;
}

base::Status Sandbox::call(const Reference& function) {
    return enter([&](lua_State* state) {
        function.push(state);
        lua_call(state, 0, 0);
    });
}

// --- errors

int Sandbox::on_error(lua_State* state) {
    Sandbox& self = of(state);
    if (self.fatal_ == Fatal::none) {
        self.error_place_ = script_place(state);
        self.traceback_ = script_traceback(state);
    }
    return 1;
}

/// Replaces an error object by the text that its __tostring gives, or by nil.
int Sandbox::read_error_object(lua_State* state) {
    if (luaL_callmeta(state, 1, "__tostring") == 0 || lua_type(state, -1) != LUA_TSTRING) {
        lua_pushnil(state);
    }
    return 1;
}

std::string Sandbox::error_text(lua_State* state) {
    const int type = lua_type(state, -1);
    if (type == LUA_TTABLE || type == LUA_TUSERDATA) {
        // The text comes from the script: it may fail, loop, or need memory.
        lua_pushcfunction(state, &read_error_object);
        lua_insert(state, -2);
        if (lua_pcall(state, 1, 1, 0) != LUA_OK || lua_isnil(state, -1)) {
            return "the script raised a " + std::string(lua_typename(state, type)) +
                   " that is no text as an error";
        }
    }
    if (lua_type(state, -1) != LUA_TSTRING) {
        return "the script raised " + describe_value(state, -1) + " as an error";
    }
    std::size_t size = 0;
    const char* text = lua_tolstring(state, -1, &size);
    return std::string(text, size);
}

base::Error Sandbox::error_on_top(lua_State* state, int status, const std::string& place) {
    if (fatal_ == Fatal::none && is_out_of_memory(state, status)) set_fatal_by_allocation(state);
    const std::string text = fatal_ == Fatal::none ? error_text(state) : std::string();
    if (fatal_ != Fatal::none) return fatal_error_;
    return chunks_.to_error(text, place);
}

base::Error Sandbox::thread_error(lua_State* state, lua_State* thread, int status) {
    if (fatal_ == Fatal::none) traceback_ = script_traceback(thread);
    const std::string place = script_place(thread);
    lua_xmove(thread, state, 1);
    return error_on_top(state, status, place);
}

void Sandbox::define(const char* name, lua_CFunction function) {
    const base::Status defined = enter([&](lua_State* state) {
        lua_pushcfunction(state, function);
        lua_setglobal(state, name);
    });
    CHECK(defined.ok(), "a function of the host must fit into the limits");
}

void Sandbox::set_print_sink(std::function<void(std::string_view)> sink) {
    print_sink_ = std::move(sink);
    const base::Status defined = enter([this](lua_State* state) {
        print_sink_ ? push_print_function(state) : lua_pushnil(state);
        lua_setglobal(state, "print");
    });
    CHECK(defined.ok(), "a function of the host must fit into the limits");
}

void Sandbox::print(std::string_view line) {
    if (print_sink_) print_sink_(line);
}

// --- chunks

namespace {
void load_text(lua_State* state, std::string_view text, const std::string& chunk_name) {
    const int status = luaL_loadbufferx(state, text.data(), text.size(), chunk_name.c_str(), "t");
    if (status != LUA_OK) lua_error(state);
}
}  // namespace

void Sandbox::note_chunk(lua_State* state, const std::string& name) {
    // Lua shortens long names in its messages; an empty chunk of that name tells how.
    load_text(state, "", "@" + name);
    lua_Debug info{};
    lua_getinfo(state, ">S", &info);
    chunks_.add(name, info.short_src);
}

base::Result<Reference> Sandbox::load_chunk(std::string_view name, std::string_view source) {
    if (const base::Status status = check_source(name, source, meter_.limits().source_bytes);
        !status) {
        return status.error();
    }
    Reference function;
    const base::Status loaded = enter([&](lua_State* state) {
        note_chunk(state, std::string(name));
        charge(state, static_cast<std::int64_t>(source.size()));
        load_text(state, without_preamble(source), "@" + std::string(name));
        function = Reference(state, -1);
    });
    if (!loaded) {
        base::Error error = loaded.error();
        if (error.place.empty())
            error = {error.message, std::string(name), "the text nests too deeply"};
        return error;
    }
    return function;
}

base::Status Sandbox::run_chunk(std::string_view name, std::string_view source) {
    base::Result<Reference> main = load_chunk(name, source);
    if (!main) return main.error();
    return call(*main);
}

}  // namespace brokerscope::scripting::lua
