#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks the code without running it: `./leida check`. Each check runs even if one before it objects.
set -u
cd "$(dirname -- "$0")/../.." || exit 1
product='base proto common gateway services tools'
failed=

# shellcheck disable=SC2086
check_format() {
    find $product tests -name '*.[ch]' -exec clang-format --dry-run -Werror {} +
}

check_layering() {
    tests/check/layering
}

check_headers() {
    tests/check/headers
}

check_lua() {
    tests/check/lua build/dev
}

# Every shell script, by its first lines.
check_shell() {
    grep -rlIE '^#!(/usr)?/bin/(env )?(ba)?sh( |$)|^# shellcheck shell=' leida .ci ops tools tests |
        tr '\n' '\0' | xargs -0 shellcheck
}

# shellcheck disable=SC2086
check_cppcheck() {
    cppcheck --enable=warning,performance,portability --inline-suppr --error-exitcode=1 --quiet --std=c11 -I. \
        -j"$(nproc)" --suppress=missingIncludeSystem $product
}

# With the flags of the dev preset. On stderr clang-tidy only counts warnings of system headers.
# shellcheck disable=SC2086
check_tidy() {
    find $product tests -name '*.c' -print0 | sort -z |
        xargs -0 -P"$(nproc)" -n4 clang-tidy -p build/dev --quiet 2>/dev/null
}

check_web() {
    for step in tools types lint; do
        tools/sh/test-web.sh "$step" || return
    done
}

[ $# -gt 0 ] || set -- format layering headers lua shell web cppcheck tidy
for check; do
    case $check in
    format | layering | headers | lua | shell | web | cppcheck | tidy) ;;
    *)
        echo "leida: unknown check: $check" >&2
        exit 2
        ;;
    esac
    code=0
    "check_$check" || code=$?
    case $check,$code in
    *,0) echo "$check: good" ;;
    web,77) echo 'web: left out, the npm registry does not answer (build/npm.log)' ;;
    *)
        echo "$check: FAILED"
        failed="$failed $check"
        ;;
    esac
done
[ -z "$failed" ] || echo "leida: failed:$failed" >&2
[ -z "$failed" ]
