#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Shows on a terminal how far ctest is, whose output it reads: one line, redrawn each second. What a test prints that
# fails stays above it.
set -u
at=- running=, passed=0 failed=0 drawer=''
begin=$(date +%s)

draw() {
    names=${running#, }
    seconds=$(($(date +%s) - begin))
    printf '\r\033[K%s %s: %d passed, %d failed, %d:%02d' \
        "$at" "${names%,}" "$passed" "$failed" $((seconds / 60)) $((seconds % 60))
}

# Draws until erase, if any test runs; nothing that is drawn changes before.
keep_drawing() {
    [ "$running" != , ] || return 0
    draw
    while sleep 1; do draw; done &
    drawer=$!
}

erase() {
    [ -n "$drawer" ] || return 0
    kill "$drawer"
    wait "$drawer" 2>/dev/null
    drawer=''
    printf '\r\033[K'
}

# Counts the test whose result is the line $1, "63/134 Test #63: NAME ... Passed 0.01 sec", and shows it unless it passed.
count() {
    at=${1%% Test*}
    at=${at##* }
    ended=${1#*#*: }
    ended=", ${ended%% *},"
    running="${running%%"$ended"*},${running#*"$ended"}"
    case $1 in
    *' Passed '*) passed=$((passed + 1)) ;;
    *Skipped*) printf '%s\n' "$1" ;;
    *)
        failed=$((failed + 1))
        printf '%s\n' "$1"
        ;;
    esac
}

while IFS= read -r line; do
    case $line in
    *'  Start '*[0-9]': '*)
        erase
        running="$running ${line#*: },"
        keep_drawing
        ;;
    *[0-9]/[0-9]*' Test '*'#'[0-9]*' sec'*)
        erase
        count "$line"
        keep_drawing
        ;;
    *)
        erase
        printf '%s\n' "$line"
        ;;
    esac
done
erase
