# SPDX-License-Identifier: Apache-2.0
# How every target is compiled: standard, warnings, sanitizers.
option(LEIDA_WERROR "Treat warnings as errors" OFF)
option(LEIDA_TESTS "Build the tests (needs Criterion)" ON)
option(LEIDA_COVERAGE "Instrument for gcov" OFF)
option(LEIDA_FUZZ "Build the libFuzzer targets (needs clang)" OFF)
set(LEIDA_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them")

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)

add_compile_definitions(_GNU_SOURCE LEIDA_VERSION="${PROJECT_VERSION}")
add_compile_options(
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
  -Wcast-qual -Wswitch-enum -Wformat=2 -Wvla -fno-strict-aliasing -fstack-protector-strong)
# Libraries that a process does not call cost it memory all the same.
add_link_options(-Wl,--as-needed)
if(LEIDA_WERROR)
  add_compile_options(-Werror)
endif()
if(LEIDA_SANITIZE)
  add_compile_options(-fsanitize=${LEIDA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${LEIDA_SANITIZE})
endif()
if(LEIDA_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
if(LEIDA_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
include_directories("${CMAKE_SOURCE_DIR}")
