# SPDX-License-Identifier: Apache-2.0
# How long each file of tests takes, the longest first: from what pytest prints with --durations=0 -vv.
/^[0-9.]+s (setup|call|teardown) / {
    file = $3
    sub(/::.*/, "", file)
    sub(/.*\//, "", file)
    seconds[file] += $1
}
END {
    print "# SPDX-License-Identifier: Apache-2.0"
    print "# Seconds that each file takes (pytest --durations=0 -vv tests/e2e | awk -f tests/support/seconds.awk)."
    for (file in seconds) printf "%d %s\n", seconds[file] + 1, file | "sort -rn"
}
