#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A stand-in for leidactl: `demo` counts its runs in fake/demo and fails when fake/demo-fails is there, `media` shows where
# files are kept; everything else shows how it was called.
if [ "$1" = media ]; then
    env
    exit
fi
if [ "$1" = demo ]; then
    echo "$3" >>fake/demo
    env >fake/demo-media
    [ ! -e fake/demo-fails ]
    exit
fi
echo "$LEIDA_URL"
echo "pages: ${LEIDA_WEB_ORIGIN-}"
pwd
redis-cli -s "${LEIDA_REDIS#unix:}" ping
printf '%s\n' "$@"
