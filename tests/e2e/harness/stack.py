# SPDX-License-Identifier: Apache-2.0
"""A whole stack in a folder of its own, its processes started one by one: each can be wrapped, killed, configured."""

import json
import os
import pathlib
import shlex
import subprocess

from .process import Process
from .resp import Redis
from .waiting import PATIENCE, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[3]
SERVICES = ("chat", "crm", "actionlog")


class Programs:
    """The folder with the programs, and what they are run under (such as "valgrind --error-exitcode=99")."""

    def __init__(self, folder, wrapper=""):
        self.folder = pathlib.Path(folder).resolve()
        self.wrapper = shlex.split(wrapper)

    def path(self, name):
        path = self.folder / name
        if not path.is_file():
            raise FileNotFoundError(f"{name} is not built in {self.folder}")
        return path

    def are_plain(self):
        """Whether their memory and processor time are their own: under no wrapper, and without a sanitizer inside."""
        program = self.path("leida-chat").read_bytes()
        return not self.wrapper and not any(sign in program for sign in (b"__asan_init", b"__tsan_init"))

    def command(self, name):
        return [*self.wrapper, self.path(name)]


def _stop(processes):
    """What was wrong: one has not stopped in time, or has another exit code than 0."""
    faults = []
    for process in processes:
        try:
            code = process.stop()
        except AssertionError as error:
            faults.append(str(error))
            continue
        if code != 0:
            faults.append(f"{process.name} ended with {code}:\n{process.log()[-3000:]}")
    return faults


