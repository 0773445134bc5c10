# SPDX-License-Identifier: Apache-2.0
"""A Compose project of a test's own: its own name, port, network, volume and image tags, all of which it removes. The
engine's build cache stays."""

import http.client
import json
import os
import re
import shlex
import socket
import subprocess
import time

from harness.given import GivenStack
from harness.stack import ROOT
from harness.waiting import PATIENCE, wait_until

METRICS = 'exec 3<>/dev/tcp/127.0.0.1/9100; printf "GET /metrics HTTP/1.0\\r\\n\\r\\n" >&3; cat <&3'


def run(*words, **options):
    """Runs a command; returns what it printed. AssertionError with all it said when it fails."""
    words = [str(word) for word in words]
    result = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, timeout=600 * PATIENCE, check=False, **options
    )
    assert result.returncode == 0, f"{shlex.join(words)}: {result.returncode}\n{result.stdout[-3000:]}{result.stderr[-3000:]}"
    return result.stdout


def compose_command():
    """Compose 2 where it is there, else 1.29."""
    for words in (["docker", "compose"], ["docker-compose"]):
        try:
            if subprocess.run([*words, "version"], capture_output=True, check=False).returncode == 0:
                return words
        except FileNotFoundError:
            pass
    raise FileNotFoundError("neither `docker compose` nor `docker-compose` is installed")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Project:
    """`files` are the Compose files, `settings` more variables for them."""

    def __init__(self, name, tag, files=("docker-compose.yml",), **settings):
        self.name = name
        self.files = files
        self.command = compose_command()
        port = free_port()
        own = {key: value for key, value in os.environ.items() if not key.startswith(("LEIDA_", "COMPOSE_", "REDIS_"))}
        self.environment = {
            **own, "COMPOSE_PROJECT_NAME": name, "COMPOSE_FILE": ":".join(files), "LEIDA_PORT": str(port),
            "LEIDA_EXEMPT_ADDRESSES": "0.0.0.0/0",
            "LEIDA_VERSION": tag, **settings,
        }
        self.helper = f"{name}-ctl"
        self.stack = GivenStack(f"http://127.0.0.1:{port}", ["docker", "exec", "-i", self.helper, "leidactl"])

    def paste(self, line):
        """Runs a line of the README, which says docker-compose."""
        words = shlex.split(line, comments=True)
        assert words[0] == "docker-compose", line
        return run(*self.command, *words[1:], env=self.environment)

    def compose(self, *words):
        return run(*self.command, *words, env=self.environment)

    def containers(self, service=None):
        """The ids of the containers that run, of one service or of all."""
        labels = [f"com.docker.compose.project={self.name}", "com.docker.compose.oneoff=False"]
        labels += [f"com.docker.compose.service={service}"] if service else []
        return run("docker", "ps", "-q", *(word for label in labels for word in ("--filter", f"label={label}"))).split()

    def inspect(self, service=None):
        """What the engine knows of each, by id."""
        found = json.loads(run("docker", "inspect", *self.containers(service)))
        return {entry["Id"][:12]: entry for entry in found}

    def states(self):
        """How healthy each is: (service, state), sorted."""
        return sorted(
            (entry["Config"]["Labels"]["com.docker.compose.service"], entry["State"]["Health"]["Status"])
            for entry in self.inspect().values()
        )

    def wait_healthy(self, count):
        """Until so many containers run and all are healthy. Returns when they were, on the monotonic clock."""
        wait_until(
            lambda: [state for _, state in self.states()] == ["healthy"] * count, 60, f"{count} healthy containers"
        )
        return time.monotonic()

    def start_ctl(self):
        """A container that does nothing, for running leidactl in it: quicker than one for each call. Its login links have the
        port that is published."""
        origin = f"LEIDA_WEB_ORIGIN={self.stack.base_url}"
        self.compose("run", "-d", "--name", self.helper, "-e", origin, "--entrypoint", "sleep", "ctl", "infinity")

    def calls_taken(self, container):
        """How many calls a service's container has received."""
        text = run("docker", "exec", container, "bash", "-c", METRICS)
        found = re.findall(r"^leida_service_calls_total(?:\{[^}]*\})? (\S+)$", text, re.M)
        assert found, text
        return sum(map(float, found))

    def begins_login(self):
        """Whether the WeChat service, which then keeps something, leads a visitor of company 1 to WeChat."""
        connection = http.client.HTTPConnection(self.stack.base_url.removeprefix("http://"), timeout=20)
        connection.request("GET", "/zhugeleida/gongzhonghao/work_gongzhonghao_auth/1")
        answer = connection.getresponse()
        connection.close()
        return answer.status == 302 and answer.headers["Location"].startswith("https://open.weixin.qq.com/connect/oauth2/authorize?")

    def remove(self):
        subprocess.run(["docker", "rm", "-f", self.helper], capture_output=True, check=False)
        self.compose("down", "-v", "--remove-orphans")
