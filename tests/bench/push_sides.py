# SPDX-License-Identifier: Apache-2.0
"""The two servers of `./leida bench --push`, each with the clients that connect to it: Leida, and nginx with nchan."""

import json
import pathlib
import resource
import subprocess

import measure
import peers
import routes
from harness.process import children_of, resident_memory
from harness.stack import Programs, Stack

MODULE = pathlib.Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
EVENT = '{"event":"message","user_id":1,"customer_id":%d,"id":1,"send_type":1}'
WAIT = 55  # s


def sockets_allowed():
    """How many a process may have, of those that are started from now on: the gateway keeps some descriptors for requests."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most * 9 // 10


def nchan_is_there():
    return MODULE.is_file()


class Clients:
    """push-clients: the first of `paths` connect, and the line of `sends` at the same place tells each of a message."""

    def __init__(self, program, folder, port, paths, sends):
        for name, lines in (("paths", paths), ("sends", sends)):
            (folder / name).write_text("".join(f"{line}\n" for line in lines))
        words = [program, str(port), folder / "paths", folder / "sends"]
        self.child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, *words):
        self.child.stdin.write(" ".join(str(word) for word in words) + "\n")
        self.child.stdin.flush()
        answer = self.child.stdout.readline()
        assert answer, f"push-clients ended with {self.child.wait()} at {words}"
        found = json.loads(answer)
        assert found["failed"] == 0, f"{words}: {found}"
        return found

    def open(self, count):
        """Until so many are open; how many a second."""
        found = self.tell("open", count)
        return found["opened"] / found["seconds"]

    def send(self, in_flight, seconds, count, rate=0):
        """What was measured of `answer` and `delivery`, in us."""
        found = self.tell("send", in_flight, rate, seconds, count)
        assert found["refused"] == found["lost"] == 0 and found["delivery"]["count"] == found["sent"], found
        return found

    def stop(self):
        self.child.stdin.close()
        self.child.stdout.close()
        self.child.wait()


class Side:
    """A server, started anew by each begin(): what it holds then is of what was measured since."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.program = options.bin.parent / "tests" / "push-clients"
        self.clients = None

    def processor(self):
        return measure.processor_us(self.pid())

    def resident(self):
        return resident_memory(self.pid())

    def _connect(self, port, paths, sends):
        self.clients = Clients(self.program, self.folder, port, paths, sends)

    def end(self):
        if self.clients:
            self.clients.stop()
            self.clients = None


class Leida(Side):
    """The whole stack with one loop; a staff user sends to customers, each of whom has one socket."""

    name = "leida"

    def __init__(self, options, folder):
        super().__init__(options, folder)
        folder.mkdir()
        settings = {"LEIDA_THREADS": str(options.threads or 1), "LEIDA_PUSH_RATE": "1000000", "LEIDA_FRESHNESS": "0"}
        self.stack = Stack(Programs(options.bin), folder, settings={"gateway": settings}).start()
        self.stack.load(routes.records(customers=options.connections, messages=200, actions=0))

    def pid(self):
        return self.stack.gateway.pid

    def begin(self, waiting=False):
        """`waiting`: its clients wait with requests."""
        self.end()
        gateway = self.stack.gateway
        assert gateway.stop() == 0, gateway.log()
        gateway.start().wait_ready()
        customers = range(1, self.options.connections + 1)
        path, query = ("/chat/getmsg/0", {"u_id": routes.STAFF, "wait": WAIT}) if waiting else ("/push", None)
        paths = [routes.line("customer", ident, path, query).rstrip("\t") for ident in customers]
        sends = [routes.line("user", routes.STAFF, "/chat/send_msg/0", form={"customer_id": ident, "content": routes.CONTENT})
                 for ident in customers]
        self._connect(gateway.state["base_url"].rsplit(":", 1)[1], paths, sends)

    def history(self):
        """What is asked beside idle sockets: the base URL, and the lines of wrk."""
        return self.stack.gateway.state["base_url"], [routes.line("customer", 1, "/chat", {"u_id": routes.STAFF, "length": 20})]

    def stop(self):
        self.end()
        return self.stack.stop()


class Nchan(Side):
    """nginx with one worker; a channel for each client. It keeps messages in its memory, and asks nobody who may."""

    name = "nchan"

    def __init__(self, options, folder):
        super().__init__(options, folder)
        folder.mkdir()
        self.peer = None

    def pid(self):
        return children_of(self.peer.child.pid)[0]

    def begin(self):
        self.end()
        self.peer = peers.nchan(self.folder, MODULE)
        idents = range(1, self.options.connections + 1)
        self._connect(self.peer.port, [f"/listen/{ident}" for ident in idents],
                      [f"/tell/{ident}\t{EVENT % ident}" for ident in idents])

    def end(self):
        super().end()
        if self.peer:
            self.peer.stop()
            self.peer = None

    def stop(self):
        self.end()
        return []
