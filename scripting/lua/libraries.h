// The library that scripts see: what is kept of Lua's own, and what replaces the rest. Each file
// *_library.cpp fills one table; docs/lua-sandbox.md lists the differences from stock Lua.
//
// Everything pays for its work (Sandbox::charge), depends on its arguments only, and prints no
// addresses.
#pragma once

#include <lua5.4/lua.hpp>
#include <span>
#include <string>
#include <string_view>

namespace brokerscope::scripting::lua {

/// Pushes print(), which is there only when somebody reads it.
void push_print_function(lua_State* state);

/// Sets the globals of a new state.
void open_libraries(lua_State* state);

// Each pushes its table.
void push_coroutine_library(lua_State* state);
void push_math_library(lua_State* state);
void push_string_library(lua_State* state);
void push_table_library(lua_State* state);
void push_utf8_library(lua_State* state);

/// Pushes one function of the stock library that `open` makes.
void push_stock(lua_State* state, lua_CFunction open, const char* name);

struct NamedFunction {
    const char* name;
    lua_CFunction function;
};
/// Sets functions (already guarded) in the table on top.
void set_functions(lua_State* state, std::span<const NamedFunction> functions);
/// What a function of the stock library pays for.
enum class Price { call, text_lengths };
/// Copies `names` out of the stock library that `open` makes into the table on top.
void copy_stock(lua_State* state, lua_CFunction open, std::span<const char* const> names,
                Price price);

// --- values

/// Pushes the text of a value: what tostring() gives. Calls __tostring, so it may run script code.
void push_text(lua_State* state, int index);
/// A short description for error messages: `"three"`, `12`, `a table`. Runs no script code.
std::string describe_value(lua_State* state, int index);
std::string_view text_at(lua_State* state, int index);

lua_CFunction next_function();
lua_CFunction pairs_function();
lua_CFunction pcall_function();
lua_CFunction xpcall_function();

/// A text that grows while a library function works; never beyond the memory limit.
class TextBuilder {
  public:
    explicit TextBuilder(lua_State* state) : state_(state) {}
    void append(std::string_view text);
    std::string_view view() const { return text_; }
    void push() const { lua_pushlstring(state_, text_.data(), text_.size()); }

  private:
    lua_State* state_;
    std::string text_;
};

}  // namespace brokerscope::scripting::lua
