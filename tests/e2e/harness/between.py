# SPDX-License-Identifier: Apache-2.0
"""Proxies between processes of a stack and their Redis, or each node of their cluster."""

import contextlib
import socket
import threading

from .redis_node import BUS
from .waiting import wait_until


class Between:
    """Takes a stack of which only Redis runs, and starts it so that the processes of these roles or names reach Redis through
    it; a cluster announces it to all. serve(client, redis), of a subclass, is called on a thread of its own with each connection
    and one to the server that it was meant for."""

    def __init__(self, stack, *names):
        self.stack = stack
        address = self._before_one() if stack.own_redis else self._before_cluster()
        for process in stack.processes:
            if process.name in names or process.name.split("-")[0] in names:
                process.environment["LEIDA_REDIS"] = address
        stack.start_processes()

    def _before_one(self):
        path = self.stack.folder / "between.sock"
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        self._listen(listener, self.stack.redis_socket)
        return f"unix:{path}"

    def _before_cluster(self):
        cluster = self.stack.redis
        cluster.was_touched = True
        for node in cluster.nodes:
            listener = socket.create_server((node.address, 0))
            self._listen(listener, node.socket)
            node.announce(listener.getsockname()[1])
        places = sorted(node.place for node in cluster.nodes)
        told = lambda node: sorted(line.place for line in cluster.view(node))  # noqa: E731
        wait_until(lambda: all(told(node) == places for node in cluster.nodes), 20, "all nodes to know where the others are")
        return cluster.address

    def _listen(self, listener, target):
        listener.listen(64)
        threading.Thread(target=self._accept, args=(listener, str(target)), daemon=True).start()

    def _accept(self, listener, target):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._pass, args=(listener.accept()[0], target), daemon=True).start()

    def _pass(self, client, target):
        with contextlib.suppress(OSError), client, socket.socket(socket.AF_UNIX) as redis:
            redis.connect(target)
            self.serve(client, redis)
