# SPDX-License-Identifier: Apache-2.0
"""What Leida is compared with: nginx' and libmicrohttpd's constant answers, the API written in Node, and nchan."""

import os
import pathlib
import shlex
import shutil
import socket
import subprocess

from harness.process import children_of
from harness.waiting import wait_until

HERE = pathlib.Path(__file__).resolve().parent
CONSTANT = ["/\t"]
NGINX = """
worker_processes 1; daemon off; pid nginx.pid; error_log stderr;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 1000000000; default_type application/json;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {{ listen 127.0.0.1:{port} backlog=1024; location / {{ return 200 "{body}"; }} }}
}}
"""

NCHAN = """
load_module {module};
worker_processes 1; daemon off; pid nchan.pid; error_log stderr;
events {{ worker_connections 65536; }}
http {{
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location ~ ^/listen/(.*)$ {{
      nchan_subscriber websocket; nchan_channel_id $1; nchan_websocket_ping_interval 25;
      nchan_subscriber_first_message newest;
    }}
    location ~ ^/tell/(.*)$ {{ nchan_publisher http; nchan_channel_id $1; nchan_message_buffer_length 1; }}
  }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _listens(port, child):
    assert child.poll() is None, f"{child.args} ended with {child.returncode}"
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


class Peer:
    """A server under `url` that is one process and what it has started."""

    def __init__(self, folder, name, command, port=None, **options):
        self.log = open(folder / f"{name}.log", "wb")  # closed in stop()
        given = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE if port is None else self.log, "stderr": self.log}
        self.child = subprocess.Popen(command, **given, **options)
        self.port = port or int(self.child.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}"
        wait_until(lambda: _listens(self.port, self.child), 20, f"{name} to listen")

    def pids(self):
        return {"server": [self.child.pid, *children_of(self.child.pid)]}

    def stop(self):
        self.child.terminate()
        self.child.wait()
        self.log.close()


def nginx(folder):
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(port=port, body="x" * 400))
    words = ["nginx", "-p", str(folder), "-c", "nginx.conf"]
    return Peer(folder, "nginx", words, port)


def nchan(folder, module):
    """nginx with nchan: `/listen/ID` is a WebSocket, which is told what is posted to `/tell/ID`."""
    port = free_port()
    (folder / "nchan.conf").write_text(NCHAN.format(port=port, module=module))
    return Peer(folder, "nchan", ["nginx", "-p", str(folder), "-c", "nchan.conf"], port)


def bare_mhd(folder):
    program = folder / "bare_mhd"
    libraries = shlex.split(subprocess.check_output(["pkg-config", "--cflags", "--libs", "libmicrohttpd"], text=True))
    subprocess.run(["cc", "-O2", "-o", program, HERE / "bare_mhd.c", *libraries], check=True)
    return Peer(folder, "bare_mhd", [program])


def node(folder, source, redis_socket, counts):
    """The yardstick on database 1 of the same Redis; None when it cannot be installed or run."""
    place = folder / "node"
    shutil.copytree(source, place, ignore=shutil.ignore_patterns("node_modules"))
    if (pathlib.Path(source) / "node_modules").is_dir():
        (place / "node_modules").symlink_to(pathlib.Path(source).resolve() / "node_modules")
    else:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        if subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=place, check=False, **quiet).returncode != 0:
            return None
    environment = {**os.environ, "REDIS": f"{redis_socket}?db=1", **counts, "NODE_ENV": "production"}
    seeding = ["node", "server.js", "--seed"]
    if subprocess.run(seeding, cwd=place, env=environment, check=False, stdout=subprocess.DEVNULL).returncode != 0:
        return None
    port = free_port()
    return Peer(folder, "node", ["node", "server.js"], port, cwd=place, env={**environment, "PORT": str(port)})
