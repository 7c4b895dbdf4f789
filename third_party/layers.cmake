# brokerscope_layer(FOLDER [DEPENDENCY_FOLDER...] [EXTERNAL target...])
# declares the static library of one folder (subfolders of scripting/, render/ and cli/ included) and
# links it to the folders that it may include.
add_library(brokerscope_warnings INTERFACE)
target_compile_options(brokerscope_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual)
if(BROKERSCOPE_WERROR)
  target_compile_options(brokerscope_warnings INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 reports false positives for these when it optimises.
  target_compile_options(brokerscope_warnings INTERFACE
    -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-restrict -Wno-use-after-free
    -Wno-array-bounds)
endif()

add_library(brokerscope_flags INTERFACE)
target_include_directories(brokerscope_flags INTERFACE ${PROJECT_SOURCE_DIR})
# Results must not depend on how the compiler contracts or reorders arithmetic.
target_compile_options(brokerscope_flags INTERFACE -ffp-contract=off)
if(BROKERSCOPE_SANITIZE)
  target_compile_options(brokerscope_flags INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(brokerscope_flags INTERFACE -fsanitize=address,undefined)
endif()
if(BROKERSCOPE_FUZZ)
  target_compile_options(brokerscope_flags INTERFACE -fsanitize=fuzzer-no-link,address,undefined)
  target_link_options(brokerscope_flags INTERFACE -fsanitize=address,undefined)
endif()

function(brokerscope_target_of folder out)
  string(REPLACE "/" "_" name "${folder}")
  set(${out} "brokerscope_${name}" PARENT_SCOPE)
endfunction()

# What nearly every file from sim/node on reads first. Half of its compile time is spared by reading
# it once; the debug preset builds without, so that no file forgets an #include.
set(brokerscope_often_read
  <algorithm> <cstdint> <functional> <map> <memory> <optional> <set> <span> <sstream> <string>
  <string_view> <tuple> <utility> <variant> <vector>
  ${PROJECT_SOURCE_DIR}/sim/node/turn.h ${PROJECT_SOURCE_DIR}/sim/journal/journal.h)

# brokerscope_precompile(TARGET PRECOMPILED LAYER...): TARGET reads brokerscope_often_read, if one of the layers
# reads it anyway. PRECOMPILED names the target that keeps the compiled headers.
function(brokerscope_precompile target precompiled)
  foreach(layer ${ARGN})
    if(layer STREQUAL "sim/node" OR layer STREQUAL "scripting" OR layer STREQUAL "sim/world")
      target_precompile_headers(${target} REUSE_FROM ${precompiled})
      return()
    endif()
  endforeach()
endfunction()

function(brokerscope_layer folder)
  cmake_parse_arguments(LAYER "" "" "EXTERNAL" ${ARGN})
  brokerscope_target_of(${folder} target)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/cli/main\\.cpp$")
  set(kind PUBLIC)
  if(sources)
    add_library(${target} STATIC ${sources})
    target_link_libraries(${target} PRIVATE brokerscope_warnings)
    if(folder STREQUAL "sim/node")
      target_precompile_headers(${target} PRIVATE ${brokerscope_often_read})
    else()
      brokerscope_precompile(${target} brokerscope_sim_node ${LAYER_UNPARSED_ARGUMENTS})
    endif()
  else()
    add_library(${target} INTERFACE)
    set(kind INTERFACE)
  endif()
  target_link_libraries(${target} ${kind} brokerscope_flags ${LAYER_EXTERNAL})
  foreach(dependency ${LAYER_UNPARSED_ARGUMENTS})
    brokerscope_target_of(${dependency} dependency_target)
    target_link_libraries(${target} ${kind} ${dependency_target})
  endforeach()
endfunction()
