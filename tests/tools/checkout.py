# SPDX-License-Identifier: Apache-2.0
"""A checkout as small as the scripts of tools/sh need it, with stand-ins for node and npm that reach no network."""

import os
import shutil
import subprocess

from conftest import TESTS

NODE = "#!/bin/sh\necho ${NODE_VERSION-v22.23.1}\n"
# What it is asked for, and with which Node, goes into npm.log. REGISTRY=silent: nothing comes; CI=broken: `npm ci` fails.
NPM = """#!/bin/sh
echo "$(node --version) $*" >>"$LOG"
for last; do :; done
case $1,${REGISTRY-} in
install,silent | ci,silent | ping,silent) echo 'npm ERR! network' >&2; exit 1 ;;
install,*)
    bin=$PREFIX/node_modules/${last%@*}/bin
    mkdir -p "$bin"
    printf '#!/bin/sh\\necho v22.13.0\\n' >"$bin/node"
    chmod +x "$bin/node"
    ;;
ci,*) [ "${CI-}" != broken ] ;;
run,*) cat >/dev/null; [ "$3" != types ] || cp src/api/given.ts "$last"; [ "$3" != build ] || cp -R given "$last" ;;
esac
"""


class Checkout:
    def __init__(self, folder):
        self.folder = folder
        self.log = folder / "npm.log"
        shutil.copytree(TESTS.parent / "tools/sh", folder / "tools/sh")
        (folder / "build/dev/bin").mkdir(parents=True)
        (folder / "web").mkdir()
        self.program("stand-ins/node", NODE)
        self.program("stand-ins/npm", NPM)

    def program(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def environment(self, **changes):
        return {**os.environ, "PATH": f"{self.folder}/stand-ins:{os.environ['PATH']}", "LOG": str(self.log),
                "PREFIX": str(self.folder / "build/node"), **changes}

    def run(self, script, *words, **environment):
        return subprocess.run([self.folder / "tools/sh" / script, *words], capture_output=True, text=True, timeout=60,
                              check=False, env=self.environment(**environment))

    def asked(self):
        """What npm was asked for, as (version of Node, words)."""
        return [tuple(line.split(" ", 1)) for line in self.log.read_text().splitlines()]
