#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tests the pages, a step at a time: test-web.sh STEP [BIN]. BIN is the folder of the programs.
#
#   tools   gets what the others take from the npm registry; exit code 77 where that does not answer
#   types   of all the code
#   lint    what eslint.config.js says
#   unit    the parts that have no look
#   built   (takes BIN) what is committed (web/dist, the types of the API) is what its sources give, byte for byte
#   pages   (takes BIN) both pages on a real stack in a browser, two files at a time
#   timed   (takes BIN) the same, what measures times: it has the machine to itself
set -eu
root=$(cd "$(dirname -- "$0")/../.." && pwd)
step=$1
bin=${2:+$(cd "$2" && pwd)}
export NO_COLOR=1 npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false \
    npm_config_prefer_offline=true npm_config_fetch_timeout=60000 \
    npm_config_fetch_retry_mintimeout=2000 npm_config_fetch_retry_maxtimeout=10000

# shellcheck source=tools/sh/node.sh
. "$root/tools/sh/node.sh"

get_tools() {
    fetch_node && choose_node && is_new_enough && npm ci
}

# What came from the registry before is in npm's cache, so that it need not answer then.
test_tools() {
    log=$root/build/npm.log
    mkdir -p "$root/build"
    ! get_tools >"$log" 2>&1 || return 0
    npm ping >>"$log" 2>&1 || exit 77
    tail -n 20 "$log" >&2
    echo "leida: the tools of the pages could not be installed (build/npm.log has it all)" >&2
    exit 1
}

# same NAME COMMAND: says so where web/NAME is not what has been built of it.
same() {
    diff -rq "$1" "$built/$1" && return
    echo "leida: web/$1 is not what its sources give; run this, and commit it: $2" >&2
    return 1
}

test_built() {
    built=$root/build/web
    rm -rf "$built"
    mkdir -p "$built/src/api"
    "$bin/leidactl" openapi | npm run --silent types -- "$built/src/api/schema.ts"
    npm run --silent build -- --logLevel error --outDir "$built/dist"
    good=0
    same src/api/schema.ts "build/dev/bin/leidactl openapi | npm --prefix web run types" || good=1
    same dist "npm --prefix web run build" || good=1
    return $good
}

timed='budgets long talk'

# is_timed FILE
is_timed() {
    case " $timed " in *" $(basename "$1" .test.mjs) "*) ;; *) return 1 ;; esac
}

# test_pages WANTED AT_A_TIME: the files that are timed (yes), or the others (no).
test_pages() {
    wanted=$1
    lanes=$2
    set --
    for file in test/pages/*.test.mjs; do
        is=no
        ! is_timed "$file" || is=yes
        [ $is != "$wanted" ] || set -- "$@" "$file"
    done
    LEIDA_BIN=$bin node --test --test-concurrency="$lanes" "$@"
}

cd "$root/web"
[ "$step" = tools ] || choose_node
case $step in
tools) test_tools ;;
types) npm run --silent check ;;
lint) npm run --silent lint ;;
unit) npm run --silent unit ;;
built) test_built ;;
pages) test_pages no 2 ;;
timed) test_pages yes 1 ;;
*)
    echo "test-web.sh: unknown step: $step" >&2
    exit 2
    ;;
esac
