# SPDX-License-Identifier: Apache-2.0
"""Two hosts with a router between them, as network namespaces of this test alone. The test itself is on the first; each has two
addresses. A cut loses packets silently at the router, as a failing network does."""

import contextlib
import ctypes
import os
import shutil
import subprocess

from harness.waiting import wait_until

NEAR, NEAR_STORE, FAR, FAR_SERVICE = "10.77.1.1", "10.77.3.1", "10.77.2.1", "10.77.2.2"
NEW_NET = 0x40000000  # CLONE_NEWNET of sched.h
LIBC = ctypes.CDLL(None, use_errno=True)


def missing():
    """Why there can be no such hosts here; empty when there can."""
    tools = [tool for tool in ("ip", "nsenter", "unshare") if not shutil.which(tool)]
    if tools:
        return f"needs {' and '.join(tools)}"
    trial = ["unshare", "--net", "ip", "link", "add", "trial0", "type", "veth", "peer", "name", "trial1"]
    if os.geteuid() != 0 or subprocess.run(trial, capture_output=True, check=False).returncode != 0:
        return "needs the right to make network namespaces and veth pairs (root)"
    return ""


def _insist(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), "cannot change the network namespace")


class Host:
    """A namespace that lasts as long as its process, which ends with this one."""

    def __init__(self):
        self.child = subprocess.Popen(["unshare", "--net", "cat"], stdin=subprocess.PIPE)
        own = os.readlink("/proc/self/ns/net")
        wait_until(lambda: os.readlink(f"/proc/{self.child.pid}/ns/net") != own, 10, "a network namespace")
        self.prefix = ["nsenter", f"--net=/proc/{self.child.pid}/ns/net"]

    def run(self, *words):
        subprocess.run([*self.prefix, *words], check=True)

    def close(self):
        self.child.stdin.close()
        self.child.wait()


class Hosts:
    """`far.prefix` in front of a command runs it on the other host."""

    def __init__(self):
        self.router, self.far = Host(), Host()
        self.lost = set()
        self.parted = []
        self._join()

    def _join(self):
        near = lambda *words: subprocess.run(words, check=True)  # noqa: E731
        sides = ((near, "near", NEAR), (self.far.run, "far", FAR))
        for run, name, address in sides:
            gate = address[:-1] + "254"
            run("ip", "link", "set", "lo", "up")
            run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", name, "netns", str(self.router.child.pid))
            run("ip", "address", "add", f"{address}/24", "dev", "eth0")
            run("ip", "link", "set", "eth0", "up")
            self.router.run("ip", "address", "add", f"{gate}/24", "dev", name)
            self.router.run("ip", "link", "set", name, "up")
            run("ip", "route", "add", "default", "via", gate)
        self.far.run("ip", "address", "add", f"{FAR_SERVICE}/24", "dev", "eth0")
        near("ip", "address", "add", f"{NEAR_STORE}/32", "dev", "lo")
        self.router.run("ip", "route", "add", f"{NEAR_STORE}/32", "via", NEAR)
        self.router.run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward")

    def cut(self, *addresses):
        """What the router should forward to these addresses is lost from now on."""
        for address in addresses:
            self.router.run("ip", "route", "add", "blackhole", f"{address}/32", "metric", "0", "table", "local")
            self.lost.add(address)

    def part(self, one, other):
        """What these two addresses send to each other is lost from now on."""
        for source, target in ((one, other), (other, one)):
            rule = ("from", source, "to", target, "blackhole")
            self.router.run("ip", "rule", "add", *rule)
            self.parted.append(rule)

    def heal(self):
        while self.parted:
            self.router.run("ip", "rule", "del", *self.parted.pop())
        for address in self.lost:
            self.router.run("ip", "route", "del", "blackhole", f"{address}/32", "table", "local")
        self.lost.clear()

    def close(self):
        self.far.close()
        self.router.close()


@contextlib.contextmanager
def two_hosts():
    """Takes the calling thread, and whatever it starts, to the first host; at the end it is where it was."""
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    hosts = None
    _insist(LIBC.unshare(NEW_NET))
    try:
        hosts = Hosts()
        yield hosts
    finally:
        _insist(LIBC.setns(home, NEW_NET))
        os.close(home)
        if hosts:
            hosts.close()
