#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes docs/configuration.md to standard output, from the tables in the programs of the folder $1 (build/dev/bin).
set -eu
bin=${1:?the folder of the programs}
cat <<'END'
# Configuration

Written by `tools/sh/configuration.sh build/dev/bin`, from the tables in the programs; a test holds it to them.

A process takes its keys from the file of `--config` (ZPL: lines of `key = value`, a dot in a key is a section), and from
environment variables, which override it. A key that the process does not have, or a bad value, stops the start with exit code
2 and a message that names the file and the line or the variable, the key, the value and what is allowed. `--check-config` says
whether all is valid. Values of secret keys are never printed. A variable of another process is not its matter: several share
one environment. One that begins with `LEIDA_` and that no program of Leida knows stops no start, but the log warns of its name,
and so does `--check-config`.

The processes of `./leida up` get their keys from the sections of one file, `DIR/leida.conf` ([operations.md](operations.md#configuration)).
END
for process in gateway chat crm actionlog wechat; do
    echo
    env -i "$bin/leida-$process" --help-markdown
done
