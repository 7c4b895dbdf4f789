# How each dependency is found: the installed package first (Debian 12 is the floor). Nothing is
# vendored; the README names the packages and ./run installs them.
find_package(PkgConfig REQUIRED)

function(brokerscope_pkg target)  # wraps a pkg-config module (the first that exists) as a target
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  string(MAKE_C_IDENTIFIER ${target} variable)
  pkg_search_module(${variable} REQUIRED IMPORTED_TARGET ${ARGN})
  target_link_libraries(${target} INTERFACE PkgConfig::${variable})
endfunction()

# Lua built as C++: an error unwinds the stack instead of jumping over destructors.
brokerscope_pkg(brokerscope::lua lua5.4-c++ lua-5.4-c++ lua54-c++)
brokerscope_pkg(brokerscope::zstd libzstd)
brokerscope_pkg(brokerscope::xxhash libxxhash)
brokerscope_pkg(brokerscope::egl egl)
brokerscope_pkg(brokerscope::opengl opengl)
brokerscope_pkg(brokerscope::glfw glfw3)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
if(BROKERSCOPE_TESTS)
  find_package(doctest REQUIRED)
endif()
find_package(Python3 QUIET COMPONENTS Interpreter)

# Debian's static imgui holds the glfw and opengl3 backends; its symbols come before stb's and glfw's.
pkg_search_module(BROKERSCOPE_IMGUI REQUIRED imgui)
find_library(BROKERSCOPE_STB_LIBRARY stb REQUIRED)
find_library(BROKERSCOPE_IMGUI_LIBRARY imgui REQUIRED)
add_library(brokerscope::imgui INTERFACE IMPORTED GLOBAL)
target_include_directories(brokerscope::imgui SYSTEM INTERFACE ${BROKERSCOPE_IMGUI_INCLUDE_DIRS})
target_link_libraries(brokerscope::imgui INTERFACE
  ${BROKERSCOPE_IMGUI_LIBRARY} ${BROKERSCOPE_STB_LIBRARY} brokerscope::glfw brokerscope::egl
  brokerscope::opengl ${CMAKE_DL_LIBS})
