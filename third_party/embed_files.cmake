# Writes HEADER and SOURCE that hold FILES as bytes (see embed.cmake).
string(REPLACE " " ";" FILES "${FILES}")
set(header_text "#pragma once\n#include <span>\n#include <string_view>\n"
  "namespace brokerscope::embedded {\n"
  "#ifndef BROKERSCOPE_EMBEDDED_FILE\n#define BROKERSCOPE_EMBEDDED_FILE\n"
  "struct File {\n    std::string_view name;\n    std::string_view bytes;\n};\n#endif\n"
  "std::span<const File> ${NAME}();\n}\n")
string(JOIN "" header_text ${header_text})
set(body "#include \"embedded/${NAME}.h\"\nnamespace brokerscope::embedded {\nnamespace {\n")
set(rows "")
set(index 0)
foreach(file IN LISTS FILES)
  get_filename_component(base "${file}" NAME_WE)
  file(READ "${file}" hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND body "constexpr unsigned char bytes_${index}[] = {${bytes}0};\n")
  string(APPEND rows
    "    {\"${base}\", {reinterpret_cast<const char*>(bytes_${index}), ${size}}},\n")
  math(EXPR index "${index} + 1")
endforeach()
string(APPEND body "}  // namespace\nstd::span<const File> ${NAME}() {\n"
  "    static const File files[] = {\n${rows}    };\n    return files;\n}\n}\n")
file(WRITE "${HEADER}" "${header_text}")
file(WRITE "${SOURCE}" "${body}")
