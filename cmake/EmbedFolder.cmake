# SPDX-License-Identifier: Apache-2.0
# Run with -DINPUT=folder -DOUTPUT=file.c -DNAME=symbol: writes a C source with the folder's files as a table of
# tools/embedded.h, by name, which ends with a file without a name.
file(GLOB files "${INPUT}/*")
list(SORT files)
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME)
  string(MAKE_C_IDENTIFIER "${name}" symbol)
  file(READ "${file}" bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND arrays "static const unsigned char ${symbol}[] = {${bytes}};\n")
  string(APPEND rows "    {\"${name}\", ${symbol}, sizeof ${symbol}},\n")
endforeach()
file(WRITE "${OUTPUT}" "#include \"tools/embedded.h\"\nextern const embedded_t ${NAME}[];\n${arrays}"
     "const embedded_t ${NAME}[] = {\n${rows}    {0, 0, 0}};\n")