class Stack:
    """Redis, the three services and the gateway, or several, and as many of the WeChat service as asked for. `settings` maps a
    role ("gateway", "chat", …) or a process ("chat-2") to LEIDA_… variables, `wrappers` a role ("redis" too) or a process to a
    command line prefix, `redis_options` has further options of redis-server. `redis` is used in place of an own one, and with
    `keep_redis` outlives the stack. `secrets` is a folder that ops/docker/make-secrets made: each process then is a user of
    Redis' of its own."""

    def __init__(self, programs, folder, chat=1, crm=1, settings=None, wrappers=None, redis_options=None, redis=None,
                 keep_redis=False, secrets=None, gateways=1, wechat=0):
        self.programs = programs
        self.folder = pathlib.Path(folder)
        self.settings = settings or {}
        self.wrappers = wrappers or {}
        self.redis_options = redis_options or {}
        self.secrets = secrets
        self.redis_socket = self.folder / "redis.sock"
        self.base_url = None
        self.redis_address = redis.address if redis else f"unix:{self.redis_socket}"
        self.own_redis = redis is None
        self.keep_redis = keep_redis
        self.redis = redis or self._redis_process()
        names = [f"chat-{number}" for number in range(1, chat + 1)]
        names += ["crm"] if crm == 1 else [f"crm-{number}" for number in range(1, crm + 1)]
        self.services = [self._service_process(name.split("-")[0], name) for name in [*names, "actionlog"]]
        # They ask the others, which are started before them.
        self.services += [self._wechat_process(f"wechat-{number}") for number in range(1, wechat + 1)]
        self.gateways = [self._gateway_process("gateway" if number == 1 else f"gateway-{number}")
                         for number in range(1, gateways + 1)]
        self.gateway = self.gateways[0]

    @property
    def processes(self):
        return [*self.services, *self.gateways]

    def service(self, name):
        return next(process for process in self.services if process.name == name)

    def _redis_process(self):
        options = {
            "port": 0, "unixsocket": self.redis_socket, "dir": self.folder, "save": "", "appendonly": "yes",
            "appendfsync": "always", "maxmemory-policy": "noeviction", "daemonize": "no",
            **self.redis_options,
        }
        if self.secrets:
            options["aclfile"] = self.secrets / "redis_acl"
        words = [word for key, value in options.items() for word in (f"--{key}", *str(value).split(" "))]
        return Process(self.folder, "redis", [*self.wrappers.get("redis", []), "redis-server", *words])

    def _process(self, role, name, environment):
        common = {
            "LEIDA_NAME": name,
            "LEIDA_REDIS": self.redis_address,
            "LEIDA_STATE_FILE": str(self.folder / f"{name}.state"),
        }
        if self.secrets:
            common |= {"LEIDA_REDIS_USER": role, "LEIDA_REDIS_PASSWORD": f"file:{self.secrets}/redis_{role}"}
        wrapper = self.wrappers.get(name, self.wrappers.get(role, []))
        given = {**self.settings.get(role, {}), **self.settings.get(name, {})}
        command = [*wrapper, *self.programs.command(f"leida-{role}")]
        return Process(self.folder, name, command, {**common, **environment, **given})

    def _endpoint(self, name):
        return f"ipc://{self.folder}/{name}.ipc"

    def _service_process(self, role, name):
        return self._process(role, name, {"LEIDA_ENDPOINT": self._endpoint(name)})

    def _upstreams(self, roles):
        """The variables that name the instances of these roles."""
        found = {}
        for role in roles:
            names = [process.name for process in self.services if process.name.split("-")[0] == role]
            found[f"LEIDA_UPSTREAM_{role.upper()}"] = " ".join(self._endpoint(name) for name in names)
        return found

    def _wechat_process(self, name):
        return self._process("wechat", name, {"LEIDA_ENDPOINT": self._endpoint(name), **self._upstreams(SERVICES)})

    def _gateway_process(self, name):
        upstreams = self._upstreams([*SERVICES, "wechat"])
        # On a busy machine a client may come to its next request late.
        given = {"LEIDA_LISTEN": "127.0.0.1:0", "LEIDA_THREADS": "2", "LEIDA_IDLE_LIMIT": "600"}
        return self._process("gateway", name, {**given, **upstreams})

    def _redis_answers(self):
        try:
            with self.probe() as redis:
                return redis.call("PING") == "PONG"
        except (OSError, RuntimeError):
            return False

    def start_redis(self):
        self.redis.start()
        if self.own_redis:
            wait_until(self._redis_answers, 60, "Redis to answer")

    def start(self):
        self.start_redis()
        return self.start_processes()

    def start_processes(self):
        for process in self.services:
            process.start()
        for process in self.services:
            process.wait_state()
        for process in self.gateways:
            process.start()
        for process in self.processes:
            process.wait_ready()
        self.base_url = self.gateway.state["base_url"]
        return self

    def probe(self):
        """A connection to the stack's Redis, for counting what a request costs."""
        if not self.own_redis:
            return self.redis.probe()
        return Redis(self.redis_socket, (self.secrets / "redis_admin").read_text() if self.secrets else None)

    def ctl(self, *words, given=None):
        """Runs leidactl against this stack; returns the finished process with its output as text."""
        command = [self.programs.path("leidactl"), *(str(word) for word in words)]
        environment = {**os.environ, "LEIDA_REDIS": self.redis_address}
        if self.secrets:
            environment["LEIDA_REDIS_PASSWORD"] = f"file:{self.secrets}/redis_admin"
        if self.base_url:
            environment["LEIDA_URL"] = self.base_url
        return subprocess.run(
            command, input=given, capture_output=True, text=True, errors="surrogateescape", env=environment,
            timeout=600 * PATIENCE, check=False,
        )

    def load(self, records):
        """Imports records (dictionaries, or ready lines of text) and insists that it worked."""
        lines = [record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records]
        file = self.folder / "load.jsonl"
        file.write_text("\n".join(lines) + "\n")
        result = self.ctl("import", file)
        assert result.returncode == 0, f"leidactl import: {result.stdout}{result.stderr}"

    def logs(self):
        return "".join(process.log() for process in self.processes)

    def stop(self):
        """Stops all in order: gateways, services, Redis; those of a kind drain side by side. Returns what was wrong: exit
        codes, sanitizer reports."""
        faults = []
        for processes in (self.gateways, self.services):
            for process in processes:
                process.begin_stop()
            faults += _stop(processes)
        faults += _stop([] if self.keep_redis else [self.redis])
        for sign in ("ERROR: AddressSanitizer", "LeakSanitizer", "ThreadSanitizer", "runtime error:"):
            faults += [f"{process.name}: {sign}" for process in self.processes if sign in process.log()]
        return faults
