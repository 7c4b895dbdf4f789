# Fonts, lessons and shaders become part of the binary: it needs no data folder.
# brokerscope_embed(NAME file...) generates build/embedded/NAME.h and NAME.cpp with
#   namespace brokerscope::embedded { struct File { std::string_view name, bytes; };
#                                     std::span<const File> NAME(); }
# where `name` is the file's base name without its extension, in the order given.
function(brokerscope_embed name)
  set(header ${PROJECT_BINARY_DIR}/embedded/${name}.h)
  set(source ${PROJECT_BINARY_DIR}/embedded/${name}.cpp)
  add_custom_command(OUTPUT ${header} ${source}
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DHEADER=${header} -DSOURCE=${source}
            "-DFILES=${ARGN}" -P ${PROJECT_SOURCE_DIR}/third_party/embed_files.cmake
    DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/third_party/embed_files.cmake
    VERBATIM)
  add_library(brokerscope_embedded_${name} STATIC ${source} ${header})
  target_include_directories(brokerscope_embedded_${name} PUBLIC ${PROJECT_BINARY_DIR})
endfunction()

file(GLOB lessons CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/scenarios/*.lua)
if(lessons)
  brokerscope_embed(lessons ${lessons})
  target_link_libraries(brokerscope_cli PUBLIC brokerscope_embedded_lessons)
endif()

include(${CMAKE_CURRENT_LIST_DIR}/embed_fonts.cmake)
get_target_property(render_kind brokerscope_render TYPE)
if(NOT render_kind STREQUAL "INTERFACE_LIBRARY")
  target_link_libraries(brokerscope_render PUBLIC brokerscope_embedded_fonts)
endif()
