# SPDX-License-Identifier: Apache-2.0
"""An S3-compatible object store: s3rver, which keeps objects but takes any signature, and a door before it that checks each
signature and fails as it is told."""

import contextlib
import fcntl
import http.client
import http.server
import re
import socket
import ssl
import subprocess
import threading

from . import aws
from .process import Process
from .stack import ROOT
from .waiting import wait_until

ACCOUNT = SECRET = "S3RVER"
BUCKET = "leida"


def s3rver():
    """The program, installed into the build's folder at its first use."""
    source, place = ROOT / "tests" / "support" / "s3rver", ROOT / "build" / "s3rver"
    place.mkdir(parents=True, exist_ok=True)
    with open(place / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted, installed = (source / "package-lock.json").read_bytes(), place / "installed"
        if not installed.exists() or installed.read_bytes() != wanted:
            for name in ("package.json", "package-lock.json"):
                (place / name).write_bytes((source / name).read_bytes())
            command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"s3rver cannot be installed:\n{done.stdout}{done.stderr}"
            installed.write_bytes(wanted)
    return place / "node_modules" / "s3rver" / "bin" / "s3rver.js"


class Request:
    def __init__(self, handler, body):
        self.method, self.target, self.body = handler.command, handler.path, body
        self.headers = {name.lower(): value for name, value in handler.headers.items()}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, headers, body):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("connection", "keep-alive", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        length = dict(headers).get("Content-Length") if self.command == "HEAD" else None
        self.send_header("Content-Length", length or str(len(body)))
        self.end_headers()
        self.wfile.write(body if self.command != "HEAD" else b"")

    def refuse(self, status, code, *headers):
        self.answer(status, headers, f"<Error><Code>{code}</Code></Error>".encode())

    def drip(self, released):
        """An answer that does not end, some bytes of it a second."""
        with contextlib.suppress(OSError):
            self.wfile.write(b"HTTP/1.1 500 No\r\nContent-Length: 60000\r\n\r\n")
            while not released.wait(0.05):
                self.wfile.write(b"x")
        self.cut()

    def cut(self):
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def handle_any(self):
        store = self.server.store
        fault = store.next_fault(self.command)
        size = int(self.headers.get("Content-Length", "0"))
        wanted = size // 2 if fault == "cut within" else size
        body = self.rfile.read(wanted)
        if len(body) < wanted:  # the other side has given up, which is no fault in its signature
            self.close_connection = True
            return
        request = Request(self, body)
        store.requests.append(request)
        if fault == "cut within":
            self.cut()
        elif fault == "hang":
            store.released.wait()
            self.cut()
        elif fault == "drip":
            self.drip(store.released)
        elif isinstance(fault, tuple):
            self.refuse(*fault)
        else:
            self.pass_on(store, request, fault)

    def pass_on(self, store, request, fault):
        wrong = aws.complaint(request.method, request.target, request.headers, request.body, SECRET)
        if wrong:
            store.complaints.append(wrong)
            self.refuse(403, "SignatureDoesNotMatch")
            return
        answer = store.pass_on(request)
        if fault == "cut after":
            self.cut()
        else:
            self.answer(*answer)

    do_GET = do_HEAD = do_PUT = handle_any  # noqa: N815


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """The other side has gone."""


@contextlib.contextmanager
def objects_in(folder):
    """Runs s3rver while it is entered; its port."""
    command = ["node", s3rver(), "-d", folder / "objects", "-a", "127.0.0.1", "-p", "0", "--configure-bucket", BUCKET]
    process = Process(folder, "s3rver", command).start()
    try:
        yield int(wait_until(lambda: re.search(r"listening on 127.0.0.1:(\d+)", process.log()), 30, "s3rver")[1])
    finally:
        process.kill()


class ObjectStore:
    """The door before an s3rver, which serves at `endpoint` while it is entered. `requests` are all that came, `complaints`
    what was wrong with their signatures. With a certificate (of TLS) and its key it speaks HTTPS."""

    def __init__(self, behind, certificate=None, key=None):
        self.behind = behind
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.store = self
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        port = self.server.server_address[1]
        self.endpoint = f"https://localhost:{port}" if certificate else f"http://127.0.0.1:{port}"
        self.requests, self.complaints, self.faults = [], [], []
        self.released = threading.Event()
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.02])

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.released.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def fail(self, fault, count=1, method="PUT"):
        """The next requests of that method fail: a tuple is an answer (status, code, headers...), "hang" answers nothing, "drip" too slowly,
        "cut within" takes half the body and "cut after" all of it and keeps the object, before the connection ends."""
        self.faults += [(method, fault)] * count

    def next_fault(self, method):
        found = next((pair for pair in self.faults if pair[0] == method), None)
        if found:
            self.faults.remove(found)
        return found[1] if found else None

    def pass_on(self, request):
        """Status, headers and body of what s3rver says."""
        behind = http.client.HTTPConnection("127.0.0.1", self.behind)
        behind.request(request.method, request.target, request.body or None, request.headers)
        answer = behind.getresponse()
        result = answer.status, answer.getheaders(), answer.read()
        behind.close()
        return result

    def count(self, method):
        return sum(request.method == method for request in self.requests)
