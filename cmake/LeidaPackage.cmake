# SPDX-License-Identifier: Apache-2.0
# `cpack --config build/release/CPackConfig.cmake -B DIR`: a Debian package of what `cmake --install` installs.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME leida)
set(CPACK_PACKAGE_VENDOR Leida)
set(CPACK_PACKAGE_CONTACT "Leida <leida@example.com>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "backend of a sales CRM for WeChat")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Customers write to sales people from an official account; sales people answer,
see what their customers do, and keep track of them. HTTP with JSON outside;
inside, small services over ZeroMQ, and a Redis of its own. Runs as units of
systemd under leida.target.")
# Paths begin at the root, so that the units can be written with those that they will have.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/cmake/PackageChangelog.cmake")
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
    WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "redis-server (>= 5:7.0), tzdata, ca-certificates, systemd (>= 252)")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA postinst prerm postrm conffiles)
list(TRANSFORM CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA PREPEND "${PROJECT_SOURCE_DIR}/ops/debian/")
include(CPack)
