# SPDX-License-Identifier: Apache-2.0
# Runs at `cmake --install`: writes the files that name paths of the installation, and installs them. Takes LEIDA_PARTS
# (NAME=FOLDER, below the prefix), LEIDA_OPS (ops/ of the sources), LEIDA_WRITTEN (a folder of the build).
foreach(part IN LISTS LEIDA_PARTS)
  string(REGEX MATCH "^([a-z]+)=(.*)$" whole "${part}")
  string(TOUPPER "${CMAKE_MATCH_1}" name)
  set(LEIDA_${name} "${CMAKE_INSTALL_PREFIX}/${CMAKE_MATCH_2}")
endforeach()
set(LEIDA_PREFIX "${CMAKE_INSTALL_PREFIX}")
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  set(LEIDA_ETC /etc/leida)
endif()

# install_written(FOLDER MODE FILE...): FILE.in of ops/ with its @PATHS@ filled in, or FILE as it is.
function(install_written folder mode)
  foreach(name IN LISTS ARGN)
    get_filename_component(file "${name}" NAME)
    if(EXISTS "${LEIDA_OPS}/${name}.in")
      configure_file("${LEIDA_OPS}/${name}.in" "${LEIDA_WRITTEN}/${file}" @ONLY)
    else()
      configure_file("${LEIDA_OPS}/${name}" "${LEIDA_WRITTEN}/${file}" COPYONLY)
    endif()
    file(INSTALL "${LEIDA_WRITTEN}/${file}" DESTINATION "${folder}" TYPE ${mode})
  endforeach()
endfunction()

install_written("${CMAKE_INSTALL_PREFIX}/lib/systemd/system" FILE
  systemd/leida-redis.service systemd/leida-chat@.service systemd/leida-crm.service systemd/leida-actionlog.service
  systemd/leida-wechat.service systemd/leida-gateway.service)
install_written("${LEIDA_BIN}" PROGRAM systemd/leida)
install_written("${LEIDA_LIBEXEC}" PROGRAM systemd/prepare)

# Configuration that is there already is its owner's.
foreach(name redis.conf chat.conf crm.conf actionlog.conf wechat.conf gateway.conf upstream.chat)
  if(NOT EXISTS "$ENV{DESTDIR}${LEIDA_ETC}/${name}")
    install_written("${LEIDA_ETC}" FILE systemd/etc/${name})
  endif()
endforeach()
