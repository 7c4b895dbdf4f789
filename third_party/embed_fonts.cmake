# The two typefaces of the window, from the system's packages (fonts-inter, fonts-jetbrains-mono).
# -DBROKERSCOPE_FONT_DIR=... names another folder that holds the same files.
set(BROKERSCOPE_FONT_DIR "" CACHE PATH "Folder with Inter-*.otf and JetBrainsMono-*.ttf")
set(font_folders ${BROKERSCOPE_FONT_DIR}
  /usr/share/fonts/opentype/inter /usr/share/fonts/truetype/inter /usr/share/fonts/inter
  /usr/share/fonts/truetype/jetbrains-mono /usr/share/fonts/jetbrains-mono
  /usr/share/fonts/TTF /usr/share/fonts/OTF /usr/local/share/fonts)
set(font_files "")
foreach(font Inter-Regular Inter-Medium Inter-SemiBold JetBrainsMono-Regular JetBrainsMono-Medium)
  find_file(BROKERSCOPE_FONT_${font} NAMES ${font}.otf ${font}.ttf PATHS ${font_folders}
    NO_DEFAULT_PATH)
  if(NOT BROKERSCOPE_FONT_${font})
    message(FATAL_ERROR "The font ${font} is not installed: "
      "apt-get install fonts-inter fonts-jetbrains-mono, or set BROKERSCOPE_FONT_DIR.")
  endif()
  list(APPEND font_files ${BROKERSCOPE_FONT_${font}})
endforeach()
brokerscope_embed(fonts ${font_files})
