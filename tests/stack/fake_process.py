#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""A stand-in for any process of the stack: reports itself, answers /readyz, and misbehaves as fake/NAME says.

With --check-config it finds everything valid. fake/NAME, read in the working directory at start, holds words: `exit=N` ends at once with that code, `unready` answers
503, `unready=WHY`, to the end, with that reason, `says=WHAT` writes that first, `stubborn` ignores SIGTERM. At its end it appends its name to fake/ended.
"""
import http.server
import json
import os
import pathlib
import re
import signal
import sys

config = pathlib.Path(sys.argv[sys.argv.index("--config") + 1]).read_text()


def setting(key):
    found = re.search(rf'^\s*{key} = "?([^"\n]*)"?$', config, re.M)
    return found.group(1) if found else None


if "--check-config" in sys.argv:
    sys.exit(0)
name = setting("name")
orders = pathlib.Path("fake", name)
order = orders.read_text() if orders.exists() else ""
words = order.split()
unready = order if order.startswith("unready") else ""


class Admin(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(503 if unready else 200)
        self.end_headers()
        self.wfile.write(unready[len("unready="):].encode())

    def log_message(self, *_):
        pass


def stop(*_):
    if "stubborn" in words:
        return
    os.unlink(setting("state_file"))
    with open("fake/ended", "a") as ended:
        ended.write(name + "\n")
    os._exit(0)


signal.signal(signal.SIGTERM, stop)
if order.startswith("says="):
    print("said", order[5:], file=sys.stderr, flush=True)
for word in words:
    if word.startswith("exit="):
        print("giving up", file=sys.stderr)
        sys.exit(int(word[5:]))
host, port = setting("admin").rsplit(":", 1)
server = http.server.HTTPServer((host, int(port)), Admin)
report = {"role": os.path.basename(sys.argv[0])[6:], "name": name, "pid": os.getpid(),
          "endpoint": setting("endpoint") or setting("listen"),
          "admin_url": f"http://{host}:{server.server_port}"}
if setting("listen"):
    port = int(setting("listen").rsplit(":", 1)[1]) or server.server_port
    report["base_url"] = f"http://127.0.0.1:{port}"
pathlib.Path(setting("state_file") + ".new").write_text(json.dumps(report) + "\n")
os.rename(setting("state_file") + ".new", setting("state_file"))
print("hello from stderr", file=sys.stderr, flush=True)
server.serve_forever()
