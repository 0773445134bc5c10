# SPDX-License-Identifier: Apache-2.0
# leida_add_scripts(TARGET SCRIPT.lua...): compiles Lua scripts in, each as `const char lua_FOLDER_SCRIPT[]`, where FOLDER is
# the one that it lies in. cmake/lua_script.awk says what may stand in them; what luacheck looks at is left in BUILD/lua.
find_program(LEIDA_AWK awk REQUIRED)
file(GLOB_RECURSE LEIDA_LUA_FILES CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/common/*.lua" "${PROJECT_SOURCE_DIR}/services/*.lua"
     "${PROJECT_SOURCE_DIR}/tools/*.lua" "${PROJECT_SOURCE_DIR}/tests/*.lua")

function(leida_add_scripts target)
  foreach(script IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH script)
    cmake_path(RELATIVE_PATH script BASE_DIRECTORY "${PROJECT_SOURCE_DIR}" OUTPUT_VARIABLE path)
    string(REGEX REPLACE ".*/([^/]+)/([^/]+)\\.lua" "lua_\\1_\\2" symbol "${script}")
    set(lua "${CMAKE_BINARY_DIR}/lua/${path}")
    cmake_path(GET lua PARENT_PATH folder)
    file(MAKE_DIRECTORY "${folder}")
    # Fragments are few and small: each script depends on all of them.
    add_custom_command(
      OUTPUT "${lua}.c" "${lua}"
      COMMAND "${LEIDA_AWK}" -v "root=${PROJECT_SOURCE_DIR}" -v symbol=${symbol} -v "c=${lua}.c" -v "lua=${lua}"
              -f "${PROJECT_SOURCE_DIR}/cmake/lua_script.awk" "${path}"
      DEPENDS ${LEIDA_LUA_FILES} "${PROJECT_SOURCE_DIR}/cmake/lua_script.awk")
    set_source_files_properties("${lua}.c" PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
    target_sources(${target} PRIVATE "${lua}.c")
  endforeach()
endfunction()
