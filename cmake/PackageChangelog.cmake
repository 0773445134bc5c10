# SPDX-License-Identifier: Apache-2.0
# CPack runs it on what goes into a package: adds the changelog that Debian wants of each, which points to Leida's own.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
set(folder "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/doc/leida")
file(WRITE "${folder}/changelog.Debian"
"leida (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium

  * Leida ${CPACK_PACKAGE_VERSION}; CHANGELOG.md beside this file says what is new.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
file(CHMOD "${folder}/changelog.Debian" PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
execute_process(COMMAND gzip -9nf "${folder}/changelog.Debian" COMMAND_ERROR_IS_FATAL ANY)
