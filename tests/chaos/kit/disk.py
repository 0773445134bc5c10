# SPDX-License-Identifier: Apache-2.0
"""A small disk that can be filled: a tmpfs in a mount namespace that lasts as long as this process."""

import contextlib
import os
import subprocess


def missing():
    """Why there can be no such disk here; empty when there can."""
    trial = ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    if os.geteuid() != 0 or subprocess.run(trial, capture_output=True, check=False).returncode != 0:
        return "needs the right to mount (root)"
    return ""


class Disk:
    """`prefix` in front of a command lets it see the disk in `folder`."""

    def __init__(self, folder, size):
        mount = f"mount -t tmpfs -o size={size} tmpfs '{folder}' && echo mounted && exec cat"
        command = ["unshare", "--mount", "sh", "-c", mount]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.child.stdout.readline() == b"mounted\n"
        self.prefix = ["nsenter", f"--mount=/proc/{self.child.pid}/ns/mnt"]
        self.filler = f"/proc/{self.child.pid}/root{folder}/filler"

    def fill(self):
        with open(self.filler, "ab", buffering=0) as file:
            with contextlib.suppress(OSError):
                while file.write(bytes(4096)) == 4096:
                    pass

    def clear(self):
        os.unlink(self.filler)

    def close(self):
        self.child.stdin.close()
        self.child.wait()
        self.child.stdout.close()
