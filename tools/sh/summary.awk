# SPDX-License-Identifier: Apache-2.0
# From ctest's LastTest.log: the ten tests that took longest, and each failed one with the command that runs it alone from
# the root of the checkout. -v build=FOLDER names the build there. pytest's and Criterion's tests count one by one.
function quoted(text) {
    gsub(/'/, "'\\''", text)
    return "'" text "'"
}

# The node NAME of pytest, without the way from the folder that ctest ran it in.
function node(name) {
    sub(/^(\.\.\/)+/, "", name)
    return name
}

function took(seconds, name) {
    printf "%8.2f s  %s\n", seconds, name | longest
}

function failure(name, command) {
    failures = failures "  " name "\n      " command "\n"
    named = 1
}

BEGIN { longest = "sort -rn | head -n 10" }

{ gsub(/\033\[[0-9;]*m/, "") }
/^[0-9]+\/[0-9]+ Test: / { test = $3; command = ""; named = inner = 0 }
/^Command: / && command == "" {
    command = $2
    gsub(/"/, "", command)
    sub(/^.*\/build\//, "build/", command)
    pytest = / "pytest" /
}

/^[0-9.]+s (call|setup|teardown) +[^ ]/ && pytest {
    seconds = $1 + 0
    sub(/^[0-9.]+s [a-z]+ +/, "")
    took(seconds, node($0))
    inner = 1
}
/^(FAILED|ERROR) [^ ]+::/ && pytest {
    sub(/^[A-Z]+ /, "")
    sub(/ - .*/, "")
    failure(node($0), "/usr/bin/python3 -B -m pytest -q -p no:cacheprovider --bin " build "/bin " quoted(node($0)))
}
/^\[FAIL\] [^ ]+::|^\[....\] [^ ]+::[^ ]+: CRASH!/ {
    sub(/:$/, "", $2)
    split($2, part, "::")
    failure(test ": " $2, command " --filter " quoted(part[1] "/" part[2]))
}

/^Test time = / && !inner { took($4, test) }
/^Test Failed\.$/ && !named {
    failure(test, "ctest --test-dir " build " --output-on-failure -R " quoted("^" test "$"))
}

END {
    if (test != "") print "Took longest:"
    fflush()
    close(longest)
    if (failures != "") printf "Failed, and the command that runs it alone:\n%s", failures
}
