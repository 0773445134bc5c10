#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the tests of a preset's build, all (but long ones) or those of one label, and counts them one by one:
# `./leida test` calls it as test.sh PRESET [LABEL].
set -u
tools=$(cd "$(dirname -- "$0")" && pwd)
build=build/$1
cd "$tools/../../$build" || exit 1
shift
log=Testing/Temporary/LastTest.log
mkdir -p "${log%/*}"
: >"$log"

# The containers can be tested where a Docker engine answers.
has_engine() {
    docker info && { docker compose version || docker-compose version; }
} >/dev/null 2>&1

# leave_out LABEL WHY: without those tests, which is said in the end.
labels_left_out=
left_out=
leave_out() {
    labels_left_out="$labels_left_out|^$1"
    left_out="$left_out$1: skipped, $2
"
}

run_ctest() {
    # The tables of the fault kit and of the attack are for people.
    case ${1-} in chaos* | attack*) output=--verbose ;; *) output=--output-on-failure ;; esac
    case ${1-} in
    '') ctest "$output" --parallel 2 -LE "(long|^cluster$labels_left_out)\$" ;;
    asan) ctest "$output" --parallel 2 -L '^(unit|contract|store|e2e|e2e-cluster|fuzz-smoke)$' ;;
    cluster) ctest "$output" --parallel 2 -L '^cluster$' ;;
    fuzz*) ctest "$output" --parallel "$(nproc)" -L "^$1\$" ;;
    *) ctest "$output" -L "^$1\$" ;;
    esac
}

if [ "${1-}" = compose ] && ! has_engine; then
    echo 'leida: compose needs Docker Compose and an engine that answers docker info' >&2
    exit 1
fi
[ $# -gt 0 ] || has_engine || leave_out compose 'no Docker engine answers'

# The pages, where the npm registry gives what builds them, or has given it before.
no_registry='the npm registry does not answer (build/npm.log)'
case ${1-web} in
web)
    code=0
    "$tools/test-web.sh" tools || code=$?
    case $code,$# in
    0,*) ;;
    77,0) leave_out web "$no_registry" ;;
    77,*) echo "leida: web cannot be tested: $no_registry" >&2; exit 1 ;;
    *) exit 1 ;;
    esac
    ;;
esac

if [ -t 1 ]; then
    exec 4>&1
    # The exit status passes the pipe by on descriptor 3.
    code=$({ { run_ctest "$@" 3>&- 4>&-; echo $? >&3; } | "$tools/progress.sh" >&4 3>&-; } 3>&1)
else
    run_ctest "$@"
    code=$?
fi
printf %s "$left_out"

# What the fuzz targets have done.
awk '/^[0-9]+\/[0-9]+ Test: fuzz/ { name = $3 }
    /^stat::number_of_executed_units:/ { runs = $2 }
    /^stat::peak_rss_mb:/ { printf "%s: %d runs, at most %d MB\n", name, runs, $2 }' "$log"

awk -v build="$build" -f "$tools/summary.awk" "$log"

# Each test of ctest is a program with many tests of its own: Criterion, pytest, vitest and node --test say how many in
# their last lines.
# One that says nothing counts as one, and one that fails without naming a failed test as one failure.
awk -v code="$code" '
    /Synthesis: Tested:/ {
        gsub(/\033\[[0-9;]*m/, "")
        for (i = 1; i < NF; i++) {
            if ($i == "Passing:") good += $(i + 1)
            if ($i == "Failing:" || $i == "Crashing:") bad += $(i + 1)
        }
        told = 1
    }
    /^(=+ )?([0-9]+ [a-z]+, )*[0-9]+ [a-z]+ in [0-9.]+s/ {
        gsub(/[=,]/, "")
        for (i = 1; i < NF && $i != "in"; i += 2) {
            if ($(i + 1) == "passed" || $(i + 1) == "xfailed") good += $i
            else if ($(i + 1) ~ /^(failed|errors?|xpassed)$/) bad += $i
            else if ($(i + 1) == "skipped") skipped += $i
        }
        told = 1
    }
    /^ +Tests +[0-9].* \([0-9]+\)$/ {
        for (i = 2; i < NF; i++) {
            if ($(i + 1) == "passed") good += $i
            else if ($(i + 1) == "failed") bad += $i
            else if ($(i + 1) == "skipped") skipped += $i
        }
        told = 1
    }
    /^(#|ℹ) (pass|fail|skipped) [0-9]+$/ {
        if ($2 == "pass") good += $3
        else if ($2 == "fail") bad += $3
        else skipped += $3
        told = 1
    }
    /^Test (Passed|Failed)\.$/ {
        if ($2 == "Passed.") { if (!told) good++ }
        else if (bad == 0) bad++
        passed += good; failed += bad
        good = bad = told = 0
    }
    END {
        if (skipped) printf "%d skipped\n", skipped
        if (passed + failed == 0) print "no test has run"
        if (code != 0 && failed == 0) failed = 1
        printf "%d passed, %d failed\n", passed, failed
        exit failed > 0 || passed == 0
    }' "$log"
