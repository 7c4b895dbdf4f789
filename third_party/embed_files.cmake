# Writes HEADER and SOURCE that hold FILES as bytes (see embed.cmake). The assembler's .incbin takes
# the bytes as they are: a compiler needs seconds and hundreds of megabytes to read a font as a list
# of numbers. gcc and clang know it on every ELF platform.
string(REPLACE " " ";" FILES "${FILES}")
string(CONCAT header_text "#pragma once\n#include <span>\n#include <string_view>\n"
  "namespace brokerscope::embedded {\n"
  "#ifndef BROKERSCOPE_EMBEDDED_FILE\n#define BROKERSCOPE_EMBEDDED_FILE\n"
  "struct File {\n    std::string_view name;\n    std::string_view bytes;\n};\n#endif\n"
  "std::span<const File> ${NAME}();\n}\n")
set(body "#include \"embedded/${NAME}.h\"\n")
set(rows "")
set(index 0)
foreach(file IN LISTS FILES)
  get_filename_component(base "${file}" NAME_WE)
  set(symbol "brokerscope_embedded_${NAME}_${index}")
  string(APPEND body
    "__asm__(\".pushsection .rodata\\n.balign 16\\n\"\n"
    "        \".globl ${symbol}\\n.hidden ${symbol}\\n${symbol}:\\n\"\n"
    "        \".incbin \\\"${file}\\\"\\n\"\n"
    "        \".globl ${symbol}_end\\n.hidden ${symbol}_end\\n${symbol}_end:\\n\"\n"
    "        \".byte 0\\n.popsection\\n\");\n"
    "extern \"C\" {\nextern const char ${symbol}[];\nextern const char ${symbol}_end[];\n}\n")
  string(APPEND rows
    "        {\"${base}\",\n         {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
  math(EXPR index "${index} + 1")
endforeach()
string(APPEND body "namespace brokerscope::embedded {\nstd::span<const File> ${NAME}() {\n"
  "    static const File files[] = {\n${rows}    };\n    return files;\n}\n}\n")
file(WRITE "${HEADER}" "${header_text}")
file(WRITE "${SOURCE}" "${body}")
